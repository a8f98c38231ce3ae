/**
 * The messages that agree on how to charge, switch the power, and account for it, in ISO 15118-2.
 *
 * @module
 */

import { attribute, optional, substitution, vocabulary } from "../../exi/fields.ts";
import { ID, type Infer, unsignedShort } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import {
  AC_EVChargeParameter,
  AC_EVSEChargeParameter,
  chargeProgressType,
  DC_EVChargeParameter,
  DC_EVPowerDeliveryParameter,
  DC_EVSEChargeParameter,
  EVChargeParameter,
  EVPowerDeliveryParameter,
  EVSEChargeParameter,
} from "./charge-parameter-types.ts";
import { SAIDType, sessionIDType } from "./identifiers.ts";
import { MeterInfoType } from "./metering-types.ts";
import { MsgBody } from "./namespaces.ts";
import { EVSEProcessingType, responseCodeType } from "./response-codes.ts";
import { ChargingProfileType, SAScheduleList, SASchedules } from "./schedule-types.ts";
import { EnergyTransferModeType } from "./service-types.ts";
import { AC_EVSEStatus, DC_EVSEStatus, EVSEStatus } from "./status-types.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const ChargeParameterDiscoveryReqType = extension(BodyBaseType, {
  /** How many schedule entries the car can hold. */
  MaxEntriesSAScheduleTuple: optional(unsignedShort),
  RequestedEnergyTransferMode: EnergyTransferModeType,
  EVChargeParameter: substitution({ EVChargeParameter, AC_EVChargeParameter, DC_EVChargeParameter }),
});
/** The car says what it needs and what it can bear. ISO 15118-2, 8.4.3.8.2. */
export const ChargeParameterDiscoveryReq = element("ChargeParameterDiscoveryReq", ChargeParameterDiscoveryReqType);
export type ChargeParameterDiscoveryReq = Infer<typeof ChargeParameterDiscoveryReq>;

export const ChargeParameterDiscoveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEProcessing: EVSEProcessingType,
  SASchedules: optional(substitution({ SASchedules, SAScheduleList })),
  EVSEChargeParameter: substitution({ EVSEChargeParameter, AC_EVSEChargeParameter, DC_EVSEChargeParameter }),
});
/**
 * The charger says what it can give; the car asks again while `EVSEProcessing` is `Ongoing`. ISO 15118-2, 8.4.3.8.3.
 */
export const ChargeParameterDiscoveryRes = element("ChargeParameterDiscoveryRes", ChargeParameterDiscoveryResType);
export type ChargeParameterDiscoveryRes = Infer<typeof ChargeParameterDiscoveryRes>;

export const PowerDeliveryReqType = extension(BodyBaseType, {
  ChargeProgress: chargeProgressType,
  SAScheduleTupleID: SAIDType,
  ChargingProfile: optional(ChargingProfileType),
  EVPowerDeliveryParameter: optional(substitution({ EVPowerDeliveryParameter, DC_EVPowerDeliveryParameter })),
});
/** The car asks for power to be switched, or for new terms. ISO 15118-2, 8.4.3.9.2. */
export const PowerDeliveryReq = element("PowerDeliveryReq", PowerDeliveryReqType);
export type PowerDeliveryReq = Infer<typeof PowerDeliveryReq>;

export const PowerDeliveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEStatus: substitution({ EVSEStatus, AC_EVSEStatus, DC_EVSEStatus }),
});
/** Whether the power is switched as asked. ISO 15118-2, 8.4.3.9.3. */
export const PowerDeliveryRes = element("PowerDeliveryRes", PowerDeliveryResType);
export type PowerDeliveryRes = Infer<typeof PowerDeliveryRes>;

export const MeteringReceiptReqType = extension(BodyBaseType, {
  Id: optional(attribute(ID)),
  SessionID: sessionIDType,
  SAScheduleTupleID: optional(SAIDType),
  MeterInfo: MeterInfoType,
});
/** The car signs what the meter said. ISO 15118-2, 8.4.3.13.2. */
export const MeteringReceiptReq = element("MeteringReceiptReq", MeteringReceiptReqType);
export type MeteringReceiptReq = Infer<typeof MeteringReceiptReq>;

export const MeteringReceiptResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEStatus: substitution({ EVSEStatus, AC_EVSEStatus, DC_EVSEStatus }),
});
/** The charger has kept the receipt. ISO 15118-2, 8.4.3.13.3. */
export const MeteringReceiptRes = element("MeteringReceiptRes", MeteringReceiptResType);
export type MeteringReceiptRes = Infer<typeof MeteringReceiptRes>;
