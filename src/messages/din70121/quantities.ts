/**
 * How DIN SPEC 70121 writes numbers that have a unit.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { enumeration, type Infer, integer, short } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence } = vocabulary(MsgDataTypes);

/** A power of ten, -3 to 3. */
export const unitMultiplierType = integer(-3, 3);

/** `W/s` and `VA` exist here and not in ISO 15118-2. */
export const unitSymbolType = enumeration("h", "m", "s", "A", "Ah", "V", "VA", "W", "W/s", "Wh");
export type unitSymbolType = Infer<typeof unitSymbolType>;

/** A number with a unit: `Value` times ten to the power of `Multiplier`. DIN SPEC 70121, 9.5.2.4. */
export const PhysicalValueType = sequence({
  Multiplier: unitMultiplierType,
  /** May be missing: then the field's own meaning gives the unit. */
  Unit: optional(unitSymbolType),
  Value: short,
});
export type PhysicalValueType = Infer<typeof PhysicalValueType>;

/** 0 to 100 %. */
export const percentValueType = integer(0, 100);
