/**
 * What a charger does with its control pilot between two sessions: it wakes a car that has to begin anew, sees one that
 * wakes it (ISO 15118-3), and keeps cars away from an outlet that it cannot switch off.
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import { type ChargerPilot, DIGITAL_COMMUNICATION } from "../pilot/control-pilot.ts";
import type { PilotTiming } from "../pilot/timing.ts";
import { untilState } from "../pilot/waiting.ts";
import type { AcOutput } from "../secc/charger.ts";
import { iso2Timing } from "../v2g/timing.ts";
import type { PlugTelling } from "./plug-events.ts";

type Tell = (event: PlugTelling) => void;

/** T_step_EF: wakes a car that sleeps, or has given up. */
export async function stepEF(pilot: ChargerPilot, timing: PilotTiming, run: Run, tell: Tell): Promise<void> {
  pilot.put("F");
  tell({ type: "pilot", signal: "F" });
  await run.pause(timing.stepEF);
  pilot.put("steady");
  tell({ type: "pilot", signal: "steady" });
  await run.pause(timing.afterStepEF);
  // Never a nominal duty in between: the car would take it for leave to draw.
  pilot.put(DIGITAL_COMMUNICATION);
}

/** T_step_X1, and then T_step_EF: a link or a session was lost. */
export async function beginAnew(pilot: ChargerPilot, timing: PilotTiming, run: Run, tell: Tell): Promise<void> {
  pilot.put("steady");
  tell({ type: "pilot", signal: "steady" });
  await run.pause(timing.stepX1);
  await stepEF(pilot, timing, run, tell);
}

/** B, C, B: how a paused car wakes the charger. */
export async function untilToggled(pilot: ChargerPilot, run: Run): Promise<void> {
  await untilState(pilot, ["B"], run);
  await untilState(pilot, ["C", "D"], run);
  await untilState(pilot, ["B"], run);
}

const BETWEEN_LOOKS = 1000;

/** An outlet that cannot be switched off is live: nobody is served, and the car is told by state F, until it is open. */
export async function untilOpen(pilot: ChargerPilot, { contactors }: AcOutput, run: Run, tell: Tell): Promise<void> {
  pilot.put("F");
  tell({ type: "pilot", signal: "F" });
  tell({ type: "trouble", words: "The charger's contactors are closed although nobody charges: it serves no car" });
  while (contactors.areClosed()) {
    await run.atLast(iso2Timing.contactor, "the charger's contactors to open", contactors.open).catch(() => {});
    await run.pause(BETWEEN_LOOKS);
  }
  pilot.put("steady");
  tell({ type: "pilot", signal: "steady" });
}
