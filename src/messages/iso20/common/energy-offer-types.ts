/**
 * What a car of ISO 15118-20 would give back to the grid, and at what price.
 *
 * @module
 */

import { list, vocabulary } from "../../../exi/fields.ts";
import { type Infer, unsignedInt, unsignedLong } from "../../../exi/simple-types.ts";
import { identifierType } from "../common-types/identifiers.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { CommonMessages } from "../namespaces.ts";
import { currencyType } from "./price-types.ts";

const { sequence } = vocabulary(CommonMessages, "qualified");

/** This much power for this long. ISO 15118-20, 8.3.5.3.44. */
export const EVPowerScheduleEntryType = sequence({
  /** Seconds. */
  Duration: unsignedInt,
  /** Watts. */
  Power: RationalNumberType,
});
export type EVPowerScheduleEntryType = Infer<typeof EVPowerScheduleEntryType>;

/** ISO 15118-20, 8.3.5.3.43. */
export const EVPowerScheduleEntryListType = sequence({
  EVPowerScheduleEntry: list(EVPowerScheduleEntryType, 1, 1024),
});
export type EVPowerScheduleEntryListType = Infer<typeof EVPowerScheduleEntryListType>;

/** The power on offer, entry after entry. ISO 15118-20, 8.3.5.3.42. */
export const EVPowerScheduleType = sequence({
  /** Unix time in seconds. */
  TimeAnchor: unsignedLong,
  EVPowerScheduleEntries: EVPowerScheduleEntryListType,
});
export type EVPowerScheduleType = Infer<typeof EVPowerScheduleType>;

/** What energy costs from a certain power on. ISO 15118-20, 8.3.5.3.48. */
export const EVPriceRuleType = sequence({
  EnergyFee: RationalNumberType,
  PowerRangeStart: RationalNumberType,
});
export type EVPriceRuleType = Infer<typeof EVPriceRuleType>;

/** The rules of one stretch of time, by power. ISO 15118-20, 8.3.5.3.47. */
export const EVPriceRuleStackType = sequence({
  /** Seconds. */
  Duration: unsignedInt,
  EVPriceRule: list(EVPriceRuleType, 1, 8),
});
export type EVPriceRuleStackType = Infer<typeof EVPriceRuleStackType>;

/** ISO 15118-20, 8.3.5.3.46. */
export const EVPriceRuleStackListType = sequence({
  EVPriceRuleStack: list(EVPriceRuleStackType, 1, 1024),
});
export type EVPriceRuleStackListType = Infer<typeof EVPriceRuleStackListType>;

/** The prices that the car wants, in money. ISO 15118-20, 8.3.5.3.45. */
export const EVAbsolutePriceScheduleType = sequence({
  /** Unix time in seconds. */
  TimeAnchor: unsignedLong,
  Currency: currencyType,
  PriceAlgorithm: identifierType,
  EVPriceRuleStacks: EVPriceRuleStackListType,
});
export type EVAbsolutePriceScheduleType = Infer<typeof EVAbsolutePriceScheduleType>;

/** Power, and its price. ISO 15118-20, 8.3.5.3.41. */
export const EVEnergyOfferType = sequence({
  EVPowerSchedule: EVPowerScheduleType,
  EVAbsolutePriceSchedule: EVAbsolutePriceScheduleType,
});
export type EVEnergyOfferType = Infer<typeof EVEnergyOfferType>;
