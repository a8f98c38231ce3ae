/**
 * The messages of AC charging in ISO 15118-2.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { boolean, type Infer } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { evseIDType, SAIDType } from "./identifiers.ts";
import { MeterInfoType } from "./metering-types.ts";
import { MsgBody } from "./namespaces.ts";
import { PhysicalValueType } from "./quantities.ts";
import { responseCodeType } from "./response-codes.ts";
import { AC_EVSEStatusType } from "./status-types.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const ChargingStatusReqType = extension(BodyBaseType, {});
/** The car asks, over and over, how AC charging goes. ISO 15118-2, 8.4.4.2.2. */
export const ChargingStatusReq = element("ChargingStatusReq", ChargingStatusReqType);
export type ChargingStatusReq = Infer<typeof ChargingStatusReq>;

export const ChargingStatusResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEID: evseIDType,
  SAScheduleTupleID: SAIDType,
  /** For each phase; not sent under a contract. */
  EVSEMaxCurrent: optional(PhysicalValueType),
  MeterInfo: optional(MeterInfoType),
  /** The car has to answer with MeteringReceiptReq. */
  ReceiptRequired: optional(boolean),
  AC_EVSEStatus: AC_EVSEStatusType,
});
/** How AC charging goes, and how much current the car may draw. ISO 15118-2, 8.4.4.2.3. */
export const ChargingStatusRes = element("ChargingStatusRes", ChargingStatusResType);
export type ChargingStatusRes = Infer<typeof ChargingStatusRes>;
