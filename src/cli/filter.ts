/**
 * Which observations a user asked for: by message, phase, side and time.
 *
 * @module
 */

import type { Observation } from "../sniffer/events.ts";
import { phaseOf } from "../sniffer/sessions/phases.ts";
import type { PhaseName } from "../sniffer/sessions/session.ts";
import type { ReadOptions } from "./read.ts";

type Wishes = Pick<ReadOptions, "message" | "phase" | "side" | "from" | "to">;

/** When the recording began: the time of its first frame that has one, in seconds since 1970. */
export interface Origin {
  time?: number;
}

/** Whether a user asked for some of them only. */
export const isFiltered = ({ message, phase, side, from, to }: Wishes): boolean =>
  [message, phase, side, from, to].some((wish) => wish !== undefined);

/** Whether an observation passes; all of them have to be shown to it, in their order. */
export function filter(
  { message, phase, side, from, to }: Wishes,
  origin: Origin,
): (observation: Observation) => boolean {
  const names = message?.map((name) => name.toLowerCase());
  const wantedSide = side === "car" ? "vehicle" : side;
  const phaseNow = phase === undefined ? undefined : phaseTracker();

  return (observation) => {
    const { time } = observation;
    const since = time === undefined || origin.time === undefined ? 0 : time - origin.time;
    const current = phaseNow?.(observation);
    if (from !== undefined && since < from) return false;
    if (to !== undefined && since > to) return false;
    if (phase !== undefined && (current === undefined || !phase.includes(current))) return false;
    if (wantedSide !== undefined && (!("side" in observation) || observation.side !== wantedSide)) return false;
    if (names === undefined) return true;
    const name =
      observation.type === "message" ? observation.message : observation.type === "mme" ? observation.name : "";
    return name !== "" && names.some((wanted) => name.toLowerCase().includes(wanted));
  };
}

const SLAC = /^CM_(SLAC|START_ATTEN|MNBC|ATTEN|VALIDATE)/;

/** The phase that runs when something is seen. Of several cars at the same time it is that of the one that spoke last. */
function phaseTracker(): (observation: Observation) => PhaseName | undefined {
  let current: PhaseName | undefined;
  return (observation) => {
    switch (observation.type) {
      case "message":
        current = phaseOf(observation) ?? current;
        break;
      case "mme":
        if (observation.name === "CM_SLAC_MATCH.CNF") {
          current = "link";
          return "slac";
        }
        if (SLAC.test(observation.name)) current = "slac";
        break;
      case "pilot":
        if (current === undefined && /^[BCD]/.test(observation.state)) current = "plug";
        break;
      case "tcp":
        if (observation.change === "opened") current = "tcp";
        break;
      case "tls":
        if (current === "tcp") current = "tls";
        break;
      default:
    }
    return current;
  };
}
