/**
 * Faults that real cars have shown in the field, beside those of `faults.ts`: who showed it stands in the words.
 *
 * @module
 */

import type { Accent, Outgoing } from "../v2g/accent.ts";
import { ALWAYS, amps, during, type Fault, type Fields, from, instead, volts, without } from "./fault.ts";

const car = (fault: Omit<Fault, "side">): Fault => ({ side: "car", ...fault });

interface Physical {
  readonly Value: number;
}
const changed = (value: unknown, by: number) => ({ ...(value as Physical), Value: (value as Physical).Value + by });

/** SessionStopReq in the place of another request. */
const goodbye = (message: Outgoing): Outgoing => ({
  ...message,
  name: "SessionStopReq",
  content: message.protocol === "iso2" ? { ChargingSession: "Terminate" } : {},
});

/** Never asks for less than before. */
const asksOn = (name: string, field: string) => (): Accent => {
  let most: Physical | undefined;
  return (message) => {
    if (message.name !== name) return message;
    const wish = (message.content as Fields)[field] as Physical;
    if (!most || wish.Value > most.Value) most = wish;
    return { ...message, content: { ...message.content, [field]: most } };
  };
};

export const carFieldFaults: readonly Fault[] = [
  car({
    name: "full battery",
    words: "the battery has all that it wants when the plug goes in",
    expected: "orderly",
    begin({ plant }) {
      Object.assign(plant.car.battery, { soc: () => 100, isFull: () => true, energyWanted: () => 0 });
    },
  }),
  car({
    name: "says no state of charge",
    words: "the car says 0 % in each message",
    expected: "orderly",
    begin({ plant }) {
      Object.assign(plant.car.battery, { soc: () => 0 });
    },
  }),
  car({
    name: "leaves at once",
    words: "the car says goodbye as soon as it has a session (Audi Q4)",
    expected: "orderly",
    accent: from("ServiceDiscoveryReq", 1, goodbye),
  }),
  car({
    name: "leaves in the cable check",
    words: "the car says goodbye in the cable check, without ending a power that has not begun",
    expected: "orderly",
    accent: from("CableCheckReq", 2, goodbye),
  }),
  car({
    name: "skips the cable check",
    words: "the car asks for pre-charge before the insulation is tested (Citroën ë-C3)",
    expected: "safe",
    accent: instead("CableCheckReq", 1, "PreChargeReq", ({ DC_EVStatus }) => ({
      DC_EVStatus,
      EVTargetVoltage: volts(350),
      EVTargetCurrent: amps(1),
    })),
  }),
  car({
    name: "skips the welding detection",
    words: "the car says goodbye where it should ask whether its contactors have opened",
    expected: "orderly",
    accent: from("WeldingDetectionReq", 1, goodbye),
  }),
  car({
    name: "breaks off the welding detection",
    words: "the car asks for the voltage once, and does not wait for it to fall",
    expected: "orderly",
    begin: ({ plant }) => plant.dcPath.setBleed(5),
    accent: from("WeldingDetectionReq", 2, goodbye),
  }),
  car({
    name: "no charging profile",
    words: "PowerDeliveryReq has no plan in it",
    protocol: "iso2",
    expected: "orderly",
    accent: during("PowerDeliveryReq", 1, ALWAYS, without("ChargingProfile")),
  }),
  car({
    name: "little in PowerDeliveryReq",
    words: "PowerDeliveryReq has nothing in it but what it must have",
    expected: "orderly",
    accent: during("PowerDeliveryReq", 1, ALWAYS, without("DC_EVPowerDeliveryParameter", "ChargingProfile")),
  }),
  car({
    name: "no current in pre-charge",
    words: "the car asks for 0 A in pre-charge (Model Y, Polestar)",
    expected: "orderly",
    accent: during("PreChargeReq", 1, ALWAYS, (content) => ({ ...content, EVTargetCurrent: amps(0) })),
  }),
  car({
    name: "target above its own limit",
    words: "the car aims 2 V above what it says that it bears",
    expected: "orderly",
    accent: during("CurrentDemandReq", 1, ALWAYS, (content) => ({
      ...content,
      EVMaximumVoltageLimit: changed(content["EVTargetVoltage"], -2),
    })),
  }),
  car({
    name: "ignores lowered limits",
    words: "the charger's power falls to a third, and the car asks for as much as before",
    expected: "orderly",
    begin({ clock, plant }) {
      clock.after(15_000, () => {
        plant.charger.knobs.sharedPower = (plant.charger.dc?.limits.maximumPower ?? 0) / 3;
      });
    },
    accent: asksOn("CurrentDemandReq", "EVTargetCurrent"),
  }),
  car({
    name: "no limits in the loop",
    words: "CurrentDemandReq says nothing of what the car bears",
    expected: "orderly",
    accent: during(
      "CurrentDemandReq",
      1,
      ALWAYS,
      without("EVMaximumVoltageLimit", "EVMaximumCurrentLimit", "EVMaximumPowerLimit"),
    ),
  }),
  car({
    name: "says little of itself",
    words: "ChargeParameterDiscoveryReq has nothing in it but what it must have",
    expected: "orderly",
    accent: during("ChargeParameterDiscoveryReq", 1, ALWAYS, (content) => ({
      ...content,
      DC_EVChargeParameter: without(
        "EVMaximumPowerLimit",
        "EVEnergyCapacity",
        "EVEnergyRequest",
        "FullSOC",
        "BulkSOC",
      )((content["DC_EVChargeParameter"] ?? {}) as Fields),
    })),
  }),
  car({
    name: "knows no limits",
    words: "the car says zero for the limits that it does not know",
    expected: "orderly",
    accent: during("ChargeParameterDiscoveryReq", 1, ALWAYS, (content) => ({
      ...content,
      DC_EVChargeParameter: {
        ...(content["DC_EVChargeParameter"] as Fields),
        EVMaximumVoltageLimit: volts(0),
        EVMaximumCurrentLimit: amps(0),
      },
    })),
  }),
  car({
    name: "odd target in pre-charge",
    words: "the car asks for −10 V at first (Škoda Enyaq)",
    expected: "orderly",
    accent: during("PreChargeReq", 1, 3, (content) => ({ ...content, EVTargetVoltage: volts(-10) })),
  }),
  car({
    name: "wants nothing for a while",
    words: "the car asks for 0 A for some seconds in the middle of charging",
    expected: "orderly",
    accent: during("CurrentDemandReq", 20, 80, (content) => ({ ...content, EVTargetCurrent: amps(0) })),
  }),
  car({
    name: "state C early",
    words: "the pilot is in state C before the cable check (Cupra)",
    expected: "orderly",
    begin: ({ clock, plant }) => {
      clock.after(500, () => plant.car.pilot.load("C"));
    },
  }),
  car({
    name: "misses current",
    words: "the car measures another current than the charger says, and tells of a fault (Ioniq after 600 s)",
    expected: "safe",
    accent: during("CurrentDemandReq", 15, ALWAYS, (content) => ({
      ...content,
      DC_EVStatus: { ...(content["DC_EVStatus"] as Fields), EVErrorCode: "FAILED_ChargingCurrentdifferential" },
    })),
  }),
  car({
    name: "gives up in pre-charge",
    words: "the car stops in pre-charge, and says goodbye (Zoe, Polestar, Togg)",
    expected: "orderly",
    accent: ({ want }) =>
      from("PreChargeReq", 2, (message) => {
        want("stop");
        return message;
      })(),
  }),
];
