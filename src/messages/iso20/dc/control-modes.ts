/**
 * What car and charger say in the DC charge loop of ISO 15118-20, in watts, volts and amperes.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import {
  Dynamic_CLReqControlModeType,
  Dynamic_CLResControlModeType,
  Scheduled_CLReqControlModeType,
  Scheduled_CLResControlModeType,
} from "../common-types/control-modes.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { DC } from "../namespaces.ts";

const { extension, element } = vocabulary(DC, "qualified");

/** The car within a schedule: it sets targets, its limits may be left out. ISO 15118-20, 8.3.5.5.4. */
export const Scheduled_DC_CLReqControlModeType = extension(Scheduled_CLReqControlModeType, {
  EVTargetCurrent: RationalNumberType,
  EVTargetVoltage: RationalNumberType,
  EVMaximumChargePower: optional(RationalNumberType),
  EVMinimumChargePower: optional(RationalNumberType),
  EVMaximumChargeCurrent: optional(RationalNumberType),
  EVMaximumVoltage: optional(RationalNumberType),
  EVMinimumVoltage: optional(RationalNumberType),
});
export type Scheduled_DC_CLReqControlModeType = Infer<typeof Scheduled_DC_CLReqControlModeType>;
export const Scheduled_DC_CLReqControlMode = element(
  "Scheduled_DC_CLReqControlMode",
  Scheduled_DC_CLReqControlModeType,
);

/** Power both ways. ISO 15118-20, 8.3.5.5.7.4. */
export const BPT_Scheduled_DC_CLReqControlModeType = extension(Scheduled_DC_CLReqControlModeType, {
  EVMaximumDischargePower: optional(RationalNumberType),
  EVMinimumDischargePower: optional(RationalNumberType),
  EVMaximumDischargeCurrent: optional(RationalNumberType),
});
export type BPT_Scheduled_DC_CLReqControlModeType = Infer<typeof BPT_Scheduled_DC_CLReqControlModeType>;
export const BPT_Scheduled_DC_CLReqControlMode = element(
  "BPT_Scheduled_DC_CLReqControlMode",
  BPT_Scheduled_DC_CLReqControlModeType,
);

/** The car that is steered: it sets no targets, its limits must be told. ISO 15118-20, 8.3.5.5.3. */
export const Dynamic_DC_CLReqControlModeType = extension(Dynamic_CLReqControlModeType, {
  EVMaximumChargePower: RationalNumberType,
  EVMinimumChargePower: RationalNumberType,
  EVMaximumChargeCurrent: RationalNumberType,
  EVMaximumVoltage: RationalNumberType,
  EVMinimumVoltage: RationalNumberType,
});
export type Dynamic_DC_CLReqControlModeType = Infer<typeof Dynamic_DC_CLReqControlModeType>;
export const Dynamic_DC_CLReqControlMode = element("Dynamic_DC_CLReqControlMode", Dynamic_DC_CLReqControlModeType);

/** Power both ways. ISO 15118-20, 8.3.5.5.7.3. */
export const BPT_Dynamic_DC_CLReqControlModeType = extension(Dynamic_DC_CLReqControlModeType, {
  EVMaximumDischargePower: RationalNumberType,
  EVMinimumDischargePower: RationalNumberType,
  EVMaximumDischargeCurrent: RationalNumberType,
  /** Watt-hours. */
  EVMaximumV2XEnergyRequest: optional(RationalNumberType),
  EVMinimumV2XEnergyRequest: optional(RationalNumberType),
});
export type BPT_Dynamic_DC_CLReqControlModeType = Infer<typeof BPT_Dynamic_DC_CLReqControlModeType>;
export const BPT_Dynamic_DC_CLReqControlMode = element(
  "BPT_Dynamic_DC_CLReqControlMode",
  BPT_Dynamic_DC_CLReqControlModeType,
);

/** The charger within a schedule: its limits may be left out. ISO 15118-20, 8.3.5.5.6. */
export const Scheduled_DC_CLResControlModeType = extension(Scheduled_CLResControlModeType, {
  EVSEMaximumChargePower: optional(RationalNumberType),
  EVSEMinimumChargePower: optional(RationalNumberType),
  EVSEMaximumChargeCurrent: optional(RationalNumberType),
  EVSEMaximumVoltage: optional(RationalNumberType),
});
export type Scheduled_DC_CLResControlModeType = Infer<typeof Scheduled_DC_CLResControlModeType>;
export const Scheduled_DC_CLResControlMode = element(
  "Scheduled_DC_CLResControlMode",
  Scheduled_DC_CLResControlModeType,
);

/** Power both ways. */
export const BPT_Scheduled_DC_CLResControlModeType = extension(Scheduled_DC_CLResControlModeType, {
  EVSEMaximumDischargePower: optional(RationalNumberType),
  EVSEMinimumDischargePower: optional(RationalNumberType),
  EVSEMaximumDischargeCurrent: optional(RationalNumberType),
  EVSEMinimumVoltage: optional(RationalNumberType),
});
export type BPT_Scheduled_DC_CLResControlModeType = Infer<typeof BPT_Scheduled_DC_CLResControlModeType>;
export const BPT_Scheduled_DC_CLResControlMode = element(
  "BPT_Scheduled_DC_CLResControlMode",
  BPT_Scheduled_DC_CLResControlModeType,
);

/** The charger that steers: its limits must be told. ISO 15118-20, 8.3.5.5.5. */
export const Dynamic_DC_CLResControlModeType = extension(Dynamic_CLResControlModeType, {
  EVSEMaximumChargePower: RationalNumberType,
  EVSEMinimumChargePower: RationalNumberType,
  EVSEMaximumChargeCurrent: RationalNumberType,
  EVSEMaximumVoltage: RationalNumberType,
});
export type Dynamic_DC_CLResControlModeType = Infer<typeof Dynamic_DC_CLResControlModeType>;
export const Dynamic_DC_CLResControlMode = element("Dynamic_DC_CLResControlMode", Dynamic_DC_CLResControlModeType);

/** Power both ways. ISO 15118-20, 8.3.5.5.7.5. */
export const BPT_Dynamic_DC_CLResControlModeType = extension(Dynamic_DC_CLResControlModeType, {
  EVSEMaximumDischargePower: RationalNumberType,
  EVSEMinimumDischargePower: RationalNumberType,
  EVSEMaximumDischargeCurrent: RationalNumberType,
  EVSEMinimumVoltage: RationalNumberType,
});
export type BPT_Dynamic_DC_CLResControlModeType = Infer<typeof BPT_Dynamic_DC_CLResControlModeType>;
export const BPT_Dynamic_DC_CLResControlMode = element(
  "BPT_Dynamic_DC_CLResControlMode",
  BPT_Dynamic_DC_CLResControlModeType,
);
