/**
 * Management messages in their frames: the headers of HomePlug AV 1.0 and of 1.1, which 2.0 shares.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import { LayoutError, read, type Span } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";
import type { Mme } from "./message.ts";
import { messageFor } from "./messages.ts";
import { nameOf } from "./names.ts";

/** EtherType of HomePlug AV. */
export const HOMEPLUG_AV = 0x88e1;

/** Manufacturers' and vendors' types carry the OUI of who defined them. */
const FIRST_WITH_OUI = 0x8000;
/** MS_PB_ENC, which has none although it lies among the manufacturers' types. */
const PUSH_BUTTON = 0x8000;

export interface ReadMme {
  readonly name: string;
  readonly mmtype: number;
  readonly version: number;
  readonly oui?: string;
  /** The message was cut in `count` parts, and this is one of those behind the first, whose fields cannot be told. */
  readonly fragment?: Fragment;
  /** The fields; empty where the layout is not known. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Why the fields could not be read. */
  readonly because?: string;
}

/** `index` counts from 0; all parts of one message share `sequence`. */
export interface Fragment {
  readonly count: number;
  readonly index: number;
  readonly sequence: number;
}

interface Header {
  readonly mmtype: number;
  readonly version: number;
  readonly oui?: string;
  readonly fragment?: Fragment;
  /** Octets from MMV to the fields. */
  readonly length: number;
}

function readHeader(octets: Uint8Array): Header | string {
  const version = octets[0];
  const plain = version === 0 ? 3 : 5;
  if (version === undefined || octets.length < plain) return `${octets.length} octets found, ${plain} wanted`;
  const mmtype = octets[1]! | (octets[2]! << 8);
  // Fragments behind the first go on with the fields at once.
  const fmi = version === 0 ? 0 : octets[3]!;
  const fragment = { count: (fmi >> 4) + 1, index: fmi & 15, sequence: version === 0 ? 0 : octets[4]! };
  const isFirst = fragment.index === 0;
  const hasOui = mmtype >= FIRST_WITH_OUI && !(version === 0 && (mmtype & 0xfffc) === PUSH_BUTTON) && isFirst;
  const length = plain + (hasOui ? 3 : 0);
  const oui =
    hasOui && octets.length >= length ? toHex(octets, plain, length).replace(/(..)(..)(..)/, "$1:$2:$3") : undefined;
  return { mmtype, version, ...(oui ? { oui } : {}), ...(isFirst ? {} : { fragment }), length };
}

/**
 * Reads a management message from MMV on. Octets behind its fields are padding: an Ethernet frame has at least sixty.
 *
 * @returns the message, or why not even its type can be read.
 */
export function readMme(octets: Uint8Array, onSpan?: (span: Span) => void): ReadMme | { readonly because: string } {
  const header = readHeader(octets);
  if (typeof header === "string") return { because: `Cannot read the management message: ${header}` };
  const { length, ...common } = header;
  const { mmtype, version, oui, fragment } = common;
  if (fragment) {
    const because = `Cannot read the message: part ${fragment.index + 1} of ${fragment.count} without the first`;
    return { name: nameOf(mmtype, oui), ...common, value: {}, because };
  }
  const known = messageFor(mmtype, oui, version);
  if (!known) return { name: nameOf(mmtype, oui), ...common, value: {} };
  try {
    const { value } = read(known.layout, octets.subarray(length), onSpan);
    return { name: known.name, ...common, value: value as Record<string, unknown> };
  } catch (error) {
    if (error instanceof LayoutError) return { name: known.name, ...common, value: {}, because: error.message };
    throw error;
  }
}

/** Whether what was read is this message, in this form where there are two, with all its fields; then they are typed. */
export const isMessage = <V>(message: ReadMme, wanted: Mme<V>): message is ReadMme & { readonly value: V } =>
  message.mmtype === wanted.mmtype &&
  message.because === undefined &&
  messageFor(message.mmtype, message.oui, message.version)?.layout === wanted.layout;

/**
 * The octets of a management message from MMV on, field by field. Offsets count from MMV. Up to the fault, where there is
 * one.
 */
export function explainMme(octets: Uint8Array): { readonly spans: readonly Span[]; readonly because?: string } {
  const header = readHeader(octets);
  if (typeof header === "string") return { spans: [], because: header };
  const { mmtype, version, oui, length } = header;
  const spans: Span[] = [
    { path: "MMV", offset: 0, length: 1, value: version },
    { path: "MMTYPE", offset: 1, length: 2, value: mmtype },
  ];
  if (version !== 0) spans.push({ path: "FMI", offset: 3, length: 2, value: octets[3]! | (octets[4]! << 8) });
  if (oui) spans.push({ path: "OUI", offset: length - 3, length: 3, value: oui });
  const message = readMme(octets, (span) => spans.push({ ...span, offset: span.offset + length }));
  return { spans, ...(message.because === undefined ? {} : { because: message.because }) };
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
