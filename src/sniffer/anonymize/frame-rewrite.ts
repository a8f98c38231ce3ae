/**
 * A frame with other identifiers in it, but for the octets of TCP, which have to wait for those around them.
 *
 * @module
 */

import type { Frame } from "../../capture/records.ts";
import { HOMEPLUG_AV } from "../../messages/homeplug/frame.ts";
import { type Packet, packetIn, u16, u32 } from "../headers.ts";
import { type Covered, checksumOf, mendChecksum, putU16, sumOf } from "./checksums.ts";
import { type DatagramTools, rewriteDatagram } from "./datagram-rewrite.ts";
import { IPV4, IPV6, linkHeader } from "./link-header.ts";
import { rewriteManagement } from "./management-rewrite.ts";
import { rewriteArp, rewriteIcmpv6 } from "./neighbour-rewrite.ts";

/** Octets of a TCP segment in their frame. */
export interface SegmentPlace {
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly checksum: Covered;
}

export interface RewrittenFrame {
  readonly data: Uint8Array;
  /** What is still to be put in, and the checksum to be mended then. */
  readonly segment?: SegmentPlace;
}

const ARP = 0x0806;
const ICMP = 1;
const IGMP = 2;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const SYN = 2;

export function rewriteFrame({ data, linkType }: Frame, tools: DatagramTools): RewrittenFrame {
  const made = Uint8Array.from(data);
  const { people, counts } = tools;
  const link = linkHeader(linkType, data);
  if (!link) {
    made.fill(0);
    counts.blank("frames that cannot be read", data.length);
    return { data: keepEtherType(linkType, data, made, tools) };
  }
  for (const at of link.addresses) made.set(people.mac(data.subarray(at, at + 6)), at);
  for (const [from, to] of link.blank) made.fill(0, from, to);
  const { etherType, end } = link;
  if (etherType === IPV6 || etherType === IPV4) return ip(data, made, packetIn(linkType, data), end, etherType, tools);
  if (etherType === HOMEPLUG_AV) made.set(rewriteManagement(data.subarray(end), tools), end);
  else if (!(etherType === ARP && rewriteArp(made.subarray(end), people))) {
    counts.blank("other protocols", data.length - end);
    made.fill(0, end);
  }
  return { data: made };
}

/** A frame whose header is cut keeps its addresses as far as they are there. */
function keepEtherType(linkType: number, data: Uint8Array, made: Uint8Array, { people }: DatagramTools): Uint8Array {
  if (linkType !== 1 || data.length < 14) return made;
  for (const at of [0, 6]) made.set(people.mac(data.subarray(at, at + 6)), at);
  made.set(data.subarray(12), 12);
  return made;
}

/** Where IP ends and what it carries begins, also where the reader sees nothing of its own in it. */
interface IpHeader {
  readonly start: number;
  readonly end: number;
  readonly protocol: number;
  /** A part of a packet: nothing in it can be told. */
  readonly isFragment: boolean;
}

function ip(
  data: Uint8Array,
  made: Uint8Array,
  packet: Packet,
  at: number,
  etherType: number,
  tools: DatagramTools,
): RewrittenFrame {
  const header = etherType === IPV6 ? ipv6(data, made, at, tools) : ipv4(data, made, at, tools);
  if (!header) {
    made.fill(0, at);
    tools.counts.blank("frames that cannot be read", data.length - at);
    return { data: made };
  }
  const padding = data.subarray(header.end).some((octet) => octet !== 0);
  if (padding) tools.counts.blank("octets behind packets", data.length - header.end);
  made.fill(0, header.end);
  const covered = coveredBy(data, header, at, etherType);
  const inside = content(data, made, packet, header, covered, tools);
  if (etherType === IPV4) {
    putU16(made, at + 10, 0);
    putU16(made, at + 10, checksumOf(sumOf(made, at, at + 4 * (data[at]! & 15))));
  }
  return inside;
}

function ipv6(data: Uint8Array, made: Uint8Array, at: number, { people }: DatagramTools): IpHeader | undefined {
  if (data.length < at + 40) return undefined;
  for (const address of [at + 8, at + 24]) made.set(people.ipv6(data.subarray(address, address + 16)), address);
  const length = u16(data, at + 4);
  const end = length === 0 ? data.length : Math.min(data.length, at + 40 + length);
  let protocol = data[at + 6]!;
  let start = at + 40;
  while (protocol === 0 || protocol === 43 || protocol === 60) {
    if (start + 8 > end) return { start: end, end, protocol: -1, isFragment: false };
    protocol = data[start]!;
    const next = start + 8 * (data[start + 1]! + 1);
    // Padding and the alert for routers stay (RFC 8200, 4.2; RFC 2711); others may tell addresses.
    if (!isPlainOptions(data.subarray(start + 2, next))) made.fill(0, start + 2, Math.min(next, end));
    start = next;
  }
  if (protocol === 44) return { start: Math.min(end, start + 8), end, protocol, isFragment: true };
  return { start: Math.min(end, start), end, protocol, isFragment: false };
}

