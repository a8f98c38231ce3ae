/**
 * IPv6 packets with their extension headers (RFC 8200), and the addresses that follow from others (RFC 4291).
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { ipv6Octets, ipv6Text } from "../base/ipv6-address.ts";
import { macOctets, macText } from "../base/mac-address.ts";
import {
  bits,
  countedBytes,
  type Infer,
  ipv6,
  layout,
  lengthOf,
  reserved,
  rest,
  u8,
  u16be,
  u32be,
} from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { joined } from "./ethernet.ts";

/** What stands behind a header: another one, or what the packet carries. */
export const NEXT_HEADER = {
  hopByHop: 0,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  icmpv6: 58,
  none: 59,
  destinationOptions: 60,
} as const;

/** Everybody on the link; where SECC discovery asks. */
export const ALL_NODES = "ff02::1";
export const ALL_ROUTERS = "ff02::2";
export const ALL_MLDV2_ROUTERS = "ff02::16";
export const UNSPECIFIED = "::";

const First = bits(u32be, { FlowLabel: 20, TrafficClass: 8, Version: 4 });
const addresses = { NextHeader: u8, HopLimit: u8, SourceAddress: ipv6, DestinationAddress: ipv6 };
const Ipv6Header = layout({ First, PayloadLength: u16be, ...addresses });
/** A length of 0 stands for all that is there: a network card cut the packet up, or it is larger than 64 KiB. */
export const Ipv6 = layout({
  First,
  PayloadLength: { ...lengthOf(u16be, "Payload"), mayBeZero: true },
  ...addresses,
  Payload: rest,
});
export type Ipv6 = Infer<typeof Ipv6>;

/** Hop-by-hop options, routing and destination options look alike. */
export const ExtensionHeader = layout({ NextHeader: u8, Options: countedBytes(u8, 8, 6) });
export const FragmentHeader = layout({
  NextHeader: u8,
  reserved: reserved(1),
  Fragment: bits(u16be, { More: 1, reserved: 2, Offset: 13 }),
  Identification: u32be,
});

const VERSION = 6;
const EXTENSIONS: readonly number[] = [NEXT_HEADER.hopByHop, NEXT_HEADER.routing, NEXT_HEADER.destinationOptions];
/** Octets of the fixed header. */
const HEADER_LENGTH = 40;

export interface Extension {
  /** A value of `NEXT_HEADER`. */
  readonly type: number;
  /** Its options in hex, six octets and a multiple of eight more. */
  readonly options: string;
}

export interface Ipv6Packet {
  readonly source: string;
  readonly destination: string;
  /** What the payload is: a value of `NEXT_HEADER`. */
  readonly protocol: number;
  readonly hopLimit: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
  readonly extensions?: readonly Extension[];
  /** One piece of a packet; its payload begins `offset` octets from the start of the whole. */
  readonly fragment?: { readonly offset: number; readonly isLast: boolean; readonly identification: number };
  readonly payload: Uint8Array;
}

/** Tells routers to look at the packet: every MLD message bears it (RFC 2711). */
export const ROUTER_ALERT: Extension = { type: NEXT_HEADER.hopByHop, options: "050200000100" };

/** @throws {LayoutWriteError} where an address or number does not fit. Fragments are read, not written. */
export function writeIpv6({
  source,
  destination,
  protocol,
  hopLimit,
  trafficClass = 0,
  flowLabel = 0,
  extensions = [],
  payload,
}: Ipv6Packet): Uint8Array {
  const types = [...extensions.map(({ type }) => type), protocol];
  const chain = extensions.map(({ options }, i) =>
    write(ExtensionHeader, { NextHeader: types[i + 1] as number, Options: options }),
  );
  const length = chain.reduce((sum, part) => sum + part.length, payload.length);
  const header = write(Ipv6Header, {
    First: { FlowLabel: flowLabel, TrafficClass: trafficClass, Version: VERSION },
    PayloadLength: length,
    NextHeader: types[0] as number,
    HopLimit: hopLimit,
    SourceAddress: source,
    DestinationAddress: destination,
  });
  return joined([header, ...chain, payload]);
}

/** Octets behind the packet, as the padding of a short frame, are left out of its payload. */
export function readIpv6(octets: Uint8Array): Ipv6Packet | { readonly because: string } {
  try {
    const { value } = read(Ipv6Header, octets);
    const { First, PayloadLength, SourceAddress, DestinationAddress, HopLimit } = value;
    if (First.Version !== VERSION) return { because: `IP version ${First.Version} found, 6 expected` };
    const end = PayloadLength === 0 ? octets.length : Math.min(octets.length, HEADER_LENGTH + PayloadLength);
    let [protocol, at] = [value.NextHeader, HEADER_LENGTH];
    const extensions: Extension[] = [];
    let fragment: Ipv6Packet["fragment"];
    while (EXTENSIONS.includes(protocol) || (protocol === NEXT_HEADER.fragment && !fragment)) {
      const left = octets.subarray(at, end);
      if (protocol === NEXT_HEADER.fragment) {
        const { value: piece, length } = read(FragmentHeader, left);
        fragment = {
          offset: 8 * piece.Fragment.Offset,
          isLast: piece.Fragment.More === 0,
          identification: piece.Identification,
        };
        protocol = piece.NextHeader;
        at += length;
        break;
      }
      const { value: extension, length } = read(ExtensionHeader, left);
      extensions.push({ type: protocol, options: extension.Options });
      protocol = extension.NextHeader;
      at += length;
    }
    return {
      source: SourceAddress,
      destination: DestinationAddress,
      protocol,
      hopLimit: HopLimit,
      trafficClass: First.TrafficClass,
      flowLabel: First.FlowLabel,
      ...(extensions.length > 0 ? { extensions } : {}),
      ...(fragment ? { fragment } : {}),
      payload: octets.subarray(at, end),
    };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}

/** The octets of an address. @throws {TypeError} where the text is none. */
export function addressOctets(address: string): Uint8Array {
  const octets = ipv6Octets(address);
  if (!octets)
    throw new TypeError(`Cannot read an IPv6 address: ${JSON.stringify(address)} found, like fe80::1 expected`);
  return octets;
}

/** The link-local address that an interface with this hardware address gives itself (RFC 4291, appendix A). */
export function linkLocalOf(mac: string): string {
  const [a, b, c, d, e, f] = macOctets(mac) as unknown as [number, number, number, number, number, number];
  return ipv6Text(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f));
}

/** The group in which an address is asked for (RFC 4291, 2.7.1). */
export const solicitedNodeOf = (address: string): string =>
  ipv6Text(fromHex(`ff0200000000000000000001ff${toHex(addressOctets(address), 13)}`));

/** The hardware address of a multicast group (RFC 2464, 7). */
export const multicastMacOf = (group: string): string => macText(fromHex(`3333${toHex(addressOctets(group), 12)}`));

export const isMulticast = (address: string): boolean => address.toLowerCase().startsWith("ff");
export const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address);
