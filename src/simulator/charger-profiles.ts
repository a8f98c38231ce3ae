/**
 * Chargers as they were seen on the wire: their limits, how they number sessions and name themselves, what they say about
 * schedules, how long they take.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { type Random, randomOctets } from "../base/random.ts";
import type { Accent, Outgoing } from "../v2g/accent.ts";
import type { ChargerProfile } from "./simulated-charger.ts";

/** A charger, and how it speaks DIN SPEC 70121. */
export interface SpeakingCharger extends ChargerProfile {
  readonly speech?: ChargerSpeech;
}

export interface ChargerSpeech {
  /** ABB says OK to a new session. */
  readonly setupCode?: "OK" | "OK_NewSessionEstablished";
  readonly sessionId?: (random: Random) => string;
  /** Hex: one octet 00, or none at all. */
  readonly evseId?: string;
  /** As it is written: saturated, in kilowatts, or negative. */
  readonly pMax?: number;
  /** EVSEStatusCode when the parameters are finished. */
  readonly status?: "EVSE_Ready" | "EVSE_NotReady" | "EVSE_IsolationMonitoringActive";
}

const random8 = (random: Random) => toHex(randomOctets(8, random));
const ascii = (text: string) => toHex(new TextEncoder().encode(text));
const digits = (count: number) => (random: Random) =>
  ascii(Array.from({ length: count }, () => Math.floor(random() * 10)).join(""));

const usual = { voltageRamp: 250, currentRamp: 40, ripple: 2, regulationTolerance: 1 };

export type ChargerProfileName =
  | "alpitronic"
  | "compleo"
  | "teslaV3"
  | "abb"
  | "tritium"
  | "efacec"
  | "numbat"
  | "kempower"
  | "phihong"
  | "penodato"
  | "pyplc"
  | "any"
  | "wallbox";

export const chargerProfiles: Readonly<Record<ChargerProfileName, SpeakingCharger>> = {
  alpitronic: {
    name: "Alpitronic HYC",
    mac: "62:57:25:00:00:01",
    id: "DE*ALP*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 50,
      maximumVoltage: 500,
      minimumCurrent: 0,
      maximumCurrent: 200,
      maximumPower: 75_000,
      cableCheck: 14_000,
    },
    speech: { sessionId: (random) => `00000000${toHex(randomOctets(4, random))}`, evseId: "00", pMax: 32_767 },
  },
  compleo: {
    name: "Compleo Cito",
    mac: "80:1f:12:00:00:01",
    id: "DE*COM*E0001",
    authorization: 5000,
    dc: {
      ...usual,
      minimumVoltage: 200,
      maximumVoltage: 485,
      minimumCurrent: 1.5,
      maximumCurrent: 125,
      maximumPower: 50_000,
      cableCheck: 9000,
    },
    speech: { sessionId: random8, evseId: "00", pMax: 32_767, status: "EVSE_NotReady" },
  },
  teslaV3: {
    name: "Tesla Supercharger V3",
    mac: "dc:44:27:1f:00:01",
    id: "DE*TSL*E0001",
    authorization: 2000,
    dc: {
      ...usual,
      minimumVoltage: 229.99,
      maximumVoltage: 469.9,
      minimumCurrent: 0,
      maximumCurrent: 500,
      maximumPower: 260_000,
      cableCheck: 20_000,
    },
    speech: { sessionId: (random) => toHex(randomOctets(4, random)), evseId: "dc44271f0001", pMax: -2135 },
  },
  abb: {
    name: "ABB Terra HPC",
    mac: "54:10:ec:00:00:01",
    id: "DE*ABB*E0001",
    authorization: 4000,
    dc: {
      ...usual,
      minimumVoltage: 50,
      maximumVoltage: 451,
      minimumCurrent: 1,
      maximumCurrent: 200,
      maximumPower: 100_000,
      cableCheck: 15_000,
    },
    speech: {
      setupCode: "OK",
      sessionId: () => ascii("ABB00001"),
      evseId: "00",
      pMax: 32_767,
      status: "EVSE_IsolationMonitoringActive",
    },
  },
  tritium: {
    name: "Ionity Tritium",
    mac: "00:13:95:00:00:01",
    id: "DE*ION*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 200,
      maximumVoltage: 410,
      minimumCurrent: 1,
      maximumCurrent: 125,
      maximumPower: 100_000,
      cableCheck: 11_000,
    },
    speech: { sessionId: random8, evseId: "00", pMax: 32_767 },
  },
  efacec: {
    name: "Efacec QC45",
    mac: "00:01:87:00:00:01",
    id: "DE*EFA*E0001",
    authorization: 6000,
    dc: {
      ...usual,
      minimumVoltage: 50,
      maximumVoltage: 500,
      minimumCurrent: 0,
      maximumCurrent: 125,
      maximumPower: 50_000,
      cableCheck: 10_000,
    },
    speech: { sessionId: digits(8), evseId: "1230", pMax: 25_000 },
  },
  numbat: {
    name: "Numbat",
    mac: "00:18:92:00:00:01",
    id: "DE*NUM*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 150,
      maximumVoltage: 930,
      minimumCurrent: 0,
      maximumCurrent: 400,
      maximumPower: 160_000,
      cableCheck: 19_000,
    },
    speech: { sessionId: random8, evseId: "", pMax: 160 },
  },
  kempower: {
    name: "Kempower",
    mac: "60:fa:b1:00:00:01",
    id: "DE*KEM*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 100,
      maximumVoltage: 500,
      minimumCurrent: 0,
      maximumCurrent: 300,
      maximumPower: 150_000,
      cableCheck: 6500,
    },
    speech: { sessionId: random8, evseId: "00", pMax: 32_767 },
  },
  phihong: {
    name: "Phihong",
    mac: "02:50:48:00:00:01",
    id: "DE*PHI*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 150,
      maximumVoltage: 500,
      minimumCurrent: 5,
      maximumCurrent: 288,
      maximumPower: 120_000,
      cableCheck: 8000,
    },
    speech: { sessionId: random8, evseId: "00", pMax: 120 },
  },
  penodato: {
    name: "Qingdao Penodato",
    mac: "a0:b0:c0:00:00:01",
    id: "DE*PEN*E0001",
    authorization: 3000,
    dc: {
      ...usual,
      minimumVoltage: 150,
      maximumVoltage: 1000,
      minimumCurrent: 0.5,
      maximumCurrent: 100,
      maximumPower: 40_000,
      cableCheck: 8000,
    },
    speech: { sessionId: (random) => ascii(toHex(randomOctets(4, random)).toUpperCase()), evseId: "00", pMax: 32_000 },
  },
  pyplc: {
    name: "pyPLC",
    mac: "b8:27:eb:00:00:01",
    id: "DE*PYP*E0001",
    authorization: 300,
    dc: {
      minimumVoltage: 200,
      maximumVoltage: 450,
      minimumCurrent: 1,
      maximumCurrent: 200,
      maximumPower: 10_000,
      voltageRamp: 80,
      currentRamp: 40,
      ripple: 5,
      regulationTolerance: 5,
      cableCheck: 1500,
    },
    speech: { sessionId: () => "0102030405060708", evseId: ascii("ZZ00000"), pMax: 50 },
  },
  /** No make, direct current. */
  any: {
    name: "Any charger",
    mac: "02:00:00:00:00:0c",
    id: "DE*PLT*E0001",
    authorization: 1500,
    dc: {
      ...usual,
      minimumVoltage: 150,
      maximumVoltage: 500,
      minimumCurrent: 0,
      maximumCurrent: 200,
      maximumPower: 60_000,
      cableCheck: 6000,
    },
  },
  /** No make, alternating current. */
  wallbox: {
    name: "Any wallbox",
    mac: "02:00:00:00:00:0d",
    id: "DE*PLT*E0002",
    authorization: 1500,
    ac: { phases: 3, nominalVoltage: 230, maximumCurrent: 16 },
  },
};

