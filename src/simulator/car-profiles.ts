/**
 * Cars as they were seen on the wire: what they offer, their limits, how they write, how fast they ask. What the wire does
 * not tell (curves of voltage and current) is chosen to fit the limits that they said.
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";
import type { AppProtocolType } from "../messages/handshake.ts";
import { type Accent, changing } from "../v2g/accent.ts";
import { type Dialect, din70121, iso2 } from "../v2g/dialect.ts";
import { NO_SESSION } from "../v2g/session-id.ts";
import type { Curve } from "./battery-cells.ts";
import type { CarProfile } from "./simulated-car.ts";

/** A car, and how it speaks. */
export interface SpeakingCar extends CarProfile {
  readonly speech: {
    readonly speaks: readonly Dialect[];
    readonly offer?: readonly AppProtocolType[];
    readonly noSession?: string;
    readonly accent?: Accent;
    /** Between two CurrentDemandReq. */
    readonly charging?: Milliseconds;
    /** Answers discovery that way: TLS first. */
    readonly asksForTls?: boolean;
  };
  /** Of a matching: the car's number, where it is not random. */
  readonly RunID?: string;
}

const DIN = din70121.namespace;
const ISO2 = iso2.namespace;
/** Offered by Teslas before anything else; nobody else speaks it. */
const TESLA = "urn:tesla:din:2018:MsgDef";

const offered = (
  ProtocolNamespace: string,
  SchemaID: number,
  Priority: number,
  [VersionNumberMajor, VersionNumberMinor]: readonly [number, number] = [2, 0],
): AppProtocolType => ({ ProtocolNamespace, VersionNumberMajor, VersionNumberMinor, SchemaID, Priority });

/** No field for what the car does not say; both standards leave these optional. */
const without =
  (...fields: readonly string[]) =>
  (content: Readonly<Record<string, unknown>>) => {
    const kept = { ...content };
    const parameters = { ...(kept["DC_EVChargeParameter"] as object) } as Record<string, unknown>;
    for (const field of fields) delete parameters[field];
    return { ...kept, DC_EVChargeParameter: parameters };
  };
const withParameters = (values: Readonly<Record<string, unknown>>) => (content: Readonly<Record<string, unknown>>) => ({
  ...content,
  DC_EVChargeParameter: { ...(content["DC_EVChargeParameter"] as object), ...values },
});
const zero = (Unit: "Wh") => ({ Multiplier: 0, Unit, Value: 0 });

/** A line from empty to full, a little steeper at both ends, as lithium cells have it. */
const cellsFrom = (empty: number, full: number): Curve => [
  [0, empty],
  [10, empty + (full - empty) * 0.25],
  [50, empty + (full - empty) * 0.5],
  [90, empty + (full - empty) * 0.85],
  [100, full],
];

export type CarProfileName = "ioniq28" | "modelY" | "modelX" | "polestar2" | "audiQ4" | "any";

