/**
 * Searches octets for many identifiers at once, in every form in which they may stand there: as they are, moved by single
 * bits as EXI does, or as hex digits.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import type { Original } from "./originals.ts";

export interface Found {
  readonly original: Original;
  /** Of its first octet, which holds only part of it where it is moved by bits. */
  readonly at: number;
  readonly length: number;
  /** What stands there in its place, as long; undefined where it is moved by bits. */
  readonly made: Uint8Array | undefined;
}

export interface Finder {
  /** Every place of every identifier. */
  readonly each: (octets: Uint8Array, visit: (found: Found) => void) => void;
  readonly first: (octets: Uint8Array) => Found | undefined;
  /** Identifiers that are searched for; the others are too short or too plain to be told from chance. */
  readonly count: number;
  /** Octets of the longest form. */
  readonly longest: number;
}

/** Octets that are compared at first. */
const KEY = 4;

/** Fewer octets, or fewer different ones, are found by chance. */
const SHORTEST = 5;
const FEWEST_DIFFERENT = 4;
/** So many octets are no chance, however plain. */
const LONG = 12;

/** The same for octets that are written down in digits, which takes twice as many characters. */
const SHORTEST_IN_DIGITS = 4;
const FEWEST_DIFFERENT_IN_DIGITS = 3;

/** Nobody writes longer ones down in digits: certificates. */
const LONGEST_IN_DIGITS = 64;

interface Form {
  readonly original: Original;
  readonly octets: Uint8Array;
  /** Bits of the first and the last octet that count. */
  readonly firstMask: number;
  readonly lastMask: number;
  /** Where the octets start of which all bits count. */
  readonly keyAt: number;
  readonly made: Uint8Array | undefined;
}

/** Whether an identifier that is found again is no chance. */
export function isSearchable({ octets, isText, kind }: Original): boolean {
  const different = new Set(octets).size;
  if (core(octets) < SHORTEST || isRow(octets)) return false;
  // Words may stand anywhere, numbers do not.
  if (isText) {
    const digits = octets.filter((octet) => octet >= 0x30 && octet <= 0x39).length;
    return digits >= 2 && different >= FEWEST_DIFFERENT && kind !== "names";
  }
  return different >= FEWEST_DIFFERENT || (octets.length >= LONG && different >= 2);
}

/** Octets without the zeros before and behind, which may belong to anything. */
const core = (octets: Uint8Array): number =>
  octets.findLastIndex((octet) => octet !== 0) - octets.findIndex((octet) => octet !== 0) + 1;

const isRow = (octets: Uint8Array): boolean =>
  new Set(octets.subarray(1).map((octet, i) => octet - octets[i]!)).size <= 1;

/** Whether it is no chance where it is found in hex digits: a SessionID of four octets in what a program logs. */
const isSearchableInDigits = ({ octets, isText }: Original): boolean =>
  !isText && core(octets) >= SHORTEST_IN_DIGITS && !isRow(octets) && new Set(octets).size >= FEWEST_DIFFERENT_IN_DIGITS;

/** @param isMoved also searches for identifiers that do not start at an octet. */
export function finder(originals: readonly Original[], isMoved: boolean): Finder {
  const buckets = new Map<number, Form[]>();
  const mayStart = new Uint8Array(1 << 16);
  let longest = 0;
  let count = 0;

  for (const original of originals) {
    if (!isSearchable(original) && !isSearchableInDigits(original)) continue;
    count++;
    for (const form of formsOf(original, isMoved)) {
      const key = keyOf(form.octets, form.keyAt);
      mayStart[key >>> 16] = 1;
      const bucket = buckets.get(key);
      if (bucket) bucket.push(form);
      else buckets.set(key, [form]);
      longest = Math.max(longest, form.octets.length);
    }
  }

  function each(octets: Uint8Array, visit: (found: Found) => void): void {
    for (let at = 0; at + KEY <= octets.length; at++) {
      if (mayStart[(octets[at]! << 8) | octets[at + 1]!] === 0) continue;
      const bucket = buckets.get(keyOf(octets, at));
      if (bucket === undefined) continue;
      for (const { original, octets: wanted, firstMask, lastMask, keyAt, made } of bucket) {
        const start = at - keyAt;
        if (!isAt(octets, start, wanted, firstMask, lastMask)) continue;
        visit({ original, at: start, length: wanted.length, made });
      }
    }
  }

  return {
    each,
    first(octets) {
      let first: Found | undefined;
      each(octets, (found) => {
        first ??= found;
      });
      return first;
    },
    count,
    longest,
  };
}

const keyOf = (octets: Uint8Array, at: number): number =>
  ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>> 0;

function isAt(octets: Uint8Array, start: number, wanted: Uint8Array, firstMask: number, lastMask: number): boolean {
  const last = wanted.length - 1;
  if (start < 0 || start + last >= octets.length) return false;
  if (((octets[start]! ^ wanted[0]!) & firstMask) !== 0) return false;
  for (let i = 1; i < last; i++) if (octets[start + i] !== wanted[i]) return false;
  return ((octets[start + last]! ^ wanted[last]!) & lastMask) === 0;
}

function formsOf(original: Original, isMoved: boolean): Form[] {
  const { octets, made } = original;
  const whole = { original, firstMask: 0xff, lastMask: 0xff, keyAt: 0 };
  const isWhole = isSearchable(original);
  const forms: Form[] = isWhole ? [{ ...whole, octets, made }] : [];
  if (octets.length > LONGEST_IN_DIGITS) return forms;
  for (const [wanted, other] of digitForms(original))
    forms.push({ ...whole, octets: ascii(wanted), made: ascii(other) });
  for (let bits = 1; isWhole && isMoved && bits < 8; bits++) {
    forms.push({
      original,
      octets: moved(octets, bits),
      firstMask: 0xff >> bits,
      lastMask: (0xff << (8 - bits)) & 0xff,
      keyAt: 1,
      made: undefined,
    });
  }
  return forms;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Hex digits without anything between octets, with colons, hyphens, blanks; in lower and upper case. */
function digitForms({ octets, made }: Original): (readonly [wanted: string, made: string])[] {
  const [wanted, other] = [toHex(octets), toHex(made)];
  const separate = (digits: string, by: string) => (digits.match(/../g) ?? []).join(by);
  const forms = ["", ":", "-", " "].map((by) => [separate(wanted, by), separate(other, by)] as const);
  return forms.flatMap(([a, b]) => {
    const upper = [a.toUpperCase(), b.toUpperCase()] as const;
    return upper[0] === a ? [[a, b] as const] : [[a, b] as const, upper];
  });
}

function moved(octets: Uint8Array, bits: number): Uint8Array {
  const out = new Uint8Array(octets.length + 1);
  for (let i = 0; i < octets.length; i++) {
    out[i]! |= octets[i]! >> bits;
    out[i + 1] = (octets[i]! << (8 - bits)) & 0xff;
  }
  return out;
}
