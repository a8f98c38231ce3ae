/**
 * Pieces of the compiled writer: the bits that are put with one store, and the values of simple types among them.
 *
 * @module
 */

import { widthOf } from "./grammar.ts";
import type { SimpleType } from "./simple-types.ts";
import { isPacked } from "./walk-value.ts";

/** Bits that one store takes: four octets less the seven bits that may lie before, and one to keep shifts below 32. */
const WINDOW = 24;

/** Enumerations of no more literals than this are compared one by one. */
const FEW_LITERALS = 8;

/**
 * Bits that are written together, some of them known beforehand. Inside a writer the position lives in locals (`Q`, `C`,
 * `F`); it is put back where another writer is called.
 */
export function writeBatch(emit: (line: string) => void) {
  let known = 0;
  let terms: string[] = [];
  let width = 0;

  const store = (value: string, bits: number) =>
    `C |= (${value}) << ${32 - bits} - F; view.setInt32(Q, C); F += ${bits}; Q += F >>> 3; C <<= F & 24; F &= 7;`;
  const value = () => (terms.length > 0 ? [...terms, ...(known === 0 ? [] : [known])].join(" | ") : String(known));
  const clear = () => {
    known = 0;
    terms = [];
    width = 0;
  };
  const flush = () => {
    if (width > 0) emit(store(value(), width));
    clear();
  };
  const shift = (bits: number) => {
    if (width + bits > WINDOW) flush();
    known <<= bits;
    terms = terms.map((term) => `(${term}) << ${bits}`);
    width += bits;
  };
  return {
    flush,
    constant: (value: number, bits: number) => {
      shift(bits);
      known |= value;
    },
    variable: (term: string, bits: number) => {
      shift(bits);
      terms.push(term);
    },
    /** An Unsigned Integer behind what is pending; one of up to two octets goes with the same store. */
    uint: (number: string) => {
      if (width > WINDOW - 16) flush();
      const before = `(${value()})`;
      emit(`if (${number} < 128) { ${store(`${before} << 8 | ${number}`, width + 8)} }
else if (${number} < 16384) {
${store(`${before} << 16 | (${number} & 127 | 128) << 8 | ${number} >>> 7`, width + 16)} }
else { ${width > 0 ? store(before, width) : ""} ${outside(`uint(${number});`)} }`);
      clear();
    },
    /** A code and its width, packed into one number; negative where there is no such code. */
    packed: (number: string) => {
      flush();
      emit(`{ const k = ${number}; if (k < 0) give(); C |= k >> 5 << 32 - (k & 31) - F; view.setInt32(Q, C);
F += k & 31; Q += F >>> 3; C <<= F & 24; F &= 7; }`);
    },
    /** Calls a writer that moves the position itself. */
    call: (line: string) => {
      flush();
      emit(outside(line));
    },
  };
}

export type WriteBatch = ReturnType<typeof writeBatch>;

const outside = (line: string) => `q = Q; c = C; f = F; ${line} Q = q; C = c; F = f;`;

/** The place of a literal in its enumeration: by comparison where there are few, by look-up where there are many. */
function literalCode(values: readonly string[], x: string, constant: (value: unknown) => string): string {
  if (values.length > FEW_LITERALS) return `${constant(new Map(values.map((value, code) => [value, code])))}.get(${x})`;
  return `${values.map((value, code) => `${x} === ${JSON.stringify(value)} ? ${code} : `).join("")}undefined`;
}

/** Emits the code that checks and writes a value of a simple type. */
export function writeSimple(
  type: SimpleType,
  x: string,
  pending: WriteBatch,
  emit: (line: string) => void,
  constant: (value: unknown) => string,
) {
  const { minLength = 0, maxLength = 2 ** 31 } = type as { minLength?: number; maxLength?: number };
  switch (type.kind) {
    case "boolean":
      emit(`if (${x} !== true && ${x} !== false) give();`);
      pending.variable(`(${x} ? 1 : 0)`, 1);
      return;
    case "enumeration": {
      const name = `e${x}`;
      emit(`const ${name} = ${literalCode(type.values, x, constant)};`);
      emit(`if (${name} === undefined) give();`);
      pending.variable(name, widthOf(type.values.length));
      return;
    }
    case "integer": {
      const { min, max } = type;
      const whole = max > 2 ** 31 - 1 ? `(${x} >>> 0) !== ${x}` : `(${x} | 0) !== ${x}`;
      emit(`if (typeof ${x} !== "number" || ${whole} || ${x} < ${min} || ${x} > ${max}) give();`);
      if (isPacked(type)) pending.variable(min === 0 ? x : `(${x} - ${min})`, widthOf(max - min + 1));
      else if (min >= 0) {
        pending.uint(x);
      } else {
        pending.variable(`(${x} < 0 ? 1 : 0)`, 1);
        emit(`const u${x} = ${x} < 0 ? -1 - ${x} : ${x};`);
        pending.uint(`u${x}`);
      }
      return;
    }
    case "long":
      if (type.min === undefined || type.min < 0n) pending.constant(0, 1);
      pending.call(`uint(long(${x}, ${type.min === undefined || type.min < 0n ? 0 : type.min}, ${2 ** 53}));`);
      return;
    case "string":
      pending.call(`string(${x}, ${minLength}, ${maxLength});`);
      return;
    case "binary":
      pending.call(`binary(${x}, ${minLength}, ${maxLength});`);
      return;
    default:
      throw new TypeError(`unknown type ${(type satisfies never as SimpleType).kind}`);
  }
}
