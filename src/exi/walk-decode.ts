/**
 * The plain walk over a schema while reading: it takes every bit on its own, understands everything that EXI allows
 * (EXI 8.5.4: string-table hits, events of the second level, unknown content), and can tell what each bit was for. The
 * compiled reader handles the usual streams and leaves all others to this one.
 *
 * @module
 */

import { BitError, bitReader } from "./bit-reader.ts";
import { DecodeError } from "./errors.ts";
import { ITEMS, VALUE } from "./fields.ts";
import { grammarOf, type Production, type State, widthOf } from "./grammar.ts";
import { type ExpandedName, namesOf } from "./names.ts";
import { relaxedGrammarOf } from "./relaxed.ts";
import type { Schema, Type } from "./schema.ts";
import type { SimpleType } from "./simple-types.ts";
import { stringTable } from "./string-table.ts";
import { expected, nameOf, secondLevel } from "./walk-second-level.ts";
import { DEEPEST, unknownContent } from "./walk-unknown.ts";
import { type Note, readValue } from "./walk-value.ts";

/** A document is a whole message; a fragment is one element of it, as hashed and signed. */
export type Kind = "document" | "fragment";

export interface Decoded {
  /** The element that the stream begins with. */
  readonly root: string;
  readonly value: unknown;
}

/** What a run of bits was for. */
export interface Step {
  /** From the start of the stream. */
  readonly bit: number;
  readonly length: number;
  readonly what: string;
  readonly path: string;
}

export interface WalkOptions {
  readonly kind?: Kind;
  /** Reads `eMAID` fragments of ISO 15118-2 by the grammar of its type, as libcbv2g writes them. */
  readonly plainFragments?: boolean;
  readonly onStep?: (step: Step) => void;
  readonly onValue?: (value: ValueAt) => void;
}

/** A value of a simple type, and the bits that made it. The bits of string-table hits are few, whatever they stand for. */
export interface ValueAt {
  /** From the start of the stream. */
  readonly bit: number;
  readonly length: number;
  readonly type: SimpleType;
  readonly value: boolean | number | string;
  /** Names of elements and, last, of the attribute, from the root. Valid only during the call. */
  readonly path: readonly string[];
}

/** Distinguishing bits 10, no options document, EXI version 1. */
const HEADER = 0x80;

const hex = (octet: number) => octet.toString(16).padStart(2, "0");

type Content = Record<string, unknown>;

