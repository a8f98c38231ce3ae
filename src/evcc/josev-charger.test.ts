/**
 * The charger of Josev, for our car: what it answers, how fast, and what it refuses, as far as its source and its
 * recordings tell. Written from these facts, not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import {
  type Answers,
  alternating,
  answersOf,
  anyCar,
  byDin,
  checkProfile,
  direct,
  onlyAc,
  schedule,
  services,
  servicesByDin,
} from "../../test/foreign-chargers.ts";
import { type Asked, type ForeignCharger, loneCarDesk, Refusal } from "../../test/lone-car-desk.ts";
import { number, physical } from "../../test/physical-values.ts";
import { din70121, iso2 } from "../v2g/dialect.ts";

const ac = { NotificationMaxDelay: 0, EVSENotification: "None", RCD: false };
const DC_EVSEStatus = {
  NotificationMaxDelay: 0,
  EVSENotification: "None",
  EVSEIsolationStatus: "Valid",
  EVSEStatusCode: "EVSE_Ready",
};
/** 40 V and 2.3 kW stand in its simulator; in the loop it says 600 V and 10 kW. */
const placeholders = {
  DC_EVSEStatus: { ...DC_EVSEStatus, NotificationMaxDelay: 100 },
  EVSEMaximumPowerLimit: physical(1, "W", 230),
  EVSEMaximumCurrentLimit: physical(1, "A", 4),
  EVSEMaximumVoltageLimit: physical(1, "V", 4),
  EVSEMinimumCurrentLimit: physical(1, "A", 2),
  EVSEMinimumVoltageLimit: physical(1, "V", 4),
  EVSEPeakCurrentRipple: physical(1, "A", 4),
};
const limits = {
  EVSEMaximumVoltageLimit: physical(0, "V", 600),
  EVSEMaximumCurrentLimit: physical(0, "A", 300),
  EVSEMaximumPowerLimit: physical(1, "W", 1000),
};

/** Whatever it was told last is what it says that it measures. */
function supply() {
  let [voltage, current] = [0, 0];
  const set = ({ EVTargetVoltage, EVTargetCurrent }: Asked["content"]) => {
    [voltage, current] = [number(EVTargetVoltage), number(EVTargetCurrent)];
  };
  return {
    set,
    /** More than 2 A in pre-charge is refused, also where that is the current from before. */
    preCharge(content: Asked["content"]) {
      if (current > 2 || number(content["EVTargetCurrent"]) > 2) throw new Refusal("FAILED");
      set(content);
    },
    voltage: () => physical(-1, "V", Math.round(voltage * 10)),
    current: () => physical(-1, "A", Math.round(current * 10)),
  };
}

function charger(): ForeignCharger {
  const { set, preCharge, voltage, current } = supply();
  const answers: Answers = {
    SessionSetupReq: ({ EVCCID }) => {
      expect(EVCCID).toMatch(/^[0-9a-f]{12}$/i);
      return { EVSEID: "UK123E1234", EVSETimeStamp: "1760000000" };
    },
    ServiceDiscoveryReq: () => services,
    PaymentServiceSelectionReq: () => ({}),
    AuthorizationReq: () => ({ EVSEProcessing: "Finished" }),
    ChargeParameterDiscoveryReq: ({ DC_EVChargeParameter }) => ({
      EVSEProcessing: "Finished",
      SAScheduleList: schedule(physical(0, "W", 11_000), 86_400, [1]),
      ...(DC_EVChargeParameter
        ? { DC_EVSEChargeParameter: placeholders }
        : {
            AC_EVSEChargeParameter: {
              AC_EVSEStatus: ac,
              EVSENominalVoltage: physical(0, "V", 400),
              EVSEMaxCurrent: physical(0, "A", 32),
            },
          }),
    }),
    CableCheckReq: () => ({ DC_EVSEStatus, EVSEProcessing: "Finished" }),
    PreChargeReq(content) {
      preCharge(content);
      return { DC_EVSEStatus, EVSEPresentVoltage: voltage() };
    },
    PowerDeliveryReq(content) {
      checkProfile(content, 11_000, false);
      return content["DC_EVPowerDeliveryParameter"] ? { DC_EVSEStatus } : { AC_EVSEStatus: ac };
    },
    CurrentDemandReq(content) {
      set(content);
      return {
        DC_EVSEStatus,
        EVSEPresentVoltage: voltage(),
        EVSEPresentCurrent: current(),
        EVSECurrentLimitAchieved: true,
        EVSEVoltageLimitAchieved: true,
        EVSEPowerLimitAchieved: true,
        ...limits,
        EVSEID: "UK123E1234",
        SAScheduleTupleID: 1,
        ReceiptRequired: false,
      };
    },
    ChargingStatusReq: () => ({
      EVSEID: "UK123E1234",
      SAScheduleTupleID: 1,
      EVSEMaxCurrent: physical(0, "A", 32),
      ReceiptRequired: false,
      AC_EVSEStatus: ac,
    }),
    WeldingDetectionReq: () => ({ DC_EVSEStatus, EVSEPresentVoltage: voltage() }),
    SessionStopReq: () => ({}),
  };
  return {
    dialect: iso2,
    sessionId: "1122334455667788",
    answer: answersOf(answers),
  };
}

