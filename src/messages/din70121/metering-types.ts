/**
 * What a meter says in DIN SPEC 70121.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { base64Binary, type Infer, long, short } from "../../exi/simple-types.ts";
import { meterIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { PhysicalValueType } from "./quantities.ts";

const { sequence } = vocabulary(MsgDataTypes);

export const sigMeterReadingType = base64Binary({ maxLength: 32 });
export const meterStatusType = short;

/** One reading of one meter. */
export const MeterInfoType = sequence({
  MeterID: meterIDType,
  /** A physical value, where ISO 15118-2 counts plain watt-hours. */
  MeterReading: optional(PhysicalValueType),
  SigMeterReading: optional(sigMeterReadingType),
  MeterStatus: optional(meterStatusType),
  /** Unix time in seconds. */
  TMeter: optional(long),
});
export type MeterInfoType = Infer<typeof MeterInfoType>;
