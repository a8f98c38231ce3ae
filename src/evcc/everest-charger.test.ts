/**
 * EVerest's charger for DIN SPEC 70121 and ISO 15118-2 (EvseV2G), for our car: what it answers, how late, and what it
 * refuses, as far as its source and its recordings tell. Written from these facts, not from its code.
 *
 * @module
 */

import { expect, test } from "vitest";
import { type Answers, anyCar, onlyAc, services, servicesByDin } from "../../test/foreign-chargers.ts";
import { type Asked, type ForeignCharger, loneCarDesk, Refusal } from "../../test/lone-car-desk.ts";
import { number, physical } from "../../test/physical-values.ts";
import { type Dialect, din70121, iso2 } from "../v2g/dialect.ts";

const EVSEID = "DE*PNX*E12345*1";

interface Knobs {
  readonly dialect: Dialect;
  /** Its only mode of DIN SPEC 70121; it takes no other. */
  readonly mode?: "DC_core" | "DC_extended";
  /** What it wants of the car, asked with each status. */
  readonly notification?: () => "None" | "StopCharging" | "ReNegotiation";
}

/** Holds each answer back until 98 ms have passed, and is in no hurry with anything. */
function everest({ dialect, mode = "DC_extended", notification = () => "None" }: Knobs): ForeignCharger {
  const isDin = dialect.name === "din70121";
  let [isolation, code, last] = ["Invalid", "EVSE_NotReady", ""];
  let [cable, target] = [0, 0];
  const turns = new Map<string, number>();
  const turn = (name: string) => {
    const now = (turns.get(name) ?? 0) + 1;
    turns.set(name, now);
    return now;
  };
  const status = () => {
    const EVSENotification = notification();
    const EVSEStatusCode = EVSENotification === "StopCharging" ? "EVSE_Shutdown" : code;
    return { NotificationMaxDelay: 0, EVSENotification, EVSEIsolationStatus: isolation, EVSEStatusCode };
  };
  const acStatus = () => ({ NotificationMaxDelay: 0, EVSENotification: notification(), RCD: false });
  /** The car's target, a while after it was said: what it reports comes late. */
  const measure = () => {
    cable += Math.sign(target - cable) * Math.min(Math.abs(target - cable), 150);
    return physical(-1, "V", Math.round(cable * 10));
  };
  const limits = {
    EVSEMaximumVoltageLimit: physical(0, "V", 900),
    EVSEMaximumCurrentLimit: physical(-1, "A", 1250),
    EVSEMaximumPowerLimit: physical(1, "W", 2200),
  };
  const later = (name: string, turns: number, code = "Ongoing") => (turn(name) < turns ? code : "Finished");
  const PMax = physical(1, "W", 2200);
  const iso: Answers = {
    SessionSetupReq: () => ({ EVSEID, EVSETimeStamp: "1681482424" }),
    ServiceDiscoveryReq: () => services,
    AuthorizationReq: () => ({ EVSEProcessing: later("auth", 3, "Ongoing_WaitingForCustomerInteraction") }),
    // Not finished before there is energy to give; then it says nothing of schedules.
    ChargeParameterDiscoveryReq({ DC_EVChargeParameter }) {
      const EVSEProcessing = later("parameters", 4);
      const interval = { RelativeTimeInterval: { start: 0, duration: 86_400 }, PMax };
      const SAScheduleTuple = [{ SAScheduleTupleID: 1, PMaxSchedule: { PMaxScheduleEntry: [interval] } }];
      return {
        EVSEProcessing,
        ...(EVSEProcessing === "Finished" ? { SAScheduleList: { SAScheduleTuple } } : {}),
        ...(DC_EVChargeParameter
          ? { DC_EVSEChargeParameter: dcParameters() }
          : { AC_EVSEChargeParameter: acParameters() }),
      };
    },
    // Renegotiation comes from the loop alone.
    PowerDeliveryReq(content) {
      if (content["ChargeProgress"] === "Renegotiate") {
        if (last !== "CurrentDemandReq" && last !== "ChargingStatusReq") throw new Refusal("FAILED");
        isolation = "Invalid";
        turns.clear();
      }
      return content["DC_EVPowerDeliveryParameter"] ? { DC_EVSEStatus: status() } : { AC_EVSEStatus: acStatus() };
    },
    ChargingStatusReq: () => ({
      EVSEID,
      SAScheduleTupleID: 1,
      EVSEMaxCurrent: physical(-1, "A", 160),
      MeterInfo: { MeterID: "YETI_POWERMETER", MeterReading: "0", TMeter: "1670515690" },
      ReceiptRequired: false,
      AC_EVSEStatus: acStatus(),
    }),
  };
  const din: typeof iso = {
    SessionSetupReq: () => ({ EVSEID: "49A80737A45678" }),
    ServiceDiscoveryReq: () => servicesByDin(mode),
    ContractAuthenticationReq: () => ({ EVSEProcessing: later("auth", 3) }),
    ChargeParameterDiscoveryReq({ EVRequestedEnergyTransferType }) {
      if (EVRequestedEnergyTransferType !== mode) throw new Refusal("FAILED_WrongEnergyTransferType");
      const entry = { RelativeTimeInterval: { start: 0, duration: 86_400 }, PMax: 22_000 };
      const PMaxSchedule = { PMaxScheduleID: 1, PMaxScheduleEntry: [entry] };
      return {
        EVSEProcessing: later("parameters", 4),
        SAScheduleList: { SAScheduleTuple: [{ SAScheduleTupleID: 1, PMaxSchedule }] },
        DC_EVSEChargeParameter: dcParameters(),
      };
    },
    PowerDeliveryReq: () => ({ DC_EVSEStatus: status() }),
  };
  const both: typeof iso = {
    CableCheckReq() {
      const EVSEProcessing = later("cable", 30);
      code = EVSEProcessing === "Finished" ? "EVSE_Ready" : "EVSE_IsolationMonitoringActive";
      if (EVSEProcessing === "Finished") isolation = "Valid";
      // The voltage of the insulation test is still there.
      cable = 500;
      return { DC_EVSEStatus: status(), EVSEProcessing };
    },
    PreChargeReq({ EVTargetVoltage }) {
      const EVSEPresentVoltage = measure();
      target = number(EVTargetVoltage);
      return { DC_EVSEStatus: status(), EVSEPresentVoltage };
    },
    CurrentDemandReq({ EVTargetVoltage, EVTargetCurrent }) {
      target = number(EVTargetVoltage);
      return {
        DC_EVSEStatus: status(),
        EVSEPresentVoltage: measure(),
        EVSEPresentCurrent: EVTargetCurrent,
        EVSECurrentLimitAchieved: false,
        EVSEVoltageLimitAchieved: false,
        EVSEPowerLimitAchieved: false,
        ...limits,
        ...(isDin ? {} : { EVSEID, SAScheduleTupleID: 1 }),
      };
    },
    WeldingDetectionReq() {
      target = 0;
      return { DC_EVSEStatus: status(), EVSEPresentVoltage: measure() };
    },
  };
  const dcParameters = () => ({
    DC_EVSEStatus: status(),
    ...limits,
    EVSEMinimumCurrentLimit: physical(0, "A", 0),
    EVSEMinimumVoltageLimit: physical(0, "V", 200),
    EVSEPeakCurrentRipple: physical(0, "A", 2),
  });
  const acParameters = () => ({
    AC_EVSEStatus: acStatus(),
    EVSENominalVoltage: physical(0, "V", 230),
    EVSEMaxCurrent: physical(-1, "A", 160),
  });
  return {
    dialect,
    sessionId: "22e142fff1f3b9bc",
    latency: 98,
    answer({ name, content }) {
      const answer = (isDin ? din : iso)[name] ?? both[name];
      const said = answer?.(content) ?? {};
      last = name;
      return said;
    },
  };
}

