/**
 * The car of Josev, at our charger: what it sends, how fast, and what makes it give up, as far as its source and its
 * recordings tell. Written from these facts, not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import {
  before,
  expectWholeSchedules,
  offered,
  statusOf,
  type Tuple,
  tuplesOf,
  untilFinished,
} from "../../test/foreign-cars.ts";
import { type ForeignCar, loneChargerDesk, type Visitor } from "../../test/lone-charger-desk.ts";
import { physical } from "../../test/physical-values.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";
import type { Schedule } from "./charger.ts";

/** Says that it is done as soon as charging starts, and never takes it back. */
const status = { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: 60 };
const delivery = { DC_EVStatus: status, BulkChargingComplete: false, ChargingComplete: true };
const limits = {
  EVMaximumCurrentLimit: physical(-3, "A", 32_000),
  EVMaximumVoltageLimit: physical(1, "V", 40),
};
const target = { EVTargetVoltage: physical(0, "V", 400), EVTargetCurrent: physical(0, "A", 1) };
const demand = {
  DC_EVStatus: status,
  EVMaximumCurrentLimit: limits.EVMaximumCurrentLimit,
  EVMaximumPowerLimit: physical(1, "W", 8000),
  BulkChargingComplete: false,
  ChargingComplete: false,
  RemainingTimeToFullSoC: physical(0, "s", 100),
  RemainingTimeToBulkSoC: physical(0, "s", 80),
  ...target,
};
const EVCCID = "00E04C68001D";

/** Goes on at a finished cable check alone that is Valid and EVSE_Ready. */
async function cableCheck(car: ForeignCar) {
  const { EVSEIsolationStatus, EVSEStatusCode } = statusOf(
    await untilFinished(car, "CableCheckReq", { DC_EVStatus: status }),
  );
  expect([EVSEIsolationStatus, EVSEStatusCode]).toEqual(["Valid", "EVSE_Ready"]);
}

/** Ends pre-charge after five rounds, whatever the voltage. */
async function preCharge(car: ForeignCar, current: number) {
  for (let round = 0; round < 5; round++) {
    await car.ask("PreChargeReq", { DC_EVStatus: status, ...target, EVTargetCurrent: physical(0, "A", current) });
  }
}

const din = (script: (car: ForeignCar) => Promise<void>): Visitor => ({
  dialect: din70121,
  offer: [offered(din70121, 1)],
  noSession: "00",
  script,
});
const iso = (script: (car: ForeignCar) => Promise<void>): Visitor => ({
  dialect: iso2,
  offer: [
    { ...offered(iso2, 1), ProtocolNamespace: "urn:iso:std:iso:15118:-20:DC", VersionNumberMajor: 1 },
    offered(iso2, 2, 2),
  ],
  noSession: "00",
  script,
});

test("charges by DIN SPEC 70121, with 0 A in pre-charge and welding detection four times", async () => {
  const desk = await loneChargerDesk({ profile: chargerProfiles.any });
  const { outcome } = await desk.visit(
    din(async (car) => {
      const services = await before.din70121(car, EVCCID);
      expect(services["ChargeService"]).toMatchObject({ EnergyTransferType: "DC_extended" });
      const parameters = {
        EVRequestedEnergyTransferType: "DC_extended",
        DC_EVChargeParameter: { DC_EVStatus: status, ...limits },
      };
      // It breaks on an answer that is not finished.
      expect((await car.ask("ChargeParameterDiscoveryReq", parameters)).EVSEProcessing).toBe("Finished");
      await cableCheck(car);
      await preCharge(car, 0);
      await car.ask("PowerDeliveryReq", { ReadyToChargeState: true, DC_EVPowerDeliveryParameter: delivery });
      for (let turn = 0; turn < 10; turn++) await car.ask("CurrentDemandReq", demand);
      await car.ask("PowerDeliveryReq", { ReadyToChargeState: false, DC_EVPowerDeliveryParameter: delivery });
      for (let turn = 0; turn < 4; turn++) await car.ask("WeldingDetectionReq", { DC_EVStatus: status });
      await car.ask("SessionStopReq", {});
      await car.wait(5000);
    }),
  );
  expect(outcome).toMatchObject({ by: "car", isOrderly: true, vehicleId: "00:e0:4c:68:00:1d" });
});

