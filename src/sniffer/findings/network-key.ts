/**
 * The network's key (NMK) and the identifier that is to be derived from it (HomePlug AV; ISO 15118-3, annex A).
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, toHex } from "../../base/hex.ts";

/** NID of an NMK, in hex: SHA-256 five times over, 52 bits of it, security level 0. */
export function derivedNid(nmk: string): string {
  let digest = sha256(fromHex(nmk));
  for (let round = 1; round < 5; round++) digest = sha256(digest);
  const nid = digest.slice(0, 7);
  nid[6] = (nid[6] ?? 0) >> 4;
  return toHex(nid);
}

/** Whether the NID is that of the key, at whatever security level. */
export function isDerived(nid: string, nmk: string): boolean {
  const derived = derivedNid(nmk);
  return nid.slice(0, 12) === derived.slice(0, 12) && nid.at(-1) === derived.at(-1);
}

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
