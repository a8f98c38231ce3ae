/**
 * Other octets for keys, numbers and names that are no text. What a listener concludes from their form stays: that a key
 * is weak, that a number has so many bits.
 *
 * @module
 */

import { likeNibbles } from "./hardware-address.ts";
import type { TextRule } from "./identifier-text.ts";
import type { KeyedOctets } from "./keyed-octets.ts";

export const isBlank = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);

export const isPrintable = (octets: Uint8Array): boolean => octets.length > 0 && octets.every(isText);

export const asciiOf = (octets: Uint8Array): string => String.fromCharCode(...octets);

/** A row of numbers, each as far from the one before. */
export function isRow(octets: Uint8Array): boolean {
  const steps = new Set(octets.subarray(1).map((octet, i) => octet - octets[i]!));
  return octets.length > 2 && steps.size === 1 && !steps.has(0);
}

/** At most so many different octets make a number weak: no random one has so few. */
const FEW = 6;

/**
 * Other octets, each with as many hex digits as before, so that lists of them in text keep their length. Few different
 * octets stay as few, and a row of numbers stays a row.
 */
export function likeOctets(octetsFor: KeyedOctets, original: Uint8Array): Uint8Array {
  const random = octetsFor("octets", original, original.length + 256);
  if (isRow(original)) return original.map((octet) => octet + random[0]!);
  const different = [...new Set(original)];
  if (different.length > FEW) return original.map((octet, i) => likeNibbles(octet, random[i]!));
  const made = new Map<number, number>();
  let next = 0;
  for (const octet of different) {
    let other = octet;
    do other = likeNibbles(octet, random[next++]!);
    while (([...made.values()].includes(other) || isText(other) !== isText(octet)) && next < random.length);
    made.set(octet, other);
  }
  return original.map((octet) => made.get(octet)!);
}

const isText = (octet: number) => octet >= 0x20 && octet < 0x7f;

/** Another network key: text for text, and the same weakness as before. */
export function networkKey(octetsFor: KeyedOctets, text: TextRule, original: Uint8Array): Uint8Array {
  if (isBlank(original)) return original;
  if (!isPrintable(original) || new Set(original).size <= FEW) return likeOctets(octetsFor, original);
  return Uint8Array.from(text(asciiOf(original)), (character) => character.charCodeAt(0));
}

/** Another number of as many bits, the highest octet first. Numbers of one octet say nothing and stay. */
export function number(octetsFor: KeyedOctets, original: Uint8Array): Uint8Array {
  const first = original.findIndex((octet) => octet !== 0);
  if (first < 0 || original.length - first <= 1) return original;
  const digits = original.subarray(first);
  const random = octetsFor("number", digits, digits.length);
  const top = 0x80 >> (Math.clz32(digits[0]!) - 24);
  random[0] = top | (random[0]! & (top - 1));
  const made = new Uint8Array(original.length);
  made.set(random, first);
  return made;
}
