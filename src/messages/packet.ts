/**
 * Whole frames with what charging sends over IPv6: built from its parts, and taken apart.
 *
 * @module
 */

import { ETHER_TYPE, type EthernetFrame, readEthernet, writeEthernet } from "./ethernet.ts";
import { type Icmpv6, readIcmpv6, writeIcmpv6 } from "./icmpv6.ts";
import {
  type Extension,
  type Ipv6Packet,
  isMulticast,
  multicastMacOf,
  NEXT_HEADER,
  readIpv6,
  writeIpv6,
} from "./ipv6.ts";
import { readTcp, type TcpSegment, writeTcp } from "./tcp.ts";
import { readUdp, type UdpDatagram, writeUdp } from "./udp.ts";

/** From where to where. */
export interface Ends {
  readonly sourceMac: string;
  /** Left out where the destination is a group, whose hardware address follows from it. */
  readonly destinationMac?: string;
  readonly source: string;
  readonly destination: string;
  readonly vlan?: number;
  /** 64 where left out; 255 of neighbour and router messages, which are believed with no other. */
  readonly hopLimit?: number;
  readonly extensions?: readonly Extension[];
}

/** As operating systems send. */
const HOP_LIMIT = 64;
/** A router on the way would have lowered it (RFC 4861, 7.1). */
const ON_LINK = 255;

function frame(ends: Ends, protocol: number, payload: Uint8Array, hopLimit = HOP_LIMIT): Uint8Array {
  const { sourceMac, source, destination, extensions = [] } = ends;
  const destinationMac = ends.destinationMac ?? (isMulticast(destination) ? multicastMacOf(destination) : undefined);
  if (destinationMac === undefined) {
    throw new TypeError(`Cannot write a frame to ${destination}: its hardware address is not given`);
  }
  const packet = { source, destination, protocol, hopLimit: ends.hopLimit ?? hopLimit, extensions, payload };
  return writeEthernet({
    destination: destinationMac,
    source: sourceMac,
    etherType: ETHER_TYPE.ipv6,
    ...(ends.vlan === undefined ? {} : { vlan: ends.vlan }),
    payload: writeIpv6(packet),
  });
}

export const udpFrame = (ends: Ends, datagram: UdpDatagram): Uint8Array =>
  frame(ends, NEXT_HEADER.udp, writeUdp(datagram, ends.source, ends.destination));

export const tcpFrame = (ends: Ends, segment: TcpSegment): Uint8Array =>
  frame(ends, NEXT_HEADER.tcp, writeTcp(segment, ends.source, ends.destination));

export const icmpv6Frame = (ends: Ends, message: Parameters<typeof writeIcmpv6>[0]): Uint8Array =>
  frame(ends, NEXT_HEADER.icmpv6, writeIcmpv6(message, ends.source, ends.destination), ON_LINK);

interface InFrame {
  readonly ethernet: EthernetFrame;
  readonly ip: Ipv6Packet;
}
/** `isIntact`: the checksum is right. Fragments, and protocols that charging does not use, are `other`. */
export type Packet =
  | (InFrame & { readonly kind: "udp"; readonly udp: UdpDatagram; readonly isIntact: boolean })
  | (InFrame & { readonly kind: "tcp"; readonly tcp: TcpSegment; readonly isIntact: boolean })
  | (InFrame & { readonly kind: "icmpv6"; readonly icmpv6: Icmpv6; readonly isIntact: boolean })
  | (InFrame & { readonly kind: "other" });

/** What a frame carries over IPv6, or why it is no such frame. */
export function readPacket(octets: Uint8Array): Packet | { readonly because: string } {
  const ethernet = readEthernet(octets);
  if ("because" in ethernet) return ethernet;
  if (ethernet.etherType !== ETHER_TYPE.ipv6) {
    return { because: `EtherType 0x${ethernet.etherType.toString(16)} found, 0x86dd expected` };
  }
  const ip = readIpv6(ethernet.payload);
  if ("because" in ip) return ip;
  const { source, destination, payload } = ip;
  switch (ip.fragment ? undefined : ip.protocol) {
    case NEXT_HEADER.udp: {
      const udp = readUdp(payload, source, destination);
      return "because" in udp ? udp : { kind: "udp", ethernet, ip, udp, isIntact: udp.isIntact };
    }
    case NEXT_HEADER.tcp: {
      const tcp = readTcp(payload, source, destination);
      return "because" in tcp ? tcp : { kind: "tcp", ethernet, ip, tcp, isIntact: tcp.isIntact };
    }
    case NEXT_HEADER.icmpv6: {
      const found = readIcmpv6(payload, source, destination);
      if ("because" in found) return found;
      return { kind: "icmpv6", ethernet, ip, icmpv6: found.message, isIntact: found.isIntact };
    }
    default:
      return { kind: "other", ethernet, ip };
  }
}
