/**
 * Decodes and encodes messages: the compiled codec where it can, the plain walk where it must.
 *
 * @module
 */

import { type CompiledDecode, compileDecode } from "./compile-decode.ts";
import { type CompiledEncode, compileEncode } from "./compile-encode.ts";
import type { Warning } from "./errors.ts";
import { namesOf } from "./names.ts";
import type { Schema } from "./schema.ts";
import type { Infer } from "./simple-types.ts";
import { warningsOf } from "./validate.ts";
import { type Kind, type WalkOptions, walkDecode } from "./walk-decode.ts";
import { type EncodeOptions, walkEncode } from "./walk-encode.ts";

/** A message: its root element's name, and that element's content. A union over all roots of the schema. */
export type Document<S extends Schema> = {
  [R in keyof Infer<S> & string]: {
    readonly root: R;
    readonly value: Infer<S>[R];
    /** Values that EXI carried although the schema forbids them, such as a SessionID of nine octets. */
    readonly warnings: readonly Warning[];
  };
}[keyof Infer<S> & string];

export type Root<S extends Schema> = keyof Infer<S> & string;

export interface DecodeOptions {
  readonly kind?: Kind;
  /** Reads `eMAID` fragments of ISO 15118-2 by the grammar of its type, as libcbv2g writes them. */
  readonly plainFragments?: boolean;
}

const readers = new WeakMap<Schema, CompiledDecode>();
const writers = new WeakMap<Schema, CompiledEncode>();

/** Made at the first message of a schema; where code cannot be made, everything is left to the plain walk. */
function readerOf(schema: Schema): CompiledDecode {
  let reader = readers.get(schema);
  if (!reader) {
    reader = compileDecode(schema) ?? (() => undefined);
    readers.set(schema, reader);
  }
  return reader;
}

function writerOf(schema: Schema): CompiledEncode {
  let writer = writers.get(schema);
  if (!writer) {
    writer = compileEncode(schema) ?? (() => undefined);
    writers.set(schema, writer);
  }
  return writer;
}

/** Makes the compiled codec of a schema, some hundredths of a second's work, before the first message needs it. */
export function prepare(schema: Schema): void {
  readerOf(schema);
  writerOf(schema);
}

/**
 * Reads a message of a schema.
 *
 * @throws {DecodeError} where the octets are no message of the schema.
 */
export function decode<S extends Schema>(schema: S, bytes: Uint8Array, options: DecodeOptions = {}): Document<S> {
  if (options.kind !== "fragment") {
    const document = readerOf(schema)(bytes);
    if (document) return document as Document<S>;
  }
  const { root, value } = walkDecode(schema, bytes, options satisfies WalkOptions);
  return { root, value, warnings: warningsIn(schema, root, value, options.kind ?? "document") } as Document<S>;
}

function warningsIn(schema: Schema, root: string, value: unknown, kind: Kind): readonly Warning[] {
  const elements = kind === "document" ? schema.elements : namesOf(schema).fragments;
  const type = elements.find(({ name }) => name === root)?.type;
  return type ? warningsOf(type, value, root) : [];
}

/**
 * Writes a message of a schema: the canonical stream under the EXI options of the V2G standards.
 *
 * @throws {EncodeError} where the value is no message of the schema.
 */
export function encode<S extends Schema, R extends Root<S>>(
  schema: S,
  root: R,
  value: Infer<S>[R],
  options: EncodeOptions = {},
): Uint8Array {
  if (options.kind !== "fragment") {
    const bytes = writerOf(schema)(root, value);
    if (bytes) return bytes;
  }
  return walkEncode(schema, root, value, options);
}
