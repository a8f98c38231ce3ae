/**
 * What a meter says in ISO 15118-20, and what it costs.
 *
 * @module
 */

import { optional, optionalList, vocabulary } from "../../../exi/fields.ts";
import { base64Binary, type Infer, short, string, unsignedLong } from "../../../exi/simple-types.ts";
import { CommonTypes } from "../namespaces.ts";
import { numericIDType } from "./identifiers.ts";
import { RationalNumberType } from "./quantities.ts";

const { sequence } = vocabulary(CommonTypes, "qualified");

export const meterIDType = string({ maxLength: 32 });
export const meterSignatureType = base64Binary({ maxLength: 64 });
/** One reading of one meter. ISO 15118-20, 8.3.5.3.7. */
export const MeterInfoType = sequence({
  MeterID: meterIDType,
  /** Watt-hours; the readings below have their unit in their name, too. */
  ChargedEnergyReadingWh: unsignedLong,
  BPT_DischargedEnergyReadingWh: optional(unsignedLong),
  CapacitiveEnergyReadingVARh: optional(unsignedLong),
  BPT_InductiveEnergyReadingVARh: optional(unsignedLong),
  MeterSignature: optional(meterSignatureType),
  MeterStatus: optional(short),
  /** Unix time in seconds. */
  MeterTimestamp: optional(unsignedLong),
});
export type MeterInfoType = Infer<typeof MeterInfoType>;

/** A sum, and the price that led to it. ISO 15118-20, 8.3.5.3.61. */
export const DetailedCostType = sequence({
  Amount: RationalNumberType,
  CostPerUnit: RationalNumberType,
});
export type DetailedCostType = Infer<typeof DetailedCostType>;

/** A sum, and the rule that led to it. ISO 15118-20, 8.3.5.3.60. */
export const DetailedTaxType = sequence({
  /** One of the rules of the AbsolutePriceSchedule. */
  TaxRuleID: numericIDType,
  Amount: RationalNumberType,
});
export type DetailedTaxType = Infer<typeof DetailedTaxType>;

/** What the session has cost so far. ISO 15118-20, 8.3.5.3.59. */
export const ReceiptType = sequence({
  /** Unix time in seconds. */
  TimeAnchor: unsignedLong,
  EnergyCosts: optional(DetailedCostType),
  OccupancyCosts: optional(DetailedCostType),
  AdditionalServicesCosts: optional(DetailedCostType),
  OverstayCosts: optional(DetailedCostType),
  TaxCosts: optionalList(DetailedTaxType, 10),
});
export type ReceiptType = Infer<typeof ReceiptType>;
