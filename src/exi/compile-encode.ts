/**
 * Makes a writer that is specialised to one schema: JavaScript made from the schema when it is first needed. It writes
 * values that fit and gives up at all others; the plain walk then writes the value again and knows what to say.
 *
 * @module
 */

import { digitValues } from "../base/hex.ts";
import { putHex } from "./compiled-text.ts";
import { widthOf } from "./grammar.ts";
import { type Branch, isOnlyOne, type Part, type Plan, planOf } from "./plan.ts";
import type { ComplexType, Schema, Type } from "./schema.ts";
import { writeBatch, writeSimple } from "./write-batch.ts";
import { WRITERS } from "./write-library.ts";

/** Writes a document; `undefined` where the plain walk has to. */
export type CompiledEncode = (root: string, value: unknown) => Uint8Array | undefined;

/** Types of no more parts than this, all of them simple, are written where they stand. */
const SMALL = 4;

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
  const roots = schema.elements.map(({ type }, code) => {
    const write =
      type.kind === "complex" ? `put(${0x80 << width} | ${code}, ${8 + width}); ${writerOf(type)}(value);` : "give();";
    return `case ${code}: ${write} break;`;
  });
  const codes = constant(new Map(schema.elements.map(({ name }, code) => [name, code])));
  const functions: string[] = [];
  for (let type = queue.shift(); type; type = queue.shift()) functions.push(complexWriter(type, writerOf, constant));

  const source = `"use strict";
${constants.map((_, index) => `const K${index} = constants[${index}];`).join("\n")}
let octets = new Uint8Array(${ROOM}), view = new DataView(octets.buffer);
let q = 0, c = 0, f = 0; // the octet, its bits so far at the upper end of a word, their number
const give = () => { throw gaveUp; };
${WRITERS}
${functions.join("\n")}
function write(root, value) {
  q = 0; c = 0; f = 0;
  switch (${codes}.get(root)) { ${roots.join("\n")} default: give(); }
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
    const make = new Function("constants", "gaveUp", "digit", "putHex", source);
    return make(constants, new Error("left to the plain walk"), digitValues, putHex);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

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
  let places = 0;
  if (isOnlyOne(planOf(type))) writeOnlyOne(planOf(type));
  else writeObject(type, "o");
  pending.flush();
  return `function ${writerOf(type)}(o) { let Q = q, C = c, F = f, A = 0, N = 0, B;\n${lines.join("\n")}\nq = Q; c = C; f = F; }`;

  /** The parts exclude each other, as the messages in a body do: the one name that is there tells which it is. */
  function writeOnlyOne({ parts, start }: Plan) {
    const END = parts.length;
    emit('if (typeof o !== "object" || o === null || Array.isArray(o)) give();');
    emit("let name; for (const own in o) { if (name !== undefined) give(); name = own; }");
    emit(`switch (${constant(new Map(parts.map(({ name }, index) => [name, index])))}.get(name)) {`);
    for (const [index, part] of parts.entries()) {
      emit(`case ${index}: {`);
      emit(`const x = o[${JSON.stringify(part.name)}];`);
      pending.constant(start.targets.indexOf(index), start.width);
      writeValue(part, "x");
      pending.constant(part.next.targets.indexOf(END), part.next.width);
      pending.flush();
      emit("break; }");
    }
    emit("default: if (name !== undefined) give();");
    if (start.targets.includes(END)) pending.constant(start.targets.indexOf(END), start.width);
    else emit("give();");
    pending.flush();
    emit("}");
  }

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
    emit(`let ${t} = 0, ${seen} = ${mayMiss.filter((may) => !may).length};`);
    emit(`const ${own} = count(${object});`);
    for (const [index, part] of parts.entries()) {
      if (!here.some(({ targets }) => targets.includes(index))) continue;
      const isSure = !mayMiss[index];
      const before = here;
      const x = `x${index}${id}`;
      emit(`const ${x} = ${object}[${JSON.stringify(part.name)}];`);
      if (isSure) {
        code(before, index, t);
        here = writePart(part, index, x, t);
        if (before.length > 1 && here.length === 1) emit(`${t} = 0;`);
        continue;
      }
      const fork = pending.fork();
      emit(`if (${x} !== undefined) { ${seen}++;`);
      code(before, index, t);
      const after = writePart(part, index, x, t);
      here = [...new Set([...before, ...after])];
      const then = after.map((branch) => here.indexOf(branch));
      emit(then.length === 1 ? `${t} = ${then[0]};` : `${t} = ${constant(then)}[${t}];`);
      pending.join(fork);
      emit("}");
    }
    emit(`if (${own} !== ${seen}) give();`);
    code(here, END, t);
  }

  /** Writes the event code of a part, wherever the writer stands. */
  function code(from: readonly Branch[], index: number, t: string) {
    const codes = from.map(({ targets }) => targets.indexOf(index));
    const widths = from.map(({ width }) => width);
    const [code = -1, width = 0] = [codes[0], widths[0]];
    if (codes.every((other, i) => other === code && widths[i] === width)) {
      if (code === -1) emit("give();");
      else pending.constant(code, width);
      return;
    }
    if (codes.includes(-1)) emit(`if (${constant(codes)}[${t}] < 0) give();`);
    if (widths.every((other) => other === width)) {
      // Looked up at once, for the place moves on before the bits are stored.
      const k = `k${places++}`;
      emit(`const ${k} = ${constant(Int32Array.from(codes))}[${t}];`);
      pending.variable(k, width);
      return;
    }
    const packed = codes.map((code, i) => Math.max(code, 0) * 32 + (widths[i] as number));
    pending.packed(`${constant(Int32Array.from(packed))}[${t}]`, Math.max(...widths));
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
