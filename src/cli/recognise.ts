/**
 * Which message the octets hold, and in which schema: by the V2GTP header where there is one, by what the user says, or
 * by what makes sense.
 *
 * @module
 */

import type { Schema } from "../exi/schema.ts";
import type { Kind } from "../exi/walk-decode.ts";
import { schemas } from "../messages/schemas.ts";
import { identify } from "../v2g/identify.ts";
import { splitV2gtp } from "../v2g/v2gtp-split.ts";
import { UserError } from "./exit.ts";

export interface Recognised {
  readonly schema: Schema;
  readonly kind: Kind;
  readonly exi: Uint8Array;
  readonly payloadType?: number;
  /** From 0 to 1, where the schema had to be found out. */
  readonly confidence?: number;
  /** Other schemas in which the octets make sense. */
  readonly others: readonly string[];
}

const all: readonly Schema[] = Object.values(schemas);

/** @throws {UserError} where the octets are no message in any schema. */
export function recognise(octets: Uint8Array, schemaName: string | undefined, kind: Kind | undefined): Recognised[] {
  const parts = octets[0] === 0x01 ? splitV2gtp(octets) : [{ exi: octets }];
  if (parts instanceof Error) throw new UserError(parts.message);
  return parts.map((part) => {
    const payloadType = "payloadType" in part ? { payloadType: part.payloadType } : {};
    if (schemaName !== undefined) {
      const schema = (schemas as Readonly<Record<string, Schema>>)[schemaName] as Schema;
      return { schema, kind: kind ?? "document", exi: part.exi, others: [], ...payloadType };
    }
    const among =
      "schemas" in part
        ? part.schemas.map((name) => (schemas as Readonly<Record<string, Schema>>)[name] as Schema)
        : all;
    const [only] = among;
    if (among.length === 1 && only)
      return { schema: only, kind: kind ?? "document", exi: part.exi, others: [], ...payloadType };
    const [best, ...others] = identify(part.exi, among, kind ? [kind] : ["document", "fragment"]);
    if (!best)
      throw new UserError(
        `Cannot decode: the ${part.exi.length} octets are no message in any of ${among.map(({ name }) => name).join(", ")}; say the schema with --schema to see where reading stops`,
      );
    const { schema, confidence } = best;
    const likely = others.filter((other) => other.confidence > 0.01).map((other) => other.schema.name);
    return { schema, kind: best.kind, exi: part.exi, confidence, others: [...new Set(likely)], ...payloadType };
  });
}
