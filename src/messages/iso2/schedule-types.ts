/**
 * When how much power is to be had, and at what price, in ISO 15118-2.
 *
 * @module
 */

import { abstract, attribute, list, optional, optionalList, substitution, vocabulary } from "../../exi/fields.ts";
import { enumeration, ID, type Infer, integer, string, unsignedByte, unsignedInt } from "../../exi/simple-types.ts";
import { SAIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { maxNumPhasesType, PhysicalValueType, unitMultiplierType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes, "qualified");

/** The head of a group with one member. */
export const IntervalType = abstract(sequence({}));
export type IntervalType = Infer<typeof IntervalType>;
export const TimeInterval = element("TimeInterval", IntervalType);

/**
 * Seconds from the moment of the message; without `duration` it lasts until the next entry starts. ISO 15118-2,
 * 8.5.2.18.
 */
export const RelativeTimeIntervalType = extension(IntervalType, {
  start: integer(0, 16_777_214),
  /** The last entry needs it, to say when the schedule ends. */
  duration: optional(integer(0, 86_400)),
});
export type RelativeTimeIntervalType = Infer<typeof RelativeTimeIntervalType>;
export const RelativeTimeInterval = element("RelativeTimeInterval", RelativeTimeIntervalType);

/** What the entries of both schedules share: when they begin. */
export const EntryType = abstract(
  sequence({
    TimeInterval: substitution({ TimeInterval, RelativeTimeInterval }),
  }),
);
export type EntryType = Infer<typeof EntryType>;
export const Entry = element("Entry", EntryType);

/** From here on there is this much power. ISO 15118-2, 8.5.2.15. */
export const PMaxScheduleEntryType = extension(EntryType, {
  PMax: PhysicalValueType,
});
export type PMaxScheduleEntryType = Infer<typeof PMaxScheduleEntryType>;
export const PMaxScheduleEntry = element("PMaxScheduleEntry", PMaxScheduleEntryType);

/** The most power that there is, entry after entry. ISO 15118-2, 8.5.2.14. */
export const PMaxScheduleType = sequence({
  PMaxScheduleEntry: list(PMaxScheduleEntry, 1, 1024),
});
export type PMaxScheduleType = Infer<typeof PMaxScheduleType>;

export const costKindType = enumeration(
  "relativePricePercentage",
  "RenewableGenerationPercentage",
  "CarbonDioxideEmission",
);
export type costKindType = Infer<typeof costKindType>;

/** `amount` times ten to the power of `amountMultiplier`. ISO 15118-2, 8.5.2.20. */
export const CostType = sequence({
  costKind: costKindType,
  amount: unsignedInt,
  amountMultiplier: optional(unitMultiplierType),
});
export type CostType = Infer<typeof CostType>;

/** What it costs from a certain power on. ISO 15118-2, 8.5.2.19. */
export const ConsumptionCostType = sequence({
  /** The power from which on these costs hold. */
  startValue: PhysicalValueType,
  Cost: list(CostType, 1, 3),
});
export type ConsumptionCostType = Infer<typeof ConsumptionCostType>;

/** From here on these prices hold. ISO 15118-2, 8.5.2.17. */
export const SalesTariffEntryType = extension(EntryType, {
  /** The smaller, the cheaper. */
  EPriceLevel: optional(unsignedByte),
  ConsumptionCost: optionalList(ConsumptionCostType, 3),
});
export type SalesTariffEntryType = Infer<typeof SalesTariffEntryType>;
export const SalesTariffEntry = element("SalesTariffEntry", SalesTariffEntryType);

export const tariffDescriptionType = string({ maxLength: 32 });
/** Prices, by time and by power drawn; a mobility operator signs it under its `Id`. ISO 15118-2, 8.5.2.16. */
export const SalesTariffType = sequence({
  Id: optional(attribute(ID)),
  SalesTariffID: SAIDType,
  SalesTariffDescription: optional(tariffDescriptionType),
  NumEPriceLevels: optional(unsignedByte),
  SalesTariffEntry: list(SalesTariffEntry, 1, 1024),
});
export type SalesTariffType = Infer<typeof SalesTariffType>;

/** One of the schedules to choose from: power, and perhaps its price. ISO 15118-2, 8.5.2.13. */
export const SAScheduleTupleType = sequence({
  SAScheduleTupleID: SAIDType,
  PMaxSchedule: PMaxScheduleType,
  SalesTariff: optional(SalesTariffType),
});
export type SAScheduleTupleType = Infer<typeof SAScheduleTupleType>;

/** The head of a group with one member. */
export const SASchedulesType = abstract(sequence({}));
export type SASchedulesType = Infer<typeof SASchedulesType>;
export const SASchedules = element("SASchedules", SASchedulesType);

/** The schedules that the car may choose from. */
export const SAScheduleListType = extension(SASchedulesType, {
  SAScheduleTuple: list(SAScheduleTupleType, 1, 3),
});
export type SAScheduleListType = Infer<typeof SAScheduleListType>;
export const SAScheduleList = element("SAScheduleList", SAScheduleListType);

/** From here on the car draws this much at most. ISO 15118-2, 8.5.2.11. */
export const ProfileEntryType = sequence({
  /** Seconds from the moment of the message. */
  ChargingProfileEntryStart: unsignedInt,
  ChargingProfileEntryMaxPower: PhysicalValueType,
  ChargingProfileEntryMaxNumberOfPhasesInUse: optional(maxNumPhasesType),
});
export type ProfileEntryType = Infer<typeof ProfileEntryType>;

/** How much power the car means to draw, and when. ISO 15118-2, 8.5.2.10. */
export const ChargingProfileType = sequence({
  ProfileEntry: list(ProfileEntryType, 1, 24),
});
export type ChargingProfileType = Infer<typeof ChargingProfileType>;
