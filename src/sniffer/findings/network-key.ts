/**
 * How good a network's key (NMK) is: ISO 15118-3, annex A, wants it made by chance for each matching.
 *
 * @module
 */

import { fromHex } from "../../base/hex.ts";

/** Why a key is easier to guess than 16 random octets; `undefined` if nothing speaks for it. */
export function weaknessOf(nmk: string): string | undefined {
  const octets = fromHex(nmk);
  const kinds = new Set(octets).size;
  if (kinds <= 6) return kinds === 1 ? "one octet 16 times" : `only ${kinds} different octets`;
  const steps = octets.slice(1).map((octet, index) => (octet - (octets[index] ?? 0) + 256) % 256);
  return new Set(steps).size === 1 ? "a row of numbers" : undefined;
}

/** What a key of text is made of, which has less of a secret than its 128 bits; `undefined` for other keys. */
export function alphabetOf(nmk: string): string | undefined {
  const octets = fromHex(nmk);
  if (!octets.every((octet) => octet >= 0x20 && octet < 0x7f)) return undefined;
  const isPlain = octets.every((octet) => (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x5a));
  return isPlain
    ? "16 capitals and digits: 83 bits instead of 128"
    : "16 printable characters: 105 bits instead of 128";
}
