/**
 * Holds the control pilot, where it was recorded, against what the messages say.
 *
 * @module
 */

import type { PilotRow, Session } from "../sessions/session.ts";
import type { Collector } from "./collector.ts";
import { pilotInC } from "./timing.ts";

/** The charger looks for state C for so long (DIN 70121, V2G_SECC_CPState_Detection_Timeout). In seconds. */
const DETECTION = 1.5;

/** The diagnosis frame and the message take different ways to the recording. In seconds. */
const TOLERANCE = 0.5;

export function pilotFindings({ pilot, phases, exchanges, connections }: Session, found: Collector): void {
  if (pilot.length === 0) return;
  // Where TCP has holes, the frame that told of state C may be missing as well.
  const isLossy = connections.some(({ holes }) => holes > 0);
  const cableCheck = exchanges.find(({ message }) => /CableCheck$/.test(message));
  const start =
    cableCheck ?? exchanges.find(({ message }) => /^(CurrentDemand|ChargingStatus|.*ChargeLoop)$/.test(message));
  if (start?.start !== undefined) {
    const until = start.start + pilotInC.seconds + DETECTION;
    const state = stateAt(pilot, until);
    if (state !== undefined && !isCharging(state) && !isLossy) {
      found.note("pilot-not-in-c", { about: start.message, frames: [state.frame, start.firstFrame] });
    }
  }
  for (const { name, start: from, end: until } of phases) {
    if (name !== "charging" || from === undefined || until === undefined || exchanges.length === 0) continue;
    const lost = pilot.find(
      (row) =>
        row.time !== undefined && row.time > from + TOLERANCE && row.time < until - TOLERANCE && !isCharging(row),
    );
    if (lost !== undefined) found.note("pilot-lost", { about: `to ${lost.state}`, frames: [lost.frame] });
  }
}

const isCharging = ({ state }: PilotRow): boolean => /^[CD]/.test(state);

function stateAt(pilot: readonly PilotRow[], time: number): PilotRow | undefined {
  return pilot.findLast((row) => row.time !== undefined && row.time <= time);
}
