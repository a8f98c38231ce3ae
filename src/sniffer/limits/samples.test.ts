import { describe, expect, test } from "vitest";
import { amps, messages, rational, watts } from "../../../test/made-messages.ts";
import { volts } from "../../../test/made-observations.ts";
import type { MessageEvent } from "../events.ts";
import { limits, type Sample, sampler, verdict } from "./index.ts";

const tuple = (id: number, ...powers: unknown[]) => ({
  SAScheduleTupleID: id,
  PMaxSchedule: {
    PMaxScheduleEntry: powers.map((PMax, i) => ({ RelativeTimeInterval: { start: 60 * i }, PMax })),
  },
});

/** A charge loop of DIN or ISO 15118-2 behind these parameters; the samples of it. */
function samplesOf(
  schema: "din" | "iso2",
  tuples: readonly unknown[],
  processing = "Finished",
  turns = 1,
  selected = 1,
) {
  const { say, wait } = messages(schema);
  const { feed, scheduleDoubt } = sampler();
  feed(say("ChargeParameterDiscoveryReq", { DC_EVChargeParameter: { EVMaximumCurrentLimit: amps(200) } }));
  feed(
    say("ChargeParameterDiscoveryRes", {
      EVSEProcessing: processing,
      SAScheduleList: { SAScheduleTuple: tuples },
      DC_EVSEChargeParameter: { EVSEMaximumCurrentLimit: amps(125), EVSEMaximumPowerLimit: watts(50_000) },
    }),
  );
  feed(say("PowerDeliveryReq", { SAScheduleTupleID: selected }));
  const samples: Sample[] = [];
  for (let turn = 0; turn < turns; turn++) {
    feed(say("CurrentDemandReq", { EVTargetCurrent: amps(100), EVTargetVoltage: volts(400) }));
    const sample = feed(say("CurrentDemandRes", { EVSEPresentCurrent: amps(99), EVSEPresentVoltage: volts(390) }));
    if (sample) samples.push(sample);
    wait(9.8);
  }
  return { samples, doubt: scheduleDoubt() };
}

describe("PMax", () => {
  test.each([
    ["32767, which means no limit", 32_767],
    ["-2135, as from a Supercharger with 260 kW", -2135],
    ["50 of a charger with 10 kW", 50],
    ["160, meant in kilowatts", 160],
  ])("of %s is no limit", (_, PMax) => {
    const { samples, doubt } = samplesOf("din", [tuple(1, PMax)]);
    expect(samples[0]?.schedule).toBeUndefined();
    expect(doubt).toMatchObject({ power: PMax, isSaturated: PMax === 32_767 });
  });

  test("while ChargeParameterDiscovery is Ongoing says nothing", () => {
    const { samples, doubt } = samplesOf("din", [tuple(0, 0)], "Ongoing");
    expect([samples[0]?.schedule, doubt]).toEqual([undefined, undefined]);
  });

  test("in watts holds from its start, for the tuple that the car selects", () => {
    const { samples } = samplesOf(
      "iso2",
      [tuple(1, watts(9000)), tuple(2, watts(45_000), watts(40_000))],
      "Finished",
      10,
      2,
    );
    expect(samples.map(({ schedule }) => schedule)).toEqual([...Array(6).fill(45_000), ...Array(4).fill(40_000)]);
  });

  test("far below what is then delivered is no limit", () => {
    const { samples, doubt } = samplesOf("iso2", [tuple(1, watts(11_000))], "Finished", 20);
    expect(samples[0]?.schedule).toBe(11_000);
    expect(samples.at(-1)?.schedule).toBeUndefined();
    expect(doubt).toMatchObject({ power: 11_000 });
  });
});

