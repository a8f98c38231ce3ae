/**
 * Makes a reader that is specialised to one schema: JavaScript made from the schema when it is first needed. Between two
 * values of variable length all is fixed in width, so event codes and packed values are taken and checked together, up to
 * 25 bits in one load. It reads what cars and chargers write and gives up at everything else (string-table hits, events
 * of the second level, values outside their facets, malformed streams): the plain walk then reads the stream again and
 * knows what to say.
 *
 * @module
 */

import { internedHex, internedText, longHex, longText } from "./compiled-text.ts";
import { widthOf } from "./grammar.ts";
import { type Branch, isOnlyOne, type Part, planOf } from "./plan.ts";
import { readBatch, readSimple } from "./read-batch.ts";
import { READERS } from "./read-library.ts";
import type { ComplexType, Schema } from "./schema.ts";

/** Reads a document; `undefined` where the plain walk has to. */
export type CompiledDecode = (bytes: Uint8Array) => { root: string; value: unknown } | undefined;

/** Types with no more parts that may be missing than this have the literal of each shape in their reader. */
const FEW_SHAPES = 2;

/** Types with more parts that may be missing build their objects field by field. */
const MOST_SHAPES = 12;

/** Octets kept ready; larger messages get room of their own. */
const ROOM = 1 << 16;

/**
 * @returns a reader for the documents of a schema, or `undefined` where the page forbids making code (a content security
 *   policy without `unsafe-eval`).
 */
