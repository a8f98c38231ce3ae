/**
 * SECC discovery: how the car finds the charger's address and port, and whether they will talk through TLS
 * (ISO 15118-2, 7.10.1).
 *
 * @module
 */

import { fromHex } from "../base/hex.ts";
import { ipv6Text } from "../base/ipv6-address.ts";
import { bytes, type Infer, layout, u8, u16be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";

/** The charger listens here, on UDP; the car asks ff02::1. */
export const SDP_PORT = 15118;

/** 0x00 asks for or grants TLS, 0x10 none. */
export const SDPReq = layout({ Security: u8, TransportProtocol: u8 });
export type SDPReq = Infer<typeof SDPReq>;

const SDPResOctets = layout({ SECC_IP_Address: bytes(16), SECC_Port: u16be, Security: u8, TransportProtocol: u8 });
/** `SECC_IP_Address` as text: `fe80::1`. */
export type SDPRes = Infer<typeof SDPResOctets>;

/** By V2GTP payload type. */
export const SDP_REQUEST = 0x9000;
export const SDP_RESPONSE = 0x9001;

export type SdpMessage =
  | { readonly message: "SDPReq"; readonly value: SDPReq }
  | { readonly message: "SDPRes"; readonly value: SDPRes };

/** A discovery message, or why it is none. */
export function readSdp(payloadType: number, payload: Uint8Array): SdpMessage | { readonly because: string } {
  try {
    if (payloadType === SDP_REQUEST) return { message: "SDPReq", value: read(SDPReq, payload).value };
    if (payloadType === SDP_RESPONSE) {
      const { value } = read(SDPResOctets, payload);
      return { message: "SDPRes", value: { ...value, SECC_IP_Address: ipv6Text(fromHex(value.SECC_IP_Address)) } };
    }
    return { because: `payload type 0x${payloadType.toString(16)} is no discovery` };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}
