/**
 * TCP segments (RFC 9293).
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { bits, type Infer, layout, rest, u16be, u32be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";
import { joined } from "./ethernet.ts";
import { transportChecksum } from "./internet-checksum.ts";
import { addressOctets, NEXT_HEADER } from "./ipv6.ts";

const header = {
  SourcePort: u16be,
  DestinationPort: u16be,
  SequenceNumber: u32be,
  AcknowledgmentNumber: u32be,
  Control: bits(u16be, {
    FIN: 1,
    SYN: 1,
    RST: 1,
    PSH: 1,
    ACK: 1,
    URG: 1,
    ECE: 1,
    CWR: 1,
    Reserved: 4,
    /** Words of four octets from the start to the payload. */
    DataOffset: 4,
  }),
  Window: u16be,
  Checksum: u16be,
  UrgentPointer: u16be,
};
const TcpHeader = layout(header);
/** Options and payload, of which `DataOffset` tells where the one ends. */
export const Tcp = layout({ ...header, OptionsAndPayload: rest });
export type Tcp = Infer<typeof Tcp>;

export const TCP_OPTION = {
  end: 0,
  none: 1,
  maximumSegment: 2,
  windowScale: 3,
  sackPermitted: 4,
  timestamps: 8,
} as const;

const HEADER_LENGTH = 20;

export type TcpFlag = "FIN" | "SYN" | "RST" | "PSH" | "ACK";
const FLAGS: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK"];

export interface TcpOption {
  /** A value of `TCP_OPTION`; 0 and 1, which only fill, are left out. */
  readonly type: number;
  /** In hex. */
  readonly value: string;
}

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: readonly TcpFlag[];
  readonly window: number;
  readonly options?: readonly TcpOption[];
  readonly payload: Uint8Array;
}

/** A segment between two IPv6 addresses, with its checksum. */
export function writeTcp(segment: TcpSegment, source: string, destination: string): Uint8Array {
  const options = optionOctets(segment.options ?? []);
  const has = (flag: TcpFlag) => (segment.flags.includes(flag) ? 1 : 0);
  const head = write(TcpHeader, {
    SourcePort: segment.sourcePort,
    DestinationPort: segment.destinationPort,
    SequenceNumber: segment.sequence,
    AcknowledgmentNumber: segment.acknowledgement,
    Control: {
      FIN: has("FIN"),
      SYN: has("SYN"),
      RST: has("RST"),
      PSH: has("PSH"),
      ACK: has("ACK"),
      URG: 0,
      ECE: 0,
      CWR: 0,
      Reserved: 0,
      DataOffset: (HEADER_LENGTH + options.length) / 4,
    },
    Window: segment.window,
    Checksum: 0,
    UrgentPointer: 0,
  });
  const octets = joined([head, options, segment.payload]);
  const sum = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.tcp, octets);
  new DataView(octets.buffer).setUint16(16, sum);
  return octets;
}

/** `isIntact`: the checksum is that of the octets between these addresses. */
export function readTcp(
  octets: Uint8Array,
  source: string,
  destination: string,
): (TcpSegment & { readonly isIntact: boolean }) | { readonly because: string } {
  try {
    const { value } = read(TcpHeader, octets);
    const start = 4 * value.Control.DataOffset;
    if (start < HEADER_LENGTH || start > octets.length) {
      return {
        because: `Cannot read DataOffset: ${start} octets of header, ${HEADER_LENGTH} to ${octets.length} expected`,
      };
    }
    const options = optionsIn(octets.subarray(HEADER_LENGTH, start));
    const sum = transportChecksum(addressOctets(source), addressOctets(destination), NEXT_HEADER.tcp, octets);
    return {
      sourcePort: value.SourcePort,
      destinationPort: value.DestinationPort,
      sequence: value.SequenceNumber,
      acknowledgement: value.AcknowledgmentNumber,
      flags: FLAGS.filter((flag) => value.Control[flag] === 1),
      window: value.Window,
      ...(options.length > 0 ? { options } : {}),
      payload: octets.subarray(start),
      isIntact: sum === 0,
    };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}

function optionOctets(options: readonly TcpOption[]): Uint8Array {
  const octets = options.flatMap(({ type, value }) => {
    const content = fromHex(value);
    return [type, content.length + 2, ...content];
  });
  // Behind the last, zeros fill the word: the first of them is the end of the options.
  while (octets.length % 4 !== 0) octets.push(TCP_OPTION.end);
  return Uint8Array.from(octets);
}

/** A length that cannot be ends the options: they are hints, and the segment does without. */
function optionsIn(octets: Uint8Array): TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = 0; at < octets.length; ) {
    const type = octets[at]!;
    if (type === TCP_OPTION.end) break;
    if (type === TCP_OPTION.none) {
      at++;
      continue;
    }
    const length = octets[at + 1] ?? 0;
    if (length < 2 || at + length > octets.length) break;
    options.push({ type, value: toHex(octets, at + 2, at + length) });
    at += length;
  }
  return options;
}
