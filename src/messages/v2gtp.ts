/**
 * The header before every V2G message and every discovery (ISO 15118-2, 7.8.3; ISO 15118-20, 7.8.3).
 *
 * @module
 */

import { constant, type Infer, layout, lengthOf, rest, u8, u16be, u32be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { joined } from "./ethernet.ts";

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

const header = {
  ProtocolVersion: constant(u8, 0x01),
  InverseProtocolVersion: constant(u8, 0xfe),
  PayloadType: u16be,
};
const V2gtpHeader = layout({ ...header, PayloadLength: u32be });
export const V2gtp = layout({ ...header, PayloadLength: lengthOf(u32be, "Payload"), Payload: rest });
export type V2gtp = Infer<typeof V2gtp>;

/** A payload behind its header. */
export const writeV2gtp = (payloadType: number, payload: Uint8Array): Uint8Array =>
  joined([write(V2gtpHeader, { PayloadType: payloadType, PayloadLength: payload.length }), payload]);

/** What a header announces; the payload may be still to come. */
export function readV2gtpHeader(
  octets: Uint8Array,
): { readonly payloadType: number; readonly payloadLength: number } | { readonly because: string } {
  try {
    const { PayloadType, PayloadLength } = read(V2gtpHeader, octets).value;
    return { payloadType: PayloadType, payloadLength: PayloadLength };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}
