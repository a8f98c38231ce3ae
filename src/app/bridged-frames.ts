/**
 * Frames on their way over the bridge: each side shall take the bridge for the other one, so hardware addresses are put
 * right, in the header and in what neighbours tell each other. Everything else passes as it is.
 *
 * @module
 */

import { macOctets } from "../base/mac-address.ts";
import { transportChecksum } from "../messages/internet-checksum.ts";

/** Where things lie in a frame with IPv6. */
const ETHER_TYPE = 12;
const NEXT_HEADER = 20;
const SOURCE = 22;
const ICMPV6 = 54;
const ICMPV6_PROTOCOL = 58;
const HOMEPLUG = 0x88e1;
const IPV6 = 0x86dd;
/** Neighbour solicitation to redirect carry hardware addresses in options. RFC 4861. */
const WITH_OPTIONS: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24, 137: 40 };
const LINK_LAYER_OPTIONS: readonly number[] = [1, 2];

/**
 * The frame as it leaves on the other side; nothing where it does not cross: matching, keys and modems' affairs stay on
 * their side.
 *
 * @param from - the address under which the bridge sends on the other side.
 * @param to - the address of who listens there; groups are kept.
 */
export function crossing(octets: Uint8Array, from: string, to: string): Uint8Array | undefined {
  if (octets.length < 14) return undefined;
  const type = (octets[ETHER_TYPE]! << 8) | octets[ETHER_TYPE + 1]!;
  if (type === HOMEPLUG) return undefined;
  const frame = octets.slice();
  const isGroup = (frame[0]! & 1) === 1;
  if (!isGroup) frame.set(macOctets(to));
  frame.set(macOctets(from), 6);
  if (type === IPV6 && frame[NEXT_HEADER] === ICMPV6_PROTOCOL) tellOwnAddress(frame, from);
  return frame;
}

/** In neighbours' messages, the address of who sends becomes that of the bridge. */
function tellOwnAddress(frame: Uint8Array, from: string): void {
  const length = (frame[18]! << 8) | frame[19]!;
  const end = Math.min(frame.length, ICMPV6 + length);
  let at = WITH_OPTIONS[frame[ICMPV6] ?? 0];
  if (at === undefined || end < ICMPV6 + at) return;
  let hasChanged = false;
  for (at += ICMPV6; at + 8 <= end; ) {
    const size = frame[at + 1]! * 8;
    if (size === 0) return;
    if (LINK_LAYER_OPTIONS.includes(frame[at]!)) {
      frame.set(macOctets(from), at + 2);
      hasChanged = true;
    }
    at += size;
  }
  if (!hasChanged) return;
  frame[ICMPV6 + 2] = 0;
  frame[ICMPV6 + 3] = 0;
  const [source, destination] = [frame.subarray(SOURCE, SOURCE + 16), frame.subarray(SOURCE + 16, SOURCE + 32)];
  const sum = transportChecksum(source, destination, ICMPV6_PROTOCOL, frame.subarray(ICMPV6, end));
  frame[ICMPV6 + 2] = sum >> 8;
  frame[ICMPV6 + 3] = sum & 0xff;
}
