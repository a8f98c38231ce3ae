/**
 * Pieces of the compiled reader: the bits that are taken with one load, and the values of simple types among them.
 *
 * @module
 */

import { widthOf } from "./grammar.ts";
import type { SimpleType } from "./simple-types.ts";
import { isPacked } from "./walk-value.ts";

/** Bits that one load gives whatever the position: four octets less the seven that may lie before. */
const WINDOW = 25;

/** Bits that are read together: some must have a known value, others are wanted. */
interface Piece {
  readonly width: number;
  readonly expect?: number;
  readonly assign?: (value: string) => string;
}

export type ReadBatch = ReturnType<typeof readBatch>;

/** Gathers bits, and emits the code that loads, checks and assigns them. */
export function readBatch(emit: (line: string) => void) {
  let pieces: Piece[] = [];
  let width = 0;

  let assignments: string[] = [];
  /** Checks the pending bits, which are loaded at the upper end of `w`. */
  const check = () => {
    let offset = 0;
    let mask = 0;
    let wanted = 0;
    for (const piece of pieces) {
      const shift = 32 - offset - piece.width;
      const ones = 2 ** piece.width - 1;
      if (piece.expect !== undefined) {
        mask |= ones << shift;
        wanted |= piece.expect << shift;
      } else {
        const value = offset === 0 ? `w >>> ${shift}` : `w >>> ${shift} & ${ones}`;
        assignments.push((piece.assign as (value: string) => string)(`(${value})`));
      }
      offset += piece.width;
    }
    if (mask !== 0) emit(`if ((w & ${mask}) !== ${wanted}) give();`);
  };
  const settle = () => {
    for (const line of assignments) emit(line);
    assignments = [];
    pieces = [];
    width = 0;
  };
  const flush = () => {
    if (width === 0) return;
    emit("w = view.getInt32(p >>> 3) << (p & 7);");
    check();
    emit(`p += ${width};`);
    settle();
  };

  /** Takes what is pending and an Unsigned Integer behind it; one of up to two octets comes with the same load. */
  const uint = (target: string) => {
    if (width > WINDOW - 16) flush();
    const [shift, octets] = [24 - width, width];
    emit(`w = view.getInt32(p >>> 3) << (p & 7);`);
    check();
    emit(`{ const a = w >>> ${shift} & 255, b = w >>> ${shift - 8} & 255;
if (a < 128) { ${target} = a; p += ${octets + 8}; }
else if (b < 128) { ${target} = a & 127 | b << 7; p += ${octets + 16}; }
else { p += ${octets}; ${target} = uint(); } }`);
    settle();
  };

  const add = (piece: Piece) => {
    if (width + piece.width > WINDOW) flush();
    pieces.push(piece);
    width += piece.width;
  };
  return {
    flush,
    uint,
    expect: (width: number, value: number) => add({ width, expect: value }),
    take: (width: number, assign: (value: string) => string) => add({ width, assign }),
  };
}

/** Emits the code that reads a value of a simple type into a variable. */
export function readSimple(
  type: SimpleType,
  target: string,
  pending: ReadBatch,
  emit: (line: string) => void,
  constant: (value: unknown) => string,
) {
  const { minLength = 0, maxLength = 2 ** 31 } = type as { minLength?: number; maxLength?: number };
  switch (type.kind) {
    case "boolean":
      pending.take(1, (value) => `${target} = ${value} === 1;`);
      return;
    case "enumeration": {
      const width = widthOf(type.values.length);
      const values = constant(type.values);
      const check = type.values.length < 2 ** width ? ` if (${target} === undefined) give();` : "";
      pending.take(width, (value) => `${target} = ${values}[${value}];${check}`);
      return;
    }
    case "integer": {
      const { min, max } = type;
      if (isPacked(type)) {
        const width = widthOf(max - min + 1);
        const check = max - min + 1 < 2 ** width ? ` if (${target} > ${max}) give();` : "";
        pending.take(width, (value) => `${target} = ${value} + ${min};${check}`);
        return;
      }
      if (min >= 0) {
        pending.uint(target);
        emit(`if (${min > 0 ? `${target} < ${min} || ` : ""}${target} > ${max}) give();`);
        return;
      }
      pending.take(1, (value) => `s = ${value};`);
      pending.uint(target);
      emit(`if (${target} > ${max}) give(); if (s === 1) ${target} = -${target} - 1;`);
      if (-min - 1 !== max) emit(`if (${target} < ${min}) give();`);
      return;
    }
    case "long": {
      pending.flush();
      const isUnsigned = type.min !== undefined && type.min >= 0n;
      const max = type.max === undefined || type.max > 2n ** 53n ? "Infinity" : String(type.max);
      emit(isUnsigned ? `${target} = long(${type.min}, ${max});` : `${target} = signedLong();`);
      return;
    }
    case "string":
      pending.flush();
      emit(`${target} = string(${minLength}, ${maxLength});`);
      return;
    case "binary":
      pending.flush();
      emit(`${target} = binary(${minLength}, ${maxLength});`);
      return;
    default:
      throw new TypeError(`unknown type ${(type satisfies never as SimpleType).kind}`);
  }
}
