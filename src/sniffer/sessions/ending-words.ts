/**
 * The words that sentences about the end of a session are made of.
 *
 * @module
 */

import type { Draft } from "./draft.ts";
import type { Finish } from "./ended.ts";
import type { PhaseName } from "./session.ts";

const WHERE: Readonly<Record<PhaseName, string>> = {
  plug: "after plugging in",
  slac: "during SLAC",
  link: "while joining the network",
  sdp: "during SDP",
  tcp: "while connecting",
  tls: "during the TLS handshake",
  handshake: "during the protocol handshake",
  identification: "during identification",
  authorisation: "during authorisation",
  parameters: "while agreeing on parameters",
  "cable check": "during the cable check",
  precharge: "during precharge",
  charging: "while charging",
  stopping: "while stopping",
  "welding detection": "during welding detection",
  end: "at the end",
};

export function where(phase: PhaseName | undefined): string {
  return phase === undefined ? "at the beginning" : WHERE[phase];
}

export function theSide(side: "vehicle" | "charger" | "nobody" | "unknown" | undefined): string {
  if (side === "vehicle") return "The car";
  return side === "charger" ? "The charger" : "One side";
}

/** Seconds from the last observation of the session to the end of its connection or of what is known. */
export function waitedFor(draft: Draft, finish: Finish): number | undefined {
  const until = draft.connections.main?.endedAt ?? finish.now;
  const from = draft.exchanges.last?.end ?? draft.end;
  if (until === undefined || from === undefined) return undefined;
  return Math.max(0, until - from);
}

export function outOfPatience(waited: number | undefined): string {
  return waited === undefined ? "" : ` after ${waited < 10 ? waited.toFixed(1) : Math.round(waited)} s`;
}

/** What came last: `, then closed TCP`, `; the recording ends there`. */
export function closing(draft: Draft, finish: Finish): string {
  const line = draft.connections.main;
  if (line?.ended !== undefined) {
    const act = line.ended === "reset" ? "reset TCP" : "closed TCP";
    if (line.endedBy === "charger") return `; the charger ${act}`;
    return line.endedBy === "vehicle" ? `; the car ${act}` : `; TCP was ${line.ended}`;
  }
  if (finish.reason === "restart") return "; the car then began again";
  return finish.reason === "end" ? "; the recording ends there" : "";
}
