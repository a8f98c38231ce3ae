/**
 * Finds out which schema a stream of EXI was written in, when neither handshake nor payload type tells.
 *
 * @module
 */

import { encode } from "../exi/codec.ts";
import type { Warning } from "../exi/errors.ts";
import type { Schema } from "../exi/schema.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { decodeUnknown } from "./message.ts";

export interface Candidate {
  readonly schema: Schema;
  readonly kind: Kind;
  readonly root: string;
  readonly value: unknown;
  readonly warnings: readonly Warning[];
  /** How sure it is, from 0 to 1; the shares of all candidates of a stream add up to 1. */
  readonly confidence: number;
}

/**
 * The schemas under which a stream can be read, the likeliest first; none where it is no message at all.
 *
 * A stream tells its schema only by making sense in it. What counts: no bound of the schema is broken, writing it again
 * gives the same octets, and it begins with a message rather than with a mere part of one.
 */
export function identify(
  bytes: Uint8Array,
  schemas: readonly Schema[],
  kinds: readonly Kind[] = ["document"],
): Candidate[] {
  const found = schemas.flatMap((schema) => kinds.flatMap((kind) => attempt(schema, kind, bytes)));
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  return found
    .sort((a, b) => b.weight - a.weight)
    .map(({ weight, ...candidate }) => ({ ...candidate, confidence: weight / total }));
}

function attempt(
  schema: Schema,
  kind: Kind,
  bytes: Uint8Array,
): (Omit<Candidate, "confidence"> & { weight: number })[] {
  const document = decodeUnknown(schema, bytes, { kind });
  if (document instanceof Error) return [];
  const { root, value, warnings } = document;
  const isMessage = /^(V2G_Message$|supportedAppProtocol|.*Re[qs]$)/.test(root);
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  const weight =
    (isMessage ? 1 : 0.02) *
    (kind === "document" ? 1 : 0.1) *
    (isEmpty ? 0.1 : 1) *
    0.2 ** Math.min(warnings.length, 3) *
    (isCanonical(schema, kind, document, bytes) ? 1 : 0.05);
  return [{ schema, kind, root, value, warnings, weight }];
}

function isCanonical(schema: Schema, kind: Kind, { root, value }: { root: string; value: unknown }, bytes: Uint8Array) {
  try {
    const again = encode(schema, root, value, { kind, lenient: true });
    return again.every((octet, i) => octet === bytes[i]);
  } catch {
    return false;
  }
}
