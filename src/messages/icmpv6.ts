/**
 * ICMPv6: errors and echoes (RFC 4443), neighbours and routers (RFC 4861), listeners of groups (RFC 2710, 3810).
 *
 * @module
 */

import {
  bits,
  type Infer,
  ipv6,
  layout,
  lengthFrom,
  many,
  reserved,
  rest,
  tagged,
  u8,
  u16be,
  u32be,
} from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { transportChecksum } from "./internet-checksum.ts";
import { addressOctets, NEXT_HEADER } from "./ipv6.ts";

export const ICMPV6_TYPE = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighborSolicitation: 135,
  neighborAdvertisement: 136,
  listenerReportV2: 143,
} as const;

/** `Type` of an option of neighbours and routers. */
export const ND_OPTION = { sourceLinkLayer: 1, targetLinkLayer: 2, prefix: 3, redirected: 4, mtu: 5 } as const;

const NdOption = layout({ Type: u8, Length: lengthFrom(u8, "Type", { unit: 8 }), Value: rest });
export type NdOption = Infer<typeof NdOption>;

const Options = many(NdOption);
const failed = { Parameter: u32be, Packet: rest };
const echo = { Identifier: u16be, SequenceNumber: u16be, Data: rest };
const listener = { MaximumResponseDelay: u16be, reserved: reserved(2), MulticastAddress: ipv6, Late: rest };

/** `Parameter`: the MTU of a packet too big, the place of a problem; else reserved. */
export const Icmpv6 = tagged(
  "Type",
  { Type: u8, Code: u8, Checksum: u16be },
  {
    1: failed,
    2: failed,
    3: failed,
    4: failed,
    128: echo,
    129: echo,
    130: listener,
    131: listener,
    132: listener,
    133: { reserved: reserved(4), Options },
    134: {
      CurHopLimit: u8,
      Flags: bits(u8, { Reserved: 6, OtherConfiguration: 1, Managed: 1 }),
      RouterLifetime: u16be,
      ReachableTime: u32be,
      RetransTimer: u32be,
      Options,
    },
    135: { reserved: reserved(4), TargetAddress: ipv6, Options },
    136: {
      Flags: bits(u8, { Reserved: 5, Override: 1, Solicited: 1, Router: 1 }),
      reserved: reserved(3),
      TargetAddress: ipv6,
      Options,
    },
    143: {
      reserved: reserved(2),
      RecordCount: u16be,
      Records: many(
        layout({
          Type: u8,
          AuxDataLength: lengthFrom(u8, "AuxData", { to: "AuxData", unit: 4 }),
          NumberOfSources: lengthFrom(u16be, "Sources", { to: "Sources", unit: 16 }),
          MulticastAddress: ipv6,
          Sources: many(ipv6),
          AuxData: rest,
        }),
      ),
    },
  },
);
export type Icmpv6 = Infer<typeof Icmpv6>;
type WithoutChecksum<M> = M extends unknown ? Omit<M, "Checksum"> : never;

/** A message between two IPv6 addresses, with its checksum. */
export function writeIcmpv6(message: WithoutChecksum<Icmpv6>, source: string, destination: string): Uint8Array {
  const octets = write(Icmpv6, { ...message, Checksum: 0 } as Icmpv6);
  const sum = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.icmpv6, octets);
  new DataView(octets.buffer).setUint16(2, sum);
  return octets;
}

/** `isIntact`: the checksum is that of the octets between these addresses. */
export function readIcmpv6(
  octets: Uint8Array,
  source: string,
  destination: string,
): { readonly message: Icmpv6; readonly isIntact: boolean } | { readonly because: string } {
  try {
    const { value } = read(Icmpv6, octets);
    const sum = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.icmpv6, octets);
    return { message: value, isIntact: sum === 0 };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}

/** Tells a hardware address beside a question or an answer. */
export const linkLayerOption = (type: 1 | 2, mac: string): NdOption => ({ Type: type, Value: mac.replaceAll(":", "") });

/** The hardware address that a message tells, where it does. */
export function linkLayerIn(options: readonly NdOption[], type: 1 | 2): string | undefined {
  const value = options.find((option) => option.Type === type)?.Value;
  return value?.length === 12 ? (value.match(/../g) as string[]).join(":") : undefined;
}
