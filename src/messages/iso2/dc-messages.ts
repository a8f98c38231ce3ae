/**
 * The messages of DC charging in ISO 15118-2, in the order of a session.
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
import { EVSEProcessingType, responseCodeType } from "./response-codes.ts";
import { DC_EVSEStatusType, DC_EVStatusType } from "./status-types.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const CableCheckReqType = extension(BodyBaseType, {
  DC_EVStatus: DC_EVStatusType,
});
/**
 * The car asks for the isolation test of the locked cable, again and again until it is over. ISO 15118-2, 8.4.5.2.2.
 */
export const CableCheckReq = element("CableCheckReq", CableCheckReqType);
export type CableCheckReq = Infer<typeof CableCheckReq>;

export const CableCheckResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  DC_EVSEStatus: DC_EVSEStatusType,
  EVSEProcessing: EVSEProcessingType,
});
/** The car goes on at `Finished`, if the isolation is good. ISO 15118-2, 8.4.5.2.3. */
export const CableCheckRes = element("CableCheckRes", CableCheckResType);
export type CableCheckRes = Infer<typeof CableCheckRes>;

export const PreChargeReqType = extension(BodyBaseType, {
  DC_EVStatus: DC_EVStatusType,
  EVTargetVoltage: PhysicalValueType,
  /** At most 2 A. */
  EVTargetCurrent: PhysicalValueType,
});
/**
 * The car asks for the battery's voltage on the cable, so that its contactors close without a spark. ISO 15118-2,
 * 8.4.5.3.2.
 */
export const PreChargeReq = element("PreChargeReq", PreChargeReqType);
export type PreChargeReq = Infer<typeof PreChargeReq>;

export const PreChargeResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  DC_EVSEStatus: DC_EVSEStatusType,
  EVSEPresentVoltage: PhysicalValueType,
});
/** How near the cable has come to the voltage asked for. ISO 15118-2, 8.4.5.3.3. */
export const PreChargeRes = element("PreChargeRes", PreChargeResType);
export type PreChargeRes = Infer<typeof PreChargeRes>;

export const CurrentDemandReqType = extension(BodyBaseType, {
  DC_EVStatus: DC_EVStatusType,
  EVTargetCurrent: PhysicalValueType,
  /** The limits stand between the two targets; the target voltage comes last. */
  EVMaximumVoltageLimit: optional(PhysicalValueType),
  EVMaximumCurrentLimit: optional(PhysicalValueType),
  EVMaximumPowerLimit: optional(PhysicalValueType),
  /** Full enough for driving on: 80 % as a rule. */
  BulkChargingComplete: optional(boolean),
  ChargingComplete: boolean,
  RemainingTimeToFullSoC: optional(PhysicalValueType),
  RemainingTimeToBulkSoC: optional(PhysicalValueType),
  EVTargetVoltage: PhysicalValueType,
});
/** The car says, several times a second, which current and voltage it wants. ISO 15118-2, 8.4.5.4.2. */
export const CurrentDemandReq = element("CurrentDemandReq", CurrentDemandReqType);
export type CurrentDemandReq = Infer<typeof CurrentDemandReq>;

export const CurrentDemandResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  DC_EVSEStatus: DC_EVSEStatusType,
  EVSEPresentVoltage: PhysicalValueType,
  EVSEPresentCurrent: PhysicalValueType,
  EVSECurrentLimitAchieved: boolean,
  EVSEVoltageLimitAchieved: boolean,
  EVSEPowerLimitAchieved: boolean,
  EVSEMaximumVoltageLimit: optional(PhysicalValueType),
  EVSEMaximumCurrentLimit: optional(PhysicalValueType),
  EVSEMaximumPowerLimit: optional(PhysicalValueType),
  EVSEID: evseIDType,
  SAScheduleTupleID: SAIDType,
  MeterInfo: optional(MeterInfoType),
  /** The car has to answer with MeteringReceiptReq. */
  ReceiptRequired: optional(boolean),
});
/** What is really there, and which limit keeps it from being what was asked for. ISO 15118-2, 8.4.5.4.3. */
export const CurrentDemandRes = element("CurrentDemandRes", CurrentDemandResType);
export type CurrentDemandRes = Infer<typeof CurrentDemandRes>;

export const WeldingDetectionReqType = extension(BodyBaseType, {
  DC_EVStatus: DC_EVStatusType,
});
/** The car opens its contactors and watches whether the voltage goes away. ISO 15118-2, 8.4.5.5.2. */
export const WeldingDetectionReq = element("WeldingDetectionReq", WeldingDetectionReqType);
export type WeldingDetectionReq = Infer<typeof WeldingDetectionReq>;

export const WeldingDetectionResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  DC_EVSEStatus: DC_EVSEStatusType,
  EVSEPresentVoltage: PhysicalValueType,
});
/** The voltage that is left on the cable: near zero, unless a contactor is welded shut. ISO 15118-2, 8.4.5.5.3. */
export const WeldingDetectionRes = element("WeldingDetectionRes", WeldingDetectionResType);
export type WeldingDetectionRes = Infer<typeof WeldingDetectionRes>;