test.each([
  { title: "ISO 15118-2", dialect: iso2, mode: "DC_extended" },
  { title: "DIN SPEC 70121", dialect: din70121, mode: "DC_extended" },
  { title: "DIN SPEC 70121 and DC_core", dialect: din70121, mode: "DC_core" },
] as const)("charges our car by $title, and stops it", async ({ dialect, mode }) => {
  const desk = await loneCarDesk(anyCar);
  const since = desk.clock.now();
  const notification = () => (desk.clock.now() - since > 40_000 ? "StopCharging" : "None");
  const { outcome, refusals, saidAs } = await desk.visit(everest({ dialect, mode, notification }), () => {});
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "charger", isOrderly: true, safe: { isFree: true } });
  expect(saidAs("CurrentDemandReq").length).toBeGreaterThan(20);
  expect(saidAs("SessionStopReq")).toHaveLength(1);
});

test.each([
  { kind: "direct", profile: anyCar, loop: "CurrentDemandReq" },
  { kind: "alternating", profile: onlyAc, loop: "ChargingStatusReq" },
])("negotiates anew with our car when either asks, with $kind current", async ({ profile, loop }) => {
  const desk = await loneCarDesk(profile);
  let asks = false;
  const notification = () => (asks ? "ReNegotiation" : "None");
  const charger = everest({ dialect: iso2, notification });
  const answer = (asked: Asked) => {
    const said = charger.answer(asked);
    if (asked.name === "PowerDeliveryReq") asks = false;
    return said;
  };
  const { outcome, refusals, asked } = await desk.visit({ ...charger, answer }, (driver) => {
    desk.clock.after(25_000, () => {
      asks = true;
    });
    desk.clock.after(60_000, () => driver.want("renegotiate"));
    desk.clock.after(100_000, () => driver.want("stop"));
  });
  expect(refusals).toEqual([]);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(asked.filter((name) => name === loop)).toHaveLength(3);
});

test("pauses our car and knows it again", async () => {
  const desk = await loneCarDesk(anyCar);
  const charger = everest({ dialect: iso2 });
  const first = await desk.visit(charger, (driver) => {
    desk.clock.after(30_000, () => driver.want("pause"));
  });
  expect(first.refusals).toEqual([]);
  expect(first.outcome).toMatchObject({ isOrderly: true, paused: charger.sessionId });
  expect(first.saidAs("SessionStopReq")).toEqual([{ ChargingSession: "Pause" }]);

  const second = await desk.visit(
    {
      ...everest({ dialect: iso2 }),
      answer: (asked) => {
        if (asked.name !== "SessionSetupReq") return charger.answer(asked);
        expect(asked.sessionId).toBe(charger.sessionId);
        return { ...charger.answer(asked), ResponseCode: "OK_OldSessionJoined" };
      },
    },
    (driver) => {
      desk.clock.after(30_000, () => driver.want("stop"));
    },
    { resumes: charger.sessionId },
  );
  expect(second.refusals).toEqual([]);
  expect(second.outcome).toMatchObject({ by: "car", isOrderly: true });
});
