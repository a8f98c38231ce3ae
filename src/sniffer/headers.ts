/**
 * Finds its way from a captured frame to what it carries, by direct offsets: this is done for every frame of a recording,
 * so it makes one object for each and no text.
 *
 * @module
 */

/** LINKTYPE_ numbers of the tcpdump group's registry. */
const ETHERNET = 1;
const NULL = 0;
const LOOP = 108;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
const RAW: readonly number[] = [12, 14, 101, 228, 229];

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const HOMEPLUG_AV = 0x88e1;
const HOMEPLUG_1 = 0x887b;
/** 802.1Q, 802.1ad, and the one from before the standard. */
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];

const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
/** Hop-by-hop options, routing, destination options: a length in units of eight octets, less one. */
const EXTENSIONS: readonly number[] = [0, 43, 60];
const FRAGMENT = 44;

/** Octets of the link header that hold no hardware address. */
const NO_MAC = -1;

export interface Packet {
  readonly kind: "homeplug" | "udp" | "tcp" | "icmpv6" | "other";
  /** 0 where the link has none and the version of IP does not tell it. */
  readonly etherType: number;
  /** What IP carries. */
  readonly protocol: number | undefined;
  /** Where the hardware addresses start; -1 where the link has none. */
  readonly sourceMac: number;
  readonly destinationMac: number;
  /** Where the IP addresses start; both are 4 or 16 octets long. */
  readonly source: number;
  readonly destination: number;
  readonly addressLength: 4 | 16 | 0;
  /** Where the header of UDP or TCP starts, or MMV of HomePlug. */
  readonly start: number;
  /** Where the octets end that belong to it, as IP says and not the frame: short frames are padded. */
  readonly end: number;
  /** Why it is of kind `other`, where it should have been something else. */
  readonly because?: string;
}

/** What a frame carries. Octets that are cut off or out of order make it `other`, with the reason. */
export function packetIn(linkType: number, data: Uint8Array): Packet {
  let at: number;
  let etherType: number;
  let [sourceMac, destinationMac] = [NO_MAC, NO_MAC];
  if (linkType === ETHERNET) {
    if (data.length < 14) return other(`${data.length} octets found, an Ethernet header of 14 wanted`);
    [sourceMac, destinationMac] = [6, 0];
    etherType = u16(data, 12);
    at = 14;
  } else if (linkType === LINUX_SLL) {
    if (data.length < 16) return other(`${data.length} octets found, a header of 16 wanted`);
    if (u16(data, 4) === 6) sourceMac = 6;
    etherType = u16(data, 14);
    at = 16;
  } else if (linkType === LINUX_SLL2) {
    if (data.length < 20) return other(`${data.length} octets found, a header of 20 wanted`);
    if (data[11] === 6) sourceMac = 12;
    etherType = u16(data, 0);
    at = 20;
  } else if (RAW.includes(linkType) || linkType === NULL || linkType === LOOP) {
    at = linkType === NULL || linkType === LOOP ? 4 : 0;
    const version = (data[at] ?? 0) >> 4;
    etherType = version === 4 ? IPV4 : version === 6 ? IPV6 : 0;
  } else return other(`link type ${linkType} is not known`);

  while (VLAN_TAGS.includes(etherType)) {
    if (data.length < at + 4) return other("cut off in a VLAN tag");
    etherType = u16(data, at + 2);
    at += 4;
  }
  if (etherType === HOMEPLUG_AV || etherType === HOMEPLUG_1) {
    return {
      kind: "homeplug",
      etherType,
      protocol: undefined,
      sourceMac,
      destinationMac,
      source: 0,
      destination: 0,
      addressLength: 0,
      start: at,
      end: data.length,
    };
  }
  if (etherType === IPV6) return ipv6(data, at, sourceMac, destinationMac);
  if (etherType === IPV4) return ipv4(data, at, sourceMac, destinationMac);
  return other(undefined, etherType, sourceMac);
}

function ipv6(data: Uint8Array, at: number, sourceMac: number, destinationMac: number): Packet {
  if (data.length < at + 40) return other("cut off in the IPv6 header", IPV6, sourceMac);
  // Large segments that the network card cut up have no length here.
  const length = u16(data, at + 4);
  const end = length === 0 ? data.length : Math.min(at + 40 + length, data.length);
  let next = data[at + 6]!;
  let start = at + 40;
  while (EXTENSIONS.includes(next)) {
    if (data.length < start + 8) return other("cut off in an IPv6 extension header", IPV6, sourceMac);
    next = data[start]!;
    start += 8 * (data[start + 1]! + 1);
  }
  if (next === FRAGMENT) return other("a fragment of an IPv6 packet", IPV6, sourceMac, FRAGMENT);
  const kind = kindOf(next);
  if (end - start < headerOf(kind)) return other(`cut off in the ${kind.toUpperCase()} header`, IPV6, sourceMac, next);
  return {
    kind,
    etherType: IPV6,
    protocol: next,
    sourceMac,
    destinationMac,
    source: at + 8,
    destination: at + 24,
    addressLength: 16,
    start,
    end,
  };
}

function ipv4(data: Uint8Array, at: number, sourceMac: number, destinationMac: number): Packet {
  if (data.length < at + 20) return other("cut off in the IPv4 header", IPV4, sourceMac);
  const length = u16(data, at + 2);
  const end = length === 0 ? data.length : Math.min(at + length, data.length);
  if ((u16(data, at + 6) & 0x3fff) !== 0) return other("a fragment of an IPv4 packet", IPV4, sourceMac, data[at + 9]);
  const start = at + 4 * (data[at]! & 15);
  const protocol = data[at + 9]!;
  const kind = kindOf(protocol);
  if (end - start < headerOf(kind)) {
    return other(`cut off in the ${kind.toUpperCase()} header`, IPV4, sourceMac, protocol);
  }
  return {
    kind,
    etherType: IPV4,
    protocol,
    sourceMac,
    destinationMac,
    source: at + 12,
    destination: at + 16,
    addressLength: 4,
    start,
    end,
  };
}

const kindOf = (protocol: number) =>
  protocol === TCP ? "tcp" : protocol === UDP ? "udp" : protocol === ICMPV6 ? "icmpv6" : "other";
const headerOf = (kind: Packet["kind"]) => (kind === "tcp" ? 20 : kind === "udp" ? 8 : 0);

const other = (because?: string, etherType = 0, sourceMac = NO_MAC, protocol?: number): Packet => ({
  kind: "other",
  etherType,
  protocol,
  sourceMac,
  destinationMac: NO_MAC,
  source: 0,
  destination: 0,
  addressLength: 0,
  start: 0,
  end: 0,
  ...(because ? { because } : {}),
});

export const u16 = (data: Uint8Array, at: number): number => (data[at]! << 8) | data[at + 1]!;
export const u32 = (data: Uint8Array, at: number): number => (u16(data, at) * 65_536 + u16(data, at + 2)) | 0;
