import { expect, test } from "vitest";
import { amps, messages, rational, watts } from "../../../test/made-messages.ts";
import { volts } from "../../../test/made-observations.ts";
import type { MessageEvent } from "../events.ts";
import { acSampler, type Beside } from "./ac-samples.ts";
import { limits, verdict } from "./index.ts";

interface Offer {
  readonly current: number;
  readonly schedule?: number;
  readonly own?: number;
  readonly mode?: string;
}

/** An AC session of ISO 15118-2 of so many seconds; `meter` counts watt-hours. */
function session(
  { current, schedule = 50_000, own = 32, mode = "AC_three_phase_core" }: Offer,
  { beside = {}, meter, seconds = 90 }: { beside?: Beside; meter?: (second: number) => number; seconds?: number } = {},
) {
  const { say, wait } = messages("iso2");
  const [sampler, analysis] = [acSampler(), limits()];
  const start = say("supportedAppProtocolReq").time as number;
  const feed = (message: MessageEvent) => {
    const sample = sampler.feed(message, beside);
    if (sample) analysis.feed(sample);
  };
  feed(
    say("ChargeParameterDiscoveryReq", {
      RequestedEnergyTransferMode: mode,
      AC_EVChargeParameter: { EVMaxCurrent: amps(own), EVMaxVoltage: volts(400) },
    }),
  );
  const PMaxScheduleEntry = [{ RelativeTimeInterval: { start: 0 }, PMax: watts(schedule) }];
  feed(
    say("ChargeParameterDiscoveryRes", {
      EVSEProcessing: "Finished",
      SAScheduleList: { SAScheduleTuple: [{ SAScheduleTupleID: 1, PMaxSchedule: { PMaxScheduleEntry } }] },
      AC_EVSEChargeParameter: { EVSENominalVoltage: volts(230), EVSEMaxCurrent: amps(current) },
    }),
  );
  for (let second = 0; second < seconds; second++) {
    feed(say("ChargingStatusReq"));
    const MeterInfo = meter ? { MeterReading: String(Math.floor(meter(second))) } : undefined;
    feed(say("ChargingStatusRes", { EVSEMaxCurrent: amps(current), ...(MeterInfo ? { MeterInfo } : {}) }));
    wait(0.8);
  }
  const report = analysis.end(sampler.scheduleDoubt());
  const main = [...report.intervals].sort((a, b) => b.share - a.share)[0];
  return { report, main, words: verdict(report, start) };
}

/** Watt-hours that a three-phase current makes. */
const counting = (current: number) => (second: number) => (current * 230 * 3 * second) / 3600;

test("the charger's message offers less than the car could take: nothing metered, so the offers alone tell it", () => {
  const { main, words } = session({ current: 13 });
  expect(main).toMatchObject({ side: "charger", reason: "current", cap: 13, unmeasured: true, vehicleHeadroom: 19 });
  expect(words).toBe(
    "The charger limited for 100 % of the time (13 A current cap, the car could take 32 A, nothing metered, from 0.4 s).",
  );
});

test("a schedule of 5.52 kW is 8 A in each of three phases, and 24 A in one", () => {
  expect(session({ current: 16, schedule: 5520 }).main).toMatchObject({ reason: "schedule", cap: 8 });
  expect(session({ current: 32, schedule: 5520, mode: "AC_single_phase_core" }).main).toMatchObject({ cap: 24 });
});