type Fields = Readonly<Record<string, unknown>>;

/** What the profile's charger says in its own way. */
export const accentOf =
  ({ speech = {} }: SpeakingCharger): Accent =>
  (message) => ({ ...message, content: inItsWay(message, speech) });

function inItsWay({ name, content }: Outgoing, { setupCode, evseId, pMax, status }: ChargerSpeech): object {
  const fields = content as Fields;
  if (name === "SessionSetupRes") {
    return {
      ...fields,
      ...(setupCode && fields["ResponseCode"] === "OK_NewSessionEstablished" ? { ResponseCode: setupCode } : {}),
      ...(evseId !== undefined && "DateTimeNow" in fields ? { EVSEID: evseId } : {}),
    };
  }
  if (name !== "ChargeParameterDiscoveryRes" || fields["ResponseCode"] !== "OK") return content;
  const parameters = fields["DC_EVSEChargeParameter"] as Fields | undefined;
  const said = status && parameters && withStatus(parameters, status);
  const list = fields["SAScheduleList"] as Fields | undefined;
  const isDin = list && JSON.stringify(list).includes("PMaxScheduleID");
  return {
    ...fields,
    ...(said ? { DC_EVSEChargeParameter: said } : {}),
    ...(isDin && pMax !== undefined ? { SAScheduleList: oneEntry(pMax) } : {}),
  };
}

const withStatus = (parameters: Fields, EVSEStatusCode: string) => ({
  ...parameters,
  DC_EVSEStatus: { ...(parameters["DC_EVSEStatus"] as Fields), EVSEStatusCode },
});

const oneEntry = (PMax: number) => ({
  SAScheduleTuple: [
    {
      SAScheduleTupleID: 1,
      PMaxSchedule: {
        PMaxScheduleID: 1,
        PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0, duration: 86_400 }, PMax }],
      },
    },
  ],
});
