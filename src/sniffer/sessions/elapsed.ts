/**
 * Time between two observations.
 *
 * @module
 */

/**
 * In seconds, to the microsecond: finer digits are not in a number of seconds since 1970. A clock that was set back while
 * recording gives 0.
 */
export function elapsed(from: number, until: number): number {
  return Math.max(0, Math.round((until - from) * 1e6) / 1e6);
}
