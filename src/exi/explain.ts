/**
 * Tells what each bit of a stream is for: a look over the shoulder of the plain walk.
 *
 * @module
 */

import { DecodeError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import { type Decoded, type Step, type WalkOptions, walkDecode } from "./walk-decode.ts";

export interface Explanation {
  /** In the order of the stream; where it cannot be read, up to the fault. */
  readonly steps: readonly Step[];
  readonly decoded?: Decoded;
  readonly error?: DecodeError;
}

/** Explains a stream, whether it can be decoded or not. */
export function explain(schema: Schema, bytes: Uint8Array, options: Omit<WalkOptions, "onStep"> = {}): Explanation {
  const steps: Step[] = [];
  try {
    const decoded = walkDecode(schema, bytes, { ...options, onStep: (step) => steps.push(step) });
    return { steps, decoded };
  } catch (error) {
    if (error instanceof DecodeError) return { steps, error };
    throw error;
  }
}

/** The most bits that a line shows; longer runs show how many octets they hold. */
const MOST_BITS = 40;

/** An explanation as lines of text: the place of the first bit, the bits, and what they are. */
export function explanationLines({ steps, error }: Explanation, bytes: Uint8Array): string[] {
  const width = String(bytes.length * 8).length + 2;
  const line = (bit: number, bits: string, what: string) =>
    `${String(bit).padStart(width)}  ${bits.padEnd(20)} ${what}`;
  const lines = steps.map(({ bit, length, what }) => line(bit, bitsOf(bytes, bit, length), what));
  if (error) lines.push(line(error.bit, "✗", error.message));
  return lines;
}

function bitsOf(bytes: Uint8Array, from: number, length: number): string {
  if (length > MOST_BITS) return length % 8 === 0 ? `${length / 8} octets` : `${length} bits`;
  let bits = "";
  for (let i = from; i < from + length; i++) bits += (bytes[i >>> 3]! >>> (7 - (i & 7))) & 1;
  return length > 8 && length % 8 === 0 ? (bits.match(/.{8}/g) ?? []).join(" ") : bits;
}
