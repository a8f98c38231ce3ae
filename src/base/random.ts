/**
 * Chance: the one that nobody can foresee, for keys and session ids, and the one that a seed repeats, for simulations.
 *
 * @module
 */

/** A number from 0 up to, but not, 1. */
export type Random = () => number;

/** The same numbers for the same seed (sfc32 by Chris Doty-Humphrey). */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, (seed / 2 ** 32) | 1];
  const next: Random = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** From the operating system; fit for keys. */
export const systemRandom: Random = () => {
  const [word] = globalThis.crypto.getRandomValues(new Uint32Array(1));
  return (word as number) / 2 ** 32;
};

/** Octets, as many as asked for. */
export function randomOctets(length: number, random: Random = systemRandom): Uint8Array {
  if (random === systemRandom) return globalThis.crypto.getRandomValues(new Uint8Array(length));
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** A whole number from `low` to `high`, both included. */
export const randomInteger = (low: number, high: number, random: Random): number =>
  low + Math.floor(random() * (high - low + 1));
