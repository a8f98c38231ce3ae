/**
 * What the reader tells of a frame as a comment on it: for a person who looks at it in Wireshark.
 *
 * @module
 */

import type { MessageEvent, Observation, Side } from "./events.ts";
import { highlights } from "./highlights.ts";

/** Schemas by the names of their standards. */
const STANDARDS: Readonly<Record<string, string>> = {
  sdp: "SDP",
  "app-handshake": "protocol handshake",
  din: "DIN 70121",
  iso2: "ISO 15118-2",
  "iso20-common": "ISO 15118-20",
  "iso20-dc": "ISO 15118-20 DC",
  "iso20-ac": "ISO 15118-20 AC",
  "iso20-wpt": "ISO 15118-20 WPT",
  "iso20-acdp": "ISO 15118-20 ACDP",
};

const WAYS: Readonly<Record<Side, string>> = {
  vehicle: "car to charger",
  charger: "charger to car",
  unknown: "one way or the other",
};

/** Undefined where there is nothing to say that the frame does not show by itself. */
export function commentOn(observation: Observation, isFull: boolean): string | undefined {
  switch (observation.type) {
    case "message":
      return messageComment(observation, isFull);
    case "pilot": {
      const { state, duty, voltage } = observation;
      const parts = [
        `state ${state}`,
        duty === undefined ? "" : `${duty} % duty`,
        voltage === undefined ? "" : `${voltage.toFixed(1)} V`,
      ];
      return `Control pilot: ${parts.filter(Boolean).join(", ")}`;
    }
    case "mme": {
      const { name, value, because } = observation;
      if (because !== undefined) return `${name}: ${because}`;
      return isFull ? `${name}\n${JSON.stringify(value)}` : undefined;
    }
    case "unreadable":
      return `Not readable: ${observation.because}`;
    case "tls":
      // Each record without keys would have its own.
      return observation.change === "handshake" ? `TLS: ${observation.words}` : undefined;
    default:
      return undefined;
  }
}

function messageComment(
  { message, side, schema, value, tls, guessed, warnings }: MessageEvent,
  isFull: boolean,
): string {
  const about = [WAYS[side], STANDARDS[schema] ?? schema, tls ? "in TLS" : "", guessed ? "standard found out" : ""];
  const shown = highlights(message, value);
  const lines = [`${message} (${about.filter(Boolean).join(", ")})${shown === "" ? "" : `: ${shown}`}`];
  for (const { path, message: fault } of warnings ?? []) lines.push(`Against the schema: ${path}: ${fault}`);
  if (isFull) lines.push(JSON.stringify(value));
  return lines.join("\n");
}
