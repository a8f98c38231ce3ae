/**
 * What car and charger can do in DC charging of ISO 15118-20, in watts, volts and amperes.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import { percentValueType, RationalNumberType } from "../common-types/quantities.ts";
import { DC } from "../namespaces.ts";

const { sequence, extension, element } = vocabulary(DC, "qualified");

/** The limits of the car. ISO 15118-20, 8.3.5.5.1. */
export const DC_CPDReqEnergyTransferModeType = sequence({
  EVMaximumChargePower: RationalNumberType,
  EVMinimumChargePower: RationalNumberType,
  EVMaximumChargeCurrent: RationalNumberType,
  EVMinimumChargeCurrent: RationalNumberType,
  EVMaximumVoltage: RationalNumberType,
  EVMinimumVoltage: RationalNumberType,
  TargetSOC: optional(percentValueType),
});
export type DC_CPDReqEnergyTransferModeType = Infer<typeof DC_CPDReqEnergyTransferModeType>;
export const DC_CPDReqEnergyTransferMode = element("DC_CPDReqEnergyTransferMode", DC_CPDReqEnergyTransferModeType);

/** The limits of the charger. ISO 15118-20, 8.3.5.5.2. */
export const DC_CPDResEnergyTransferModeType = sequence({
  EVSEMaximumChargePower: RationalNumberType,
  EVSEMinimumChargePower: RationalNumberType,
  EVSEMaximumChargeCurrent: RationalNumberType,
  EVSEMinimumChargeCurrent: RationalNumberType,
  EVSEMaximumVoltage: RationalNumberType,
  EVSEMinimumVoltage: RationalNumberType,
  EVSEPowerRampLimitation: optional(RationalNumberType),
});
export type DC_CPDResEnergyTransferModeType = Infer<typeof DC_CPDResEnergyTransferModeType>;
export const DC_CPDResEnergyTransferMode = element("DC_CPDResEnergyTransferMode", DC_CPDResEnergyTransferModeType);

/** Power both ways. ISO 15118-20, 8.3.5.5.7.1. */
export const BPT_DC_CPDReqEnergyTransferModeType = extension(DC_CPDReqEnergyTransferModeType, {
  EVMaximumDischargePower: RationalNumberType,
  EVMinimumDischargePower: RationalNumberType,
  EVMaximumDischargeCurrent: RationalNumberType,
  EVMinimumDischargeCurrent: RationalNumberType,
});
export type BPT_DC_CPDReqEnergyTransferModeType = Infer<typeof BPT_DC_CPDReqEnergyTransferModeType>;
export const BPT_DC_CPDReqEnergyTransferMode = element(
  "BPT_DC_CPDReqEnergyTransferMode",
  BPT_DC_CPDReqEnergyTransferModeType,
);

/** Power both ways. ISO 15118-20, 8.3.5.5.7.2. */
export const BPT_DC_CPDResEnergyTransferModeType = extension(DC_CPDResEnergyTransferModeType, {
  EVSEMaximumDischargePower: RationalNumberType,
  EVSEMinimumDischargePower: RationalNumberType,
  EVSEMaximumDischargeCurrent: RationalNumberType,
  EVSEMinimumDischargeCurrent: RationalNumberType,
});
export type BPT_DC_CPDResEnergyTransferModeType = Infer<typeof BPT_DC_CPDResEnergyTransferModeType>;
export const BPT_DC_CPDResEnergyTransferMode = element(
  "BPT_DC_CPDResEnergyTransferMode",
  BPT_DC_CPDResEnergyTransferModeType,
);
