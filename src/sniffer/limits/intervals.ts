/**
 * Cuts a charging session into intervals in which the same side limits the power for the same reason, with the evidence.
 *
 * @module
 */

import { type Attribution, attributor, type LimitSide, type Reason } from "./attribute.ts";
import type { Sample } from "./sample.ts";

export interface Interval {
  readonly type: "interval";
  readonly side: LimitSide;
  readonly reason: Reason;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Of the first request and the last answer. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** In Wh, from the charger's present values. */
  readonly energy: number;
  /** Of the time between the first and the last sample of the session, from 0 to 1. */
  readonly share: number;
  /** The charger's cap, in A, and what it comes from; the last of the interval. */
  readonly cap?: number;
  readonly root?: "current" | "power" | "schedule";
  readonly first: Sample;
  readonly last: Sample;
  /** Means over the interval, in A: the charger's cap less the request, the car's own maximum less the request. */
  readonly chargerHeadroom?: number;
  readonly vehicleHeadroom?: number;
}

/** A shorter stretch between two alike is no change. */
const SHORTEST = 1.5;
/** Stretches that are kept; a session that changes more often is told up to there. */
const MOST_STRETCHES = 10_000;

interface Stretch {
  attribution: Attribution;
  readonly first: Sample;
  last: Sample;
  energy: number;
  samples: number;
  chargerHeadroom: number;
  vehicleHeadroom: number;
}

export interface LimitReport {
  readonly intervals: readonly Interval[];
  readonly samples: number;
  /** In Wh. */
  readonly energy: number;
  /** Highest present voltage times present current, in W. */
  readonly peakPower: number;
  /** The present current never changed although the request did: it was not measured. */
  readonly isCurrentConstant: boolean;
  /** The present current was far above what was asked for: scaled wrongly, by this factor where the most was asked for. */
  readonly currentScale?: number;
}

export interface Limits {
  readonly feed: (sample: Sample) => void;
  readonly end: () => LimitReport;
}

export function limits(): Limits {
  const attribute = attributor();
  const stretches: Stretch[] = [];
  const currents = new Set<number>();
  let samples = 0;
  let peakPower = 0;
  let scale: number | undefined;
  /** The request at which the scale was taken: the highest tells it best. */
  let scaledAt = 0;
  let before: Sample | undefined;

  function feed(sample: Sample) {
    samples++;
    const { presentCurrent, presentVoltage, targetCurrent } = sample;
    if (presentCurrent !== undefined && currents.size < 3) currents.add(presentCurrent);
    const isScaled =
      presentCurrent !== undefined &&
      targetCurrent !== undefined &&
      targetCurrent > 0 &&
      presentCurrent > 3 * targetCurrent + 50;
    if (isScaled && targetCurrent >= scaledAt) {
      scale = presentCurrent / targetCurrent;
      scaledAt = targetCurrent;
    }
    const power = isScaled ? 0 : (presentCurrent ?? 0) * (presentVoltage ?? 0);
    peakPower = Math.max(peakPower, power);
    const seconds = before ? Math.max(0, Math.min(sample.time - before.time, 10)) : 0;
    before = sample;

    const attribution = attribute(sample);
    const current = stretches.at(-1);
    const stretch =
      current && (isSame(current.attribution, attribution) || stretches.length >= MOST_STRETCHES)
        ? current
        : begin(attribution, sample);
    stretch.last = sample;
    stretch.attribution = attribution;
    stretch.energy += (power * seconds) / 3600;
    stretch.samples++;
    if (targetCurrent !== undefined) {
      stretch.chargerHeadroom += (attribution.cap ?? targetCurrent) - targetCurrent;
      stretch.vehicleHeadroom += (sample.vehicle.current ?? targetCurrent) - targetCurrent;
    }
  }

  function begin(attribution: Attribution, first: Sample): Stretch {
    const made = { attribution, first, last: first, energy: 0, samples: 0, chargerHeadroom: 0, vehicleHeadroom: 0 };
    stretches.push(made);
    return made;
  }

  function end(): LimitReport {
    const merged = merge(stretches);
    const [first, last] = [merged[0]?.first, merged.at(-1)?.last];
    const total = first && last ? last.time - first.time : 0;
    const intervals = merged.map((stretch, i): Interval => {
      const next = merged[i + 1];
      const endsAt = next ? next.first.time : stretch.last.time;
      const { attribution, first, last } = stretch;
      const { side, reason, cap, root } = attribution;
      const isAsked = last.targetCurrent !== undefined;
      return {
        type: "interval",
        side,
        reason,
        start: first.time,
        end: endsAt,
        firstFrame: first.requestFrame,
        lastFrame: last.responseFrame,
        energy: stretch.energy,
        share: total > 0 ? (endsAt - first.time) / total : 1 / merged.length,
        ...(cap === undefined ? {} : { cap }),
        ...(root === undefined ? {} : { root }),
        first,
        last,
        ...(isAsked && cap !== undefined ? { chargerHeadroom: stretch.chargerHeadroom / stretch.samples } : {}),
        ...(isAsked && last.vehicle.current !== undefined
          ? { vehicleHeadroom: stretch.vehicleHeadroom / stretch.samples }
          : {}),
      };
    });
    return {
      intervals,
      samples,
      energy: intervals.reduce((sum, { energy }) => sum + energy, 0),
      peakPower,
      isCurrentConstant: samples > 20 && currents.size === 1,
      ...(scale === undefined ? {} : { currentScale: scale }),
    };
  }

  return { feed, end };
}

const isSame = (a: Attribution, b: Attribution) => a.side === b.side && a.reason === b.reason;

const lengthBefore = (before: Stretch, next: Stretch) => next.first.time - before.first.time;

/** Short stretches between two alike go into them. */
function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const [i, stretch] of stretches.entries()) {
    const before = merged.at(-1);
    const after = stretches[i + 1];
    const lasts = (after ? after.first.time : stretch.last.time) - stretch.first.time;
    // The first samples have no slope yet: what they seem to be is not told.
    const isBeginning = merged.length === 1 && before && before.samples > 0 && lengthBefore(before, stretch) < SHORTEST;
    if (before && isBeginning && i === 1) {
      merged[0] = {
        ...stretch,
        first: before.first,
        energy: before.energy + stretch.energy,
        samples: before.samples + stretch.samples,
      };
      continue;
    }
    const isBetweenAlike = before && after && isSame(before.attribution, after.attribution) && lasts < SHORTEST;
    if (before && (isBetweenAlike || isSame(before.attribution, stretch.attribution))) {
      before.last = stretch.last;
      before.energy += stretch.energy;
      before.samples += stretch.samples;
      before.chargerHeadroom += stretch.chargerHeadroom;
      before.vehicleHeadroom += stretch.vehicleHeadroom;
      if (!isBetweenAlike) before.attribution = stretch.attribution;
    } else merged.push({ ...stretch });
  }
  return merged;
}
