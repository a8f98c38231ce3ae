/**
 * Makes a writer that is specialised to one schema: JavaScript made from the schema when it is first needed. It writes
 * values that fit and gives up at all others; the plain walk then writes the value again and knows what to say.
 *
 * @module
 */

import { digitValues } from "../base/hex.ts";
import { fromLongHex } from "./compiled-text.ts";
import { widthOf } from "./grammar.ts";
import { type Branch, type Part, planOf } from "./plan.ts";
import type { ComplexType, Schema, Type } from "./schema.ts";
import { writeBatch, writeSimple } from "./write-batch.ts";

/** Writes a document; `undefined` where the plain walk has to. */
export type CompiledEncode = (root: string, value: unknown) => Uint8Array | undefined;

/** Types of no more parts than this, all of them simple, are written where they stand. */
const SMALL = 4;

/** Runs of octets longer than this are turned from hex by whatever the platform has natively. */
const LONG = 24;

/** Octets kept ready; messages that need more are written again with twice the room. */
const ROOM = 1 << 16;

/** @returns a writer for the documents of a schema, or `undefined` where the page forbids making code. */
export function compileEncode(schema: Schema): CompiledEncode | undefined {
  const names = new Map<ComplexType, string>();
  const queue: ComplexType[] = [];
  const constants: unknown[] = [];
  const constant = (value: unknown) => `K${constants.push(value) - 1}`;
  const writerOf = (type: ComplexType) => {
    let name = names.get(type);
    if (!name) {
      name = `w${names.size}`;
      names.set(type, name);
      queue.push(type);
    }
    return name;
  };

  const width = widthOf(schema.elements.length + 1);
  const roots = schema.elements.map(({ name, type }, code) => {
    const write =
      type.kind === "complex" ? `put(${0x80 << width} | ${code}, ${8 + width}); ${writerOf(type)}(value);` : "give();";
    return `case ${JSON.stringify(name)}: ${write} break;`;
  });
  const functions: string[] = [];
  for (let type = queue.shift(); type; type = queue.shift()) functions.push(complexWriter(type, writerOf, constant));

  const source = `"use strict";
${constants.map((_, index) => `const K${index} = constants[${index}];`).join("\n")}
let octets = new Uint8Array(${ROOM}), view = new DataView(octets.buffer);
let q = 0, c = 0, f = 0; // the octet, its bits so far at the upper end of a word, their number
const give = () => { throw gaveUp; };
${LIBRARY}
${functions.join("\n")}
function write(root, value) {
  q = 0; c = 0; f = 0;
  switch (root) { ${roots.join("\n")} default: give(); }
  const length = f > 0 ? q + 1 : q;
  return octets.slice(0, length);
}
return function (root, value) {
  try {
    for (;;) {
      try {
        return write(root, value);
      } catch (error) {
        if (error === gaveUp) return undefined;
        if (!(error instanceof RangeError) || octets.length >= ${2 ** 28}) throw error;
        octets = new Uint8Array(octets.length * 2);
        view = new DataView(octets.buffer);
      }
    }
  } finally {
    if (octets.length > ${ROOM}) { octets = new Uint8Array(${ROOM}); view = new DataView(octets.buffer); }
  }
};`;
  try {
    const make = new Function("constants", "gaveUp", "digits", "fromLongHex", source);
    return make(constants, new Error("left to the plain walk"), digitValues, fromLongHex);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** Writers of values of variable length. A store beyond the end throws a RangeError, and there will be more room. */
const LIBRARY = `
function put(value, width) {
  c |= value << (32 - f - width);
  view.setInt32(q, c);
  f += width;
  q += f >>> 3;
  c <<= f & 24;
  f &= 7;
}
function uint(value) {
  if (value < 128) put(value, 8);
  else if (value < 16384) put((value & 127 | 128) << 8 | value >>> 7, 16);
  else if (value < 2097152) put((value & 127 | 128) << 16 | (value >>> 7 & 127 | 128) << 8 | value >>> 14, 24);
  else {
    const high = Math.floor(value / 2097152), low = value - high * 2097152;
    put((low & 127 | 128) << 16 | (low >>> 7 & 127 | 128) << 8 | low >>> 14 | 128, 24);
    uint(high);
  }
}
function room(count) {
  if (q + count + 8 > octets.length) throw new RangeError("more room");
}
function string(value, min, max) {
  if (typeof value !== "string") give();
  const length = value.length;
  if (length < min || length > max) give();
  uint(length + 2);
  room(length);
  const s = f, b = octets;
  let a = s === 0 ? 0 : c >>> (32 - s), o = q;
  for (let i = 0; i < length; i++) {
    const point = value.charCodeAt(i);
    if (point > 127) give();
    a = a << 8 | point;
    b[o++] = a >>> s;
  }
  q = o;
  c = s === 0 ? 0 : a << (32 - s);
}
function binary(value, min, max) {
  if (typeof value !== "string") give();
  const length = value.length >>> 1;
  if (length * 2 !== value.length || length < min || length > max) give();
  uint(length);
  room(length);
  if (length > ${LONG}) {
    const source = fromLongHex(value);
    if (source === undefined) give();
    appendOctets(source, length);
    return;
  }
  const s = f, b = octets;
  let a = s === 0 ? 0 : c >>> (32 - s), o = q;
  for (let i = 0; i < value.length; i += 2) {
    const high = value.charCodeAt(i), low = value.charCodeAt(i + 1);
    if ((high | low) > 127) give();
    const octet = digits[high] << 4 | digits[low];
    if (octet > 255 || digits[low] > 15) give();
    a = a << 8 | octet;
    b[o++] = a >>> s;
  }
  q = o;
  c = s === 0 ? 0 : a << (32 - s);
}
function appendOctets(source, length) {
  const s = f;
  let i = 0;
  for (; i + 4 <= length; i += 4, q += 4) {
    const word = source.getInt32(i);
    view.setInt32(q, c | word >>> s);
    c = s === 0 ? 0 : word << (32 - s);
  }
  for (; i < length; i++) put(source.getUint8(i), 8);
}
function long(value, min, max) {
  if (typeof value !== "string") give();
  const length = value.length;
  if (length === 0 || length > 15) give();
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = value.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) give();
    number = number * 10 + digit;
  }
  if (number < min || number > max) give();
  return number;
}`;

/** A type so small that it is written where it stands: the bits around it then go with the same stores. */
const isSmall = (type: Type): boolean =>
  type.kind === "complex" &&
  planOf(type).parts.length <= SMALL &&
  planOf(type).parts.every((part) => !part.list && part.type.kind !== "complex");

function complexWriter(
  type: ComplexType,
  writerOf: (type: ComplexType) => string,
  constant: (value: unknown) => string,
): string {
  const lines: string[] = [];
  const emit = (line: string) => lines.push(line);
  const pending = writeBatch(emit);
  let objects = 0;
  writeObject(type, "o");
  pending.flush();
  return `function ${writerOf(type)}(o) { let Q = q, C = c, F = f;\n${lines.join("\n")}\nq = Q; c = C; f = F; }`;

  /** Writes an object from its first event to its end. Its locals bear its number, for it may stand inside another. */
  function writeObject(type: ComplexType, object: string) {
    const id = `_${objects++}`;
    const [t, seen, own] = [`t${id}`, `seen${id}`, `own${id}`];
    const { parts, start, mayMiss } = planOf(type);
    const END = parts.length;
    /** The branches at which the writer may stand; where there are several, `t` says which. */
    let here: Branch[] = [start];

    const isBare = parts.length === 0 || start.targets.includes(END);
    emit(
      `if (typeof ${object} !== "object" || ${object} === null${isBare ? ` || Array.isArray(${object})` : ""}) give();`,
    );
    emit(`let ${t} = 0, ${seen} = ${mayMiss.filter((may) => !may).length}, ${own} = 0;`);
    emit(`for (const _ in ${object}) ${own}++;`);
    for (const [index, part] of parts.entries()) {
      if (!here.some(({ targets }) => targets.includes(index))) continue;
      const isSure = !mayMiss[index];
      const before = here;
      const x = `x${index}${id}`;
      emit(`const ${x} = ${object}[${JSON.stringify(part.name)}];`);
      if (!isSure) {
        pending.flush();
        emit(`if (${x} !== undefined) { ${seen}++;`);
      }
      code(before, index, t);
      const after = writePart(part, index, x, t);
      if (isSure) {
        here = after;
        if (before.length > 1 && after.length === 1) emit(`${t} = 0;`);
        continue;
      }
      here = [...new Set([...before, ...after])];
      pending.flush();
      const places = after.map((branch) => here.indexOf(branch));
      emit(places.length === 1 ? `${t} = ${places[0]}; }` : `${t} = ${constant(places)}[${t}]; }`);
    }
    emit(`if (${own} !== ${seen}) give();`);
    code(here, END, t);
  }

  /** Writes the event code of a part, wherever the writer stands. */
  function code(from: readonly Branch[], index: number, t: string) {
    const codes = from.map(({ targets }) => targets.indexOf(index));
    const [only] = from;
    if (from.length === 1 && only) {
      if (codes[0] === -1) emit("give();");
      else pending.constant(codes[0] as number, only.width);
      return;
    }
    const table = constant(Int32Array.from(from, ({ width }, i) => (codes[i] as number) * 32 + width));
    pending.packed(`${table}[${t}]`);
  }

  /** Writes the value of a part, and returns the branches at which the writer then stands. */
  function writePart(part: Part, index: number, x: string, t: string): Branch[] {
    if (!part.list) {
      writeValue(part, x);
      return [part.next];
    }
    const { min, max, must, full } = part.list;
    pending.flush();
    const most = max === Number.POSITIVE_INFINITY ? "" : ` || ${x}.length > ${max}`;
    emit(`if (!Array.isArray(${x}) || ${x}.length < ${Math.max(min, 1)}${most}) give();`);
    emit(`for (let i = 0; i < ${x}.length; i++) { const y${x} = ${x}[i];`);
    emit("if (i > 0) {");
    if (min > 1) {
      emit(`if (i < ${min}) {`);
      code([must], index, t);
      pending.flush();
      emit("} else {");
    }
    code([part.next], index, t);
    pending.flush();
    if (min > 1) emit("}");
    emit("}");
    writeValue(part, `y${x}`);
    pending.flush();
    emit("}");
    if (max === Number.POSITIVE_INFINITY) return [part.next];
    emit(`${t} = ${x}.length === ${max} ? 1 : 0;`);
    return [part.next, full];
  }

  function writeValue(part: Part, value: string) {
    const { type } = part;
    if (type.kind === "complex") {
      if (isSmall(type)) writeObject(type, value);
      else pending.call(`${writerOf(type)}(${value});`);
      return;
    }
    if (part.kind === "element") pending.constant(0, 1);
    writeSimple(type, value, pending, emit, constant);
    if (part.kind === "element") pending.constant(0, 1);
  }
}
