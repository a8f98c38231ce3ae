/**
 * Management messages in their frames: the header of HomePlug AV 1.0 and 1.1, and the table of all messages known here.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import { LayoutError, read } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";
import type { Mme } from "./message.ts";
import { nameOf } from "./names.ts";
import * as network from "./network.ts";
import * as qualcomm from "./qualcomm.ts";
import * as slac from "./slac.ts";

/** EtherType of HomePlug AV. */
export const HOMEPLUG_AV = 0x88e1;

/** Vendor and manufacturer types carry the OUI of who defined them. */
const FIRST_WITH_OUI = 0x8000;
/** MS_PB_ENC, which is the standard's although it lies among the manufacturers'. */
const PUSH_BUTTON = 0x8000;

const isMme = (value: unknown): value is Mme => typeof value === "object" && value !== null && "mmtype" in value;
const all = [slac, network, qualcomm].flatMap((room) => (Object.values(room) as unknown[]).filter(isMme));
const byType = new Map<number, Mme[]>();
for (const one of all) byType.set(one.mmtype, [...(byType.get(one.mmtype) ?? []), one]);

export interface ReadMme {
  readonly name: string;
  readonly mmtype: number;
  readonly version: number;
  readonly oui?: string;
  /** The fields; empty where the layout is not known. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Why the fields could not be read. */
  readonly because?: string;
}

/**
 * Reads a management message from MMV on. Octets behind its fields are padding: an Ethernet frame has at least sixty.
 *
 * @returns the message, or why not even its type can be read.
 */
export function readMme(octets: Uint8Array): ReadMme | { readonly because: string } {
  const version = octets[0];
  const headerLength = version === 0 ? 3 : 5;
  if (version === undefined || octets.length < headerLength) {
    return { because: `Cannot read the management message: ${octets.length} octets found, ${headerLength} wanted` };
  }
  const mmtype = octets[1]! | (octets[2]! << 8);
  const hasOui = mmtype >= FIRST_WITH_OUI && (mmtype & 0xfffc) !== PUSH_BUTTON;
  // dSPACE's status has the push button's number, and an OUI all the same.
  const isDspace = mmtype === qualcomm.SCS_DIAG_IND.mmtype;
  const ouiLength = hasOui || isDspace ? 3 : 0;
  const oui =
    ouiLength > 0 && octets.length >= headerLength + 3
      ? toHex(octets, headerLength, headerLength + 3).replace(/(..)(..)(..)/, "$1:$2:$3")
      : undefined;
  const known = (byType.get(mmtype) ?? []).find((one) => (one.oui ?? oui) === oui || oui === "00:00:00");
  const common = { mmtype, version, ...(oui ? { oui } : {}) };
  if (!known) return { name: nameOf(mmtype), ...common, value: {} };
  try {
    const { value } = read(known.layout, octets.subarray(headerLength + ouiLength));
    return { name: known.name, ...common, value: value as Record<string, unknown> };
  } catch (error) {
    if (error instanceof LayoutError) return { name: known.name, ...common, value: {}, because: error.message };
    throw error;
  }
}

/** The shortest Ethernet frame, without its check sequence; shorter ones are dropped by some tools. */
const SHORTEST_FRAME = 60;

/** A whole Ethernet frame with a management message, padded. Addresses are written `aa:bb:cc:dd:ee:ff`. */
export function writeMme<V>(message: Mme<V>, value: V, source: string, destination: string): Uint8Array {
  const octetsOf = (text: string) => text.split(":").map((octet) => Number.parseInt(octet, 16));
  const header = [
    ...octetsOf(destination),
    ...octetsOf(source),
    HOMEPLUG_AV >> 8,
    HOMEPLUG_AV & 0xff,
    message.version,
    message.mmtype & 0xff,
    message.mmtype >> 8,
    ...(message.version === 0 ? [] : [0, 0]),
    ...(message.oui ? octetsOf(message.oui) : []),
  ];
  const body = write(message.layout, value as never);
  const frame = new Uint8Array(Math.max(SHORTEST_FRAME, header.length + body.length));
  frame.set(header);
  frame.set(body, header.length);
  return frame;
}