const dcParameters = {
  RequestedEnergyTransferMode: "DC_extended",
  DC_EVChargeParameter: {
    DepartureTime: 0,
    DC_EVStatus: status,
    ...limits,
    EVMaximumPowerLimit: physical(1, "W", 8000),
    EVEnergyCapacity: physical(1, "Wh", 7000),
    EVEnergyRequest: physical(1, "Wh", 6000),
    FullSOC: 90,
    BulkSOC: 80,
  },
};
/** Up to the charging loop. Takes the last schedule and sends no profile. */
async function startDc(car: ForeignCar): Promise<number> {
  const tuples = tuplesOf(await untilFinished(car, "ChargeParameterDiscoveryReq", dcParameters));
  expectWholeSchedules(tuples);
  const SAScheduleTupleID = tuples.at(-1)?.SAScheduleTupleID as number;
  await cableCheck(car);
  await preCharge(car, 1);
  const DC_EVPowerDeliveryParameter = delivery;
  await car.ask("PowerDeliveryReq", { ChargeProgress: "Start", SAScheduleTupleID, DC_EVPowerDeliveryParameter });
  return SAScheduleTupleID;
}
async function stopDc(car: ForeignCar, SAScheduleTupleID: number, ChargingSession: "Terminate" | "Pause") {
  await car.ask("PowerDeliveryReq", {
    ChargeProgress: "Stop",
    SAScheduleTupleID,
    DC_EVPowerDeliveryParameter: delivery,
  });
  await car.ask("WeldingDetectionReq", { DC_EVStatus: status });
  await car.ask("SessionStopReq", { ChargingSession });
}

const evening: readonly Schedule[] = [
  { id: 3, power: [{ start: 0, power: 20_000 }], duration: 86_400 },
  {
    id: 7,
    power: [
      { start: 0, power: 11_000 },
      { start: 43_200, power: 7000 },
    ],
    duration: 86_400,
    prices: [{ start: 0, level: 1 }],
  },
];

test("charges by ISO 15118-2 with direct current, and takes no notice of a wish for receipts", async () => {
  const desk = await loneChargerDesk({
    profile: chargerProfiles.any,
    change: ({ meter }) => ({
      schedules: async () => evening,
      ...(meter ? { meter: { ...meter, wantsReceipt: true } } : {}),
    }),
  });
  const { outcome, events } = await desk.visit(
    iso(async (car) => {
      await before.iso2(car, EVCCID);
      const tuple = await startDc(car);
      expect(tuple).toBe(7);
      const first = await car.ask("CurrentDemandReq", demand);
      expect(first).toMatchObject({ SAScheduleTupleID: 7, ReceiptRequired: true });
      for (let turn = 0; turn < 10; turn++) await car.ask("CurrentDemandReq", demand);
      await stopDc(car, tuple, "Terminate");
    }),
  );
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(events).toContainEqual(expect.objectContaining({ type: "odd", clause: "V2G2-795" }));
});

