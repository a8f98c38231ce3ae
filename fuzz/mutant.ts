/**
 * One step of fuzzing: a mutant of a message, decoded and held against what every decoder owes its caller.
 *
 * @module
 */

import type { Random } from "../src/base/random.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { DecodeError } from "../src/exi/errors.ts";
import type { Schema } from "../src/exi/schema.ts";
import { type Kind, walkDecode } from "../src/exi/walk-decode.ts";

export interface Seed {
  readonly schema: Schema;
  readonly kind: Kind;
  readonly exi: Uint8Array;
}

export interface Outcome {
  readonly mutant: Seed;
  readonly isValue: boolean;
  readonly milliseconds: number;
  /** What the decoder did that it must never do. */
  readonly fault?: string;
}

/** A message of a few kilobytes takes a hundredth of this; beyond it something grows out of proportion. */
const MOST_MILLISECONDS = 500;

export function tryMutant(seeds: readonly Seed[], random: Random): Outcome {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const { schema, kind, exi } = pick(seeds);
  const other = pick(seeds);
  const octets = mutate(exi, other.exi, random);
  // Now and then the octets come to somebody who expects another standard.
  const mutant: Seed = { ...(random() < 0.1 ? other : { schema, kind }), exi: octets };
  const { result, ...first } = timed(mutant);
  let { milliseconds } = first;
  // On a busy machine the processor may have been away: what is slow in itself is slow each time.
  for (let again = 0; again < 3 && milliseconds > MOST_MILLISECONDS; again++) {
    milliseconds = Math.min(milliseconds, timed(mutant).milliseconds);
  }
  const fault =
    faultOf(mutant, result) ?? (milliseconds > MOST_MILLISECONDS ? `took ${milliseconds.toFixed(0)} ms` : undefined);
  return { mutant, isValue: !(result instanceof Error), milliseconds, ...(fault ? { fault } : {}) };
}

function timed(mutant: Seed) {
  const start = performance.now();
  const result = decodeOrError(mutant);
  return { result, milliseconds: performance.now() - start };
}

type Result = { readonly root: string; readonly value: unknown } | Error;

function decodeOrError({ schema, kind, exi }: Seed): Result {
  try {
    return decode(schema, exi, { kind });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function faultOf({ schema, kind, exi }: Seed, result: Result): string | undefined {
  if (result instanceof DecodeError) {
    const isPlaced = result.bit >= 0 && result.bit <= exi.length * 8 && typeof result.path === "string";
    return isPlaced ? undefined : `error without a place: bit ${result.bit} of ${exi.length * 8}`;
  }
  if (result instanceof Error) return `threw ${result.stack}`;
  // What the compiled reader makes of it, the plain walk makes of it, too.
  const walked = walkDecode(schema, exi, { kind });
  if (JSON.stringify(walked.value) !== JSON.stringify(result.value))
    return "the compiled reader and the plain walk differ";
  // And what was read can be written, unless unknown content was skipped, which leaves holes.
  try {
    encode(schema, result.root, result.value as never, { kind, lenient: true });
  } catch (error) {
    if (!/skipped|\$items|one of which is required|whole number/.test(String(error)))
      return `cannot be written again: ${error}`;
  }
  return undefined;
}

function mutate(exi: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const below = (bound: number) => Math.floor(random() * bound);
  let octets = Uint8Array.from(exi);
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(octets.length);
    switch (below(7)) {
      case 0:
        octets[at]! ^= 1 << below(8);
        break;
      case 1:
        octets[at] = below(256);
        break;
      case 2:
        octets = octets.slice(0, at);
        break;
      case 3:
        octets.fill(random() < 0.5 ? 0xff : 0x00, at, at + 1 + below(8));
        break;
      case 4:
        octets = Uint8Array.from([...octets.subarray(0, at), below(256), ...octets.subarray(at)]);
        break;
      case 5:
        octets = Uint8Array.from([...octets.subarray(0, at), ...other.subarray(below(other.length))]);
        break;
      default:
        octets = Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(at + 1 + below(4))]);
    }
    if (octets.length === 0) return octets;
  }
  return octets;
}
