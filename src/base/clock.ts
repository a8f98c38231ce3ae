/**
 * Time, as everything that waits is given it. Nobody asks the machine for the time or for a timer but through a clock, so
 * that a charging session of an hour can be turned through in a moment and comes out the same each time.
 *
 * @module
 */

import { type Timestamp, timestamp } from "./timestamp.ts";

/** Takes back what was asked for; harmless when it has happened already. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since a moment of no meaning; never goes back. */
  readonly now: () => number;
  /** The moment by the calendar, for what is recorded and shown. */
  readonly time: () => Timestamp;
  /** Calls `action` once, `ms` milliseconds from now at the earliest. */
  readonly after: (ms: number, action: () => void) => Cancel;
}

/** `setTimeout` takes longer waits for none at all. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  time: () => {
    const ms = performance.timeOrigin + performance.now();
    const seconds = Math.floor(ms / 1000);
    return timestamp(seconds, Math.floor((ms - seconds * 1000) * 1e6));
  },
  after: (ms, action) => {
    const timer = setTimeout(action, Math.min(Math.max(ms, 0), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },
};
