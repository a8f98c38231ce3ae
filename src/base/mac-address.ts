/**
 * Hardware addresses, written `aa:bb:cc:dd:ee:ff` wherever they are not octets of a frame.
 *
 * @module
 */

import { fromHex, toHex } from "./hex.ts";

/** Heard by everybody on the wire. */
export const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** Of six octets at `at`. */
export function macText(octets: Uint8Array, at = 0): string {
  const digits = toHex(octets, at, at + 6);
  return `${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}:${digits.slice(6, 8)}:${digits.slice(8, 10)}:${digits.slice(10, 12)}`;
}

/** @throws {HexError} where it is no address. */
export const macOctets = (text: string): Uint8Array => fromHex(text);
