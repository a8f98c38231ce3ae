/**
 * The options at the end of pcapng blocks: draft-ietf-opsawg-pcapng, 3.5.
 *
 * @module
 */

/** Where a value lies that an option holds. */
interface OptionAt {
  readonly code: number;
  readonly start: number;
  readonly length: number;
}

export const opt = { endofopt: 0, comment: 1 } as const;

/** Names and comments are kept up to here (in octets): the longest that an option can hold. */
const LONGEST_TEXT = 65_535;

/** For what is remembered as long as the file is read: names of interfaces. A hostile file repeats them by thousands. */
const LONGEST_NAME = 1024;

const utf8 = new TextDecoder();

/** The octets of a block that hold its options. */
export interface OptionArea {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * Shows every option up to opt_endofopt.
 *
 * @returns what is wrong with the first that runs over the end of the block. All before it were shown.
 */
export function eachOption(area: OptionArea, visit: (option: OptionAt) => void): string | undefined {
  const { view, littleEndian, end } = area;
  let at = area.start;
  while (end - at >= 4) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === opt.endofopt) return undefined;
    const left = end - at - 4;
    if (length > left) return `option ${code} of ${length} octets, at most ${left} expected`;
    visit({ code, start: at + 4, length });
    at += 4 + padded(length);
  }
  return undefined;
}

/** Blocks, options and their values are filled up to 32 bits. */
export function padded(length: number): number {
  return length + (-length & 3);
}

/** The text of a comment, without the NUL that some writers append. Joined to the one before as a further line. */
export function moreText(before: string | undefined, { bytes }: OptionArea, { start, length }: OptionAt): string {
  const text = decode(bytes, start, Math.min(length, LONGEST_TEXT));
  return before === undefined ? text : `${before}\n${text}`;
}

/** The text of a name. */
export function nameText({ bytes }: OptionArea, { start, length }: OptionAt): string {
  return decode(bytes, start, Math.min(length, LONGEST_NAME));
}

/** An unsigned number of 64 bits as far as a `number` holds it: exact below 2^53. Undefined if it is not 8 octets. */
export function bigCount({ view, littleEndian }: OptionArea, { start, length }: OptionAt): number | undefined {
  if (length !== 8) return undefined;
  const [first, second] = [view.getUint32(start, littleEndian), view.getUint32(start + 4, littleEndian)];
  return littleEndian ? second * 0x100000000 + first : first * 0x100000000 + second;
}

function decode(bytes: Uint8Array, start: number, length: number): string {
  return utf8.decode(bytes.subarray(start, start + length)).replace(/\0+$/, "");
}
