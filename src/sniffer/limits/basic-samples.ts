/**
 * Samples of a session without a conversation, from the control pilot alone: as long as the car is ready, the duty
 * offers a current (IEC 61851-1).
 *
 * @module
 */

import { pilotCurrent } from "../pilot-current.ts";
import type { PilotRow, Session } from "../sessions/session.ts";
import type { Sample } from "./sample.ts";

export function basicSamples({ exchanges, pilot, lastFrame }: Session): Sample[] {
  if (exchanges.length > 0) return [];
  const rows = pilot.filter((row): row is PilotRow & { readonly time: number } => row.time !== undefined);
  const begin = rows.findIndex(isOffering);
  if (begin < 0) return [];
  return rows.slice(begin).flatMap((row, i, all): Sample[] => {
    const offer = row.duty === undefined ? undefined : pilotCurrent(row.duty);
    const next = all[i + 1];
    // The car is ready in state C or D; without an oscillator, or in A, it is over.
    if (!isOffering(row)) return [];
    const at = (time: number, responseFrame: number): Sample => ({
      time,
      requestFrame: row.frame,
      responseFrame,
      vehicle: {},
      charger: {},
      ac: { ...(offer === undefined ? {} : { pilot: offer }) },
    });
    return next === undefined ? [at(row.time, lastFrame)] : [at(row.time, row.frame), at(next.time, next.frame)];
  });
}

const isOffering = ({ state, duty }: PilotRow): boolean =>
  /^[CD]2/.test(state) && duty !== undefined && pilotCurrent(duty) !== undefined;
