/**
 * How ISO 15118-20 writes numbers.
 *
 * @module
 */

import { vocabulary } from "../../../exi/fields.ts";
import { byte, type Infer, integer, short } from "../../../exi/simple-types.ts";
import { CommonTypes } from "../namespaces.ts";

const { sequence } = vocabulary(CommonTypes, "qualified");

/** `Value` times ten to the power of `Exponent`; the unit follows from the field. ISO 15118-20, 8.3.5.3.8. */
export const RationalNumberType = sequence({
  Exponent: byte,
  Value: short,
});
export type RationalNumberType = Infer<typeof RationalNumberType>;

/** 0 to 100 %. */
export const percentValueType = integer(0, 100);
