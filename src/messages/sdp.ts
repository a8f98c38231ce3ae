/**
 * SECC discovery: how the car finds the charger's address and port, and whether they will talk through TLS
 * (ISO 15118-2, 7.10.1; ISO 15118-20, 7.10.1 for everything on a cable).
 *
 * @module
 */

import { type Infer, ipv6, layout, u8, u16be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { V2GTP_PAYLOAD, writeV2gtp } from "./v2gtp.ts";

/** The charger listens here, on UDP; the car asks ff02::1. */
export const SDP_PORT = 15118;

/** `Security` and `TransportProtocol`: what is asked for or granted. */
export const SDP_SECURITY = { tls: 0x00, none: 0x10 } as const;
export const SDP_TRANSPORT = { tcp: 0x00, udp: 0x10 } as const;

export const SDPReq = layout({ Security: u8, TransportProtocol: u8 });
export type SDPReq = Infer<typeof SDPReq>;

/** `SECC_IP_Address` as text: `fe80::1`. */
export const SDPRes = layout({ SECC_IP_Address: ipv6, SECC_Port: u16be, Security: u8, TransportProtocol: u8 });
export type SDPRes = Infer<typeof SDPRes>;

/** By V2GTP payload type. */
export const SDP_REQUEST: number = V2GTP_PAYLOAD.sdpRequest;
export const SDP_RESPONSE: number = V2GTP_PAYLOAD.sdpResponse;

export type SdpMessage =
  | { readonly message: "SDPReq"; readonly value: SDPReq }
  | { readonly message: "SDPRes"; readonly value: SDPRes };

/** A discovery message, or why it is none. */
export function readSdp(payloadType: number, payload: Uint8Array): SdpMessage | { readonly because: string } {
  try {
    if (payloadType === SDP_REQUEST) return { message: "SDPReq", value: read(SDPReq, payload).value };
    if (payloadType === SDP_RESPONSE) return { message: "SDPRes", value: read(SDPRes, payload).value };
    return { because: `payload type 0x${payloadType.toString(16)} is no discovery` };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}

/** The whole datagram, from the V2GTP header on. @throws {LayoutWriteError} where a value does not fit. */
export const writeSdp = (sdp: SdpMessage): Uint8Array =>
  sdp.message === "SDPReq"
    ? writeV2gtp(SDP_REQUEST, write(SDPReq, sdp.value))
    : writeV2gtp(SDP_RESPONSE, write(SDPRes, sdp.value));
