/**
 * Observations as rungs of the ladder.
 *
 * @module
 */

import type {
  MessageEvent,
  MmeEvent,
  Observation,
  PilotEvent,
  Side,
  TcpEvent,
  TlsEvent,
  UnreadableEvent,
} from "../events.ts";
import { highlights } from "../highlights.ts";
import { bodyOf, isFailed, textAt } from "../sessions/content.ts";
import { groupsOf, nidOf, vehicleMacOf } from "../sessions/mme-fields.ts";
import type { Rung } from "./ladder.ts";

/** What a rung shows, as opposed to what a recording says beside. */
export type Shown = MessageEvent | MmeEvent | PilotEvent | TcpEvent | TlsEvent | UnreadableEvent;

export const isShown = (observation: Observation): observation is Shown => observation.type !== "recording";

const sideOf = (side: Side): Rung["side"] => (side === "unknown" ? "both" : side);

/** Its time is absolute until the session that it belongs to is known. */
export function rungOf(
  event: Shown,
  extra: Pick<Rung, "latency" | "value"> & { readonly isLate?: boolean } = {},
): Rung {
  const { isLate, ...rest } = extra;
  const seen = { frame: event.frame, ...(event.time === undefined ? {} : { at: event.time }), ...rest };
  const unusual = (is: boolean | undefined) => (is ? ({ isUnusual: true } as const) : {});
  switch (event.type) {
    case "message": {
      const { message, value, side, warnings } = event;
      const code = textAt(bodyOf(event), "ResponseCode");
      const isUnusual = isLate || (warnings?.length ?? 0) > 0 || (code !== undefined && isFailed(code));
      const words = [highlights(message, value), ...(warnings ?? []).map(({ message: words }) => words)];
      return {
        ...seen,
        kind: "message",
        side: sideOf(side),
        name: message,
        words: cut(words.filter(Boolean).join("; ")),
        ...unusual(isUnusual),
      };
    }
    case "mme": {
      const mac = vehicleMacOf(event);
      const side = mac === undefined ? "both" : event.source === mac ? "vehicle" : "charger";
      return { ...seen, kind: "mme", side, name: event.name, words: cut(mmeWords(event)) };
    }
    case "pilot": {
      const { state, duty, voltage } = event;
      const words = [
        `state ${state}`,
        duty === undefined ? "" : `${duty} %`,
        voltage === undefined ? "" : `${voltage.toFixed(1)} V`,
      ];
      return { ...seen, kind: "pilot", side: "both", name: "control pilot", words: words.filter(Boolean).join(", ") };
    }
    case "tcp": {
      const { change, side, source, destination, missing } = event;
      const words = change === "hole" ? `${missing ?? "some"} octets were not recorded` : `${source} to ${destination}`;
      const isUnusual = change === "hole" || change === "reset";
      return { ...seen, kind: "tcp", side: sideOf(side), name: `TCP ${change}`, words, ...unusual(isUnusual) };
    }
    case "tls": {
      const { change, side, words } = event;
      const isUnusual = change === "alert";
      return {
        ...seen,
        kind: "tls",
        side: sideOf(side),
        name: `TLS ${change}`,
        words: cut(words),
        ...unusual(isUnusual),
      };
    }
    case "unreadable":
      return {
        ...seen,
        kind: "unreadable",
        side: "both",
        name: "unreadable",
        words: cut(event.because),
        isUnusual: true,
      };
    default:
      return event satisfies never;
  }
}

/** Characters of a line; what is longer was made to be. */
const LONGEST = 300;
const cut = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);

/** What a matching message says, without the network's key. */
function mmeWords(event: MmeEvent): string {
  if (event.because !== undefined) return event.because;
  const groups = event.name === "CM_ATTEN_CHAR.IND" ? groupsOf(event) : undefined;
  if (groups !== undefined && groups.length > 0) {
    const mean = groups.reduce((sum, group) => sum + group, 0) / groups.length;
    return `${mean.toFixed(1)} dB over ${groups.length} groups, from ${event.source}`;
  }
  const nid = event.name === "CM_SLAC_MATCH.CNF" ? nidOf(event) : undefined;
  if (nid !== undefined) return `NID ${nid}, from ${event.source}`;
  const shown = ["NUM_SOUNDS", "Time_Out", "Cnt"].filter((name) => typeof event.value[name] === "number");
  return [...shown.map((name) => `${name} ${event.value[name]}`), `from ${event.source}`].join(", ");
}

/** Strings of certificates and signatures say little to a reader, and weigh much. */
const LONGEST_TEXT = 160;

/** A value as a page shows it: long octets cut. */
export function shownValue(value: unknown): unknown {
  if (typeof value === "string") {
    return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.slice(0, 64).map(shownValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shownValue(inside)]));
}
