/**
 * Writes a bit-packed EXI stream, for the plain walk.
 *
 * @module
 */

export interface BitWriter {
  /** Up to 32 bits, most significant first. */
  readonly bits: (value: number, count: number) => void;
  /** An Unsigned Integer (EXI 7.1.6). */
  readonly unsigned: (value: number | bigint) => void;
  readonly octets: (bytes: Uint8Array) => void;
  /** The stream so far, its last octet padded with zero bits. */
  readonly finish: () => Uint8Array;
}

export function bitWriter(): BitWriter {
  let bytes = new Uint8Array(256);
  /** Bits that were written. */
  let position = 0;

  const bits = (value: number, count: number) => {
    if (position + count > bytes.length * 8) {
      const grown = new Uint8Array(bytes.length * 2);
      grown.set(bytes);
      bytes = grown;
    }
    for (let i = count - 1; i >= 0; i--) {
      const bit = Math.floor(value / 2 ** i) % 2;
      bytes[position >>> 3]! |= bit << (7 - (position & 7));
      position++;
    }
  };

  return {
    bits,
    unsigned(value) {
      let rest = BigInt(value);
      do {
        const group = Number(rest & 0x7fn);
        rest >>= 7n;
        bits(rest > 0n ? group | 0x80 : group, 8);
      } while (rest > 0n);
    },
    octets: (octets) => {
      for (const octet of octets) bits(octet, 8);
    },
    finish: () => bytes.slice(0, Math.ceil(position / 8)),
  };
}
