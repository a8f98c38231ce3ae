/**
 * What the duty of the pilot's oscillation says about current (IEC 61851-1, tables A.7 and A.8).
 *
 * @module
 */

import type { Amps, Percent } from "../base/units.ts";

/** No current may be drawn; or digital communication is asked for, and says how much. */
export type DutyMeaning = Amps | "none" | "digital";

/** What a car takes a duty for. */
export function dutyToCurrent(duty: Percent): DutyMeaning {
  if (duty < 3) return "none";
  if (duty <= 7) return "digital";
  if (duty < 8) return "none";
  if (duty < 10) return 6;
  if (duty <= 85) return duty * 0.6;
  if (duty <= 96) return (duty - 64) * 2.5;
  if (duty <= 97) return 80;
  return "none";
}

/** The least and the most that a duty can say. */
const [LEAST, MOST] = [6, 80];

/**
 * The duty by which a charger says a current; 100, a steady pilot, below 6 A. Between 51 A and 52.5 A the standard has no
 * duty: the lower one is said. What is above 80 A is said as 80 A.
 */
export function currentToDuty(current: Amps): Percent {
  // A charger that means 6 A and computes 5.95 is not meant to stop.
  if (current < LEAST - 0.1) return 100;
  const most = Math.min(Math.max(current, LEAST), MOST);
  if (most <= 51) return most / 0.6;
  return most < 52.5 ? 85 : most / 2.5 + 64;
}
