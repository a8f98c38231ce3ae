/**
 * TCP segments of one direction of one connection as whole frames. Addresses and ports never change between two of them,
 * so the frame is made once, by the layouts, and then only what differs is put in.
 *
 * @module
 */

import { tcpFrame } from "../messages/packet.ts";

export interface SegmentNumbers {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
}

/** TCP's bits as they stand in the header. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** Where things lie in a frame without tags and extension headers. */
const IP_LENGTH = 18;
const IP_SOURCE = 22;
const TCP = 54;
const SEQUENCE = TCP + 4;
const FLAGS = TCP + 13;
const WINDOW = TCP + 14;
const CHECKSUM = TCP + 16;
const PAYLOAD = TCP + 20;
const TCP_LENGTH = 20;
const PROTOCOL = 6;

export interface TcpEnds {
  readonly sourceMac: string;
  readonly destinationMac: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** A segment taken out of a frame by where things lie, which is faster than by layouts. */
export interface FastSegment extends SegmentNumbers {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
  /** A view. */
  readonly payload: Uint8Array;
}

const ETHER_TYPE_AT = 12;
const NEXT_HEADER_AT = 20;
const NO_TAG_IPV6 = 0x86dd;

/**
 * The segment in a frame without tags and extension headers; nothing where the frame is another, is cut, or its checksum
 * is wrong.
 */
export function segmentIn(frame: Uint8Array): FastSegment | undefined {
  if (frame.length < PAYLOAD) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(ETHER_TYPE_AT) !== NO_TAG_IPV6 || frame[NEXT_HEADER_AT] !== PROTOCOL) return undefined;
  const length = view.getUint16(IP_LENGTH);
  const end = TCP + length;
  const offset = (frame[TCP + 12]! >> 4) * 4;
  if (end > frame.length || offset < TCP_LENGTH || offset > length) return undefined;
  let sum = PROTOCOL + length;
  for (let at = IP_SOURCE; at < IP_SOURCE + 32; at += 2) sum += view.getUint16(at);
  for (let at = TCP; at + 1 < end; at += 2) sum += view.getUint16(at);
  if (length % 2 === 1) sum += frame[end - 1]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  if (sum !== 0xffff) return undefined;
  return {
    sourcePort: view.getUint16(TCP),
    destinationPort: view.getUint16(TCP + 2),
    sequence: view.getUint32(SEQUENCE),
    acknowledgement: view.getUint32(SEQUENCE + 4),
    flags: frame[FLAGS]!,
    window: view.getUint16(WINDOW),
    payload: frame.subarray(TCP + offset, end),
  };
}

/** Makes frames from one end to the other. Short ones are padded by whoever sends them. */
export function tcpTemplate(
  ends: TcpEnds,
): (numbers: SegmentNumbers, flags: number, payload?: Uint8Array) => Uint8Array {
  const blank = tcpFrame(ends, {
    ...ends,
    sequence: 0,
    acknowledgement: 0,
    flags: [],
    window: 0,
    payload: new Uint8Array(0),
  }).subarray(0, PAYLOAD);
  // Addresses, protocol, ports and offset are the same in all segments; so is their part of the sum.
  let constant = PROTOCOL;
  for (let at = IP_SOURCE; at < IP_SOURCE + 32; at += 2) constant += (blank[at]! << 8) | blank[at + 1]!;
  constant += ((blank[TCP]! << 8) | blank[TCP + 1]!) + ((blank[TCP + 2]! << 8) | blank[TCP + 3]!);
  constant += blank[TCP + 12]! << 8;

  return ({ sequence, acknowledgement, window }, flags, payload) => {
    const length = payload?.length ?? 0;
    const frame = new Uint8Array(PAYLOAD + length);
    frame.set(blank);
    const view = new DataView(frame.buffer);
    view.setUint16(IP_LENGTH, TCP_LENGTH + length);
    view.setUint32(SEQUENCE, sequence);
    view.setUint32(SEQUENCE + 4, acknowledgement);
    frame[FLAGS] = flags;
    view.setUint16(WINDOW, window);
    let sum = constant + TCP_LENGTH + length + flags + window;
    sum += (sequence >>> 16) + (sequence & 0xffff) + (acknowledgement >>> 16) + (acknowledgement & 0xffff);
    if (payload) {
      frame.set(payload, PAYLOAD);
      for (let i = 0; i + 1 < length; i += 2) sum += (payload[i]! << 8) | payload[i + 1]!;
      if (length % 2 === 1) sum += payload[length - 1]! << 8;
    }
    while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
    view.setUint16(CHECKSUM, 0xffff - sum);
    return frame;
  };
}
