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
import type { Rung, Step } from "./ladder.ts";

/** What a rung shows, as opposed to what a recording says beside. */
export type Shown = MessageEvent | MmeEvent | PilotEvent | TcpEvent | TlsEvent | UnreadableEvent;

export const isShown = (observation: Observation): observation is Shown => observation.type !== "recording";

const sideOf = (side: Side): Rung["side"] => (side === "unknown" ? "both" : side);

/** Whether somebody should look at it. */
export function isUnusual(event: Shown): boolean {
  switch (event.type) {
    case "message": {
      const code = textAt(bodyOf(event), "ResponseCode");
      return (event.warnings !== undefined && event.warnings.length > 0) || (code !== undefined && isFailed(code));
    }
    case "tcp":
      return event.change === "hole" || event.change === "reset";
    case "tls":
      return event.change === "alert";
    default:
      return event.type === "unreadable";
  }
}

/** What is known beside the event. */
export interface Beside extends Pick<Rung, "latency" | "value"> {
  readonly isLate?: boolean;
}

export const stepOf = (event: Shown, beside: Beside = {}): Step => ({
  isUnusual: beside.isLate === true || isUnusual(event),
  rung: () => rungOf(event, beside),
});

/** Its time is absolute until the session that it belongs to is known. */
export function rungOf(event: Shown, { isLate = false, latency, value }: Beside = {}): Rung {
  return {
    frame: event.frame,
    ...(event.time === undefined ? {} : { at: event.time }),
    ...wordsOf(event),
    ...(latency === undefined ? {} : { latency }),
    ...(isLate || isUnusual(event) ? { isUnusual: true } : {}),
    ...(value === undefined ? {} : { value }),
  };
}

function wordsOf(event: Shown): Pick<Rung, "kind" | "side" | "name" | "words"> {
  switch (event.type) {
    case "message": {
      const { message, value, side, warnings } = event;
      const words = [highlights(message, value), ...(warnings ?? []).map(({ message: words }) => words)];
      return {
        kind: "message",
        side: sideOf(side),
        name: message,
        words: cut(words.filter(Boolean).join("; ")),
      };
    }
    case "mme": {
      const mac = vehicleMacOf(event);
      const side = mac === undefined ? "both" : event.source === mac ? "vehicle" : "charger";
      return { kind: "mme", side, name: event.name, words: cut(mmeWords(event)) };
    }
    case "pilot": {
      const { state, duty, voltage } = event;
      const words = [
        `state ${state}`,
        duty === undefined ? "" : `${duty} %`,
        voltage === undefined ? "" : `${voltage.toFixed(1)} V`,
      ];
      return { kind: "pilot", side: "both", name: "control pilot", words: words.filter(Boolean).join(", ") };
    }
    case "tcp": {
      const { change, side, source, destination, missing } = event;
      const words = change === "hole" ? `${missing ?? "some"} octets were not recorded` : `${source} to ${destination}`;
      return { kind: "tcp", side: sideOf(side), name: `TCP ${change}`, words };
    }
    case "tls":
      return { kind: "tls", side: sideOf(event.side), name: `TLS ${event.change}`, words: cut(event.words) };
    case "unreadable":
      return { kind: "unreadable", side: "both", name: "unreadable", words: cut(event.because) };
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
