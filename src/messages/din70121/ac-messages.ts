/**
 * The messages of AC charging and of its receipts; declared by DIN SPEC 70121, which is about DC alone.
 *
 * @module
 */

import { attribute, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, IDREF, type Infer } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { evseIDType, SAIDType, sessionIDType } from "./identifiers.ts";
import { MeterInfoType } from "./metering-types.ts";
import { MsgBody } from "./namespaces.ts";
import { PhysicalValueType } from "./quantities.ts";
import { responseCodeType } from "./response-codes.ts";
import { AC_EVSEStatusType } from "./status-types.ts";

const { extension, element } = vocabulary(MsgBody);

export const ChargingStatusReqType = extension(BodyBaseType, {});
/** The car asks, over and over, how AC charging goes. */
export const ChargingStatusReq = element("ChargingStatusReq", ChargingStatusReqType);
export type ChargingStatusReq = Infer<typeof ChargingStatusReq>;

export const ChargingStatusResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEID: evseIDType,
  SAScheduleTupleID: SAIDType,
  EVSEMaxCurrent: optional(PhysicalValueType),
  MeterInfo: optional(MeterInfoType),
  ReceiptRequired: boolean,
  AC_EVSEStatus: AC_EVSEStatusType,
});
/** How AC charging goes, and how much current the car may draw. */
export const ChargingStatusRes = element("ChargingStatusRes", ChargingStatusResType);
export type ChargingStatusRes = Infer<typeof ChargingStatusRes>;

export const MeteringReceiptReqType = extension(BodyBaseType, {
  Id: optional(attribute(IDREF)),
  SessionID: sessionIDType,
  SAScheduleTupleID: optional(SAIDType),
  MeterInfo: MeterInfoType,
});
/** The car signs what the meter said. */
export const MeteringReceiptReq = element("MeteringReceiptReq", MeteringReceiptReqType);
export type MeteringReceiptReq = Infer<typeof MeteringReceiptReq>;

export const MeteringReceiptResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  AC_EVSEStatus: AC_EVSEStatusType,
});
/** The charger has kept the receipt. */
export const MeteringReceiptRes = element("MeteringReceiptRes", MeteringReceiptResType);
export type MeteringReceiptRes = Infer<typeof MeteringReceiptRes>;
