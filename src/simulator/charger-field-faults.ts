/**
 * Faults that real chargers have shown in the field, beside those of `faults.ts`: who showed it stands in the words.
 *
 * @module
 */

import type { DcOutput } from "../secc/charger.ts";
import {
  ALWAYS,
  amps,
  during,
  type Fault,
  type FaultDesk,
  type Fields,
  from,
  instead,
  silent,
  volts,
  watts,
  withCode,
  without,
  withStatus,
} from "./fault.ts";

const charger = (fault: Omit<Fault, "side">): Fault => ({ side: "charger", ...fault });

/** Another output than the charger's own, made of it. */
const output = (change: (own: DcOutput, desk: FaultDesk) => Partial<DcOutput>) => (desk: FaultDesk) => {
  const { dc } = desk.plant.charger;
  // Taken out one by one: `limits` is to be read anew each time.
  if (dc) Object.assign(dc, change({ ...dc }, desk));
};

/** V2GTP with a payload type of its own, and 26 octets. */
const FOREIGN_PAYLOAD = Uint8Array.from({ length: 34 }, (_, i) => [1, 0xfe, 0x4c, 0x41, 0, 0, 0, 26][i] ?? i);
/** ISO 15118-2, 8.5.2.13. */
const MOST_ENTRIES = 1024;
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
    name: "no power yet",
    words: "the charger has no power for the first twenty seconds: its neighbours have it all",
    expected: "orderly",
    begin({ clock, plant }) {
      plant.charger.knobs.sharedPower = 0;
      clock.after(20_000, () => {
        plant.charger.knobs.sharedPower = ALWAYS;
      });
    },
  }),
  charger({
    name: "no power at all",
    words: "the charger lets the car charge, and has no power for it",
    expected: "safe",
    begin({ plant }) {
      plant.charger.knobs.sharedPower = 0;
    },
  }),
  charger({
    name: "no power for a while",
    words: "the charger has no power for ten seconds in the middle of charging",
    expected: "orderly",
    begin({ clock, plant }) {
      clock.after(20_000, () => {
        plant.charger.knobs.sharedPower = 0;
      });
      clock.after(30_000, () => {
        plant.charger.knobs.sharedPower = ALWAYS;
      });
    },
  }),
  charger({
    name: "zeros in its parameters",
    words: "the charger says 0 A and 0 W before charging, and what it can while it charges (EVerest)",
    expected: "orderly",
    accent: during("ChargeParameterDiscoveryRes", 1, ALWAYS, (content) => ({
      ...content,
      DC_EVSEChargeParameter: {
        ...(content["DC_EVSEChargeParameter"] as Fields),
        EVSEMaximumCurrentLimit: amps(0),
        EVSEMaximumPowerLimit: watts(0),
      },
    })),
  }),
  charger({
    name: "no schedule",
    words: "the charger's parameters have no schedule with them",
    protocol: "iso2",
    expected: "orderly",
    accent: during("ChargeParameterDiscoveryRes", 1, ALWAYS, (content) => without("SAScheduleList")(content)),
  }),
  charger({
    name: "long schedule",
    words: "the charger's schedule has as many entries as it may have",
    expected: "orderly",
    begin({ plant }) {
      const { maximumPower } = plant.charger.dc?.limits ?? { maximumPower: 0 };
      const power = Array.from({ length: MOST_ENTRIES }, (_, i) => ({ start: i * 60, power: maximumPower }));
      plant.charger.knobs.schedules = [{ id: 1, power, duration: 86_400 }];
    },
  }),
  charger({
    name: "insulation unsaid",
    words: "a cable check that ended well says nothing of the insulation (pyPLC)",
    expected: "orderly",
    accent: from("CableCheckRes", 1, withStatus({ EVSEIsolationStatus: undefined })),
  }),
  charger({
    name: "shutdown in the cable check",
    words: "somebody stops the charger while it tests the insulation (Alpitronic)",
    expected: "orderly",
    accent: from("CableCheckRes", 2, withStatus({ EVSEStatusCode: "EVSE_Shutdown" })),
  }),
  charger({
    name: "mains fails",
    words: "the charger says EVSE_UtilityInterruptEvent while it charges",
    expected: "safe",
    accent: from("CurrentDemandRes", 15, withStatus({ EVSEStatusCode: "EVSE_UtilityInterruptEvent" })),
  }),
  charger({
    name: "answers something else",
    words: "the charger answers CurrentDemandReq with an answer to another question",
    expected: "safe",
    accent: instead("CurrentDemandRes", 10, "WeldingDetectionRes", ({ ResponseCode, DC_EVSEStatus }) => ({
      ResponseCode,
      DC_EVSEStatus,
      EVSEPresentVoltage: volts(400),
    })),
  }),
  charger({
    name: "no voltage reported",
    words: "the charger reports 0 V while it charges (pyPLC)",
    expected: "orderly",
    accent: during("CurrentDemandRes", 5, ALWAYS, (content) => ({
      ...content,
      EVSEPresentVoltage: volts(0),
    })),
  }),
];
