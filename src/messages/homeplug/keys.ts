/**
 * The key of a network (NMK) and the identifier that is derived from it (NID), and keys made of words, as HomePlug AV has
 * them.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex, toHex } from "../../base/hex.ts";

/** Octets of an NMK and of a NID. */
export const NMK_LENGTH = 16;
export const NID_LENGTH = 7;

/** 0: simple connect, which every charger on record uses; 1: secure. */
export type SecurityLevel = 0 | 1;

/**
 * The NID of an NMK, both in hex: SHA-256 five times over, the first 52 bits of it, and the security level above them.
 *
 * @throws {RangeError} where the key has not 16 octets.
 */
export function nidOf(nmk: string, level: SecurityLevel = 0): string {
  let digest = fromHex(nmk);
  if (digest.length !== NMK_LENGTH) {
    throw new RangeError(`Cannot derive a NID: the NMK has ${digest.length} octets, ${NMK_LENGTH} expected`);
  }
  for (let round = 0; round < 5; round++) digest = sha256(digest);
  const nid = digest.slice(0, NID_LENGTH);
  nid[6] = ((nid[6] ?? 0) >> 4) | (level << 4);
  return toHex(nid);
}

/** Whether the NID is that of the key, at whatever security level. */
export function isNidOf(nid: string, nmk: string): boolean {
  if (nmk.length !== 2 * NMK_LENGTH) return false;
  return nid === nidOf(nmk, 0) || nid === nidOf(nmk, 1);
}

/** Rounds of SHA-256 that make a key of a phrase. */
const ROUNDS = 1000;

function keyOf(phrase: string, salt: string): string {
  let digest = sha256(Uint8Array.from([...new TextEncoder().encode(phrase), ...fromHex(salt)]));
  for (let round = 1; round < ROUNDS; round++) digest = sha256(digest);
  return toHex(digest, 0, NMK_LENGTH);
}

/** The network's key (NMK) of a pass phrase, in hex. */
export const nmkOfPhrase = (phrase: string): string => keyOf(phrase, "08856daf7cf58186");

/** The device's own key (DAK) of its password, which is printed on it, in hex. */
export const dakOfPassword = (password: string): string => keyOf(password, "08856daf7cf58185");

/** Why the standard does not take the phrase; `undefined` where it does. Modems take any key. */
export function faultOfPhrase(phrase: string): string | undefined {
  if (phrase.length < 12 || phrase.length > 64) return `${phrase.length} characters found, 12 to 64 expected`;
  const wrong = Array.from(phrase).find((one) => one < " " || one > "~");
  return wrong === undefined ? undefined : `${JSON.stringify(wrong)} found, printable ASCII expected`;
}
