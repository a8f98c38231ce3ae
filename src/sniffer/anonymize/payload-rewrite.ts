/**
 * The payload of a V2GTP message with other identifiers in it; blank where it cannot be read.
 *
 * @module
 */

import type { Schema } from "../../exi/schema.ts";
import { type SchemaName, schemas } from "../../messages/schemas.ts";
import { type Dialogue, dialogue } from "../dialogue.ts";
import { u16, u32 } from "../headers.ts";
import type { Finder } from "./finder.ts";
import { learnMessage } from "./message-learn.ts";
import { rewriteMessage } from "./message-rewrite.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import type { Counts } from "./summary.ts";
import { blankPayload, type PayloadRewriter } from "./v2gtp-rewriter.ts";

/** What is done with messages: counted, to see who is in them, or changed. */
export type Purpose = "count" | "learn" | "rewrite";

export interface PayloadTools {
  readonly purpose: Purpose;
  readonly people: Pseudonyms;
  readonly counts: Counts;
  /** Finds identifiers that were left over; undefined while they are learnt. */
  readonly finder: () => Finder | undefined;
}

/** For both directions of one connection, which share what their handshake said. */
export function payloadRewriter({ purpose, people, counts, finder }: PayloadTools): PayloadRewriter {
  const { read }: Dialogue = dialogue();
  return (payloadType, payload) => {
    const message = read(payloadType, payload);
    if ("because" in message) {
      counts.blank("V2G messages that cannot be read", payload.length);
      return blankPayload(payload);
    }
    counts.message(`${message.schema} ${message.message}`);
    const schema = schemas[message.schema as SchemaName] as unknown as Schema;
    if (purpose === "learn") learnMessage(schema, message.value, people);
    if (purpose !== "rewrite") return payload;
    const made = changed(schema, payload);
    if (made) return made;
    counts.blank("V2G messages with identifiers in unexpected places", payload.length);
    return blankPayload(payload);
  };

  function changed(schema: Schema, payload: Uint8Array): Uint8Array | undefined {
    const made = rewriteMessage(schema, payload, people);
    return made && !finder()?.first(made) ? made : undefined;
  }
}

const HEADER = 8;

/** A whole V2GTP message of a hex dump, whichever schema it is of; undefined where it is none, or is cut. */
export function rewriteDump(
  v2gtp: Uint8Array,
  { people, finder }: Pick<PayloadTools, "people" | "finder">,
): Uint8Array | undefined {
  if (v2gtp.length < HEADER || u32(v2gtp, 4) !== v2gtp.length - HEADER) return undefined;
  const payload = v2gtp.subarray(HEADER);
  const message = dialogue().read(u16(v2gtp, 2), payload);
  if ("because" in message) return undefined;
  const made = rewriteMessage(schemas[message.schema as SchemaName] as unknown as Schema, payload, people);
  if (!made || finder()?.first(made)) return undefined;
  const out = Uint8Array.from(v2gtp);
  out.set(made, HEADER);
  return out;
}