export const carProfiles: Readonly<Record<CarProfileName, SpeakingCar>> = {
  /** Hyundai Ioniq 28: DIN SPEC 70121 alone, and quick at the beginning of a charge. */
  ioniq28: {
    name: "Hyundai Ioniq 28",
    mac: "04:65:65:00:64:c3",
    RunID: "0465650064c30000",
    battery: {
      capacity: 28_000,
      openCircuit: cellsFrom(310, 400),
      resistance: 0.09,
      maximumVoltage: 412,
      maximumCurrent: [
        [0, 172],
        [70, 172],
        [80, 130],
        [90, 60],
        [94, 20],
      ],
    },
    dc: { maximumVoltage: 412.8, maximumCurrent: 200, maximumPower: 98_000 },
    speech: {
      speaks: [din70121],
      charging: 85,
      accent: changing({ ChargeParameterDiscoveryReq: withParameters({ FullSOC: 94, BulkSOC: 83 }) }),
    },
  },
  /** Tesla Model Y: offers a protocol of its own first, and says nothing of its battery. */
  modelY: {
    name: "Tesla Model Y",
    mac: "98:ed:5c:da:d9:98",
    RunID: "5445534c41204556",
    battery: {
      capacity: 75_000,
      openCircuit: cellsFrom(310, 402),
      resistance: 0.05,
      maximumVoltage: 410,
      maximumCurrent: [
        [0, 450],
        [20, 450],
        [50, 300],
        [80, 130],
        [100, 30],
      ],
    },
    dc: { maximumVoltage: 418, maximumCurrent: 549, maximumPower: 230_000 },
    speech: {
      speaks: [din70121],
      offer: [offered(DIN, 1, 2), offered(TESLA, 2, 1, [0, 7])],
      charging: 40,
      accent: changing({
        ChargeParameterDiscoveryReq: withParameters({
          EVEnergyCapacity: zero("Wh"),
          EVEnergyRequest: zero("Wh"),
          FullSOC: 0,
          BulkSOC: 0,
        }),
      }),
    },
  },
  /** Tesla Model X Plaid: asks for TLS and is content without. */
  modelX: {
    name: "Tesla Model X Plaid",
    mac: "54:f8:f0:11:22:33",
    RunID: "5445534c41204556",
    battery: {
      capacity: 98_000,
      openCircuit: cellsFrom(360, 450),
      resistance: 0.05,
      maximumVoltage: 470,
      maximumCurrent: [
        [0, 500],
        [30, 450],
        [80, 140],
        [100, 30],
      ],
    },
    dc: { maximumVoltage: 481, maximumCurrent: 799, maximumPower: 326_000 },
    speech: {
      speaks: [din70121],
      offer: [offered(DIN, 1, 3), offered(TESLA, 2, 2, [0, 7])],
      charging: 50,
      asksForTls: true,
      accent: changing({
        ChargeParameterDiscoveryReq: without("EVEnergyCapacity", "EVEnergyRequest", "FullSOC", "BulkSOC"),
      }),
    },
  },
  /** Polestar 2: prefers DIN SPEC 70121, asks slowly, says neither power nor limits in the loop. */
  polestar2: {
    name: "Polestar 2",
    mac: "48:c5:8d:00:00:02",
    battery: {
      capacity: 78_500,
      openCircuit: cellsFrom(350, 447),
      resistance: 0.06,
      maximumVoltage: 455,
      maximumCurrent: [
        [0, 340],
        [40, 320],
        [80, 130],
        [100, 30],
      ],
    },
    dc: { maximumVoltage: 470, maximumCurrent: 375 },
    speech: {
      speaks: [din70121, iso2],
      offer: [offered(DIN, 1, 1), offered(ISO2, 0, 2)],
      noSession: "00",
      charging: 220,
      accent: changing({ ChargeParameterDiscoveryReq: without("EVMaximumPowerLimit") }),
    },
  },
  /** Audi Q4: fifty questions for TLS before it asks for none; speaks both standards. */
  audiQ4: {
    name: "Audi Q4",
    mac: "00:7d:fa:06:bb:7e",
    battery: {
      capacity: 76_600,
      openCircuit: cellsFrom(310, 396),
      resistance: 0.06,
      maximumVoltage: 405,
      maximumCurrent: [
        [0, 350],
        [40, 330],
        [80, 150],
        [100, 40],
      ],
    },
    dc: { maximumVoltage: 413, maximumCurrent: 500 },
    ac: { phases: 3, maximumCurrent: 16, minimumCurrent: 6 },
    speech: {
      speaks: [din70121, iso2],
      offer: [offered(DIN, 1, 1), offered(ISO2, 0, 2)],
      noSession: "00",
      charging: 100,
      asksForTls: true,
      accent: changing({ ChargeParameterDiscoveryReq: without("EVMaximumPowerLimit", "FullSOC", "BulkSOC") }),
    },
  },
  /** No make: speaks ISO 15118-2 first, with direct and alternating current. */
  any: {
    name: "Any car",
    mac: "02:00:00:00:00:0a",
    battery: {
      capacity: 60_000,
      openCircuit: cellsFrom(320, 400),
      resistance: 0.08,
      maximumVoltage: 406,
      maximumCurrent: [
        [0, 220],
        [50, 200],
        [80, 90],
        [100, 20],
      ],
    },
    dc: { maximumVoltage: 420, maximumCurrent: 250, maximumPower: 100_000 },
    ac: { phases: 3, maximumCurrent: 16, minimumCurrent: 6 },
    speech: { speaks: [iso2, din70121], noSession: NO_SESSION, charging: 250 },
  },
};