function isPlainOptions(options: Uint8Array): boolean {
  for (let at = 0; at < options.length; ) {
    const type = options[at];
    if (type === 0) at++;
    else if (type === 1 || type === 5) at += 2 + (options[at + 1] ?? 0);
    else return false;
  }
  return true;
}

function ipv4(data: Uint8Array, made: Uint8Array, at: number, { people }: DatagramTools): IpHeader | undefined {
  const headerLength = 4 * (data[at]! & 15);
  if (headerLength < 20 || data.length < at + headerLength) return undefined;
  for (const address of [at + 12, at + 16]) made.set(people.ipv4(data.subarray(address, address + 4)), address);
  const isRouterAlert = headerLength === 24 && data[at + 20] === 0x94;
  if (!isRouterAlert) made.fill(0, at + 20, at + headerLength);
  const length = u16(data, at + 2);
  const end = length === 0 ? data.length : Math.max(at + headerLength, Math.min(data.length, at + length));
  const isFragment = (u16(data, at + 6) & 0x3fff) !== 0;
  return { start: at + headerLength, end, protocol: data[at + 9]!, isFragment };
}

/** What a checksum of this packet covers; `at` is left to each protocol. */
function coveredBy(data: Uint8Array, { start, end, protocol }: IpHeader, at: number, etherType: number): Covered {
  const isIpv6 = etherType === IPV6;
  const announced = isIpv6 ? at + 40 + u16(data, at + 4) : at + u16(data, at + 2);
  const isAnnounced = u16(data, at + (isIpv6 ? 4 : 2)) !== 0;
  const length = isAnnounced ? announced - start : end - start;
  const [source, destination, addressLength] = isIpv6 ? [at + 8, at + 24, 16] : [at + 12, at + 16, 4];
  return { source, destination, addressLength, protocol, start, end, length, at: start };
}

function content(
  data: Uint8Array,
  made: Uint8Array,
  packet: Packet,
  header: IpHeader,
  covered: Covered,
  tools: DatagramTools,
): RewrittenFrame {
  const { start, end, protocol, isFragment } = header;
  const { people, counts } = tools;
  if (!isFragment && protocol === TCP && packet.kind === "tcp") return tcp(data, made, start, end, covered, tools);
  if (!isFragment && protocol === UDP && packet.kind === "udp") return udp(data, made, start, end, covered, tools);
  if (!isFragment && protocol === ICMPV6 && covered.addressLength === 16) {
    counts.blank("other protocols", rewriteIcmpv6(made.subarray(start, end), people));
    mendChecksum(data, made, { ...covered, at: start + 2 });
  } else if (!isFragment && protocol === ICMP && covered.addressLength === 4) {
    counts.blank("other protocols", Math.max(0, end - start - 8));
    made.fill(0, Math.min(end, start + 8), end);
    mendChecksum(data, made, { ...covered, addressLength: 0, at: start + 2 });
  } else if (isFragment || protocol !== IGMP) {
    // Groups of multicast are nobody's addresses.
    counts.blank("other protocols", end - start);
    made.fill(0, start, end);
  }
  return { data: made };
}

function udp(
  data: Uint8Array,
  made: Uint8Array,
  start: number,
  end: number,
  covered: Covered,
  tools: DatagramTools,
): RewrittenFrame {
  const length = u16(data, start + 4);
  const stop = Math.min(end, length >= 8 ? start + length : end);
  const [source, destination] = [u16(data, start), u16(data, start + 2)];
  made.fill(0, stop, end);
  made.set(rewriteDatagram(source, destination, data.subarray(start + 8, stop), tools), start + 8);
  // RFC 768: 0 is none, which IPv4 allows.
  if (covered.addressLength === 4 && u16(data, start + 6) === 0) return { data: made };
  const whole = length >= 8 ? length : covered.length;
  mendChecksum(data, made, { ...covered, end: stop, length: whole, at: start + 6 });
  if (u16(made, start + 6) === 0) putU16(made, start + 6, 0xffff);
  return { data: made };
}

function tcp(
  data: Uint8Array,
  made: Uint8Array,
  start: number,
  end: number,
  covered: Covered,
  tools: DatagramTools,
): RewrittenFrame {
  const headerLength = 4 * (data[start + 12]! >> 4);
  const checksum = { ...covered, at: start + 16 };
  if (headerLength < 20 || start + headerLength > end) {
    // The reader says so of its length, which stays with the ports; the rest may be anything.
    made.fill(0, start + 4, start + 12);
    made.fill(0, start + 13, end);
    tools.counts.blank("frames that cannot be read", end - start - 5);
    mendChecksum(data, made, checksum);
    return { data: made };
  }
  const first = start + headerLength;
  const isSyn = (data[start + 13]! & SYN) !== 0;
  const sequence = (u32(data, start + 4) + (isSyn ? 1 : 0)) | 0;
  if (first >= end) {
    mendChecksum(data, made, checksum);
    return { data: made };
  }
  return { data: made, segment: { sequence, start: first, end, checksum } };
}
