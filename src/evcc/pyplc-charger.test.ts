/**
 * pyPLC as a charger, for our car: what it answers and how, as its recordings and documents tell. Written from these facts,
 * not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import { type Answers, answersOf, anyCar, byDin, servicesByDin } from "../../test/foreign-chargers.ts";
import { loneCarDesk } from "../../test/lone-car-desk.ts";
import { number, physical } from "../../test/physical-values.ts";
import { din70121 } from "../v2g/dialect.ts";

const status = (EVSEStatusCode: string, EVSEIsolationStatus?: string) => ({
  ...(EVSEIsolationStatus === undefined ? {} : { EVSEIsolationStatus }),
  EVSEStatusCode,
  NotificationMaxDelay: 0,
  EVSENotification: "None",
});
/** It takes a tenth of a second for an answer, and counts in whole volts. */
const LATENCY = 100;

interface Pyplc {
  /** Makes up a voltage that comes near to the wanted one; without it there is none. */
  readonly simulatesPreCharge: boolean;
  /** Somebody presses its button after so many answers in the loop. */
  readonly stopsAfter?: number;
}

function pyplc({ simulatesPreCharge, stopsAfter = Number.POSITIVE_INFINITY }: Pyplc) {
  let [authorizations, checks, demands, voltage, battery] = [0, 0, 0, 0, 0];
  const answers: Answers = {
    SessionSetupReq: () => ({ EVSEID: "5A5A3030303030" }),
    ServiceDiscoveryReq: () => servicesByDin(),
    ContractAuthenticationReq: () => ({ EVSEProcessing: authorizations++ > 0 ? "Finished" : "Ongoing" }),
    ChargeParameterDiscoveryReq: () => ({
      EVSEProcessing: "Finished",
      SAScheduleList: {
        SAScheduleTuple: [
          {
            SAScheduleTupleID: 0,
            PMaxSchedule: {
              PMaxScheduleID: 0,
              // Kilowatts, without a duration.
              PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0 }, PMax: 50 }],
            },
          },
        ],
      },
      DC_EVSEChargeParameter: {
        DC_EVSEStatus: status("EVSE_Ready", "Invalid"),
        EVSEMaximumCurrentLimit: physical(0, "A", 200),
        EVSEMaximumPowerLimit: physical(3, "W", 10),
        EVSEMaximumVoltageLimit: physical(0, "V", 450),
        EVSEMinimumCurrentLimit: physical(0, "A", 1),
        EVSEMinimumVoltageLimit: physical(0, "V", 200),
        EVSECurrentRegulationTolerance: physical(0, "A", 5),
        EVSEPeakCurrentRipple: physical(0, "A", 5),
      },
    }),
    CableCheckReq: () =>
      ++checks < 10
        ? { DC_EVSEStatus: status("EVSE_IsolationMonitoringActive", "Invalid"), EVSEProcessing: "Ongoing" }
        : { DC_EVSEStatus: status("EVSE_Ready", "Valid"), EVSEProcessing: "Finished" },
    PreChargeReq({ EVTargetVoltage }) {
      battery = number(EVTargetVoltage);
      if (voltage < battery / 2) voltage = battery / 2;
      if (voltage < battery - 30) voltage += 20;
      if (voltage < battery) voltage += 5;
      // Its unit is left out.
      const EVSEPresentVoltage = { Multiplier: 0, Value: simulatesPreCharge ? Math.floor(voltage) : 0 };
      return { DC_EVSEStatus: status("EVSE_Ready", "Valid"), EVSEPresentVoltage };
    },
    PowerDeliveryReq: () => ({ DC_EVSEStatus: status("EVSE_Ready", "Valid") }),
    CurrentDemandReq: () => ({
      // Its stop is a status alone, without a notification.
      DC_EVSEStatus: status(++demands > stopsAfter ? "EVSE_Shutdown" : "EVSE_Ready", "Valid"),
      EVSEPresentVoltage: physical(0, "V", Math.floor(battery + (demands % 3))),
      // Whatever is asked for.
      EVSEPresentCurrent: physical(0, "A", 10),
      EVSECurrentLimitAchieved: true,
      EVSEVoltageLimitAchieved: false,
      EVSEPowerLimitAchieved: false,
    }),
    WeldingDetectionReq() {
      voltage *= 0.8;
      return { DC_EVSEStatus: status("EVSE_NotReady"), EVSEPresentVoltage: physical(0, "V", Math.floor(voltage)) };
    },
  };
  return {
    dialect: din70121,
    sessionId: "0102030405060708",
    latency: LATENCY,
    answer: answersOf(answers),
  };
}

test("charges our car until the driver has enough", async () => {
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, refusals, saidAs } = await desk.visit(pyplc({ simulatesPreCharge: true }), (driver) => {
    desk.clock.after(20_000, () => driver.want("stop"));
  });

  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true, words: "the car was asked to stop" });
  expect(asked).toEqual(byDin);
  // 10 kW are all that it has: no schedule of 50 W is read out of its kilowatts.
  const last = saidAs("CurrentDemandReq").at(-1);
  expect(number(last?.["EVTargetCurrent"])).toBeGreaterThan(20);
});

test("stops by its status alone, and our car ends in order within a quarter of a second", async () => {
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, refusals, saidAs, events } = await desk.visit(
    pyplc({ simulatesPreCharge: true, stopsAfter: 20 }),
    () => {},
  );

  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "charger", isOrderly: true, words: "the charger asked to stop" });
  expect(asked).toEqual(byDin);
  expect(saidAs("CurrentDemandReq")).toHaveLength(21);
  const told = events.filter(({ type }) => type === "sent" || type === "received");
  const stopped = told.findLastIndex((event) => "message" in event && event.message === "CurrentDemandRes");
  const [heard, off] = [told[stopped], told[stopped + 1]];
  expect(off).toMatchObject({ type: "sent", message: "PowerDeliveryReq" });
  expect((off?.at ?? 0) - (heard?.at ?? 0)).toBeLessThan(250);
});

test("has no voltage: our car keeps its contactors open, and says what it found", async () => {
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, events } = await desk.visit(pyplc({ simulatesPreCharge: false }), () => {});

  expect(outcome).toMatchObject({ by: "car", isOrderly: false });
  expect(outcome.words).toMatch(
    /^Gave up waiting for the cable to reach the battery's voltage after 7 s: the charger says 0 V, \d+ V are at the inlet, 3\d\d V at the battery/,
  );
  expect(asked.at(-1)).toBe("PreChargeReq");
  expect(events).not.toContainEqual(expect.objectContaining({ what: "contactors", to: "closed" }));
});