test("charges our car by ISO 15118-2 with direct current, although it says 40 V", async () => {
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, refusals, saidAs } = await desk.visit(charger(), (driver) => {
    desk.clock.after(20_000, () => driver.want("stop"));
  });
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true, safe: { isFree: true } });
  expect(asked).toEqual(direct);
  const last = saidAs("CurrentDemandReq").at(-1) as Asked["content"];
  expect(number(last["EVTargetVoltage"])).toBeGreaterThan(400);
  expect(number(last["EVTargetCurrent"])).toBeGreaterThan(20);
  // 10 kW at the battery's voltage.
  expect(number(last["EVTargetCurrent"])).toBeLessThan(30);
});

test("negotiates anew with our car: the pre-charge that follows finds no current from before", async () => {
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, refusals } = await desk.visit(charger(), (driver) => {
    desk.clock.after(10_000, () => driver.want("renegotiate"));
    desk.clock.after(25_000, () => driver.want("stop"));
  });
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked).toEqual([...direct.slice(0, 10), ...direct.slice(4)]);
});

test("charges our car with alternating current, 400 V between its phases", async () => {
  const desk = await loneCarDesk(onlyAc);
  const { outcome, asked, refusals, events } = await desk.visit(charger(), (driver) => {
    desk.clock.after(20_000, () => driver.want("stop"));
  });
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked).toEqual(alternating);
  expect(events).toContainEqual(expect.objectContaining({ type: "measured", current: 11_000 / 400 / 3 }));
});

test("charges our car by DIN SPEC 70121, although its schedule is for 200 W", async () => {
  const { set, preCharge, voltage, current } = supply();
  const answers: Answers = {
    SessionSetupReq: () => ({ EVSEID: "49A89A6360" }),
    ServiceDiscoveryReq: () => servicesByDin(),
    ContractAuthenticationReq: () => ({ EVSEProcessing: "Finished" }),
    ChargeParameterDiscoveryReq: () => ({
      EVSEProcessing: "Finished",
      SAScheduleList: {
        SAScheduleTuple: [
          {
            SAScheduleTupleID: 1,
            PMaxSchedule: {
              PMaxScheduleID: 0,
              PMaxScheduleEntry: [{ RelativeTimeInterval: { start: 0, duration: 3600 }, PMax: 200 }],
            },
          },
        ],
      },
      DC_EVSEChargeParameter: placeholders,
    }),
    CableCheckReq: () => ({ DC_EVSEStatus, EVSEProcessing: "Finished" }),
    PreChargeReq(content) {
      preCharge(content);
      return { DC_EVSEStatus, EVSEPresentVoltage: voltage() };
    },
    PowerDeliveryReq: () => ({ DC_EVSEStatus }),
    CurrentDemandReq(content) {
      set(content);
      return {
        DC_EVSEStatus,
        EVSEPresentVoltage: voltage(),
        EVSEPresentCurrent: current(),
        EVSECurrentLimitAchieved: false,
        EVSEVoltageLimitAchieved: true,
        EVSEPowerLimitAchieved: true,
        ...limits,
      };
    },
    WeldingDetectionReq: () => ({ DC_EVSEStatus, EVSEPresentVoltage: voltage() }),
  };
  const desk = await loneCarDesk(anyCar);
  const { outcome, asked, refusals, saidAs } = await desk.visit(
    {
      dialect: din70121,
      sessionId: "1122334455667788",
      answer: answersOf(answers),
    },
    (driver) => {
      desk.clock.after(20_000, () => driver.want("stop"));
    },
  );
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked).toEqual(byDin);
  expect(number(saidAs("CurrentDemandReq").at(-1)?.["EVTargetCurrent"])).toBeGreaterThan(20);
});
