/**
 * The key of a network (NMK) and the identifier that is derived from it (NID), as HomePlug AV has them.
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
  return nid === nidOf(nmk, 0) || nid === nidOf(nmk, 1);
}
