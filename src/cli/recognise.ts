/**
 * Which messages the octets hold, and in which schema: by the V2GTP header where there is one, by what the user says, or
 * by what makes sense.
 *
 * @module
 */

import type { Schema } from "../exi/schema.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { schemas } from "../messages/schemas.ts";
import { identify } from "../v2g/identify.ts";
import { decodeUnknown } from "../v2g/message.ts";
import { splitV2gtp, type V2gtpPart } from "../v2g/v2gtp-split.ts";
import { schemaByName } from "./schema-by-name.ts";

export interface Recognised {
  readonly schema: Schema;
  readonly kind: Kind;
  readonly exi: Uint8Array;
  readonly payloadType?: number;
  /** From 0 to 1, where the schema had to be found out; 0 where it is only the one that reads furthest. */
  readonly confidence?: number;
  /** Other schemas in which the octets make sense. */
  readonly others: readonly string[];
}

export interface Recognition {
  readonly messages: readonly Recognised[];
  /** What is wrong behind them. */
  readonly error?: string;
}

/** Bits that any stream has in common: a schema that reads no further says nothing. */
const HEADER_BITS = 8;

/**
 * @param wanted the schema that the user says; found out where nothing is said.
 * @param kind document or fragment, where the user says it.
 */
export function recognise(octets: Uint8Array, wanted: string | undefined, kind: Kind | undefined): Recognition {
  const schema = wanted === undefined ? undefined : schemaByName(wanted);
  const split = octets[0] === 0x01 ? splitV2gtp(octets) : { parts: [{ exi: octets }] };
  const parts: readonly (Pick<V2gtpPart, "exi"> & Partial<V2gtpPart>)[] = [
    ...split.parts,
    ...("rest" in split && split.rest ? [split.rest] : []),
  ];
  const messages: Recognised[] = [];
  for (const part of parts) {
    const found = recogniseOne(part, schema, kind);
    if (found) messages.push(found);
    else {
      const among = part.schemas ?? Object.keys(schemas);
      const error = `Cannot decode: the ${part.exi.length} octets are no message in any of ${among.join(", ")}`;
      return { messages, error: ("error" in split && split.error) || error };
    }
  }
  return "error" in split && split.error ? { messages, error: split.error } : { messages };
}

function recogniseOne(
  part: Pick<V2gtpPart, "exi"> & Partial<V2gtpPart>,
  wanted: Schema | undefined,
  kind: Kind | undefined,
): Recognised | undefined {
  const { exi } = part;
  const rest = { exi, ...(part.payloadType === undefined ? {} : { payloadType: part.payloadType }) };
  const among = part.schemas?.map(schemaByName) ?? Object.values(schemas).map((schema) => schema as unknown as Schema);
  const [only] = wanted ? [wanted] : among;
  if (only && (wanted || among.length === 1)) return { schema: only, kind: kind ?? "document", others: [], ...rest };

  const [best, ...others] = identify(exi, among, kind ? [kind] : ["document", "fragment"]);
  if (best) {
    const likely = others.filter((other) => other.confidence > 0.01).map((other) => other.schema.name);
    return { schema: best.schema, kind: best.kind, confidence: best.confidence, others: [...new Set(likely)], ...rest };
  }
  const furthest = readsFurthest(exi, among, kind ?? "document");
  return furthest && { schema: furthest, kind: kind ?? "document", confidence: 0, others: [], ...rest };
}

/** Of schemas that all fail, the one that gets on longest; whole messages before mere parts of one. */
function readsFurthest(exi: Uint8Array, among: readonly Schema[], kind: Kind): Schema | undefined {
  const attempts = among.map((schema) => {
    const error = decodeUnknown(schema, exi, { kind });
    const bit = error instanceof Error ? error.bit : 0;
    const isMessage = error instanceof Error && /^(V2G_Message|[^/]*Re[qs])(\/|$)/.test(error.path);
    return { schema, bit, weight: bit * (isMessage ? 2 : 1) };
  });
  const best = attempts.sort((a, b) => b.weight - a.weight)[0];
  return best && best.bit > HEADER_BITS + 8 ? best.schema : undefined;
}
