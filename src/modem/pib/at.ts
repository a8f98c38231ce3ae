/**
 * Parameters by their place and kind instead of their name, in the words of Qualcomm's tools (`getpib`, `setpib`).
 *
 * @module
 */

import { fromHex, HexError } from "../../base/hex.ts";
import { bytes, type Field, layout, mac, text, u8, u16, u32, u64 } from "../../layout/layout.ts";
import { read } from "../../layout/read.ts";
import { write } from "../../layout/write.ts";
import { type Change, changed, PibError, readPib } from "./pib.ts";

/** Kinds of fixed length. */
const KINDS: Readonly<Record<string, Field>> = {
  byte: u8,
  word: u16,
  long: u32,
  huge: u64,
  mac,
  key: bytes(16),
  hfid: text(64),
};
/** Kinds whose length is that of the value, or the number of octets given. */
const OPEN = ["data", "text", "fill", "zero"] as const;

export const AT_KINDS: readonly string[] = [...Object.keys(KINDS), ...OPEN, "skip"];

/** Keys that the tools know by name: those of the phrases HomePlugAV and HomePlugAV0123. */
const KEYS: Readonly<Record<string, string>> = {
  none: "00".repeat(16),
  key1: "50d3e4933f855b7040784df815aa8db7",
  key2: "b59319d7e8157ba001b018669ccee30d",
};

/**
 * What stands at a place of the parameters, as text: numbers decimal, octets in hex.
 *
 * @param length - octets of `data` and `text`; up to the end of the parameters where left out.
 * @throws {PibError} where the kind is not known, or the parameters end before it.
 */
export function getAt(octets: Uint8Array, offset: number, kind: string, length?: number): string {
  const { image } = readPib(octets);
  const type = KINDS[kind] ?? openKind(kind, length ?? image.length - offset);
  try {
    return String(read(layout({ value: type }), image.subarray(offset)).value.value);
  } catch (error) {
    throw new PibError(
      `Cannot read ${kind} at 0x${offset.toString(16)}: the block ends at 0x${image.length.toString(16)}`,
      {
        cause: error,
      },
    );
  }
}

function openKind(kind: string, length: number): Field {
  if (kind === "data") return bytes(Math.max(0, length));
  if (kind === "text") return text(Math.max(0, length));
  throw new PibError(
    `Cannot read a ${JSON.stringify(kind)}: one of ${[...Object.keys(KINDS), "data", "text"].join(", ")} expected`,
  );
}

/** One value to be written, as the tools take it. */
export interface Item {
  readonly kind: string;
  /** A number (decimal, `0x`, `0b`), hex, text, or the number of octets to fill, zero or skip. */
  readonly value: string;
}

/**
 * A copy with values written one behind the other from a place on, and right checksums.
 *
 * @throws {PibError} where a value does not fit its kind, or they run past the end; then nothing is written.
 */
export function setAt(octets: Uint8Array, offset: number, items: readonly Item[]): Uint8Array {
  const changes: Change[] = [];
  let at = offset;
  for (const item of items) {
    const part = octetsOf(item);
    if (item.kind !== "skip") changes.push({ offset: at, octets: part });
    at += part.length;
  }
  return changed(octets, changes);
}

function octetsOf({ kind, value }: Item): Uint8Array {
  const wrong = (expected: string, cause?: unknown) =>
    new PibError(`Cannot write ${JSON.stringify(value)} as ${kind}: ${expected} expected`, { cause });
  switch (kind) {
    case "byte":
    case "word":
    case "long":
    case "huge": {
      if (!/^(\d+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/.test(value)) throw wrong("a number (decimal, 0x or 0b)");
      const number = BigInt(value);
      const size = { byte: 1, word: 2, long: 4, huge: 8 }[kind];
      if (number >= 1n << BigInt(8 * size)) throw wrong(`at most ${(1n << BigInt(8 * size)) - 1n}`);
      return Uint8Array.from({ length: size }, (_, i) => Number((number >> BigInt(8 * i)) & 0xffn));
    }
    case "mac":
    case "key": {
      const hex = hexOf(kind === "key" ? (KEYS[value.toLowerCase()] ?? value) : value, wrong);
      const length = kind === "mac" ? 6 : 16;
      if (hex.length !== length) throw wrong(`${length} octets in hex`);
      return hex;
    }
    case "data":
      return hexOf(value, wrong);
    case "hfid":
    case "text": {
      const length = kind === "hfid" ? 64 : value.length;
      if (value.length > length) throw wrong(`at most ${length} characters`);
      return write(layout({ value: text(length) }), { value });
    }
    case "fill":
    case "zero":
    case "skip": {
      if (!/^\d{1,5}$/.test(value)) throw wrong("a number of octets");
      return new Uint8Array(Number(value)).fill(kind === "fill" ? 0xff : 0);
    }
    default:
      throw wrong(`one of ${AT_KINDS.join(", ")} as the kind`);
  }
}

function hexOf(value: string, wrong: (expected: string, cause: unknown) => PibError): Uint8Array {
  try {
    return fromHex(value);
  } catch (error) {
    if (error instanceof HexError) throw wrong("octets in hex", error);
    throw error;
  }
}
