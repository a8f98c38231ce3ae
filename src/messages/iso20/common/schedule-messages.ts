/**
 * The messages that agree on when to charge in ISO 15118-20.
 *
 * @module
 */

import { choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer, integer, unsignedInt } from "../../../exi/simple-types.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { percentValueType, RationalNumberType } from "../common-types/quantities.ts";
import { processingType } from "../common-types/response-codes.ts";
import { CommonMessages } from "../namespaces.ts";
import { EVEnergyOfferType } from "./energy-offer-types.ts";
import { AbsolutePriceScheduleType, PriceLevelScheduleType } from "./price-types.ts";
import { ScheduleTupleType } from "./schedule-types.ts";

const { sequence, extension, element } = vocabulary(CommonMessages, "qualified");

export const maxSupportingPointsScheduleTupleType = integer(12, 1024);
/** Energies are in watt-hours. ISO 15118-20, 8.3.5.3.14. */
export const Scheduled_SEReqControlModeType = sequence({
  /** Seconds from the moment of the message. */
  DepartureTime: optional(unsignedInt),
  EVTargetEnergyRequest: optional(RationalNumberType),
  EVMaximumEnergyRequest: optional(RationalNumberType),
  EVMinimumEnergyRequest: optional(RationalNumberType),
  EVEnergyOffer: optional(EVEnergyOfferType),
});
export type Scheduled_SEReqControlModeType = Infer<typeof Scheduled_SEReqControlModeType>;

/** Energies are in watt-hours. ISO 15118-20, 8.3.5.3.13. */
export const Dynamic_SEReqControlModeType = sequence({
  /** Seconds from the moment of the message. */
  DepartureTime: unsignedInt,
  MinimumSOC: optional(percentValueType),
  TargetSOC: optional(percentValueType),
  EVTargetEnergyRequest: RationalNumberType,
  EVMaximumEnergyRequest: RationalNumberType,
  EVMinimumEnergyRequest: RationalNumberType,
  EVMaximumV2XEnergyRequest: optional(RationalNumberType),
  EVMinimumV2XEnergyRequest: optional(RationalNumberType),
});
export type Dynamic_SEReqControlModeType = Infer<typeof Dynamic_SEReqControlModeType>;

export const ScheduleExchangeReqType = extension(V2GRequestType, {
  /** How many schedule entries the car can hold. */
  MaximumSupportingPoints: maxSupportingPointsScheduleTupleType,
  mode: choice({
    Dynamic_SEReqControlMode: Dynamic_SEReqControlModeType,
    Scheduled_SEReqControlMode: Scheduled_SEReqControlModeType,
  }),
});
/** The car says by when it needs how much energy. ISO 15118-20, 8.3.4.3.7.2. */
export const ScheduleExchangeReq = element("ScheduleExchangeReq", ScheduleExchangeReqType);
export type ScheduleExchangeReq = Infer<typeof ScheduleExchangeReq>;

/** The schedules that the car may choose from. ISO 15118-20, 8.3.5.3.16. */
export const Scheduled_SEResControlModeType = sequence({
  ScheduleTuple: list(ScheduleTupleType, 1, 3),
});
export type Scheduled_SEResControlModeType = Infer<typeof Scheduled_SEResControlModeType>;

/** New targets, which override those of the car. ISO 15118-20, 8.3.5.3.15. */
export const Dynamic_SEResControlModeType = sequence({
  DepartureTime: optional(unsignedInt),
  MinimumSOC: optional(percentValueType),
  TargetSOC: optional(percentValueType),
  prices: optional(
    choice({ AbsolutePriceSchedule: AbsolutePriceScheduleType, PriceLevelSchedule: PriceLevelScheduleType }),
  ),
});
export type Dynamic_SEResControlModeType = Infer<typeof Dynamic_SEResControlModeType>;

export const ScheduleExchangeResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  GoToPause: optional(boolean),
  mode: choice({
    Dynamic_SEResControlMode: Dynamic_SEResControlModeType,
    Scheduled_SEResControlMode: Scheduled_SEResControlModeType,
  }),
});
/** The car asks again while `EVSEProcessing` is `Ongoing`. ISO 15118-20, 8.3.4.3.7.3. */
export const ScheduleExchangeRes = element("ScheduleExchangeRes", ScheduleExchangeResType);
export type ScheduleExchangeRes = Infer<typeof ScheduleExchangeRes>;
