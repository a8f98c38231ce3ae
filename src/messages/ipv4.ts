/**
 * IPv4 packets (RFC 791): no charging session needs them, but recordings hold them beside it.
 *
 * @module
 */

import { bits, bytes, type Infer, layout, lengthFrom, rest, u8, u16be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { joined } from "./ethernet.ts";
import { internetChecksum } from "./internet-checksum.ts";

const First = bits(u8, { HeaderLength: 4, Version: 4 });
const middle = {
  Identification: u16be,
  Fragment: bits(u16be, { Offset: 13, More: 1, DontFragment: 1, Reserved: 1 }),
  TimeToLive: u8,
  Protocol: u8,
  HeaderChecksum: u16be,
  SourceAddress: bytes(4),
  DestinationAddress: bytes(4),
};
const Ipv4Header = layout({ First, TypeOfService: u8, TotalLength: u16be, ...middle });
/** `HeaderLength` counts words of four octets; options stand before the payload. Addresses are in hex. */
export const Ipv4 = layout({
  First,
  TypeOfService: u8,
  TotalLength: lengthFrom(u16be, "First", { mayBeZero: true }),
  ...middle,
  OptionsAndPayload: rest,
});
export type Ipv4 = Infer<typeof Ipv4>;

const VERSION = 4;
const SHORTEST_HEADER = 20;

export interface Ipv4Packet {
  /** `10.0.0.1`. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly timeToLive: number;
  /** One piece of a packet. */
  readonly isFragment?: true;
  readonly payload: Uint8Array;
}

const hexOf = (address: string) =>
  address
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("");
const textOf = (hex: string) => (hex.match(/../g) as string[]).map((octet) => Number.parseInt(octet, 16)).join(".");

/** Without options. @throws {LayoutWriteError} where an address or number does not fit. */
export function writeIpv4({ source, destination, protocol, timeToLive, payload }: Ipv4Packet): Uint8Array {
  const octets = joined([
    write(Ipv4Header, {
      First: { HeaderLength: SHORTEST_HEADER / 4, Version: VERSION },
      TypeOfService: 0,
      TotalLength: SHORTEST_HEADER + payload.length,
      Identification: 0,
      Fragment: { Offset: 0, More: 0, DontFragment: 1, Reserved: 0 },
      TimeToLive: timeToLive,
      Protocol: protocol,
      HeaderChecksum: 0,
      SourceAddress: hexOf(source),
      DestinationAddress: hexOf(destination),
    }),
    payload,
  ]);
  new DataView(octets.buffer).setUint16(10, internetChecksum(octets.subarray(0, SHORTEST_HEADER)));
  return octets;
}

export function readIpv4(octets: Uint8Array): Ipv4Packet | { readonly because: string } {
  try {
    const { value } = read(Ipv4Header, octets);
    if (value.First.Version !== VERSION) return { because: `IP version ${value.First.Version} found, 4 expected` };
    const end = value.TotalLength === 0 ? octets.length : Math.min(octets.length, value.TotalLength);
    return {
      source: textOf(value.SourceAddress),
      destination: textOf(value.DestinationAddress),
      protocol: value.Protocol,
      timeToLive: value.TimeToLive,
      ...(value.Fragment.Offset > 0 || value.Fragment.More === 1 ? { isFragment: true } : {}),
      payload: octets.subarray(4 * value.First.HeaderLength, end),
    };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}
