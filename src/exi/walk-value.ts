/**
 * Reads a value of a simple type, for the plain walk (EXI 7.1).
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { BitError, type BitReader } from "./bit-reader.ts";
import { widthOf } from "./grammar.ts";
import type { ExpandedName } from "./names.ts";
import type { EnumerationType, IntegerType, LongType, SimpleType } from "./simple-types.ts";
import type { StringTable } from "./string-table.ts";

/** Receives what the bits from `from` up to the reader's position are. */
export type Note = (from: number, what: () => string) => void;

/** Integers with fewer values than this are packed in as few bits as they need (EXI 7.1.9). */
export const MOST_PACKED = 4096;

export const isPacked = ({ min, max }: IntegerType): boolean => max - min < MOST_PACKED;

export interface ValueReader {
  readonly reader: BitReader;
  readonly strings: StringTable;
  readonly note: Note;
}

export function readValue(source: ValueReader, type: SimpleType, owner: ExpandedName): boolean | number | string {
  const { reader, strings, note } = source;
  const from = reader.position;
  switch (type.kind) {
    case "boolean": {
      const value = reader.bits(1) === 1;
      note(from, () => `boolean = ${value}`);
      return value;
    }
    case "integer":
      return readInteger(source, type);
    case "long":
      return readLong(source, type);
    case "enumeration":
      return readLiteral(source, type);
    case "string":
      return strings.value(owner);
    case "binary": {
      const length = reader.unsigned();
      note(from, () => `binary length = ${length}`);
      if (length * 8 > reader.left()) {
        throw new BitError(`${length} octets announced, ${reader.left() >>> 3} left`);
      }
      const start = reader.position;
      const value = toHex(reader.octets(length));
      if (length > 0) note(start, () => value);
      return value;
    }
    default:
      return type satisfies never;
  }
}

function readInteger({ reader, note }: ValueReader, type: IntegerType): number {
  const from = reader.position;
  if (isPacked(type)) {
    const offset = reader.bits(widthOf(type.max - type.min + 1));
    note(from, () => `n-bit ${offset} = ${type.min + offset}`);
    return type.min + offset;
  }
  if (type.min >= 0) {
    const value = reader.unsigned();
    note(from, () => `uint = ${value}`);
    return value;
  }
  const isNegative = reader.bits(1) === 1;
  note(from, () => (isNegative ? "sign: negative" : "sign: positive"));
  const magnitude = reader.unsigned();
  const value = isNegative ? -magnitude - 1 : magnitude;
  note(from + 1, () => `int = ${value}`);
  return value;
}

function readLong({ reader, note }: ValueReader, type: LongType): string {
  const from = reader.position;
  if (type.min !== undefined && type.min >= 0n) {
    const value = reader.bigUnsigned();
    note(from, () => `uint = ${value}`);
    return String(value);
  }
  const isNegative = reader.bits(1) === 1;
  note(from, () => (isNegative ? "sign: negative" : "sign: positive"));
  const magnitude = reader.bigUnsigned();
  const value = isNegative ? -magnitude - 1n : magnitude;
  note(from + 1, () => `int = ${value}`);
  return String(value);
}

function readLiteral({ reader, note }: ValueReader, { values }: EnumerationType): string {
  const from = reader.position;
  const index = reader.bits(widthOf(values.length));
  const value = values[index];
  if (value === undefined) {
    throw new BitError(`literal ${index} of an enumeration found, which has ${values.length}`);
  }
  note(from, () => `enum ${index} = ${value}`);
  return value;
}
