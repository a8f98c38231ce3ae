/**
 * The messages of AC charging in ISO 15118-20.
 *
 * @module
 */

import { optional, substitution, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import { CLReqControlMode, CLResControlMode } from "../common-types/control-modes.ts";
import {
  ChargeLoopReqType,
  ChargeLoopResType,
  ChargeParameterDiscoveryReqType,
  ChargeParameterDiscoveryResType,
} from "../common-types/message-types.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { AC } from "../namespaces.ts";
import {
  AC_CPDReqEnergyTransferMode,
  AC_CPDResEnergyTransferMode,
  BPT_AC_CPDReqEnergyTransferMode,
  BPT_AC_CPDResEnergyTransferMode,
} from "./charge-parameter-types.ts";
import {
  BPT_Dynamic_AC_CLReqControlMode,
  BPT_Scheduled_AC_CLReqControlMode,
  Dynamic_AC_CLReqControlMode,
  Scheduled_AC_CLReqControlMode,
} from "./request-control-modes.ts";
import {
  BPT_Dynamic_AC_CLResControlMode,
  BPT_Scheduled_AC_CLResControlMode,
  Dynamic_AC_CLResControlMode,
  Scheduled_AC_CLResControlMode,
} from "./response-control-modes.ts";

const { extension, element } = vocabulary(AC, "qualified");

export const AC_ChargeParameterDiscoveryReqType = extension(ChargeParameterDiscoveryReqType, {
  AC_CPDReqEnergyTransferMode: substitution({ AC_CPDReqEnergyTransferMode, BPT_AC_CPDReqEnergyTransferMode }),
});
/** The car says what it can bear. ISO 15118-20, 8.3.4.4.2.2. */
export const AC_ChargeParameterDiscoveryReq = element(
  "AC_ChargeParameterDiscoveryReq",
  AC_ChargeParameterDiscoveryReqType,
);
export type AC_ChargeParameterDiscoveryReq = Infer<typeof AC_ChargeParameterDiscoveryReq>;

export const AC_ChargeParameterDiscoveryResType = extension(ChargeParameterDiscoveryResType, {
  AC_CPDResEnergyTransferMode: substitution({ AC_CPDResEnergyTransferMode, BPT_AC_CPDResEnergyTransferMode }),
});
/** The charger says what it can give. ISO 15118-20, 8.3.4.4.2.3. */
export const AC_ChargeParameterDiscoveryRes = element(
  "AC_ChargeParameterDiscoveryRes",
  AC_ChargeParameterDiscoveryResType,
);
export type AC_ChargeParameterDiscoveryRes = Infer<typeof AC_ChargeParameterDiscoveryRes>;

export const AC_ChargeLoopReqType = extension(ChargeLoopReqType, {
  CLReqControlMode: substitution({
    CLReqControlMode,
    Scheduled_AC_CLReqControlMode,
    BPT_Scheduled_AC_CLReqControlMode,
    Dynamic_AC_CLReqControlMode,
    BPT_Dynamic_AC_CLReqControlMode,
  }),
});
/** The car tells, over and over, how it charges. ISO 15118-20, 8.3.4.4.3.2. */
export const AC_ChargeLoopReq = element("AC_ChargeLoopReq", AC_ChargeLoopReqType);
export type AC_ChargeLoopReq = Infer<typeof AC_ChargeLoopReq>;

export const AC_ChargeLoopResType = extension(ChargeLoopResType, {
  /** Hertz. */
  EVSETargetFrequency: optional(RationalNumberType),
  CLResControlMode: substitution({
    CLResControlMode,
    Scheduled_AC_CLResControlMode,
    BPT_Scheduled_AC_CLResControlMode,
    Dynamic_AC_CLResControlMode,
    BPT_Dynamic_AC_CLResControlMode,
  }),
});
/** What the charger wants of the car, and what it measures. ISO 15118-20, 8.3.4.4.3.3. */
export const AC_ChargeLoopRes = element("AC_ChargeLoopRes", AC_ChargeLoopResType);
export type AC_ChargeLoopRes = Infer<typeof AC_ChargeLoopRes>;
