/**
 * What all messages of DIN SPEC 70121 have in common: nothing but their place in the body.
 *
 * @module
 */

import { abstract, vocabulary } from "../../exi/fields.ts";
import type { Infer } from "../../exi/simple-types.ts";
import { MsgDef } from "./namespaces.ts";

const { sequence, element } = vocabulary(MsgDef);

/** The type that every message extends. */
export const BodyBaseType = abstract(sequence({}));
export type BodyBaseType = Infer<typeof BodyBaseType>;
export const BodyElement = element("BodyElement", BodyBaseType);
