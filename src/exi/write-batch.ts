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

/**
 * Bits that are written together. Inside a writer the position lives in locals (`Q`, `C`, `F`); it is put back where
 * another writer is called. How many bits are pending is known here, except behind what may be absent or is of variable
 * length: there they lie in `A`, and `N` tells their number.
 */
export function writeBatch(emit: (line: string) => void) {
  /** The bits that follow those in `A`, if any lie there. */
  let known = 0;
  let terms: { readonly term: string; shift: number }[] = [];
  let width = 0;
  /** Whether bits lie in `A`, and at most how many. */
  let isLoose = false;
  let most = 0;

  const value = (): string => {
    const all = terms.map(({ term, shift }) => (shift === 0 ? term : `${term} << ${shift}`));
    if (isLoose) all.unshift(width === 0 ? "A" : `A << ${width}`);
    if (known !== 0 || all.length === 0) all.push(String(known));
    return all.join(" | ");
  };
  const count = () => (isLoose ? `${width} + N` : String(width));
  const forget = () => {
    known = 0;
    terms = [];
    width = 0;
    isLoose = false;
    most = 0;
  };
  const storing = () =>
    isLoose || width > 0
      ? `B = ${count()}; C |= (${value()}) << 32 - B - F; view.setInt32(Q, C); F += B; Q += F >>> 3; C <<= F & 24; F &= 7;`
      : "";
  const flush = () => {
    emit(storing());
    forget();
  };
  /** Leaves `bits` bits to `A`. */
  const loosen = (bits: number) => {
    forget();
    isLoose = true;
    most = bits;
  };
  const add = (bits: number) => {
    if (most + width + bits > WINDOW) flush();
    known <<= bits;
    for (const term of terms) term.shift += bits;
    width += bits;
  };
  const gather = () => {
    const bits = most + width;
    if (!isLoose || width > 0) emit(`A = ${value()}; N = ${count()};`);
    loosen(bits);
  };

  return {
    flush,
    constant: (value: number, bits: number) => {
      add(bits);
      known |= value;
    },
    /** @param term an operand of a shift: a name, a number, or something in parentheses. */
    variable: (term: string, bits: number) => {
      add(bits);
      terms.push({ term, shift: 0 });
    },
    /** An Unsigned Integer. */
    uint: (number: string) => {
      if (most + width > WINDOW - 16) flush();
      const before = `(${value()})`;
      emit(`if (${number} < 128) { A = ${before} << 8 | ${number}; N = ${count()} + 8; }
else if (${number} < 16384) { A = ${before} << 16 | (${number} & 127 | 128) << 8 | ${number} >>> 7; N = ${count()} + 16; }
else { ${storing()} ${outside(`uint(${number});`)} A = 0; N = 0; }`);
      loosen(most + width + 16);
    },
    /** A code and its width, packed into one number. */
    packed: (number: string, bits: number) => {
      if (most + width + bits > WINDOW) flush();
      emit(`B = ${number}; A = (${value()}) << (B & 31) | B >> 5; N = ${count()} + (B & 31);`);
      loosen(most + width + bits);
    },
    /** Calls a writer that moves the position itself. */
    call: (line: string) => {
      flush();
      emit(outside(line));
    },
    /** Before what happens only under a condition; `join` takes the result, at the end of it. */
    fork: (): number => {
      gather();
      return most;
    },
    join: (before: number) => {
      gather();
      most = Math.max(most, before);
    },
  };
}

export type WriteBatch = ReturnType<typeof writeBatch>;

const outside = (line: string) => `q = Q; c = C; f = F; ${line} Q = q; C = c; F = f;`;

/** Where an enumeration is written: the last literal there and its code, for it is mostly the same again. */
interface Literals {
  readonly codes: ReadonlyMap<string, number>;
  last: string | undefined;
  code: number;
}

const literals = (values: readonly string[]): Literals => ({
  codes: new Map(values.map((value, code) => [value, code])),
  last: values[0],
  code: 0,
});

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
      const known = constant(literals(type.values));
      emit(`const e${x} = ${known}.last === ${x} ? ${known}.code : literal(${known}, ${x});`);
      pending.variable(`e${x}`, widthOf(type.values.length));
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