/** A loop of ISO 15118-20 with this control mode on both sides. */
function loop20(mode: string, request: (turn: number) => object, response: (turn: number) => object) {
  const { say } = messages("iso20-dc");
  const { feed } = sampler();
  const analysis = limits();
  const bpt = mode.startsWith("BPT_") ? "BPT_" : "";
  feed(
    say("DC_ChargeParameterDiscoveryReq", {
      [`${bpt}DC_CPDReqEnergyTransferMode`]: {
        EVMaximumChargePower: rational(80_000),
        EVMaximumChargeCurrent: rational(250),
        EVMaximumVoltage: rational(420),
        ...(bpt ? { EVMaximumDischargePower: rational(10_000), EVMaximumDischargeCurrent: rational(60) } : {}),
      },
    }),
  );
  feed(
    say("DC_ChargeParameterDiscoveryRes", {
      [`${bpt}DC_CPDResEnergyTransferMode`]: {
        EVSEMaximumChargePower: rational(60_000),
        EVSEMaximumChargeCurrent: rational(200),
        ...(bpt ? { EVSEMaximumDischargePower: rational(-8000), EVSEMaximumDischargeCurrent: rational(-20) } : {}),
      },
    }),
  );
  let first: MessageEvent | undefined;
  for (let turn = 0; turn < 100; turn++) {
    const asked = say("DC_ChargeLoopReq", {
      [`${mode}_DC_CLReqControlMode`]: request(turn),
      EVPresentVoltage: rational(399),
    });
    first ??= asked;
    feed(asked);
    const { present, ...rest } = response(turn) as { present: number };
    const sample = feed(
      say("DC_ChargeLoopRes", {
        EVSEPresentVoltage: rational(400),
        EVSEPresentCurrent: rational(present + (turn % 2) * 0.1),
        [`${mode}_DC_CLResControlMode`]: rest,
      }),
    );
    if (sample) analysis.feed(sample);
  }
  const report = analysis.end();
  const main = [...report.intervals].sort((a, b) => b.share - a.share)[0];
  return { main, words: verdict(report, (first?.time ?? 0) - 10) };
}
const target = (current: number) => () => ({ EVTargetCurrent: rational(current), EVTargetVoltage: rational(420) });

describe("ISO 15118-20 DC", () => {
  test("Scheduled: the request against the charger's caps, as in the older standards", () => {
    expect(loop20("Scheduled", target(150), () => ({ present: 150 }))).toMatchObject({
      main: { side: "charger", reason: "power", cap: 150 },
      words: "The charger limited for 100 % of the time (60.0 kW power cap from 10.1 s).",
    });
    expect(loop20("Scheduled", target(100), () => ({ present: 100 })).main).toMatchObject({ reason: "wish" });
  });

  test("Dynamic: the side whose lower maximum is met; the charger's control where none is", () => {
    const wish = (power: number) => () => ({ EVMaximumChargePower: rational(power) });
    const cap = (EVSEMaximumChargePower: number, present: number) => () => ({
      EVSEMaximumChargePower: rational(EVSEMaximumChargePower),
      present,
    });
    expect(loop20("Dynamic", wish(40_000), cap(60_000, 99)).main).toMatchObject({ side: "vehicle", reason: "maximum" });
    expect(loop20("Dynamic", wish(40_000), cap(20_000, 49)).main).toMatchObject({ side: "charger", reason: "power" });
    expect(loop20("Dynamic", wish(40_000), cap(60_000, 50)).main).toMatchObject({ side: "charger", reason: "control" });
  });

  test("BPT: a request below zero is held against what the charger may take, whatever sign it writes", () => {
    const { main, words } = loop20("BPT_Scheduled", target(-20), () => ({ present: -20 }));
    expect(main).toMatchObject({ side: "charger", reason: "current", cap: 20, discharging: true });
    expect(words).toContain("(while the car gives: ");
    expect(loop20("BPT_Scheduled", target(-10), () => ({ present: -10 })).main).toMatchObject({
      side: "vehicle",
      discharging: true,
    });
    expect(loop20("BPT_Scheduled", target(150), () => ({ present: 150 })).main).not.toHaveProperty("discharging");
  });
});
