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
  const bytes: number[] = [];
  let free = 0;

  const bits = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) {
      if (free === 0) {
        bytes.push(0);
        free = 8;
      }
      free--;
      const bit = Math.floor(value / 2 ** i) % 2;
      bytes[bytes.length - 1]! |= bit << free;
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
    finish: () => Uint8Array.from(bytes),
  };
}
