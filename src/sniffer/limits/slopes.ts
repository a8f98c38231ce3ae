/**
 * The last samples of a session: how fast values rise and fall.
 *
 * @module
 */

import type { Sample } from "./sample.ts";

export interface Recent {
  readonly note: (sample: Sample) => void;
  /** Of the request, over the last ten samples, in A/s. */
  readonly targetSlope: () => number;
  /** Of the delivered current, over the last five seconds, in A/s: some chargers measure every few seconds only. */
  readonly deliverySlope: () => number;
  /** The request falls while the state of charge rises, over the last half minute. */
  readonly isTapering: () => boolean;
}

/** Samples over which the request's slope is taken. */
const SHORT = 10;
/** Samples that are kept: five seconds of a fast loop. */
const WINDOW = 100;
const DELIVERY_SECONDS = 5;
const TAPER_SECONDS = 30;
/** A taper loses so much in that time at least, in A. */
const TAPER_FALL = 0.5;
/** Seconds between the samples that the taper is seen by. */
const TAPER_STEP = 1;

export function recentSamples(): Recent {
  const window: Sample[] = [];
  const marks: Sample[] = [];

  const last = () => window.at(-1);

  function slope(first: Sample | undefined, value: (sample: Sample) => number | undefined): number {
    const now = last();
    if (first === undefined || now === undefined || now.time <= first.time) return 0;
    return ((value(now) ?? 0) - (value(first) ?? 0)) / (now.time - first.time);
  }

  return {
    note(sample) {
      window.push(sample);
      if (window.length > WINDOW) window.shift();
      const mark = marks.at(-1);
      if (mark === undefined || Math.abs(sample.time - mark.time) >= TAPER_STEP) marks.push(sample);
      while (marks.length > 1 && sample.time - (marks[1] as Sample).time > TAPER_SECONDS) marks.shift();
      if (marks.length > 4 * TAPER_SECONDS) marks.shift();
    },
    targetSlope: () => slope(window[Math.max(0, window.length - SHORT)], ({ targetCurrent }) => targetCurrent),
    deliverySlope() {
      const now = last()?.time ?? 0;
      const first = window.find(({ time }) => now - time <= DELIVERY_SECONDS);
      return slope(first, ({ presentCurrent }) => presentCurrent);
    },
    isTapering() {
      const [first, now] = [marks[0], last()];
      if (first?.soc === undefined || now?.soc === undefined) return false;
      const fall = (first.targetCurrent ?? 0) - (now.targetCurrent ?? 0);
      return now.time - first.time >= TAPER_SECONDS / 2 && fall >= TAPER_FALL && now.soc > first.soc;
    },
  };
}
