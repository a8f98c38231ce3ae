/**
 * Frames as they would stand on a wire. A kernel hands a cable in memory (veth) what it would hand a network card: with the
 * checksum left to the card, and with many TCP segments as one. Whoever passes such frames on to a real wire, or to
 * another cable, has to do the card's work.
 *
 * @module
 */

import { internetChecksum, transportChecksum } from "../messages/internet-checksum.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
const ETHERNET = 14;
const IPV6_HEADER = 40;
/** Where the checksum stands in each. */
const CHECKSUM_AT: Readonly<Record<number, number>> = { [TCP]: 16, [UDP]: 6 };
/** Flags of TCP that belong to the last of its segments alone. */
const FIN_PSH = 0x09;

interface Parts {
  readonly protocol: number;
  /** Of the transport header. */
  readonly at: number;
  /** Behind the payload; what follows is padding. */
  readonly end: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** TCP and UDP directly behind IP; everything else is left as it is. */
function partsOf(octets: Uint8Array): Parts | undefined {
  if (octets.length < ETHERNET + 20) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const type = view.getUint16(12);
  if (type === IPV6 && octets.length >= ETHERNET + IPV6_HEADER) {
    const at = ETHERNET + IPV6_HEADER;
    return {
      protocol: octets[20]!,
      at,
      // A length of 0 is that of a joined segment too long for the field.
      end: view.getUint16(18) === 0 ? octets.length : Math.min(octets.length, at + view.getUint16(18)),
      source: octets.subarray(22, 38),
      destination: octets.subarray(38, 54),
    };
  }
  const isFragment = type === IPV4 && (view.getUint16(20) & 0x3fff) !== 0;
  if (type !== IPV4 || isFragment) return undefined;
  return {
    protocol: octets[23]!,
    at: ETHERNET + (octets[14]! & 15) * 4,
    end: view.getUint16(16) === 0 ? octets.length : Math.min(octets.length, ETHERNET + view.getUint16(16)),
    source: octets.subarray(26, 30),
    destination: octets.subarray(30, 34),
  };
}

/** The frames that a card would have sent; the frame itself where it is one already. `mtu`: octets behind the header. */
export function onTheWire(octets: Uint8Array, mtu = 1500): readonly Uint8Array[] {
  const parts = partsOf(octets);
  const checksumAt = parts && CHECKSUM_AT[parts.protocol];
  if (!parts || checksumAt === undefined || parts.at + checksumAt + 2 > parts.end) return [octets];
  if (octets.length <= ETHERNET + mtu || parts.protocol !== TCP) return [summed(octets.slice(), parts)];
  return segments(octets, parts, mtu);
}

function segments(octets: Uint8Array, { at, end }: Parts, mtu: number): Uint8Array[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const payloadAt = at + (octets[at + 12]! >> 4) * 4;
  const most = ETHERNET + mtu - payloadAt;
  if (payloadAt >= end || most <= 0) return [octets];
  const frames: Uint8Array[] = [];
  for (let from = payloadAt; from < end; from += most) {
    const to = Math.min(end, from + most);
    const frame = new Uint8Array(payloadAt + to - from);
    frame.set(octets.subarray(0, payloadAt));
    frame.set(octets.subarray(from, to), payloadAt);
    const own = new DataView(frame.buffer);
    own.setUint32(at + 4, view.getUint32(at + 4) + from - payloadAt);
    if (to < end) frame[at + 13]! &= ~FIN_PSH;
    if (view.getUint16(12) === IPV6) own.setUint16(18, frame.length - at);
    else setIpv4Length(own, frame, frames.length);
    frames.push(summed(frame, partsOf(frame)!));
  }
  return frames;
}

function setIpv4Length(view: DataView, frame: Uint8Array, number: number): void {
  view.setUint16(16, frame.length - ETHERNET);
  view.setUint16(18, view.getUint16(18) + number);
  view.setUint16(24, 0);
  const header = frame.subarray(ETHERNET, ETHERNET + (frame[14]! & 15) * 4);
  view.setUint16(24, internetChecksum(header));
}

function summed(frame: Uint8Array, { protocol, at, end, source, destination }: Parts): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const checksumAt = at + CHECKSUM_AT[protocol]!;
  view.setUint16(checksumAt, 0);
  const sum = transportChecksum(source, destination, protocol, frame.subarray(at, end));
  // UDP says 0 for none.
  view.setUint16(checksumAt, protocol === UDP && sum === 0 ? 0xffff : sum);
  return frame;
}
