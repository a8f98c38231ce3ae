/**
 * What car and charger can do in AC charging of ISO 15118-20; all powers in watts.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { AC } from "../namespaces.ts";

const { sequence, extension, element } = vocabulary(AC, "qualified");

/** The limits of the car. ISO 15118-20, 8.3.5.4.1. */
export const AC_CPDReqEnergyTransferModeType = sequence({
  /** Of the first phase, or of all phases where the two fields below are missing. */
  EVMaximumChargePower: RationalNumberType,
  EVMaximumChargePower_L2: optional(RationalNumberType),
  EVMaximumChargePower_L3: optional(RationalNumberType),
  EVMinimumChargePower: RationalNumberType,
  EVMinimumChargePower_L2: optional(RationalNumberType),
  EVMinimumChargePower_L3: optional(RationalNumberType),
});
export type AC_CPDReqEnergyTransferModeType = Infer<typeof AC_CPDReqEnergyTransferModeType>;
export const AC_CPDReqEnergyTransferMode = element("AC_CPDReqEnergyTransferMode", AC_CPDReqEnergyTransferModeType);

/** The limits of the charger. ISO 15118-20, 8.3.5.4.2. */
export const AC_CPDResEnergyTransferModeType = sequence({
  EVSEMaximumChargePower: RationalNumberType,
  EVSEMaximumChargePower_L2: optional(RationalNumberType),
  EVSEMaximumChargePower_L3: optional(RationalNumberType),
  EVSEMinimumChargePower: RationalNumberType,
  EVSEMinimumChargePower_L2: optional(RationalNumberType),
  EVSEMinimumChargePower_L3: optional(RationalNumberType),
  /** Hertz. */
  EVSENominalFrequency: RationalNumberType,
  MaximumPowerAsymmetry: optional(RationalNumberType),
  EVSEPowerRampLimitation: optional(RationalNumberType),
  EVSEPresentActivePower: optional(RationalNumberType),
  EVSEPresentActivePower_L2: optional(RationalNumberType),
  EVSEPresentActivePower_L3: optional(RationalNumberType),
});
export type AC_CPDResEnergyTransferModeType = Infer<typeof AC_CPDResEnergyTransferModeType>;
export const AC_CPDResEnergyTransferMode = element("AC_CPDResEnergyTransferMode", AC_CPDResEnergyTransferModeType);

/** Power both ways. ISO 15118-20, 8.3.5.4.7.1. */
export const BPT_AC_CPDReqEnergyTransferModeType = extension(AC_CPDReqEnergyTransferModeType, {
  EVMaximumDischargePower: RationalNumberType,
  EVMaximumDischargePower_L2: optional(RationalNumberType),
  EVMaximumDischargePower_L3: optional(RationalNumberType),
  EVMinimumDischargePower: RationalNumberType,
  EVMinimumDischargePower_L2: optional(RationalNumberType),
  EVMinimumDischargePower_L3: optional(RationalNumberType),
});
export type BPT_AC_CPDReqEnergyTransferModeType = Infer<typeof BPT_AC_CPDReqEnergyTransferModeType>;
export const BPT_AC_CPDReqEnergyTransferMode = element(
  "BPT_AC_CPDReqEnergyTransferMode",
  BPT_AC_CPDReqEnergyTransferModeType,
);

/** Power both ways. ISO 15118-20, 8.3.5.4.7.2. */
export const BPT_AC_CPDResEnergyTransferModeType = extension(AC_CPDResEnergyTransferModeType, {
  EVSEMaximumDischargePower: RationalNumberType,
  EVSEMaximumDischargePower_L2: optional(RationalNumberType),
  EVSEMaximumDischargePower_L3: optional(RationalNumberType),
  EVSEMinimumDischargePower: RationalNumberType,
  EVSEMinimumDischargePower_L2: optional(RationalNumberType),
  EVSEMinimumDischargePower_L3: optional(RationalNumberType),
});
export type BPT_AC_CPDResEnergyTransferModeType = Infer<typeof BPT_AC_CPDResEnergyTransferModeType>;
export const BPT_AC_CPDResEnergyTransferMode = element(
  "BPT_AC_CPDResEnergyTransferMode",
  BPT_AC_CPDResEnergyTransferModeType,
);
