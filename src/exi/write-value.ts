/**
 * Writes a value of a simple type, for the plain walk, and checks it against the type and its facets.
 *
 * @module
 */

import { fromHex } from "../base/hex.ts";
import type { BitWriter } from "./bit-writer.ts";
import { facetFault, isRefused } from "./facets.ts";
import { widthOf } from "./grammar.ts";
import type { SimpleType } from "./simple-types.ts";
import { isPacked } from "./walk-value.ts";

/** Integers that EXI could carry and that a JavaScript number holds exactly. */
const isWhole = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value);

export function writeValue(
  writer: BitWriter,
  type: SimpleType,
  value: unknown,
  isLenient: boolean,
  fail: (reason: string) => Error,
): void {
  const wrong = (expected: string) => fail(`${describeValue(value)} found, ${expected} expected`);
  const checkFacets = () => {
    if (!isLenient && isRefused(type, value as never)) throw fail(`${facetFault(type, value as never)}`);
  };
  switch (type.kind) {
    case "boolean":
      if (typeof value !== "boolean") throw wrong("true or false");
      writer.bits(value ? 1 : 0, 1);
      return;
    case "enumeration": {
      const index = typeof value === "string" ? type.values.indexOf(value) : -1;
      if (index < 0) throw wrong(`one of ${type.values.join(", ")}`);
      writer.bits(index, widthOf(type.values.length));
      return;
    }
    case "integer": {
      const range = `a whole number from ${type.min} to ${type.max}`;
      if (!isWhole(value)) throw wrong(range);
      checkFacets();
      if (isPacked(type)) {
        const width = widthOf(type.max - type.min + 1);
        const offset = value - type.min;
        if (offset < 0 || offset >= 2 ** width) throw wrong(range);
        writer.bits(offset, width);
      } else if (type.min >= 0) {
        if (value < 0) throw wrong(range);
        writer.unsigned(value);
      } else writeSigned(writer, BigInt(value));
      return;
    }
    case "long": {
      if (typeof value !== "string" || !/^-?\d{1,2400}$/.test(value)) throw wrong("a string of decimal digits");
      checkFacets();
      const number = BigInt(value);
      if (type.min !== undefined && type.min >= 0n) {
        if (number < 0n) throw wrong("a number that is not negative");
        writer.unsigned(number);
      } else writeSigned(writer, number);
      return;
    }
    case "string": {
      if (typeof value !== "string") throw wrong("a string");
      checkFacets();
      const points = [...value];
      writer.unsigned(points.length + 2);
      for (const point of points) writer.unsigned(point.codePointAt(0) as number);
      return;
    }
    case "binary":
      if (typeof value !== "string" || !/^(?:[0-9a-fA-F]{2})*$/.test(value)) throw wrong("a string of hex digits");
      checkFacets();
      writer.unsigned(value.length / 2);
      writer.octets(fromHex(value));
      return;
    default:
      throw new TypeError(`unknown type ${(type satisfies never as { kind: string }).kind}`);
  }
}

/** A negative number is written as the magnitude less one (EXI 7.1.5). */
function writeSigned(writer: BitWriter, value: bigint) {
  writer.bits(value < 0n ? 1 : 0, 1);
  writer.unsigned(value < 0n ? -value - 1n : value);
}

/** A value as an error shows it: short, and telling its type. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
