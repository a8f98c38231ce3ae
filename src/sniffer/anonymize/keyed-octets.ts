/**
 * Octets that follow from a key and an original: always the same ones, and nobody without the key finds the way back or
 * can test a guess.
 *
 * @module
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** `label` keeps apart what is made of the same original for different ends. */
export type KeyedOctets = (label: string, original: Uint8Array, length: number) => Uint8Array;

export function keyedOctets(key: Uint8Array): KeyedOctets {
  return (label, original, length) => {
    const output = new Uint8Array(length);
    const head = utf8ToBytes(`${label}\0`);
    for (let at = 0, block = 0; at < length; block++) {
      const part = hmac(sha256, key, concatBytes(Uint8Array.of(block >> 8, block & 0xff), head, original));
      output.set(part.subarray(0, length - at), at);
      at += part.length;
    }
    return output;
  };
}

/** The key that a word or a sentence stands for. Whoever guesses the words can test guesses of identifiers. */
export const keyFromWords = (words: string): Uint8Array => sha256(utf8ToBytes(`plugtalk anonymize\0${words}`));
