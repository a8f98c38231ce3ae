/**
 * The messages of DC charging in ISO 15118-20, in the order of a session.
 *
 * @module
 */

import { substitution, vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer } from "../../../exi/simple-types.ts";
import { CLReqControlMode, CLResControlMode } from "../common-types/control-modes.ts";
import {
  ChargeLoopReqType,
  ChargeLoopResType,
  ChargeParameterDiscoveryReqType,
  ChargeParameterDiscoveryResType,
  V2GRequestType,
  V2GResponseType,
} from "../common-types/message-types.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { processingType } from "../common-types/response-codes.ts";
import { DC } from "../namespaces.ts";
import {
  BPT_DC_CPDReqEnergyTransferMode,
  BPT_DC_CPDResEnergyTransferMode,
  DC_CPDReqEnergyTransferMode,
  DC_CPDResEnergyTransferMode,
} from "./charge-parameter-types.ts";
import {
  BPT_Dynamic_DC_CLReqControlMode,
  BPT_Dynamic_DC_CLResControlMode,
  BPT_Scheduled_DC_CLReqControlMode,
  BPT_Scheduled_DC_CLResControlMode,
  Dynamic_DC_CLReqControlMode,
  Dynamic_DC_CLResControlMode,
  Scheduled_DC_CLReqControlMode,
  Scheduled_DC_CLResControlMode,
} from "./control-modes.ts";

const { extension, element } = vocabulary(DC, "qualified");

export const DC_ChargeParameterDiscoveryReqType = extension(ChargeParameterDiscoveryReqType, {
  DC_CPDReqEnergyTransferMode: substitution({ DC_CPDReqEnergyTransferMode, BPT_DC_CPDReqEnergyTransferMode }),
});
/** The car says what it can bear. ISO 15118-20, 8.3.4.5.2.2. */
export const DC_ChargeParameterDiscoveryReq = element(
  "DC_ChargeParameterDiscoveryReq",
  DC_ChargeParameterDiscoveryReqType,
);
export type DC_ChargeParameterDiscoveryReq = Infer<typeof DC_ChargeParameterDiscoveryReq>;

export const DC_ChargeParameterDiscoveryResType = extension(ChargeParameterDiscoveryResType, {
  DC_CPDResEnergyTransferMode: substitution({ DC_CPDResEnergyTransferMode, BPT_DC_CPDResEnergyTransferMode }),
});
/** The charger says what it can give. ISO 15118-20, 8.3.4.5.2.3. */
export const DC_ChargeParameterDiscoveryRes = element(
  "DC_ChargeParameterDiscoveryRes",
  DC_ChargeParameterDiscoveryResType,
);
export type DC_ChargeParameterDiscoveryRes = Infer<typeof DC_ChargeParameterDiscoveryRes>;

export const DC_CableCheckReqType = extension(V2GRequestType, {});
/**
 * The car asks for the isolation test of the locked cable, again and again until it is over. ISO 15118-20, 8.3.4.5.3.2.
 */
export const DC_CableCheckReq = element("DC_CableCheckReq", DC_CableCheckReqType);
export type DC_CableCheckReq = Infer<typeof DC_CableCheckReq>;

export const DC_CableCheckResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
});
/** The car goes on at `Finished`; an isolation fault is a `FAILED`. ISO 15118-20, 8.3.4.5.3.3. */
export const DC_CableCheckRes = element("DC_CableCheckRes", DC_CableCheckResType);
export type DC_CableCheckRes = Infer<typeof DC_CableCheckRes>;

export const DC_PreChargeReqType = extension(V2GRequestType, {
  /** `Finished` in the last one, before PowerDeliveryReq may come. */
  EVProcessing: processingType,
  EVPresentVoltage: RationalNumberType,
  EVTargetVoltage: RationalNumberType,
});
/**
 * The car asks for the battery's voltage on the cable, so that its contactors close without a spark. ISO 15118-20,
 * 8.3.4.5.4.2.
 */
export const DC_PreChargeReq = element("DC_PreChargeReq", DC_PreChargeReqType);
export type DC_PreChargeReq = Infer<typeof DC_PreChargeReq>;

export const DC_PreChargeResType = extension(V2GResponseType, {
  EVSEPresentVoltage: RationalNumberType,
});
/** How near the cable has come to the voltage asked for. ISO 15118-20, 8.3.4.5.4.3. */
export const DC_PreChargeRes = element("DC_PreChargeRes", DC_PreChargeResType);
export type DC_PreChargeRes = Infer<typeof DC_PreChargeRes>;

export const DC_ChargeLoopReqType = extension(ChargeLoopReqType, {
  EVPresentVoltage: RationalNumberType,
  CLReqControlMode: substitution({
    CLReqControlMode,
    Scheduled_DC_CLReqControlMode,
    BPT_Scheduled_DC_CLReqControlMode,
    Dynamic_DC_CLReqControlMode,
    BPT_Dynamic_DC_CLReqControlMode,
  }),
});
/** The car says, several times a second, what it wants. ISO 15118-20, 8.3.4.5.5.2. */
export const DC_ChargeLoopReq = element("DC_ChargeLoopReq", DC_ChargeLoopReqType);
export type DC_ChargeLoopReq = Infer<typeof DC_ChargeLoopReq>;

export const DC_ChargeLoopResType = extension(ChargeLoopResType, {
  EVSEPresentCurrent: RationalNumberType,
  EVSEPresentVoltage: RationalNumberType,
  EVSEPowerLimitAchieved: boolean,
  EVSECurrentLimitAchieved: boolean,
  EVSEVoltageLimitAchieved: boolean,
  CLResControlMode: substitution({
    CLResControlMode,
    Scheduled_DC_CLResControlMode,
    BPT_Scheduled_DC_CLResControlMode,
    Dynamic_DC_CLResControlMode,
    BPT_Dynamic_DC_CLResControlMode,
  }),
});
/** What is really there, and which limit keeps it from being what was asked for. ISO 15118-20, 8.3.4.5.5.3. */
export const DC_ChargeLoopRes = element("DC_ChargeLoopRes", DC_ChargeLoopResType);
export type DC_ChargeLoopRes = Infer<typeof DC_ChargeLoopRes>;

export const DC_WeldingDetectionReqType = extension(V2GRequestType, {
  EVProcessing: processingType,
});
/** The car opens its contactors and watches whether the voltage goes away. ISO 15118-20, 8.3.4.5.6.2. */
export const DC_WeldingDetectionReq = element("DC_WeldingDetectionReq", DC_WeldingDetectionReqType);
export type DC_WeldingDetectionReq = Infer<typeof DC_WeldingDetectionReq>;

export const DC_WeldingDetectionResType = extension(V2GResponseType, {
  EVSEPresentVoltage: RationalNumberType,
});
/** The voltage that is left on the cable: near zero, unless a contactor is welded shut. ISO 15118-20, 8.3.4.5.6.3. */
export const DC_WeldingDetectionRes = element("DC_WeldingDetectionRes", DC_WeldingDetectionResType);
export type DC_WeldingDetectionRes = Infer<typeof DC_WeldingDetectionRes>;
