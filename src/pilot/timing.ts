/**
 * The control pilot's timers, in milliseconds (IEC 61851-1; ISO 15118-3, table A.1).
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";

export interface PilotTiming {
  /** From a plug being seen to the oscillation. Teslas begin matching at once, others want half a second at the most. */
  readonly beforeOscillation: Milliseconds;
  /** How long state E or F wakes a car that has to begin anew. T_step_EF */
  readonly stepEF: Milliseconds;
  /** The steady pilot after it; some cars need it. */
  readonly afterStepEF: Milliseconds;
  /** The steady pilot between digital communication and a nominal duty. T_step_X1 */
  readonly stepX1: Milliseconds;
  /** [V2G2-848] how long contactors may stay closed after a car left state C. IEC 61851-1: 100 ms. */
  readonly openAfterB: Milliseconds;
  /** How long a car may go on drawing after the oscillation ended. IEC 61851-1: 6 s. */
  readonly openUnderLoad: Milliseconds;
  /** Half of a B-C-B toggle, by which a car wakes a charger or proves its cable. TP_EV_vald_state_duration */
  readonly toggle: Milliseconds;
}

export const pilotTiming: PilotTiming = {
  beforeOscillation: 400,
  stepEF: 4000,
  afterStepEF: 750,
  stepX1: 3000,
  openAfterB: 100,
  openUnderLoad: 6000,
  toggle: 300,
};
