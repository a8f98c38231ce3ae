/**
 * What a meter says in ISO 15118-2.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { base64Binary, type Infer, long, short, unsignedLong } from "../../exi/simple-types.ts";
import { meterIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence } = vocabulary(MsgDataTypes, "qualified");

export const sigMeterReadingType = base64Binary({ maxLength: 64 });
export const meterStatusType = short;

/** One reading of one meter. */
export const MeterInfoType = sequence({
  MeterID: meterIDType,
  /** Watt-hours. */
  MeterReading: optional(unsignedLong),
  SigMeterReading: optional(sigMeterReadingType),
  MeterStatus: optional(meterStatusType),
  /** Unix time in seconds. */
  TMeter: optional(long),
});
export type MeterInfoType = Infer<typeof MeterInfoType>;
