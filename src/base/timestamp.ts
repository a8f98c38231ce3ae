/**
 * Moments with nanoseconds, as captures carry them.
 *
 * Two whole numbers rather than one `number`, which cannot hold nanoseconds since 1970 (it has 53 bits, they need 61),
 * and rather than a `bigint`, which JSON cannot carry and whose differences take six times as long.
 *
 * @module
 */

/** A moment: so many seconds after 1970-01-01T00:00:00Z and, always forward from there, nanoseconds. */
export interface Timestamp {
  /** Whole; negative before 1970. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
}

/** Seconds from the one to the other, negative when `later` came first; exact to a nanosecond up to 100 days. */
export function secondsBetween(earlier: Timestamp, later: Timestamp): number {
  return later.seconds - earlier.seconds + (later.nanoseconds - earlier.nanoseconds) / 1e9;
}

/** Below 0 when `a` was first, above 0 when `b` was, 0 when they are the same moment. */
export function compareTimes(a: Timestamp, b: Timestamp): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

/** `1761482697.151241000`: seconds since 1970 with nine decimals, as Wireshark's `frame.time_epoch` has them. */
export function toEpochText({ seconds, nanoseconds }: Timestamp): string {
  if (seconds >= 0 || nanoseconds === 0) return `${seconds}.${decimals(nanoseconds)}`;
  return `-${-(seconds + 1)}.${decimals(1e9 - nanoseconds)}`;
}

/** `2025-10-26T12:44:57.151241000Z`; seconds since 1970 where the year is beyond what a `Date` can say. */
export function toIsoTime(time: Timestamp): string {
  const date = new Date(time.seconds * 1000);
  if (Number.isNaN(date.getTime())) return toEpochText(time);
  return `${date.toISOString().slice(0, -5)}.${decimals(time.nanoseconds)}Z`;
}

/** The moment that is `nanoseconds`, any whole number of them, after the second given. */
export function timestamp(seconds: number, nanoseconds = 0): Timestamp {
  const carried = Math.floor(nanoseconds / 1e9);
  return { seconds: seconds + carried, nanoseconds: nanoseconds - carried * 1e9 };
}

function decimals(nanoseconds: number): string {
  return String(nanoseconds).padStart(9, "0");
}
