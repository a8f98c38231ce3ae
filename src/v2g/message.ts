/**
 * A V2G message whose schema is known by name only: what the command line and the sniffer deal in.
 *
 * @module
 */

import { type DecodeOptions, type Document, decode } from "../exi/codec.ts";
import { DecodeError } from "../exi/errors.ts";
import type { Schema } from "../exi/schema.ts";

/** Decodes without throwing: what cannot be read is an answer, too. */
export function decodeUnknown(
  schema: Schema,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Document<Schema> | DecodeError {
  try {
    return decode(schema, bytes, options);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

/** The name of a message: the element in the body where there is a body, else the root. */
export function messageName(root: string, value: unknown): string {
  if (root !== "V2G_Message") return root;
  const body = (value as { readonly Body?: Readonly<Record<string, unknown>> }).Body;
  for (const name in body) return name;
  return root;
}
