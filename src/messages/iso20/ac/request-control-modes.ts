/**
 * What a car says in the AC charge loop of ISO 15118-20; powers in watts, reactive ones in var.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import { Dynamic_CLReqControlModeType, Scheduled_CLReqControlModeType } from "../common-types/control-modes.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { AC } from "../namespaces.ts";

const { extension, element } = vocabulary(AC, "qualified");

/** The car within a schedule: its limits may be left out. ISO 15118-20, 8.3.5.4.4. */
export const Scheduled_AC_CLReqControlModeType = extension(Scheduled_CLReqControlModeType, {
  EVMaximumChargePower: optional(RationalNumberType),
  EVMaximumChargePower_L2: optional(RationalNumberType),
  EVMaximumChargePower_L3: optional(RationalNumberType),
  EVMinimumChargePower: optional(RationalNumberType),
  EVMinimumChargePower_L2: optional(RationalNumberType),
  EVMinimumChargePower_L3: optional(RationalNumberType),
  EVPresentActivePower: RationalNumberType,
  EVPresentActivePower_L2: optional(RationalNumberType),
  EVPresentActivePower_L3: optional(RationalNumberType),
  EVPresentReactivePower: optional(RationalNumberType),
  EVPresentReactivePower_L2: optional(RationalNumberType),
  EVPresentReactivePower_L3: optional(RationalNumberType),
});
export type Scheduled_AC_CLReqControlModeType = Infer<typeof Scheduled_AC_CLReqControlModeType>;
export const Scheduled_AC_CLReqControlMode = element(
  "Scheduled_AC_CLReqControlMode",
  Scheduled_AC_CLReqControlModeType,
);

/** Power both ways. ISO 15118-20, 8.3.5.4.7.4. */
export const BPT_Scheduled_AC_CLReqControlModeType = extension(Scheduled_AC_CLReqControlModeType, {
  EVMaximumDischargePower: optional(RationalNumberType),
  EVMaximumDischargePower_L2: optional(RationalNumberType),
  EVMaximumDischargePower_L3: optional(RationalNumberType),
  EVMinimumDischargePower: optional(RationalNumberType),
  EVMinimumDischargePower_L2: optional(RationalNumberType),
  EVMinimumDischargePower_L3: optional(RationalNumberType),
});
export type BPT_Scheduled_AC_CLReqControlModeType = Infer<typeof BPT_Scheduled_AC_CLReqControlModeType>;
export const BPT_Scheduled_AC_CLReqControlMode = element(
  "BPT_Scheduled_AC_CLReqControlMode",
  BPT_Scheduled_AC_CLReqControlModeType,
);

/** The car that is steered: its limits must be told. ISO 15118-20, 8.3.5.4.3. */
export const Dynamic_AC_CLReqControlModeType = extension(Dynamic_CLReqControlModeType, {
  EVMaximumChargePower: RationalNumberType,
  EVMaximumChargePower_L2: optional(RationalNumberType),
  EVMaximumChargePower_L3: optional(RationalNumberType),
  EVMinimumChargePower: RationalNumberType,
  EVMinimumChargePower_L2: optional(RationalNumberType),
  EVMinimumChargePower_L3: optional(RationalNumberType),
  EVPresentActivePower: RationalNumberType,
  EVPresentActivePower_L2: optional(RationalNumberType),
  EVPresentActivePower_L3: optional(RationalNumberType),
  EVPresentReactivePower: RationalNumberType,
  EVPresentReactivePower_L2: optional(RationalNumberType),
  EVPresentReactivePower_L3: optional(RationalNumberType),
});
export type Dynamic_AC_CLReqControlModeType = Infer<typeof Dynamic_AC_CLReqControlModeType>;
export const Dynamic_AC_CLReqControlMode = element("Dynamic_AC_CLReqControlMode", Dynamic_AC_CLReqControlModeType);

/** Power both ways. ISO 15118-20, 8.3.5.4.7.3. */
export const BPT_Dynamic_AC_CLReqControlModeType = extension(Dynamic_AC_CLReqControlModeType, {
  EVMaximumDischargePower: RationalNumberType,
  EVMaximumDischargePower_L2: optional(RationalNumberType),
  EVMaximumDischargePower_L3: optional(RationalNumberType),
  EVMinimumDischargePower: RationalNumberType,
  EVMinimumDischargePower_L2: optional(RationalNumberType),
  EVMinimumDischargePower_L3: optional(RationalNumberType),
  /** Watt-hours. */
  EVMaximumV2XEnergyRequest: optional(RationalNumberType),
  EVMinimumV2XEnergyRequest: optional(RationalNumberType),
});
export type BPT_Dynamic_AC_CLReqControlModeType = Infer<typeof BPT_Dynamic_AC_CLReqControlModeType>;
export const BPT_Dynamic_AC_CLReqControlMode = element(
  "BPT_Dynamic_AC_CLReqControlMode",
  BPT_Dynamic_AC_CLReqControlModeType,
);
