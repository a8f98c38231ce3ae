/**
 * Puts other values of the same length into an EXI stream, bit by bit: all around them stays as its writer wrote it.
 *
 * @module
 */

/** Writes octets over the bits from `bit` on. */
export function putBits(stream: Uint8Array, bit: number, octets: Uint8Array): void {
  const at = bit >>> 3;
  const shift = bit & 7;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i]!;
    if (shift === 0) {
      stream[at + i] = octet;
      continue;
    }
    stream[at + i] = (stream[at + i]! & (0xff << (8 - shift))) | (octet >> shift);
    stream[at + i + 1] = (stream[at + i + 1]! & (0xff >> shift)) | ((octet << (8 - shift)) & 0xff);
  }
}

/** EXI 7.1.6: seven bits an octet, the lowest first, a bit before each that says whether more follow. */
export function unsignedInteger(value: bigint): Uint8Array {
  const octets: number[] = [];
  let rest = value;
  do {
    const group = Number(rest & 0x7fn);
    rest >>= 7n;
    octets.push(rest > 0n ? group | 0x80 : group);
  } while (rest > 0n);
  return Uint8Array.from(octets);
}

/** EXI 7.1.10: the characters of a string without the number of them. */
export function characters(text: string): Uint8Array {
  // One octet each, as a rule.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is a character of some EVSEIDs
  if (/^[\u0000-\u007f]*$/.test(text)) return Uint8Array.from(text, (character) => character.charCodeAt(0));
  const all = Array.from(text, (character) => unsignedInteger(BigInt(character.codePointAt(0)!)));
  return Uint8Array.from(all.flatMap((octets) => [...octets]));
}
