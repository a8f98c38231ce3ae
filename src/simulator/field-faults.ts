/**
 * Faults that real cars and chargers have shown in the field, beside those of `faults.ts`: who showed it stands in the words.
 *
 * @module
 */

import type { DcOutput } from "../secc/charger.ts";
import { during, type Fault, type FaultDesk, type Fields, from, silent, withCode, withStatus } from "./fault.ts";

const physical = (Unit: "V" | "A") => (Value: number) => ({ Multiplier: 0, Unit, Value });
const [volts, amps] = [physical("V"), physical("A")];

const charger = (fault: Omit<Fault, "side">): Fault => ({ side: "charger", ...fault });
const car = (fault: Omit<Fault, "side">): Fault => ({ side: "car", ...fault });

/** Another output than the charger's own, made of it. */
const output = (change: (own: DcOutput, desk: FaultDesk) => Partial<DcOutput>) => (desk: FaultDesk) => {
  const { dc } = desk.plant.charger;
  // Taken out one by one: `limits` is to be read anew each time.
  if (dc) Object.assign(dc, change({ ...dc }, desk));
};

/** V2GTP with a payload type of its own, and 26 octets. */
const FOREIGN_PAYLOAD = Uint8Array.from({ length: 34 }, (_, i) => [1, 0xfe, 0x4c, 0x41, 0, 0, 0, 26][i] ?? i);
/** Compleo's patience with nobody who holds a card to it. */
const UNAUTHORIZED = 29_000;

export const chargerFieldFaults: readonly Fault[] = [
  charger({
    name: "no negotiation",
    words: "the charger takes no protocol: it has not forgotten the session before (ABB)",
    expected: "safe",
    accent: from("supportedAppProtocolRes", 1, (message) => ({
      ...message,
      content: { ResponseCode: "Failed_NoNegotiation" },
    })),
  }),
  charger({
    name: "handshake missing",
    words: "the charger takes the connection and never answers (Supercharger, Alpitronic)",
    expected: "safe",
    accent: from("supportedAppProtocolRes", 1, silent),
  }),
  charger({
    name: "plain OK",
    words: "SessionSetupRes says OK, neither new nor joined (ABB)",
    expected: "orderly",
    accent: from("SessionSetupRes", 1, withCode("OK")),
  }),
  charger({
    name: "tired of waiting",
    words: "nobody holds a card to the charger, which tears the connection down after 29 s (Compleo)",
    expected: "safe",
    begin({ clock, plant, stream }) {
      plant.charger.knobs.authorization = "never";
      clock.after(UNAUTHORIZED, () => stream()?.abort());
    },
  }),
  charger({
    name: "foreign payload",
    words: "a message of the charger's maker comes between two answers (Supercharger)",
    expected: "orderly",
    accent: ({ stream }) =>
      from("CurrentDemandRes", 5, (message) => {
        stream()?.write(FOREIGN_PAYLOAD);
        return message;
      })(),
  }),
  charger({
    name: "not ready after the cable check",
    words: "a cable check that ended well says EVSE_NotReady (Compleo)",
    expected: "orderly",
    accent: from("CableCheckRes", 1, withStatus({ EVSEStatusCode: "EVSE_NotReady" })),
  }),
  charger({
    name: "monitoring after the cable check",
    words: "a cable check that ended well says EVSE_IsolationMonitoringActive (ABB)",
    expected: "orderly",
    accent: from("CableCheckRes", 1, withStatus({ EVSEStatusCode: "EVSE_IsolationMonitoringActive" })),
  }),
  charger({
    name: "emergency in pre-charge",
    words: "the charger sees a load on the cable in pre-charge (Compleo)",
    expected: "safe",
    accent: from("PreChargeRes", 2, withStatus({ EVSEStatusCode: "EVSE_EmergencyShutdown" })),
  }),
  charger({
    name: "overshoots in pre-charge",
    words: "the voltage goes 60 V above what was asked for (Tritium, Efacec)",
    expected: "safe",
    begin: output(({ aim }) => ({
      aim: ({ voltage, current }) => aim({ voltage: voltage > 0 ? voltage + 60 : 0, current }),
    })),
  }),
  charger({
    name: "slow measurements",
    words: "each answer of the loop takes 600 ms (Tritium and Numbat: 150 ms; the slowest seen: 2.5 s)",
    expected: "orderly",
    begin: output(({ measure }, { clock }) => ({
      measure: () => new Promise((resolve) => clock.after(600, () => resolve(measure()))),
    })),
  }),
  charger({
    name: "slow end of power",
    words: "PowerDeliveryRes takes a second and a half at the end (Compleo, Alpitronic)",
    expected: "orderly",
    begin: output(({ off }) => ({
      async off(run) {
        await run.pause(1500);
        await off(run);
      },
    })),
  }),
  charger({
    name: "end of power missing",
    words: "the charger does not answer that power ends (pyPLC)",
    expected: "safe",
    accent: from("PowerDeliveryRes", 2, silent),
  }),
  charger({
    name: "slow cable check",
    words: "the cable check takes 30 s (ABB and Numbat: up to 19 s)",
    expected: "orderly",
    begin: output(({ isolation }) =>
      isolation
        ? {
            isolation: {
              ...isolation,
              async test(voltage, run) {
                const result = await isolation.test(voltage, run);
                await run.pause(20_000);
                return result;
              },
            },
          }
        : {},
    ),
  }),
  charger({
    name: "no voltage reported",
    words: "the charger reports 0 V while it charges (pyPLC)",
    expected: "orderly",
    accent: during("CurrentDemandRes", 5, Number.POSITIVE_INFINITY, (content) => ({
      ...content,
      EVSEPresentVoltage: volts(0),
    })),
  }),
];

const without =
  (...names: readonly string[]) =>
  (content: Fields): object =>
    Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)));

export const carFieldFaults: readonly Fault[] = [
  car({
    name: "no limits in the loop",
    words: "CurrentDemandReq says nothing of what the car bears",
    expected: "orderly",
    accent: during(
      "CurrentDemandReq",
      1,
      Number.POSITIVE_INFINITY,
      without("EVMaximumVoltageLimit", "EVMaximumCurrentLimit", "EVMaximumPowerLimit"),
    ),
  }),
  car({
    name: "says little of itself",
    words: "ChargeParameterDiscoveryReq has nothing in it but what it must have",
    expected: "orderly",
    accent: during("ChargeParameterDiscoveryReq", 1, Number.POSITIVE_INFINITY, (content) => ({
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
    accent: during("ChargeParameterDiscoveryReq", 1, Number.POSITIVE_INFINITY, (content) => ({
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
    accent: during("CurrentDemandReq", 15, Number.POSITIVE_INFINITY, (content) => ({
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
