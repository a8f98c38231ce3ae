/**
 * Who steers the charge loop of ISO 15118-20: the car within a schedule, or the charger dynamically.
 *
 * @module
 */

import { abstract, optional, vocabulary } from "../../../exi/fields.ts";
import { type Infer, unsignedInt, unsignedShort } from "../../../exi/simple-types.ts";
import { CommonTypes } from "../namespaces.ts";
import { percentValueType, RationalNumberType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(CommonTypes, "qualified");

/** The head of the group; its members differ between AC and DC. */
export const CLReqControlModeType = abstract(sequence({}));
export type CLReqControlModeType = Infer<typeof CLReqControlModeType>;
export const CLReqControlMode = element("CLReqControlMode", CLReqControlModeType);

/** The head of the group; its members differ between AC and DC. */
export const CLResControlModeType = abstract(sequence({}));
export type CLResControlModeType = Infer<typeof CLResControlModeType>;
export const CLResControlMode = element("CLResControlMode", CLResControlModeType);

/** The car decides; energies are in watt-hours and may be left out. */
export const Scheduled_CLReqControlModeType = abstract(
  extension(CLReqControlModeType, {
    EVTargetEnergyRequest: optional(RationalNumberType),
    EVMaximumEnergyRequest: optional(RationalNumberType),
    EVMinimumEnergyRequest: optional(RationalNumberType),
  }),
);
export type Scheduled_CLReqControlModeType = Infer<typeof Scheduled_CLReqControlModeType>;

/** The schedule has said it all. */
export const Scheduled_CLResControlModeType = abstract(extension(CLResControlModeType, {}));
export type Scheduled_CLResControlModeType = Infer<typeof Scheduled_CLResControlModeType>;

/** The charger decides, so it has to know how much energy the car needs, in watt-hours. */
export const Dynamic_CLReqControlModeType = abstract(
  extension(CLReqControlModeType, {
    /** Seconds from the moment of the message. */
    DepartureTime: optional(unsignedInt),
    EVTargetEnergyRequest: RationalNumberType,
    EVMaximumEnergyRequest: RationalNumberType,
    EVMinimumEnergyRequest: RationalNumberType,
  }),
);
export type Dynamic_CLReqControlModeType = Infer<typeof Dynamic_CLReqControlModeType>;

/** New targets, which the car may be told at any time. */
export const Dynamic_CLResControlModeType = abstract(
  extension(CLResControlModeType, {
    DepartureTime: optional(unsignedInt),
    MinimumSOC: optional(percentValueType),
    TargetSOC: optional(percentValueType),
    /** Seconds within which the car has to acknowledge new targets. */
    AckMaxDelay: optional(unsignedShort),
  }),
);
export type Dynamic_CLResControlModeType = Infer<typeof Dynamic_CLResControlModeType>;
