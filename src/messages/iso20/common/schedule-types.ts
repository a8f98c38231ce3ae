/**
 * When how much power is to be had in ISO 15118-20.
 *
 * @module
 */

import { choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { type Infer, unsignedInt, unsignedLong } from "../../../exi/simple-types.ts";
import { numericIDType } from "../common-types/identifiers.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { CommonMessages } from "../namespaces.ts";
import { AbsolutePriceScheduleType, PriceLevelScheduleType } from "./price-types.ts";

const { sequence } = vocabulary(CommonMessages, "qualified");

/** This much power for this long. ISO 15118-20, 8.3.5.3.20. */
export const PowerScheduleEntryType = sequence({
  /** Seconds. */
  Duration: unsignedInt,
  /** Watts; the sum of the phases, unless the two fields below are there. */
  Power: RationalNumberType,
  Power_L2: optional(RationalNumberType),
  Power_L3: optional(RationalNumberType),
});
export type PowerScheduleEntryType = Infer<typeof PowerScheduleEntryType>;

/** ISO 15118-20, 8.3.5.3.19. */
export const PowerScheduleEntryListType = sequence({
  PowerScheduleEntry: list(PowerScheduleEntryType, 1, 1024),
});
export type PowerScheduleEntryListType = Infer<typeof PowerScheduleEntryListType>;

/** The most power that there is, entry after entry. ISO 15118-20, 8.3.5.3.18. */
export const PowerScheduleType = sequence({
  /** Unix time in seconds at which the first entry begins. */
  TimeAnchor: unsignedLong,
  /** Watt-hours. */
  AvailableEnergy: optional(RationalNumberType),
  PowerTolerance: optional(RationalNumberType),
  PowerScheduleEntries: PowerScheduleEntryListType,
});
export type PowerScheduleType = Infer<typeof PowerScheduleType>;

/** Power, and perhaps its price. ISO 15118-20, 8.3.5.3.40. */
export const ChargingScheduleType = sequence({
  PowerSchedule: PowerScheduleType,
  prices: optional(
    choice({ AbsolutePriceSchedule: AbsolutePriceScheduleType, PriceLevelSchedule: PriceLevelScheduleType }),
  ),
});
export type ChargingScheduleType = Infer<typeof ChargingScheduleType>;

/** One of the schedules to choose from; the second half of it is about power from the car. ISO 15118-20, 8.3.5.3.17. */
export const ScheduleTupleType = sequence({
  ScheduleTupleID: numericIDType,
  ChargingSchedule: ChargingScheduleType,
  DischargingSchedule: optional(ChargingScheduleType),
});
export type ScheduleTupleType = Infer<typeof ScheduleTupleType>;
