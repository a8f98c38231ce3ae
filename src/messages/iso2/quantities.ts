/**
 * How ISO 15118-2 writes numbers that have a unit.
 *
 * @module
 */

import { vocabulary } from "../../exi/fields.ts";
import { enumeration, type Infer, integer, short } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence } = vocabulary(MsgDataTypes, "qualified");

/** A power of ten, -3 to 3. */
export const unitMultiplierType = integer(-3, 3);

export const unitSymbolType = enumeration("h", "m", "s", "A", "V", "W", "Wh");
export type unitSymbolType = Infer<typeof unitSymbolType>;

/** A number with a unit: `Value` times ten to the power of `Multiplier`. ISO 15118-2, 8.5.2.7. */
export const PhysicalValueType = sequence({
  Multiplier: unitMultiplierType,
  Unit: unitSymbolType,
  Value: short,
});
export type PhysicalValueType = Infer<typeof PhysicalValueType>;

/** 0 to 100 %. */
export const percentValueType = integer(0, 100);

export const maxNumPhasesType = integer(1, 3);