test("the pilot's duty limits where it offers less than the message", () => {
  const { main, words } = session({ current: 16 }, { beside: { pilot: { state: "C2", duty: 16 } } });
  expect(main).toMatchObject({ side: "cable", reason: "pilot", cap: 9.6 });
  expect(words).toMatch(/^The control pilot limited for 100 % of the time \(pilot's 9.6 A, /);
});

test("a duty of 5 % only calls for messages: it offers no current", () => {
  expect(session({ current: 16 }, { beside: { pilot: { state: "C2", duty: 5 } } }).main).toMatchObject({ cap: 16 });
});

test("a thin cable limits below pilot and message", () => {
  const diagnosis = { "PP Resistor [Ohm]": 680, "Power Type": "DC" };
  const { main } = session({ current: 32 }, { beside: { diagnosis, pilot: { state: "C2", duty: 53 } } });
  expect(main).toMatchObject({ side: "cable", reason: "rating", cap: 20 });
});

test("a car that can take less than what is offered limits by its maximum", () => {
  expect(session({ current: 32, own: 16 }).main).toMatchObject({ side: "vehicle", reason: "maximum" });
});

test("a meter tells whether the car takes what is offered", () => {
  const all = session({ current: 16 }, { meter: counting(16), seconds: 200 });
  expect(all.main).toMatchObject({ side: "charger", reason: "current" });
  const less = session({ current: 16 }, { meter: counting(6), seconds: 300 });
  expect(less.main).toMatchObject({ side: "vehicle", reason: "wish" });
  expect(less.words).toContain("it took less than the 16 A that were offered, the car could take 32 A, 6 A metered");
  expect(less.report.energy).toBeGreaterThan(0);
});

test("a meter that stands still is not believed", () => {
  const { main, report } = session({ current: 16 }, { meter: () => 90, seconds: 200 });
  expect(main).toMatchObject({ side: "charger", reason: "current", unmeasured: true });
  expect(report.doubts.map(({ code }) => code)).toEqual(["meter-constant"]);
});

test("a car that says it could take 350 A is not believed to", () => {
  expect(session({ current: 16, own: 350 }).report.doubts.map(({ code }) => code)).toEqual([
    "vehicle-maximum-impossible",
  ]);
});

/** ISO 15118-20 with powers of three phases. */
function session20(given: { own: number; offered: number; target?: number; present: number; mode: string }) {
  const { say } = messages("iso20-ac");
  const [sampler, analysis] = [acSampler(), limits()];
  const feed = (message: MessageEvent) => {
    const sample = sampler.feed(message, {});
    if (sample) analysis.feed(sample);
  };
  const each = (name: string, power: number) => ({
    [name]: rational(power / 3),
    [`${name}_L2`]: rational(power / 3),
    [`${name}_L3`]: rational(power / 3),
  });
  const Parameter = [{ Name: "EVSENominalVoltage", intValue: 230 }];
  feed(say("ServiceDetailRes", { ServiceParameterList: { ParameterSet: [{ ParameterSetID: 1, Parameter }] } }));
  feed(
    say("AC_ChargeParameterDiscoveryReq", {
      AC_CPDReqEnergyTransferMode: { EVMaximumChargePower: rational(given.own) },
    }),
  );
  feed(
    say("AC_ChargeParameterDiscoveryRes", {
      AC_CPDResEnergyTransferMode: each("EVSEMaximumChargePower", given.offered),
    }),
  );
  for (let turn = 0; turn < 100; turn++) {
    feed(say("AC_ChargeLoopReq", { [`${given.mode}_AC_CLReqControlMode`]: { EVPresentActivePower: rational(1) } }));
    feed(
      say("AC_ChargeLoopRes", {
        [`${given.mode}_AC_CLResControlMode`]: {
          ...each("EVSEPresentActivePower", given.present + (turn % 2)),
          ...(given.target === undefined ? {} : each("EVSETargetActivePower", given.target)),
        },
      }),
    );
  }
  return [...analysis.end().intervals].sort((a, b) => b.share - a.share)[0];
}

test("ISO 15118-20: the lower of the charger's power and its target holds, against what is delivered", () => {
  const base = { own: 22_000, offered: 11_040, present: 11_000, mode: "Scheduled" };
  expect(session20(base)).toMatchObject({ side: "charger", reason: "power" });
  expect(session20({ ...base, mode: "Dynamic", target: 6900, present: 6890 })).toMatchObject({ cap: 10 });
  expect(session20({ ...base, own: 7360, present: 7350 })).toMatchObject({ side: "vehicle", reason: "maximum" });
  expect(session20({ ...base, present: 3000 })).toMatchObject({ side: "vehicle", reason: "wish" });
});
