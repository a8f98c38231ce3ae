/**
 * Other hardware addresses for those of a recording: locally administered ones, so that no maker is named who has nothing
 * to do with it.
 *
 * @module
 */

import type { KeyedOctets } from "./keyed-octets.ts";

export type MacRule = (original: Uint8Array) => Uint8Array;

/** Addresses that mean the modem on this wire, whichever it is. */
const LOCAL: readonly string[] = ["00b052000001", "0013d7000001", "0013d7110001"];

/** Addresses that belong to nobody: none, all, groups, and those that makers reserve. */
export function isNobody(mac: Uint8Array): boolean {
  if (mac.every((octet) => octet === 0) || (mac[0]! & 1) !== 0) return true;
  return LOCAL.some((local) =>
    [...mac].every((octet, i) => octet === Number.parseInt(local.slice(2 * i, 2 * i + 2), 16)),
  );
}

/**
 * The text of an IPv6 address that is made of the new address is as long as that made of the old one: groups of the
 * interface identifier keep their number of hex digits. So addresses in text keep their place.
 *
 * @param keepMaker leaves the first three octets, which name the maker.
 */
export function macRule(octetsFor: KeyedOctets, keepMaker: boolean): MacRule {
  return (original) => {
    const random = octetsFor(keepMaker ? "mac of the same maker" : "mac", original, 6);
    const made = Uint8Array.from(original);
    if (!keepMaker) {
      // The first group of the identifier, where the bit of local administration is turned over.
      const first = likeWidth(((original[0]! ^ 2) << 8) | original[1]!, (random[0]! << 8) | random[1]!);
      made[0] = ((first >> 8) & 0xfc) ^ 2;
      made[1] = first & 0xff;
      // The next one is this octet and ff.
      made[2] = likeNibbles(original[2]!, random[2]!);
    }
    made[3] = random[3]!;
    const last = likeWidth((original[4]! << 8) | original[5]!, (random[4]! << 8) | random[5]!);
    made[4] = last >> 8;
    made[5] = last & 0xff;
    return made;
  };
}

/** A number of 16 bits made of `random` that has as many hex digits as `original`. */
export function likeWidth(original: number, random: number): number {
  const width = original.toString(16).length;
  if (width === 1) return original === 0 ? 0 : 1 + (random % 15);
  const least = 16 ** (width - 1);
  // The lowest bits of the first octet are taken away from hardware addresses: they may not leave it without digits.
  const first = width === 4 ? 0x1000 : width === 3 ? 0x400 : least;
  return first + (random % (16 ** width - first));
}

/** An octet made of `random` that has as many hex digits as `original`. */
export function likeNibbles(original: number, random: number): number {
  if (original === 0) return 0;
  return original < 16 ? 1 + (random % 15) : 16 + (random % 240);
}