test("pauses, and comes back under the session's number (EVerest's branch of it)", async () => {
  const desk = await loneChargerDesk({ profile: chargerProfiles.any });
  const first = await desk.visit(
    iso(async (car) => {
      await before.iso2(car, EVCCID);
      const tuple = await startDc(car);
      for (let turn = 0; turn < 10; turn++) await car.ask("CurrentDemandReq", demand);
      await stopDc(car, tuple, "Pause");
    }),
  );
  expect(first.outcome).toMatchObject({ isPaused: true, isOrderly: true });
  await desk.clock.turn(5000);
  const second = await desk.visit({
    ...iso(async (car) => {
      const setup = await car.ask("SessionSetupReq", { EVCCID });
      expect(setup.ResponseCode).toBe("OK_OldSessionJoined");
      expect(car.sessionId()).toBe(first.sessionId);
      await car.ask("SessionStopReq", { ChargingSession: "Terminate" });
    }),
    noSession: first.sessionId,
  });
  expect(second.outcome).toMatchObject({ isPaused: false, isOrderly: true });
});

const acParameters = {
  RequestedEnergyTransferMode: "AC_three_phase_core",
  AC_EVChargeParameter: {
    DepartureTime: 0,
    EAmount: physical(0, "Wh", 60),
    EVMaxVoltage: physical(0, "V", 400),
    EVMaxCurrent: physical(-3, "A", 32_000),
    EVMinCurrent: physical(0, "A", 10),
  },
};
/** Copies the last schedule, and adds that it draws nothing from its end on. */
async function startAc(car: ForeignCar): Promise<number> {
  const tuples = tuplesOf(await untilFinished(car, "ChargeParameterDiscoveryReq", acParameters));
  expectWholeSchedules(tuples);
  const { SAScheduleTupleID, PMaxSchedule } = tuples.at(-1) as Tuple;
  const ProfileEntry = PMaxSchedule.PMaxScheduleEntry.flatMap(({ RelativeTimeInterval: { start, duration }, PMax }) => [
    { ChargingProfileEntryStart: start, ChargingProfileEntryMaxPower: PMax as object },
    ...(duration === undefined
      ? []
      : [{ ChargingProfileEntryStart: start + duration, ChargingProfileEntryMaxPower: physical(0, "W", 0) }]),
  ]);
  await car.ask("PowerDeliveryReq", {
    ChargeProgress: "Start",
    SAScheduleTupleID,
    ChargingProfile: { ProfileEntry },
  });
  return SAScheduleTupleID;
}

test("charges with alternating current, negotiates anew when asked, and stops when asked", async () => {
  const desk = await loneChargerDesk({
    profile: chargerProfiles.wallbox,
    change: ({ meter }) => ({
      schedules: async () =>
        evening.map((one) => ({ ...one, power: one.power.map((p) => ({ ...p, power: p.power / 4 })) })),
      ...(meter ? { meter: { ...meter, wantsReceipt: true } } : {}),
    }),
  });
  const { outcome } = await desk.visit(
    iso(async (car) => {
      await before.iso2(car, EVCCID);
      let SAScheduleTupleID = await startAc(car);
      // Without TLS it has nothing to sign with.
      expect(await car.ask("ChargingStatusReq", {})).toMatchObject({ ReceiptRequired: true });
      for (let turn = 0; turn < 10; turn++) await car.ask("ChargingStatusReq", {});
      car.wishes.want("renegotiate");
      expect(statusOf(await car.ask("ChargingStatusReq", {}))["EVSENotification"]).toBe("ReNegotiation");
      await car.ask("PowerDeliveryReq", { ChargeProgress: "Renegotiate", SAScheduleTupleID });
      SAScheduleTupleID = await startAc(car);
      await car.wait(500);
      for (let turn = 0; turn < 10; turn++) {
        const { EVSENotification } = statusOf(await car.ask("ChargingStatusReq", {}));
        expect(EVSENotification).toBe("None");
      }
      car.wishes.want("stop");
      expect(statusOf(await car.ask("ChargingStatusReq", {}))["EVSENotification"]).toBe("StopCharging");
      await car.ask("PowerDeliveryReq", { ChargeProgress: "Stop", SAScheduleTupleID });
      await car.ask("SessionStopReq", { ChargingSession: "Terminate" });
    }),
  );
  expect(outcome).toMatchObject({ by: "charger", isOrderly: true });
});
