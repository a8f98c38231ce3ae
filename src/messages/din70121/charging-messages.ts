/**
 * The messages that agree on how to charge, and switch the power, in DIN SPEC 70121.
 *
 * @module
 */

import { optional, substitution, vocabulary } from "../../exi/fields.ts";
import { boolean, type Infer } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import {
  AC_EVChargeParameter,
  AC_EVSEChargeParameter,
  DC_EVChargeParameter,
  DC_EVPowerDeliveryParameter,
  DC_EVSEChargeParameter,
  EVChargeParameter,
  EVPowerDeliveryParameter,
  EVSEChargeParameter,
} from "./charge-parameter-types.ts";
import { MsgBody } from "./namespaces.ts";
import { EVSEProcessingType, responseCodeType } from "./response-codes.ts";
import { ChargingProfileType, SAScheduleList, SASchedules } from "./schedule-types.ts";
import { EVRequestedEnergyTransferType } from "./service-types.ts";
import { AC_EVSEStatus, DC_EVSEStatus, EVSEStatus } from "./status-types.ts";

const { extension, element } = vocabulary(MsgBody);

export const ChargeParameterDiscoveryReqType = extension(BodyBaseType, {
  EVRequestedEnergyTransferType,
  EVChargeParameter: substitution({ EVChargeParameter, AC_EVChargeParameter, DC_EVChargeParameter }),
});
/** The car says what it needs and what it can bear. DIN SPEC 70121, 9.4.1.6.2. */
export const ChargeParameterDiscoveryReq = element("ChargeParameterDiscoveryReq", ChargeParameterDiscoveryReqType);
export type ChargeParameterDiscoveryReq = Infer<typeof ChargeParameterDiscoveryReq>;

export const ChargeParameterDiscoveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEProcessing: EVSEProcessingType,
  SASchedules: substitution({ SASchedules, SAScheduleList }),
  EVSEChargeParameter: substitution({ EVSEChargeParameter, AC_EVSEChargeParameter, DC_EVSEChargeParameter }),
});
/**
 * The charger says what it can give; the car asks again while `EVSEProcessing` is `Ongoing`. DIN SPEC 70121, 9.4.1.6.3.
 */
export const ChargeParameterDiscoveryRes = element("ChargeParameterDiscoveryRes", ChargeParameterDiscoveryResType);
export type ChargeParameterDiscoveryRes = Infer<typeof ChargeParameterDiscoveryRes>;

export const PowerDeliveryReqType = extension(BodyBaseType, {
  /** True begins charging, false ends it. */
  ReadyToChargeState: boolean,
  ChargingProfile: optional(ChargingProfileType),
  EVPowerDeliveryParameter: optional(substitution({ EVPowerDeliveryParameter, DC_EVPowerDeliveryParameter })),
});
/** The car asks for power to be switched. DIN SPEC 70121, 9.4.1.7.2. */
export const PowerDeliveryReq = element("PowerDeliveryReq", PowerDeliveryReqType);
export type PowerDeliveryReq = Infer<typeof PowerDeliveryReq>;

export const PowerDeliveryResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEStatus: substitution({ EVSEStatus, AC_EVSEStatus, DC_EVSEStatus }),
});
/** Whether the power is switched as asked. DIN SPEC 70121, 9.4.1.7.3. */
export const PowerDeliveryRes = element("PowerDeliveryRes", PowerDeliveryResType);
export type PowerDeliveryRes = Infer<typeof PowerDeliveryRes>;
