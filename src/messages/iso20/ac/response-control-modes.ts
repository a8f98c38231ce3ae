/**
 * What a charger says in the AC charge loop of ISO 15118-20; powers in watts, reactive ones in var.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import type { Infer } from "../../../exi/simple-types.ts";
import { Dynamic_CLResControlModeType, Scheduled_CLResControlModeType } from "../common-types/control-modes.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { AC } from "../namespaces.ts";

const { extension, element } = vocabulary(AC, "qualified");

/** The charger within a schedule: targets may be left out. ISO 15118-20, 8.3.5.4.6. */
export const Scheduled_AC_CLResControlModeType = extension(Scheduled_CLResControlModeType, {
  EVSETargetActivePower: optional(RationalNumberType),
  EVSETargetActivePower_L2: optional(RationalNumberType),
  EVSETargetActivePower_L3: optional(RationalNumberType),
  EVSETargetReactivePower: optional(RationalNumberType),
  EVSETargetReactivePower_L2: optional(RationalNumberType),
  EVSETargetReactivePower_L3: optional(RationalNumberType),
  EVSEPresentActivePower: optional(RationalNumberType),
  EVSEPresentActivePower_L2: optional(RationalNumberType),
  EVSEPresentActivePower_L3: optional(RationalNumberType),
});
export type Scheduled_AC_CLResControlModeType = Infer<typeof Scheduled_AC_CLResControlModeType>;
export const Scheduled_AC_CLResControlMode = element(
  "Scheduled_AC_CLResControlMode",
  Scheduled_AC_CLResControlModeType,
);

/** Power both ways, with no field of its own. ISO 15118-20, 8.3.5.4.7.6. */
export const BPT_Scheduled_AC_CLResControlModeType = extension(Scheduled_AC_CLResControlModeType, {});
export type BPT_Scheduled_AC_CLResControlModeType = Infer<typeof BPT_Scheduled_AC_CLResControlModeType>;
export const BPT_Scheduled_AC_CLResControlMode = element(
  "BPT_Scheduled_AC_CLResControlMode",
  BPT_Scheduled_AC_CLResControlModeType,
);

/** The charger that steers: a target must be told. ISO 15118-20, 8.3.5.4.5. */
export const Dynamic_AC_CLResControlModeType = extension(Dynamic_CLResControlModeType, {
  EVSETargetActivePower: RationalNumberType,
  EVSETargetActivePower_L2: optional(RationalNumberType),
  EVSETargetActivePower_L3: optional(RationalNumberType),
  EVSETargetReactivePower: optional(RationalNumberType),
  EVSETargetReactivePower_L2: optional(RationalNumberType),
  EVSETargetReactivePower_L3: optional(RationalNumberType),
  EVSEPresentActivePower: optional(RationalNumberType),
  EVSEPresentActivePower_L2: optional(RationalNumberType),
  EVSEPresentActivePower_L3: optional(RationalNumberType),
});
export type Dynamic_AC_CLResControlModeType = Infer<typeof Dynamic_AC_CLResControlModeType>;
export const Dynamic_AC_CLResControlMode = element("Dynamic_AC_CLResControlMode", Dynamic_AC_CLResControlModeType);

/** Power both ways, with no field of its own. ISO 15118-20, 8.3.5.4.7.5. */
export const BPT_Dynamic_AC_CLResControlModeType = extension(Dynamic_AC_CLResControlModeType, {});
export type BPT_Dynamic_AC_CLResControlModeType = Infer<typeof BPT_Dynamic_AC_CLResControlModeType>;
export const BPT_Dynamic_AC_CLResControlMode = element(
  "BPT_Dynamic_AC_CLResControlMode",
  BPT_Dynamic_AC_CLResControlModeType,
);
