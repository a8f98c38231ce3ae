/**
 * The car of RISE-V2G, at our charger: what it sends, how fast, and what makes it give up, as far as its source and its
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
import { number, physical } from "../../test/physical-values.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { iso2 } from "../v2g/dialect.ts";

const status = { EVReady: true, EVErrorCode: "NO_ERROR", EVRESSSOC: 50 };
const delivery = { DC_EVStatus: status, BulkChargingComplete: false, ChargingComplete: false };
const target = { EVTargetVoltage: physical(0, "V", 400), EVTargetCurrent: physical(0, "A", 2) };
const demand = {
  DC_EVStatus: status,
  EVMaximumVoltageLimit: physical(0, "V", 400),
  EVMaximumCurrentLimit: physical(0, "A", 32),
  EVMaximumPowerLimit: physical(3, "W", 63),
  BulkChargingComplete: false,
  ChargingComplete: false,
  RemainingTimeToFullSoC: physical(0, "s", 1800),
  RemainingTimeToBulkSoC: physical(0, "s", 900),
  ...target,
};
const EVCCID = "00E04C68001D";
const rise = (script: (car: ForeignCar) => Promise<void>): Visitor => ({
  dialect: iso2,
  offer: [offered(iso2, 10)],
  noSession: "0000000000000000",
  script,
});

/** Copies the first schedule, three phases in use whatever the current. */
async function planned(car: ForeignCar, parameters: object) {
  const answer = await untilFinished(car, "ChargeParameterDiscoveryReq", parameters);
  const tuples = tuplesOf(answer);
  expectWholeSchedules(tuples);
  const { SAScheduleTupleID, PMaxSchedule } = tuples[0] as Tuple;
  const ProfileEntry = PMaxSchedule.PMaxScheduleEntry.map(({ RelativeTimeInterval, PMax }) => ({
    ChargingProfileEntryStart: RelativeTimeInterval.start,
    ChargingProfileEntryMaxPower: PMax as object,
    ChargingProfileEntryMaxNumberOfPhasesInUse: 3,
  }));
  return { SAScheduleTupleID, ChargingProfile: { ProfileEntry } };
}

const dcParameters = {
  RequestedEnergyTransferMode: "DC_extended",
  DC_EVChargeParameter: {
    DC_EVStatus: status,
    EVMaximumCurrentLimit: physical(0, "A", 200),
    EVMaximumVoltageLimit: physical(0, "V", 400),
    EVEnergyRequest: physical(0, "Wh", 5000),
  },
};
async function startDc(car: ForeignCar) {
  const plan = await planned(car, dcParameters);
  await untilFinished(car, "CableCheckReq", { DC_EVStatus: status });
  // It waits for equality, to the last bit, for seven seconds.
  for (let turn = 0; ; turn++) {
    const { EVSEPresentVoltage } = await car.ask("PreChargeReq", { DC_EVStatus: status, ...target });
    const { Value, Multiplier } = EVSEPresentVoltage as { Value: number; Multiplier: number };
    if (Value * 10 ** Multiplier === 400) break;
    expect(turn).toBeLessThan(3500);
  }
  await car.ask("PowerDeliveryReq", { ChargeProgress: "Start", ...plan, DC_EVPowerDeliveryParameter: delivery });
  return plan;
}

test("charges with direct current: receipts, a negotiation anew, and a hundred turns without a pause", async () => {
  const desk = await loneChargerDesk({
    profile: chargerProfiles.any,
    change: ({ meter }) => (meter ? { meter: { ...meter, wantsReceipt: true } } : {}),
  });
  let receipts = 0;
  const { outcome } = await desk.visit(
    rise(async (car) => {
      await before.iso2(car, EVCCID);
      const ask = async () => {
        const answer = await car.ask("CurrentDemandReq", demand);
        if (answer["ReceiptRequired"] !== true) return answer;
        receipts++;
        const { MeterInfo, SAScheduleTupleID } = answer;
        return car.ask("MeteringReceiptReq", { Id: "id1", SessionID: car.sessionId(), SAScheduleTupleID, MeterInfo });
      };
      const { SAScheduleTupleID } = await startDc(car);
      for (let turn = 0; turn < 50; turn++) await ask();
      car.wishes.want("renegotiate");
      expect(statusOf(await ask())["EVSENotification"]).toBe("ReNegotiation");
      await car.ask("PowerDeliveryReq", {
        ChargeProgress: "Renegotiate",
        SAScheduleTupleID,
        DC_EVPowerDeliveryParameter: delivery,
      });
      const plan = await startDc(car);
      for (let turn = 0; turn < 50; turn++) await ask();
      await car.ask("PowerDeliveryReq", {
        ChargeProgress: "Stop",
        SAScheduleTupleID: plan.SAScheduleTupleID,
        DC_EVPowerDeliveryParameter: delivery,
      });
      await car.ask("WeldingDetectionReq", { DC_EVStatus: status });
      await car.ask("SessionStopReq", { ChargingSession: "Terminate" });
    }),
  );
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(receipts).toBeGreaterThan(0);
});

test("charges on one phase, and goes on as before where it should negotiate anew", async () => {
  const desk = await loneChargerDesk({ profile: chargerProfiles.wallbox });
  const { outcome } = await desk.visit(
    rise(async (car) => {
      const services = await before.iso2(car, EVCCID);
      expect(services["ChargeService"]).toMatchObject({
        SupportedEnergyTransferMode: { EnergyTransferMode: expect.arrayContaining(["AC_single_phase_core"]) },
      });
      const plan = await planned(car, {
        RequestedEnergyTransferMode: "AC_single_phase_core",
        AC_EVChargeParameter: {
          DepartureTime: 7200,
          EAmount: physical(0, "Wh", 5000),
          EVMaxVoltage: physical(0, "V", 400),
          EVMaxCurrent: physical(0, "A", 32),
          EVMinCurrent: physical(0, "A", 5),
        },
      });
      await car.ask("PowerDeliveryReq", { ChargeProgress: "Start", ...plan });
      for (let turn = 0; turn < 50; turn++) {
        expect(number((await car.ask("ChargingStatusReq", {}))["EVSEMaxCurrent"])).toBe(16);
      }
      car.wishes.want("renegotiate");
      await car.ask("ChargingStatusReq", {});
      const { SAScheduleTupleID } = plan;
      await car.ask("PowerDeliveryReq", { ChargeProgress: "Renegotiate", SAScheduleTupleID });
      for (let turn = 0; turn < 50; turn++) await car.ask("ChargingStatusReq", {});
      await car.ask("PowerDeliveryReq", { ChargeProgress: "Stop", SAScheduleTupleID });
      await car.ask("SessionStopReq", { ChargingSession: "Terminate" });
    }),
  );
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
});
