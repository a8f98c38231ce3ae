/**
 * UDP datagrams (RFC 768).
 *
 * @module
 */

import { type Infer, layout, lengthFrom, rest, u16be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { joined } from "./ethernet.ts";
import { transportChecksum } from "./internet-checksum.ts";
import { addressOctets, NEXT_HEADER } from "./ipv6.ts";

const UdpHeader = layout({ SourcePort: u16be, DestinationPort: u16be, Length: u16be, Checksum: u16be });
export const Udp = layout({
  SourcePort: u16be,
  DestinationPort: u16be,
  Length: lengthFrom(u16be, "SourcePort", { mayBeZero: true }),
  Checksum: u16be,
  Payload: rest,
});
export type Udp = Infer<typeof Udp>;

const HEADER_LENGTH = 8;

export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

/** A datagram between two IPv6 addresses, with its checksum. */
export function writeUdp(
  { sourcePort, destinationPort, payload }: UdpDatagram,
  source: string,
  destination: string,
): Uint8Array {
  const header = { SourcePort: sourcePort, DestinationPort: destinationPort, Length: HEADER_LENGTH + payload.length };
  const octets = joined([write(UdpHeader, { ...header, Checksum: 0 }), payload]);
  const sum = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.udp, octets);
  // 0 would say that there is none, which IPv6 forbids.
  new DataView(octets.buffer).setUint16(6, sum === 0 ? 0xffff : sum);
  return octets;
}

/** `isIntact`: the checksum is that of the octets between these addresses. Octets behind the datagram are left out. */
export function readUdp(
  octets: Uint8Array,
  source: string,
  destination: string,
): (UdpDatagram & { readonly isIntact: boolean }) | { readonly because: string } {
  try {
    const { value } = read(UdpHeader, octets);
    const { SourcePort, DestinationPort, Length, Checksum } = value;
    const end = Length < HEADER_LENGTH ? octets.length : Math.min(Length, octets.length);
    const all = octets.subarray(0, end);
    const rest = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.udp, all);
    return {
      sourcePort: SourcePort,
      destinationPort: DestinationPort,
      payload: all.subarray(HEADER_LENGTH),
      isIntact: Checksum !== 0 && rest === 0 && end >= Length,
    };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}
