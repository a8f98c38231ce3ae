/**
 * Text and octets out of the middle of a bit-packed stream, for the compiled reader. A session says the same names,
 * session ids and addresses over and over, so short ones are remembered and recognised four octets at a time.
 *
 * @module
 */

import { digitValues, toHex } from "../base/hex.ts";

/** Reads `length` octets from the bit `from` on. */
type ShortReader = (view: DataView, from: number, length: number) => string | undefined;

/** How many short texts are remembered; a later one takes the place of an earlier one with the same hash. */
const SLOTS = 512;

interface Remembered {
  readonly words: Int32Array;
  readonly length: number;
  readonly text: string | undefined;
}

function interned(make: (octets: Uint8Array) => string | undefined): ShortReader {
  const slots: (Remembered | undefined)[] = new Array(SLOTS).fill(undefined);
  const words = new Int32Array(16);

  return (view, from, length) => {
    const shift = from & 7;
    let at = from >>> 3;
    let hash = length;
    const count = (length + 3) >> 2;
    for (let i = 0; i < count; i++) {
      let word = view.getInt32(at) << shift;
      if (shift !== 0) word |= view.getUint8(at + 4) >>> (8 - shift);
      if (i === count - 1) word &= -1 << ((4 * count - length) * 8);
      words[i] = word;
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
      at += 4;
    }
    const slot = hash & (SLOTS - 1);
    const known = slots[slot];
    if (known !== undefined && known.length === length) {
      let i = 0;
      while (i < count && known.words[i] === words[i]) i++;
      if (i === count) return known.text;
    }
    const octets = new Uint8Array(length);
    for (let i = 0; i < length; i++) octets[i] = words[i >> 2]! >>> (24 - 8 * (i & 3));
    const text = make(octets);
    slots[slot] = { words: words.slice(0, count), length, text };
    return text;
  };
}

const ascii = (octets: Uint8Array): string | undefined => {
  for (const octet of octets) if (octet > 127) return undefined;
  return String.fromCharCode(...octets);
};

/** Text of at most 64 characters; `undefined` where one of them is not ASCII. */
export const internedText = (): ShortReader => interned(ascii);
/** The hex digits of at most 32 octets. */
export const internedHex = (): ShortReader => interned((octets) => toHex(octets));

/** Where octets are moved to octet boundaries; longer runs get room of their own. */
const shared = scratch(1 << 16);

interface Scratch {
  readonly octets: Uint8Array;
  readonly view: DataView;
  /** The same memory as Node's Buffer, which makes hex and text natively; absent in browsers. */
  readonly buffer: NodeBuffer | undefined;
}
interface NodeBuffer {
  toString(encoding: "hex" | "latin1", start: number, end: number): string;
}

function scratch(size: number): Scratch {
  const memory = new ArrayBuffer(size);
  type Buffers = { Buffer?: { from(memory: ArrayBuffer): NodeBuffer } };
  const { Buffer } = globalThis as Buffers;
  return { octets: new Uint8Array(memory), view: new DataView(memory), buffer: Buffer?.from(memory) };
}

/** Moves the octets from a bit position on to octet boundaries, four at a time. */
function align(source: DataView, from: number, length: number): Scratch {
  const target = length + 4 > shared.octets.length ? scratch(length + 4) : shared;
  const shift = from & 7;
  const back = 8 - shift;
  const { view } = target;
  for (let i = 0, at = from >>> 3; i < length; i += 4, at += 4) {
    view.setInt32(i, (source.getInt32(at) << shift) | (source.getUint8(at + 4) >>> back));
  }
  return target;
}

/** Text of any length; `undefined` where a character is not ASCII. */
export function longText(source: DataView, from: number, length: number): string | undefined {
  const { octets, buffer } = align(source, from, length);
  for (let i = 0; i < length; i++) if (octets[i]! > 127) return undefined;
  return buffer ? buffer.toString("latin1", 0, length) : new TextDecoder().decode(octets.subarray(0, length));
}

/** The hex digits of any number of octets. */
export function longHex(source: DataView, from: number, length: number): string {
  const { octets, buffer } = align(source, from, length);
  return buffer ? buffer.toString("hex", 0, length) : toHex(octets, 0, length);
}

const encoder = new TextEncoder();
const pairs = new Uint16Array(shared.octets.buffer);
/** No octet, in a table of octets. */
const NONE = 256;
/** The octet that two digits stand for, by the number that their two characters are in memory. */
let octetOf: Uint16Array | undefined;

function octetsByPair(): Uint16Array {
  const table = new Uint16Array(1 << 16).fill(NONE);
  const digits = [..."0123456789abcdefABCDEF"].map((digit) => digit.charCodeAt(0));
  for (const high of digits) {
    for (const low of digits) {
      shared.view.setUint8(0, high);
      shared.view.setUint8(1, low);
      table[pairs[0]!] = (digitValues[high]! << 4) | digitValues[low]!;
    }
  }
  return table;
}

/**
 * Writes the octets of a run of hex digits into a stream.
 *
 * @param at the octet that is begun, in which the upper `shift` bits of `rest` stand.
 * @returns the bits behind the last whole octet, at the upper end of a word; `undefined` where the text is not hex.
 */
export function putHex(digits: string, target: DataView, at: number, rest: number, shift: number): number | undefined {
  octetOf ??= octetsByPair();
  const table = octetOf;
  const memory = digits.length <= shared.octets.length ? shared.octets : new Uint8Array(digits.length);
  // Characters beyond ASCII take more than an octet each.
  if (encoder.encodeInto(digits, memory).written !== digits.length) return undefined;
  const chars = memory === shared.octets ? pairs : new Uint16Array(memory.buffer);
  const count = digits.length >>> 1;
  const back = 31 - shift;
  let left = rest;
  let all = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const a = table[chars[i]!]!;
    const b = table[chars[i + 1]!]!;
    const c = table[chars[i + 2]!]!;
    const d = table[chars[i + 3]!]!;
    all |= a | b | c | d;
    const word = (a << 24) | (b << 16) | (c << 8) | d;
    target.setInt32(at + i, left | (word >>> shift));
    left = (word << 1) << back;
  }
  for (; i < count; i++) {
    const octet = table[chars[i]!]!;
    all |= octet;
    const word = left | ((octet << 24) >>> shift);
    target.setInt32(at + i, word);
    left = word << 8;
  }
  return all < NONE ? left : undefined;
}
