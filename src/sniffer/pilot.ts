/**
 * The control pilot as diagnosis frames tell it: modems that measure it, and dSPACE's emulator.
 *
 * @module
 */

import type { MmeEvent, PilotEvent } from "./events.ts";

/** What ST's modems call the states; those between two are told by the voltage. */
const STATES = ["", "A", "A", "B", "B", "C", "C", "D", "D", "E", "F"];

/** A pilot of 1 kHz, give or take, with a duty that is none of the ends: the oscillator runs (IEC 61851-1, annex A). */
const isOscillating = (duty: number, frequency: number) =>
  frequency > 900 && frequency < 1100 && duty > 0 && duty < 100;

/** The pilot in a management message, if it tells of it. */
export function pilotIn({ name, value }: MmeEvent): Pick<PilotEvent, "state" | "duty" | "voltage"> | undefined {
  const number = (field: string) => Number(value[field] ?? Number.NaN);
  if (name === "STP_CPSTATE.IND" && value["State"] !== undefined) {
    const duty = number("PWM_Duty");
    const letter = STATES[number("State")] || "?";
    const suffix = isOscillating(duty, number("PWM_Frequency")) ? "2" : "1";
    return {
      state: `${letter}${letter === "E" || letter === "F" ? "" : suffix}`,
      duty,
      voltage: number("CP_Voltage") / 1000,
    };
  }
  if (name === "CP_STATE.IND" && value["CP_Voltage"] !== undefined) {
    const duty = number("PWM_Duty") / 10;
    const voltage = number("CP_Voltage") / 1000;
    const letter = letterOf(voltage);
    return {
      state: `${letter}${letter === "E" ? "" : isOscillating(duty, number("PWM_Frequency")) ? "2" : "1"}`,
      duty,
      voltage,
    };
  }
  return undefined;
}

/** 12 V, 9 V, 6 V, 3 V, each give or take a volt; below that E or F, which the voltage cannot tell apart. */
function letterOf(voltage: number): string {
  if (voltage > 10.5) return "A";
  if (voltage > 7.5) return "B";
  if (voltage > 4.5) return "C";
  return voltage > 1.5 ? "D" : "E";
}