/** @throws {DecodeError} where the octets are no message of the schema. */
export function walkDecode(schema: Schema, bytes: Uint8Array, options: WalkOptions = {}): Decoded {
  const reader = bitReader(bytes);
  const names = namesOf(schema);
  const path: string[] = [];
  const { onStep } = options;
  const note: Note = onStep
    ? (from, what) => onStep({ bit: from, length: reader.position - from, what: what(), path: path.join("/") })
    : () => {};
  const strings = stringTable(reader, names, note);
  const source = { reader, strings, note };
  const unknown = unknownContent({ ...source, schema, path, readElement });
  const { skipText, skipElement } = unknown;
  const readSecondLevel = secondLevel({ ...source, schema, ...unknown });

  try {
    readHeader();
    return options.kind === "fragment" ? readFragment() : readDocument();
  } catch (error) {
    if (error instanceof BitError) throw new DecodeError(error.message, reader.position, path.join("/"));
    throw error;
  }

  function readHeader() {
    if (bytes.length === 0) throw new BitError("no octets found, an EXI stream expected");
    if (bytes[0] === 0x24 && bytes[1] === 0x45 && bytes[2] === 0x58 && bytes[3] === 0x49) {
      throw new BitError('the cookie "$EXI" found, which V2G messages do not have');
    }
    const header = reader.bits(8);
    if (header >>> 6 !== 0b10) {
      throw new BitError(`header octet 0x${hex(header)} found, 0x80 expected: this is no EXI`);
    }
    if (header !== HEADER) {
      const why = header & 0x20 ? "an options document, which V2G messages do not have" : "another EXI version";
      throw new BitError(`header octet 0x${hex(header)} found: ${why}; 0x80 expected`);
    }
    note(0, () => "EXI header");
  }

  function readDocument(): Decoded {
    const { elements } = schema;
    const from = reader.position;
    const code = reader.bits(widthOf(elements.length + 1));
    const element = elements[code];
    if (!element) throw new BitError(unknownRoot(code, elements.length));
    note(from, () => `SE ${element.name} [document code ${code} of ${elements.length + 1}]`);
    path.push(element.name);
    const value = readElement(element, element.type);
    path.pop();
    checkRest();
    return { root: element.name, value };
  }

  function readFragment(): Decoded {
    const { fragments } = names;
    const width = widthOf(fragments.length + 2);
    const from = reader.position;
    const code = reader.bits(width);
    const element = fragments[code];
    if (!element) throw new BitError(unknownRoot(code, fragments.length));
    note(from, () => `SE ${element.name} [fragment code ${code} of ${fragments.length + 2}]`);
    path.push(element.name);
    const isPlain = element.type !== undefined || options.plainFragments === true;
    const value = isPlain
      ? readElement(element, element.type ?? plainTypeOf(element))
      : readContent(element, relaxedGrammarOf(schema));
    path.pop();
    const last = reader.position;
    const end = reader.bits(width);
    if (end !== fragments.length + 1) throw new BitError(`event code ${end} found, the end of the fragment expected`);
    note(last, () => "ED");
    checkRest();
    return { root: element.name, value };
  }

  function unknownRoot(code: number, count: number) {
    return code === count
      ? `an element found that ${schema.name} does not declare`
      : `root element ${code} found, at most ${count - 1} expected in ${schema.name}`;
  }

  /** Of the types that the schema gives to this name, the one with attributes. */
  function plainTypeOf({ name, namespace }: ExpandedName): Type {
    const type = names.typesOf({ name, namespace }).find(({ kind }) => kind === "complex");
    if (!type) throw new BitError(`${name} has no type of its own`);
    return type;
  }

  function checkRest() {
    const from = reader.position;
    const padding = (8 - (from & 7)) & 7;
    if (reader.bits(padding) !== 0) throw new BitError("the last octet is not padded with zero bits");
    for (let i = reader.position >>> 3; i < bytes.length; i++) {
      if (bytes[i] !== 0) {
        throw new BitError(`${bytes.length - i} octets found after the end of the message, none or zeros expected`);
      }
    }
  }

  function simpleValue(type: SimpleType, owner: ExpandedName): boolean | number | string {
    const from = reader.position;
    const value = readValue(source, type, owner);
    options.onValue?.({ bit: from, length: reader.position - from, type, value, path });
    return value;
  }

  function readElement(name: ExpandedName, type: Type): unknown {
    return readContent(name, grammarOf(type), type);
  }

  /** Reads an element from its first state to its end. */
  function readContent(owner: ExpandedName, start: State, declared?: Type): unknown {
    if (path.length > DEEPEST) throw new BitError(`elements nested more than ${DEEPEST} deep found`);
    const object: Content = {};
    let items: Content | undefined;
    let text: unknown;
    let type = declared;
    let state = start;
    let list: unknown;
    let count = 0;

    for (;;) {
      const from = reader.position;
      const code = reader.bits(state.width);
      const production = state.productions[code];
      if (!production) {
        if (code !== state.productions.length) {
          throw new BitError(`event code ${code} found, ${expected(state)} expected`);
        }
        const next = readSecondLevel(owner, state, from, type);
        if (next === "end") break;
        if ("productions" in next) state = next;
        else {
          type = next;
          state = grammarOf(next);
        }
        continue;
      }
      note(from, () => describe(production, owner, code, state));
      if (production.event === "end") break;
      if (production.event === "attribute") {
        const { attribute } = production;
        if (type || isOwn(owner, attribute)) {
          path.push(attribute.name);
          object[attribute.name] = simpleValue(attribute.type, attribute);
          path.pop();
        } else skipText(attribute);
        state = production.next();
        continue;
      }
      if (production.event === "anyAttribute") {
        skipText(strings.name("attribute "));
        state = production.next();
        continue;
      }
      if (production.event === "text") {
        if (production.type) {
          const value = simpleValue(production.type, owner);
          // In the relaxed grammar text may be cut up by elements that are skipped.
          text = type ? value : `${text ?? ""}${value}`;
          state = production.next?.() ?? state;
        } else {
          skipText(owner);
        }
        continue;
      }
      if (production.item) {
        items = {};
        append(object, ITEMS, items);
      }
      if (production.event === "wildcard") {
        skipElement();
        state = production.next();
        continue;
      }
      const { particle } = production;
      path.push(particle.name);
      const value = readElement(particle, particle.type);
      path.pop();
      if (!type) {
        state = production.next();
        continue;
      }
      const target = items ?? object;
      if (production.list) {
        count = list === production.list ? count + 1 : 1;
        list = production.list;
        const { min, max, must, may, full } = production.list;
        append(target, particle.name, value);
        state = count < min ? must() : count < max ? may() : full();
      } else {
        target[particle.name] = value;
        state = production.next();
      }
    }
    return finish(object, text, type);
  }

  /** Whether a type of the element has the attribute; the relaxed grammar takes all that the schema knows. */
  function isOwn(owner: ExpandedName, { name, namespace }: ExpandedName): boolean {
    return names
      .typesOf(owner)
      .some(
        (type) =>
          type.kind === "complex" && type.attributes.some((own) => own.name === name && own.namespace === namespace),
      );
  }

  function finish(object: Content, text: unknown, type: Type | undefined): unknown {
    if (!type) return Object.keys(object).length === 0 ? (text ?? "") : { ...object, [VALUE]: text ?? "" };
    if (type.kind !== "complex") {
      if (text !== undefined) return text;
      if (type.kind === "string" || type.kind === "binary") return "";
      throw new BitError("an empty element found, a value expected");
    }
    if (type.simple) {
      if (text === undefined && type.simple.kind !== "string" && type.simple.kind !== "binary") {
        throw new BitError("an empty element found, a value expected");
      }
      object[VALUE] = text ?? "";
    }
    for (const attribute of type.attributes) {
      if (attribute.required && !(attribute.name in object)) throw new BitError(`no attribute ${attribute.name} found`);
    }
    return object;
  }

  function describe(production: Production, owner: ExpandedName, code: number, { productions }: State): string {
    return `${nameOf(production)} in <${owner.name}> [code ${code} of ${productions.length} + escape]`;
  }
}

function append(object: Content, name: string, value: unknown) {
  const all = object[name] as unknown[] | undefined;
  if (all) all.push(value);
  else object[name] = [value];
}
