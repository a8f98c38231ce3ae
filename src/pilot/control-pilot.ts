/**
 * The control pilot, one wire on which charger and car tell each other their state by voltage, and the charger what
 * current it allows by the duty of an oscillation (IEC 61851-1, annex A). These are the two ends of it as hardware offers
 * them: whoever drives a real one, or simulates it, writes one of these.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Percent } from "../base/units.ts";

/**
 * A: no car; B: connected; C: wants energy; D: wants energy, and ventilation; E: no supply, or the pilot shorted;
 * F: the charger is not available.
 */
export type PilotState = "A" | "B" | "C" | "D" | "E" | "F";

/**
 * What the charger puts on the wire: a steady +12 V (state X1), an oscillation with a duty in percent (X2), 0 V (E) or a
 * steady −12 V (F).
 */
export type PilotSignal = "steady" | { readonly duty: Percent } | "E" | "F";

/** The charger's end. */
export interface ChargerPilot {
  /** As it is measured, and steady for some ten milliseconds. */
  readonly state: PilotState;
  /** Tells of changes only. */
  readonly onState: (listener: (state: PilotState) => void) => Cancel;
  /** What is on the wire. */
  readonly signal: PilotSignal;
  readonly put: (signal: PilotSignal) => void;
}

/** The car's end. */
export interface CarPilot {
  /** What the charger puts on the wire; `undefined` where nothing is plugged in. */
  readonly signal: PilotSignal | undefined;
  /** Tells of changes only. */
  readonly onSignal: (listener: (signal: PilotSignal | undefined) => void) => Cancel;
  /** B loads the wire with 2.74 kΩ, C and D with less. */
  readonly state: "B" | "C" | "D";
  readonly load: (state: "B" | "C" | "D") => void;
}

/** The duty that asks for digital communication. */
export const DIGITAL_COMMUNICATION: PilotSignal = { duty: 5 };

/** Whether the charger asks for digital communication: a duty of 3 to 7 % (IEC 61851-1, table A.7). */
export const asksForDigital = (signal: PilotSignal | undefined): boolean =>
  typeof signal === "object" && signal.duty >= 3 && signal.duty <= 7;