export function compileDecode(schema: Schema): CompiledDecode | undefined {
  const names = new Map<ComplexType, string>();
  const queue: ComplexType[] = [];
  const constants: unknown[] = [];
  const constant = (value: unknown) => `K${constants.push(value) - 1}`;
  const readerOf = (type: ComplexType) => {
    let name = names.get(type);
    if (!name) {
      name = `r${names.size}`;
      names.set(type, name);
      queue.push(type);
    }
    return name;
  };

  const roots = schema.elements.map(({ name, type }, code) => {
    const value = type.kind === "complex" ? `${readerOf(type)}()` : "give()";
    return `case ${code}: return { root: ${JSON.stringify(name)}, value: ${value}, warnings };`;
  });
  const functions: string[] = [];
  for (let type = queue.shift(); type; type = queue.shift()) {
    functions.push(complexReader(type, readerOf, constant));
  }
  const code = bits(widthOf(schema.elements.length + 1));
  const source = `"use strict";
const warnings = Object.freeze([]);
${constants.map((_, index) => `const K${index} = constants[${index}];`).join("\n")}
let octets = new Uint8Array(${ROOM}), view = new DataView(octets.buffer), p = 0, end = 0;
const give = () => { throw gaveUp; };
${READERS}
${functions.join("\n")}
return function read(bytes) {
  const length = bytes.length;
  if (length + 16 > octets.length) {
    octets = new Uint8Array(length * 2 + 16);
    view = new DataView(octets.buffer);
  }
  octets.set(bytes);
  view.setFloat64(length, 0);
  p = 8;
  end = length * 8;
  try {
    if (octets[0] !== 0x80) return undefined;
    const decoded = root();
    if (p > end || (octets[p >>> 3] << (p & 7) & 255) !== 0) return undefined;
    for (let i = (p + 7) >>> 3; i < length; i++) if (octets[i] !== 0) return undefined;
    return decoded;
  } catch (error) {
    if (error === gaveUp || error instanceof RangeError) return undefined;
    throw error;
  } finally {
    if (octets.length > ${ROOM}) { octets = new Uint8Array(${ROOM}); view = new DataView(octets.buffer); }
  }
  function root() {
    let w;
    ${code.load}
    const code = ${code.value};
    p += ${code.width};
    switch (code) { ${roots.join("\n")} default: give(); }
  }
};`;
  try {
    const make = new Function("constants", "gaveUp", "text", "hex", "longText", "longHex", "maker", source);
    return make(
      constants,
      new Error("left to the plain walk"),
      internedText(),
      internedHex(),
      longText,
      longHex,
      maker,
    );
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** Makes objects with just the fields that are there, so that each shape is laid out at once. */
function maker(names: readonly string[], present: readonly boolean[]): (...values: unknown[]) => unknown {
  const fields = names.flatMap((name, i) => (present[i] ? [`${JSON.stringify(name)}: a${i}`] : []));
  return new Function(...names.map((_, i) => `a${i}`), `return { ${fields.join(", ")} };`) as never;
}

const bits = (width: number) => ({
  width,
  load: "w = view.getInt32(p >>> 3) << (p & 7);",
  value: width === 0 ? "0" : `w >>> ${32 - width}`,
});

function complexReader(
  type: ComplexType,
  readerOf: (type: ComplexType) => string,
  constant: (value: unknown) => string,
): string {
  const { parts, start, mayMiss } = planOf(type);
  const lines: string[] = [];
  const emit = (line: string) => lines.push(line);
  const pending = readBatch(emit);

  /** Takes the code of a branch. @returns the part that follows where it can only be one; else `n` holds it. */
  const branch = ({ width, targets }: Branch): number | undefined => {
    if (targets.length === 1 && targets[0] !== -1) {
      pending.expect(width, 0);
      return targets[0];
    }
    const first = targets[0] ?? -1;
    const isRow = first !== -1 && targets.every((target, i) => target === first + i);
    pending.take(width, (value) => {
      if (isRow) return `n = ${value} + ${first}; if (n > ${first + targets.length - 1}) give();`;
      const table = constant(Int32Array.from({ length: 2 ** width }, (_, code) => targets[code] ?? -1));
      return `n = ${table}[${value}]; if (n < 0) give();`;
    });
    pending.flush();
    return undefined;
  };

  let known = branch(start);
  if (isOnlyOne(planOf(type))) return readOnlyOne();
  const isReached = reachability(parts, start);
  for (const [index, part] of parts.entries()) {
    if (known !== undefined && known > index) continue;
    if (!isReached(index)) continue;
    const isSure = known === index;
    if (!isSure) {
      pending.flush();
      emit(`if (n === ${index}) {`);
    }
    const after = readPart(part, index);
    if (isSure) known = after;
    else {
      if (after !== undefined) {
        pending.flush();
        emit(`n = ${after};`);
      }
      emit("}");
      known = undefined;
    }
  }
  pending.flush();

  /** The parts exclude each other, as the messages in a body do. */
  function readOnlyOne(): string {
    emit("switch (n) {");
    for (const [index, part] of parts.entries()) {
      emit(`case ${index}: {`);
      readValue(part, "x");
      branch(part.next);
      pending.flush();
      emit(`return { ${JSON.stringify(part.name)}: x }; }`);
    }
    return `function ${readerOf(type)}() { let w, n, s, x;\n${lines.join("\n")}\n} return {}; }`;
  }

  /** Reads a part and the code after it. */
  function readPart(part: Part, index: number): number | undefined {
    const target = `x${index}`;
    if (!part.list) {
      readValue(part, target);
      return branch(part.next);
    }
    const { min, max, must, full } = part.list;
    pending.flush();
    emit(`const list${index} = ${target} = [];`);
    emit(`for (let i = 1; ; i++) { let y;`);
    readValue(part, "y");
    pending.flush();
    emit(`list${index}.push(y); if (p > end) give();`);
    if (min > 1) {
      emit(`if (i < ${min}) {`);
      if (branch(must) === undefined) emit(`if (n !== ${index}) give();`);
      pending.flush();
      emit("continue; }");
    }
    if (max !== Number.POSITIVE_INFINITY) {
      emit(`if (i === ${max}) {`);
      const after = branch(full);
      pending.flush();
      if (after !== undefined) emit(`n = ${after};`);
      emit("break; }");
    }
    const after = branch(part.next);
    pending.flush();
    if (after !== undefined) emit(`n = ${after};`);
    emit(`if (n !== ${index}) break; }`);
    return undefined;
  }

  function readValue(part: Part, target: string) {
    const { type } = part;
    if (type.kind === "complex") {
      pending.flush();
      emit(`${target} = ${readerOf(type)}();`);
      return;
    }
    if (part.kind === "element") pending.expect(1, 0);
    readSimple(type, target, pending, emit, constant);
    if (part.kind === "element") pending.expect(1, 0);
  }

  const locals = parts.map((_, i) => `x${i}`);
  const result = build(
    parts.map(({ name }) => name),
    mayMiss,
    constant,
  );
  return `function ${readerOf(type)}() { let ${["w", "n", "s", ...locals].join(", ")};\n${lines.join("\n")}\n${result} }`;
}

/** Whether a part can come at all, as far as the plan goes. */
function reachability(parts: readonly Part[], start: Branch): (index: number) => boolean {
  const reached = new Set<number>();
  const visit = (branch: Branch) => {
    for (const target of branch.targets) {
      if (target < 0 || reached.has(target)) continue;
      reached.add(target);
      const part = parts[target];
      if (!part) continue;
      visit(part.next);
      if (part.list) {
        visit(part.list.must);
        visit(part.list.full);
      }
    }
  };
  visit(start);
  return (index) => reached.has(index);
}

/** Makes the object of the parts that are there. */
function build(names: readonly string[], mayMiss: readonly boolean[], constant: (value: unknown) => string): string {
  const keys = names.map((name) => JSON.stringify(name));
  const optional = mayMiss.flatMap((may, i) => (may ? [i] : []));
  if (optional.length === 0) return `return { ${keys.map((key, i) => `${key}: x${i}`).join(", ")} };`;
  if (optional.length > MOST_SHAPES) {
    return `const o = {}; ${keys.map((key, i) => `if (x${i} !== undefined) o[${key}] = x${i};`).join(" ")} return o;`;
  }
  if (optional.length <= FEW_SHAPES) {
    const shape = (at: number, present: readonly boolean[]): string => {
      const missing = optional[at];
      if (missing === undefined) {
        return `{ ${keys.flatMap((key, i) => (present[i] ? [`${key}: x${i}`] : [])).join(", ")} }`;
      }
      const without = present.map((is, i) => is && i !== missing);
      return `x${missing} === undefined ? ${shape(at + 1, without)} : ${shape(at + 1, present)}`;
    };
    return `return ${shape(
      0,
      names.map(() => true),
    )};`;
  }
  const makers = constant([]);
  const mask = optional.map((i, bit) => `(x${i} === undefined ? 0 : ${1 << bit})`).join(" | ");
  const present = `[${mayMiss.map((may, i) => (may ? `x${i} !== undefined` : "true")).join(", ")}]`;
  const values = names.map((_, i) => `x${i}`).join(", ");
  return `const m = ${mask};
return (${makers}[m] || (${makers}[m] = maker([${keys}], ${present})))(${values});`;
}
