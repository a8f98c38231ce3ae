/**
 * The header before every V2G message and every discovery (ISO 15118-2, 7.8.3; ISO 15118-20, 7.8.3).
 *
 * @module
 */

import { constant, type Infer, layout, lengthOf, rest, u8, u16be, u32be } from "../layout/layout.ts";

/** What the payload is. From `0xa000` on they are the manufacturers'. */
export const V2GTP_PAYLOAD = {
  /** Handshake, DIN SPEC 70121 and ISO 15118-2. */
  exi: 0x8001,
  iso20Common: 0x8002,
  iso20Ac: 0x8003,
  iso20Dc: 0x8004,
  iso20Acdp: 0x8005,
  iso20Wpt: 0x8006,
  scheduleRenegotiation: 0x8101,
  meteringConfirmation: 0x8102,
  acdpSystemStatus: 0x8103,
  parkingStatus: 0x8104,
  sdpRequest: 0x9000,
  sdpResponse: 0x9001,
  sdpRequestWireless: 0x9002,
  sdpResponseWireless: 0x9003,
} as const;

/** Octets of the header. */
export const V2GTP_HEADER_LENGTH = 8;

/** Version 1 and its inverse. */
const VERSION = 0x01fe;

export const V2gtp = layout({
  ProtocolVersion: constant(u8, VERSION >> 8),
  InverseProtocolVersion: constant(u8, VERSION & 0xff),
  PayloadType: u16be,
  PayloadLength: lengthOf(u32be, "Payload"),
  Payload: rest,
});
export type V2gtp = Infer<typeof V2gtp>;

// Each message of a session has one of these to read and one to write, so the header's four fields are moved by hand.

/** A payload behind its header. */
export function writeV2gtp(payloadType: number, payload: Uint8Array): Uint8Array {
  const octets = new Uint8Array(V2GTP_HEADER_LENGTH + payload.length);
  const view = new DataView(octets.buffer);
  view.setUint16(0, VERSION);
  view.setUint16(2, payloadType);
  view.setUint32(4, payload.length);
  octets.set(payload, V2GTP_HEADER_LENGTH);
  return octets;
}

/** What a header announces; the payload may be still to come. */
export function readV2gtpHeader(
  octets: Uint8Array,
): { readonly payloadType: number; readonly payloadLength: number } | { readonly because: string } {
  if (octets.length < V2GTP_HEADER_LENGTH) {
    return { because: `${octets.length} octets left, ${V2GTP_HEADER_LENGTH} wanted` };
  }
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const version = view.getUint16(0);
  if (version !== VERSION) {
    return { because: `version 0x${hexOf(version)} found, 0x${hexOf(VERSION)} expected` };
  }
  return { payloadType: view.getUint16(2), payloadLength: view.getUint32(4) };
}

const hexOf = (value: number) => value.toString(16).padStart(4, "0");
