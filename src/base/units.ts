/**
 * Everyday units. They are plain numbers; the names say which ones a function takes and gives.
 *
 * @module
 */

export type Volts = number;
/** Positive into the car. */
export type Amps = number;
export type Watts = number;
export type WattHours = number;
export type Ohms = number;
/** 0 to 100. */
export type Percent = number;
export type Milliseconds = number;
export type Seconds = number;

/** What flows over a pair of wires. */
export interface VoltageAndCurrent {
  readonly voltage: Volts;
  readonly current: Amps;
}
