/**
 * Prices over time in ISO 15118-20, in money or in levels.
 *
 * @module
 */

import { abstract, attribute, list, optional, vocabulary } from "../../../exi/fields.ts";
import {
  boolean,
  ID,
  type Infer,
  string,
  unsignedByte,
  unsignedInt,
  unsignedLong,
  unsignedShort,
} from "../../../exi/simple-types.ts";
import { descriptionType, identifierType, nameType, numericIDType } from "../common-types/identifiers.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { CommonMessages } from "../namespaces.ts";

const { sequence, extension } = vocabulary(CommonMessages, "qualified");

/** ISO 4217. */
export const currencyType = string({ maxLength: 3 });

/** ISO 639. */
export const languageType = string({ maxLength: 3 });

/** What both kinds of price schedule say first. */
export const PriceScheduleType = abstract(
  sequence({
    /** Unix time in seconds. */
    TimeAnchor: unsignedLong,
    PriceScheduleID: numericIDType,
    PriceScheduleDescription: optional(descriptionType),
  }),
);
export type PriceScheduleType = Infer<typeof PriceScheduleType>;

/** The smaller the level, the cheaper. ISO 15118-20, 8.3.5.3.64. */
export const PriceLevelScheduleEntryType = sequence({
  /** Seconds. */
  Duration: unsignedInt,
  PriceLevel: unsignedByte,
});
export type PriceLevelScheduleEntryType = Infer<typeof PriceLevelScheduleEntryType>;

/** ISO 15118-20, 8.3.5.3.63. */
export const PriceLevelScheduleEntryListType = sequence({
  PriceLevelScheduleEntry: list(PriceLevelScheduleEntryType, 1, 1024),
});
export type PriceLevelScheduleEntryListType = Infer<typeof PriceLevelScheduleEntryListType>;

/** Tells which times are cheaper, and not by how much; signed under its `Id`. ISO 15118-20, 8.3.5.3.62. */
export const PriceLevelScheduleType = extension(PriceScheduleType, {
  Id: optional(attribute(ID)),
  NumberOfPriceLevels: unsignedByte,
  PriceLevelScheduleEntries: PriceLevelScheduleEntryListType,
});
export type PriceLevelScheduleType = Infer<typeof PriceLevelScheduleType>;

/** A tax, and what it is levied on. ISO 15118-20, 8.3.5.3.51. */
export const TaxRuleType = sequence({
  TaxRuleID: numericIDType,
  TaxRuleName: optional(nameType),
  TaxRate: RationalNumberType,
  TaxIncludedInPrice: optional(boolean),
  AppliesToEnergyFee: boolean,
  AppliesToParkingFee: boolean,
  AppliesToOverstayFee: boolean,
  AppliesMinimumMaximumCost: boolean,
});
export type TaxRuleType = Infer<typeof TaxRuleType>;

/** The taxes that apply. ISO 15118-20, 8.3.5.3.50. */
export const TaxRuleListType = sequence({
  TaxRule: list(TaxRuleType, 1, 10),
});
export type TaxRuleListType = Infer<typeof TaxRuleListType>;

/** What energy and parking cost from a certain power on. ISO 15118-20, 8.3.5.3.54. */
export const PriceRuleType = sequence({
  /** For each kilowatt-hour. */
  EnergyFee: RationalNumberType,
  ParkingFee: optional(RationalNumberType),
  /** Seconds that one ParkingFee pays for. */
  ParkingFeePeriod: optional(unsignedInt),
  CarbonDioxideEmission: optional(unsignedShort),
  RenewableGenerationPercentage: optional(unsignedByte),
  /** The power, in watts, from which on this rule holds. */
  PowerRangeStart: RationalNumberType,
});
export type PriceRuleType = Infer<typeof PriceRuleType>;

/** The rules of one stretch of time, by power. ISO 15118-20, 8.3.5.3.53. */
export const PriceRuleStackType = sequence({
  /** Seconds. */
  Duration: unsignedInt,
  PriceRule: list(PriceRuleType, 1, 8),
});
export type PriceRuleStackType = Infer<typeof PriceRuleStackType>;

/** ISO 15118-20, 8.3.5.3.52. */
export const PriceRuleStackListType = sequence({
  PriceRuleStack: list(PriceRuleStackType, 1, 1024),
});
export type PriceRuleStackListType = Infer<typeof PriceRuleStackListType>;

/** What it costs from a certain moment on. ISO 15118-20, 8.3.5.3.56. */
export const OverstayRuleType = sequence({
  OverstayRuleDescription: optional(descriptionType),
  StartTime: unsignedInt,
  OverstayFee: RationalNumberType,
  /** Seconds that one OverstayFee pays for. */
  OverstayFeePeriod: unsignedInt,
});
export type OverstayRuleType = Infer<typeof OverstayRuleType>;

/** What it costs to stay plugged in when charging is over. ISO 15118-20, 8.3.5.3.55. */
export const OverstayRuleListType = sequence({
  /** Seconds. */
  OverstayTimeThreshold: optional(unsignedInt),
  OverstayPowerThreshold: optional(RationalNumberType),
  OverstayRule: list(OverstayRuleType, 1, 5),
});
export type OverstayRuleListType = Infer<typeof OverstayRuleListType>;

/** A service beside charging, and its price. ISO 15118-20, 8.3.5.3.58. */
export const AdditionalServiceType = sequence({
  ServiceName: nameType,
  ServiceFee: RationalNumberType,
});
export type AdditionalServiceType = Infer<typeof AdditionalServiceType>;

/** Services beside charging, and their prices. ISO 15118-20, 8.3.5.3.57. */
export const AdditionalServiceListType = sequence({
  AdditionalService: list(AdditionalServiceType, 1, 5),
});
export type AdditionalServiceListType = Infer<typeof AdditionalServiceListType>;

/** Prices in money; signed under its `Id`. ISO 15118-20, 8.3.5.3.49. */
export const AbsolutePriceScheduleType = extension(PriceScheduleType, {
  Id: optional(attribute(ID)),
  Currency: currencyType,
  Language: languageType,
  PriceAlgorithm: identifierType,
  MinimumCost: optional(RationalNumberType),
  MaximumCost: optional(RationalNumberType),
  TaxRules: optional(TaxRuleListType),
  PriceRuleStacks: PriceRuleStackListType,
  OverstayRules: optional(OverstayRuleListType),
  AdditionalSelectedServices: optional(AdditionalServiceListType),
});
export type AbsolutePriceScheduleType = Infer<typeof AbsolutePriceScheduleType>;
