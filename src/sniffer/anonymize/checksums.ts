/**
 * The checksums of the Internet (RFC 1071) of a packet that was changed: computed anew where all of it was recorded, else
 * from what was changed.
 *
 * @module
 */

import { u16 } from "../headers.ts";

/** The sum of 16-bit words; an odd last octet is followed by a 0. */
export function sumOf(octets: Uint8Array, start: number, end: number, before = 0): number {
  let sum = before;
  for (let at = start; at + 1 < end; at += 2) sum += u16(octets, at);
  if ((end - start) % 2 === 1) sum += octets[end - 1]! << 8;
  return sum;
}

/** Carries are added in again. */
const folded = (sum: number): number => {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x1_0000);
  return rest;
};

export const checksumOf = (sum: number): number => ~folded(sum) & 0xffff;

export function putU16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >> 8;
  octets[at + 1] = value & 0xff;
}

/** What a checksum covers: the addresses of IP, the protocol, and the octets from `start` to `end`. */
export interface Covered {
  readonly source: number;
  readonly destination: number;
  /** 4 or 16; 0 where addresses and protocol are not covered, as in ICMP of IPv4. */
  readonly addressLength: number;
  readonly protocol: number;
  readonly start: number;
  /** As far as it was recorded. */
  readonly end: number;
  /** Octets from `start` on as they were on the wire. */
  readonly length: number;
  /** Where the checksum is. */
  readonly at: number;
}

/** Puts the checksum in that belongs to the changed octets. */
export function mendChecksum(before: Uint8Array, after: Uint8Array, covered: Covered): void {
  const { start, end, length, at } = covered;
  if (at + 2 > end) return;
  const isWhole = end - start >= length;
  const parts = (octets: Uint8Array) => {
    const { source, destination, addressLength } = covered;
    const sum = sumOf(octets, source, source + addressLength) + sumOf(octets, destination, destination + addressLength);
    return sumOf(octets, start, end, sum);
  };
  if (isWhole) {
    putU16(after, at, 0);
    const pseudo = covered.addressLength > 0 ? covered.protocol + length : 0;
    putU16(after, at, checksumOf(parts(after) + pseudo));
    return;
  }
  // RFC 1624: what was taken away and what was put in make the difference.
  const checksum = u16(before, at);
  putU16(after, at, checksum);
  const difference = folded(parts(after)) + (0xffff - folded(parts(before)));
  putU16(after, at, checksumOf((~checksum & 0xffff) + difference));
}
