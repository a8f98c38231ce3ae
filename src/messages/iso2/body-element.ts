/**
 * What all messages of ISO 15118-2 have in common: nothing but their place in the body.
 *
 * @module
 */

import { abstract, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { MsgBody } from "./namespaces.ts";

const { sequence, element } = vocabulary(MsgBody, "qualified");

/** The type that every message extends. */
export const BodyBaseType = abstract(sequence({}));
export type BodyBaseType = Infer<typeof BodyBaseType>;
export const BodyElement = element("BodyElement", BodyBaseType);
