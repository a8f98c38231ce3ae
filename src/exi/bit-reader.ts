/**
 * Reads a bit-packed EXI stream bit by bit, for the plain walk. Every read names what it reads, so that the walk can be
 * explained; announced lengths are believed only as far as there are bits left.
 *
 * @module
 */

/** The stream ended, or announced what it cannot hold. The walk adds the path. */
export class BitError extends Error {
  override readonly name = "BitError";
}

/** The longest Unsigned Integer that is read, in octets of seven bits each: far beyond any serial number. */
const LONGEST_INTEGER = 1024;

/** Octets of an Unsigned Integer that a JavaScript number surely holds: 49 bits. */
const SAFE_OCTETS = 7;

export interface BitReader {
  /** Bits from the start. */
  position: number;
  /** Bits that are left. */
  readonly left: () => number;
  /** Up to 32 bits, most significant first. */
  readonly bits: (count: number) => number;
  /** A Unsigned Integer (EXI 7.1.6) below 2 to the power of 53. */
  readonly unsigned: () => number;
  /** A Unsigned Integer of any size. */
  readonly bigUnsigned: () => bigint;
  readonly octets: (count: number) => Uint8Array;
}

export function bitReader(bytes: Uint8Array): BitReader {
  const end = bytes.length * 8;

  const reader: BitReader = {
    position: 0,
    left: () => end - reader.position,

    bits(count) {
      if (count > end - reader.position) throw ended(count);
      let value = 0;
      for (let left = count; left > 0; ) {
        const { position } = reader;
        const here = 8 - (position & 7);
        const taken = Math.min(here, left);
        const octet = bytes[position >>> 3]!;
        value = value * 2 ** taken + ((octet >>> (here - taken)) & (2 ** taken - 1));
        reader.position += taken;
        left -= taken;
      }
      return value;
    },

    unsigned() {
      const start = reader.position;
      let value = 0;
      let scale = 1;
      for (let octets = 0; octets < SAFE_OCTETS; octets++) {
        const octet = reader.bits(8);
        value += (octet & 0x7f) * scale;
        if (octet < 0x80) return value;
        scale *= 128;
      }
      reader.position = start;
      const large = reader.bigUnsigned();
      if (large > BigInt(Number.MAX_SAFE_INTEGER))
        throw new BitError(`an integer of ${large} found, 2^53 - 1 at most expected`);
      return Number(large);
    },

    bigUnsigned() {
      let value = 0n;
      for (let octets = 0; octets < LONGEST_INTEGER; octets++) {
        const octet = reader.bits(8);
        value |= BigInt(octet & 0x7f) << BigInt(7 * octets);
        if (octet < 0x80) return value;
      }
      throw new BitError(`an integer of more than ${LONGEST_INTEGER} octets found`);
    },

    octets(count) {
      if (count * 8 > end - reader.position) throw ended(count * 8);
      return Uint8Array.from({ length: count }, () => reader.bits(8));
    },
  };

  const ended = (wanted: number) => new BitError(`${end - reader.position} bits left, ${wanted} wanted`);
  return reader;
}
