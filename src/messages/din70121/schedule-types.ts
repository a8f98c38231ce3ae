/**
 * When how much power is to be had, and at what price, in DIN SPEC 70121.
 *
 * @module
 */

import { abstract, attribute, list, optional, optionalList, substitution, vocabulary } from "../../exi/fields.ts";
import { enumeration, IDREF, type Infer, short, string, unsignedByte, unsignedInt } from "../../exi/simple-types.ts";
import { SAIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { unitMultiplierType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes);

/** The head of a group with one member. */
export const IntervalType = abstract(sequence({}));
export type IntervalType = Infer<typeof IntervalType>;
export const TimeInterval = element("TimeInterval", IntervalType);

/** Seconds from the moment of the message; without `duration` it lasts until the next entry starts. */
export const RelativeTimeIntervalType = extension(IntervalType, {
  start: unsignedInt,
  duration: optional(unsignedInt),
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

/** Watts, so 32,767 at most; larger chargers send that maximum, some send kilowatts, one sends negative numbers. */
export const PMaxType = short;

/** From here on there is this much power. */
export const PMaxScheduleEntryType = extension(EntryType, {
  PMax: PMaxType,
});
export type PMaxScheduleEntryType = Infer<typeof PMaxScheduleEntryType>;
export const PMaxScheduleEntry = element("PMaxScheduleEntry", PMaxScheduleEntryType);

/** The most power that there is, entry after entry. */
export const PMaxScheduleType = sequence({
  PMaxScheduleID: SAIDType,
  PMaxScheduleEntry: list(PMaxScheduleEntry),
});
export type PMaxScheduleType = Infer<typeof PMaxScheduleType>;

export const costKindType = enumeration(
  "relativePricePercentage",
  "RenewableGenerationPercentage",
  "CarbonDioxideEmission",
);
export type costKindType = Infer<typeof costKindType>;

/** `amount` times ten to the power of `amountMultiplier`. */
export const CostType = sequence({
  costKind: costKindType,
  amount: unsignedInt,
  amountMultiplier: optional(unitMultiplierType),
});
export type CostType = Infer<typeof CostType>;

/** What it costs from a certain power on. */
export const ConsumptionCostType = sequence({
  startValue: unsignedInt,
  Cost: optionalList(CostType),
});
export type ConsumptionCostType = Infer<typeof ConsumptionCostType>;

/** From here on these prices hold. */
export const SalesTariffEntryType = extension(EntryType, {
  /** The smaller, the cheaper. */
  EPriceLevel: unsignedByte,
  ConsumptionCost: optionalList(ConsumptionCostType),
});
export type SalesTariffEntryType = Infer<typeof SalesTariffEntryType>;
export const SalesTariffEntry = element("SalesTariffEntry", SalesTariffEntryType);

export const tariffDescriptionType = string({ maxLength: 32 });
/** Prices, by time and by power drawn. */
export const SalesTariffType = sequence({
  Id: attribute(IDREF),
  SalesTariffID: SAIDType,
  SalesTariffDescription: optional(tariffDescriptionType),
  NumEPriceLevels: unsignedByte,
  SalesTariffEntry: list(SalesTariffEntry),
});
export type SalesTariffType = Infer<typeof SalesTariffType>;

/** One of the schedules to choose from: power, and perhaps its price. */
export const SAScheduleTupleType = sequence({
  SAScheduleTupleID: SAIDType,
  PMaxSchedule: PMaxScheduleType,
  SalesTariff: optional(SalesTariffType),
});
export type SAScheduleTupleType = Infer<typeof SAScheduleTupleType>;

/** Nothing by itself, yet met in the field with no content, in place of `SAScheduleList`. */
export const SASchedulesType = abstract(sequence({}));
export type SASchedulesType = Infer<typeof SASchedulesType>;
export const SASchedules = element("SASchedules", SASchedulesType);

/** The schedules that the car may choose from. */
export const SAScheduleListType = extension(SASchedulesType, {
  SAScheduleTuple: list(SAScheduleTupleType),
});
export type SAScheduleListType = Infer<typeof SAScheduleListType>;
export const SAScheduleList = element("SAScheduleList", SAScheduleListType);

/** From here on the car draws this much at most. */
export const ProfileEntryType = sequence({
  /** Seconds from the moment of the message. */
  ChargingProfileEntryStart: unsignedInt,
  ChargingProfileEntryMaxPower: PMaxType,
});
export type ProfileEntryType = Infer<typeof ProfileEntryType>;

/** How much power the car means to draw, and when. DIN SPEC 70121, 9.5.2.6. */
export const ChargingProfileType = sequence({
  SAScheduleTupleID: SAIDType,
  ProfileEntry: list(ProfileEntryType),
});
export type ChargingProfileType = Infer<typeof ChargingProfileType>;
