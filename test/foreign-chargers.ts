/**
 * What the chargers of other people's stacks have in common where our car meets them: forms of their answers, and the
 * requests that make a whole session.
 *
 * @module
 */

import { carProfiles } from "../src/simulator/car-profiles.ts";
import type { CarProfile } from "../src/simulator/simulated-car.ts";
import type { PhysicalValue } from "../src/v2g/quantities.ts";
import { type Asked, Refusal } from "./lone-car-desk.ts";

/** What a charger answers to each request; nothing but the code to those that are left out. */
export type Answers = Readonly<Record<string, (content: Asked["content"]) => object>>;
export const answersOf =
  (answers: Answers) =>
  ({ name, content }: Asked): object =>
    answers[name]?.(content) ?? {};

export const anyCar = carProfiles.any as CarProfile;
const { dc: _, ...onlyAc } = anyCar;

/** The same car without a direct current inlet. */
export { onlyAc };

/** The requests of a whole session by ISO 15118-2, each once. */
export const direct = [
  "SessionSetupReq",
  "ServiceDiscoveryReq",
  "PaymentServiceSelectionReq",
  "AuthorizationReq",
  "ChargeParameterDiscoveryReq",
  "CableCheckReq",
  "PreChargeReq",
  "PowerDeliveryReq",
  "CurrentDemandReq",
  "PowerDeliveryReq",
  "WeldingDetectionReq",
  "SessionStopReq",
];
export const alternating = [
  ...direct.slice(0, 5),
  "PowerDeliveryReq",
  "ChargingStatusReq",
  "PowerDeliveryReq",
  "SessionStopReq",
];
/** The same by DIN SPEC 70121. */
export const byDin = direct.map((name) =>
  name === "PaymentServiceSelectionReq"
    ? "ServicePaymentSelectionReq"
    : name === "AuthorizationReq"
      ? "ContractAuthenticationReq"
      : name,
);

/** Charging alone is offered, by DIN SPEC 70121. */
export const servicesByDin = (EnergyTransferType = "DC_extended") => ({
  PaymentOptions: { PaymentOption: ["ExternalPayment"] },
  ChargeService: {
    ServiceTag: { ServiceID: 1, ServiceCategory: "EVCharging" },
    FreeService: false,
    EnergyTransferType,
  },
});

/** The same by ISO 15118-2, in both kinds of current. */
export const services = {
  PaymentOptionList: { PaymentOption: ["ExternalPayment"] },
  ChargeService: {
    ServiceID: 1,
    ServiceName: "AC_DC_Charging",
    ServiceCategory: "EVCharging",
    FreeService: false,
    SupportedEnergyTransferMode: { EnergyTransferMode: ["DC_extended", "AC_three_phase_core"] },
  },
};

/** One power for a day, and what it costs. */
export const schedule = (PMax: object, duration: number, levels: readonly number[]) => ({
  SAScheduleTuple: [
    {
      SAScheduleTupleID: 1,
      PMaxSchedule: { PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0, duration }, PMax }] },
      SalesTariff: {
        Id: "ID1",
        SalesTariffID: 10,
        NumEPriceLevels: Math.max(...levels),
        SalesTariffEntry: levels.map((EPriceLevel, i) => ({ RelativeTimeInterval: { start: i * 1800 }, EPriceLevel })),
      },
    },
  ],
});

interface ProfileEntry {
  readonly ChargingProfileEntryStart: number;
  readonly ChargingProfileEntryMaxPower: PhysicalValue;
}
/** None, or more than the schedule's power to the last bit, is refused. */
export function checkProfile({ ChargingProfile }: Asked["content"], power: number, isNeeded: boolean): void {
  const entries = (ChargingProfile as { readonly ProfileEntry: readonly ProfileEntry[] } | undefined)?.ProfileEntry;
  if (!entries && isNeeded) throw new Refusal("FAILED_ChargingProfileInvalid");
  for (const { ChargingProfileEntryMaxPower } of entries ?? []) {
    const { Value, Multiplier } = ChargingProfileEntryMaxPower;
    if (Value * 10 ** Multiplier > power) throw new Refusal("FAILED_ChargingProfileInvalid");
  }
}
