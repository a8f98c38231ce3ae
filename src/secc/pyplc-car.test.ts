/**
 * pyPLC as a car, at our charger: what it asks and how slowly, as its recordings and documents tell. Written from these
 * facts, not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import { before, offered, statusOf, untilFinished } from "../../test/foreign-cars.ts";
import { type ForeignCar, loneChargerDesk, type Told, type Visitor } from "../../test/lone-charger-desk.ts";
import { number, physical } from "../../test/physical-values.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { din70121 } from "../v2g/dialect.ts";
import { NO_SESSION } from "../v2g/session-id.ts";

const status = (EVRESSSOC: number, EVReady = true) => ({ EVReady, EVErrorCode: "NO_ERROR", EVRESSSOC });
const BATTERY = 230;
/** It waits a second with each look at an answer, half of one in pre-charge, and a tenth in the loop. */
const [STEP, PRE_CHARGE_STEP, LOOP_STEP] = [1000, 500, 100];

const parameters = {
  EVRequestedEnergyTransferType: "DC_extended",
  DC_EVChargeParameter: {
    DC_EVStatus: status(20, false),
    EVMaximumCurrentLimit: physical(0, "A", 100),
    EVMaximumPowerLimit: physical(1, "W", 9800),
    EVMaximumVoltageLimit: physical(0, "V", 398),
    EVEnergyCapacity: physical(0, "Wh", 28_000),
    EVEnergyRequest: physical(0, "Wh", 20_000),
    FullSOC: 100,
    BulkSOC: 80,
  },
};
const delivery = (ReadyToChargeState: boolean) => ({
  ReadyToChargeState,
  DC_EVPowerDeliveryParameter: {
    DC_EVStatus: { ...status(20), EVCabinConditioning: false, EVRESSConditioning: false },
    BulkChargingComplete: false,
    ChargingComplete: false,
  },
});
/** Its limits are not repeated. */
const demand = {
  DC_EVStatus: status(20),
  EVTargetCurrent: physical(0, "A", 10),
  BulkChargingComplete: false,
  ChargingComplete: false,
  RemainingTimeToFullSoC: physical(0, "s", 1200),
  RemainingTimeToBulkSoC: physical(0, "s", 600),
  EVTargetVoltage: physical(0, "V", 270),
};
const codeOf = (answer: Told) => statusOf(answer)["EVSEStatusCode"];

/** Up to the loop. It believes the voltage that the charger says, to ten volts. */
async function start(car: ForeignCar): Promise<void> {
  await before.din70121(car, "020000000001", STEP);
  await untilFinished(car, "ChargeParameterDiscoveryReq", parameters, STEP);
  await untilFinished(car, "CableCheckReq", { DC_EVStatus: status(20) }, STEP);
  for (let turn = 0; ; turn++) {
    const { EVSEPresentVoltage } = await car.ask("PreChargeReq", {
      DC_EVStatus: status(20),
      EVTargetVoltage: physical(0, "V", BATTERY),
      EVTargetCurrent: physical(0, "A", 1),
    });
    if (Math.abs(number(EVSEPresentVoltage) - BATTERY) < 10) break;
    if (turn > 50) throw new Error("PreChargeReq never reaches the voltage");
    await car.wait(PRE_CHARGE_STEP);
  }
  await car.ask("PowerDeliveryReq", delivery(true));
}

const visitor = (script: (car: ForeignCar) => Promise<void>): Visitor => ({
  dialect: din70121,
  offer: [offered(din70121, 1)],
  noSession: NO_SESSION,
  script,
});

test("charges at its slow pace, and ends with one welding detection", async () => {
  const desk = await loneChargerDesk({ profile: chargerProfiles.any });
  const { outcome } = await desk.visit(
    visitor(async (car) => {
      await start(car);
      for (let turn = 0; turn < 100; turn++) {
        expect(codeOf(await car.ask("CurrentDemandReq", demand))).toBe("EVSE_Ready");
        await car.wait(LOOP_STEP);
      }
      await car.ask("PowerDeliveryReq", delivery(false));
      await car.ask("WeldingDetectionReq", { DC_EVStatus: status(20) });
      await car.ask("SessionStopReq", {});
    }),
  );

  expect(outcome).toMatchObject({ by: "car", isOrderly: true, troubles: [], vehicleId: "02:00:00:00:00:01" });
});

test("falls silent when it is asked to stop, with its connection open: the output is off after ten seconds", async () => {
  const desk = await loneChargerDesk({ profile: chargerProfiles.any });
  let silentSince = 0;
  const { outcome, events } = await desk.visit(
    visitor(async (car) => {
      await start(car);
      await car.ask("CurrentDemandReq", demand);
      car.wishes.want("stop");
      expect(codeOf(await car.ask("CurrentDemandReq", demand))).toBe("EVSE_Shutdown");
      silentSince = desk.clock.now();
      await car.wait(15_000);
    }),
  );

  expect(outcome).toMatchObject({
    by: "car",
    isOrderly: false,
    words: "Gave up waiting for the car's answer to the wish to stop after 10 s",
    troubles: [],
  });
  const off = events.find((event) => event.type === "moved" && event.what === "output");
  expect((off?.at ?? 0) - silentSince).toBeGreaterThan(9900);
  expect((off?.at ?? 0) - silentSince).toBeLessThan(11_000);
});
