/**
 * Small words that all stages of the reader share: how ends and times are written in events, who speaks.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { Observation, Side } from "./events.ts";
import type { Connection, End, StreamSide } from "./wire.ts";

/** Octets of what cannot be read that are shown. */
const MOST_SHOWN = 64;

export const SIDES: Readonly<Record<StreamSide, Side>> = { client: "vehicle", server: "charger" };

export const NONE: Observation[] = [];

export const secondsOf = (time: Timestamp | undefined) => (time ? { time: time.seconds + time.nanoseconds / 1e9 } : {});
export const nameOf = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
export const endsOf = ({ client, server }: Connection, side: StreamSide): readonly [End, End] =>
  side === "client" ? [client, server] : [server, client];

/** Requests come from the car, answers from the charger, whatever TCP says of a stream that was joined midway. */
export function sideOf(message: string, side: StreamSide | undefined): Side {
  if (message.endsWith("Req")) return "vehicle";
  if (message.endsWith("Res")) return "charger";
  return side ? SIDES[side] : "unknown";
}

/** The first octets of something, in hex. */
export const octetsShown = (octets: Uint8Array): string => toHex(octets, 0, Math.min(octets.length, MOST_SHOWN));
