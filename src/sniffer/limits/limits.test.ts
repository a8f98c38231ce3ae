import { expect, test } from "vitest";
import { openCapture } from "../../../test/captures.ts";
import { describeShared } from "../../../test/shared.ts";
import { captureRecords } from "../../capture/read.ts";
import type { MessageEvent } from "../events.ts";
import { reader } from "../reader.ts";
import { type LimitReport, limits, type Sample, sampler, verdict } from "./index.ts";

/** One sample every 100 ms: the car asks for 100 A at 400 V, the charger could give 200 A and 100 kW, and gives 100. */
const healthy: Sample = {
  time: 0,
  requestFrame: 1,
  responseFrame: 2,
  targetVoltage: 420,
  targetCurrent: 100,
  presentVoltage: 400,
  presentCurrent: 100,
  vehicle: { current: 250 },
  charger: { current: 200, power: 100_000 },
};
function report(count: number, change: (seconds: number) => Partial<Sample>): LimitReport {
  const analysis = limits();
  for (let i = 0; i < count; i++) {
    // Measured values move a little.
    const presentCurrent = 100 + (i % 2) * 0.1;
    analysis.feed({
      ...healthy,
      presentCurrent,
      time: i / 10,
      requestFrame: 2 * i + 1,
      responseFrame: 2 * i + 2,
      ...change(i / 10),
    });
  }
  return analysis.end();
}
const longest = ({ intervals }: LimitReport) => [...intervals].sort((a, b) => b.share - a.share)[0];

test("a car that asks for less than both could do limits by its wish", () => {
  expect(longest(report(100, () => ({})))).toMatchObject({ side: "vehicle", reason: "wish", share: 1 });
});

test("a request at the car's own maximum is the car's maximum", () => {
  expect(longest(report(100, () => ({ vehicle: { current: 100 } })))).toMatchObject({
    side: "vehicle",
    reason: "maximum",
  });
});

test("a request at the charger's current cap is the charger's limit, whatever the flags say", () => {
  const result = report(100, () => ({ charger: { current: 100, power: 100_000 }, currentLimitAchieved: false }));
  expect(longest(result)).toMatchObject({ side: "charger", reason: "current", cap: 100 });
});

test("the cap that stays as it is rules the other: constant power, falling current", () => {
  const result = report(100, (seconds) => {
    const presentVoltage = 380 + seconds;
    const cap = 40_000 / presentVoltage;
    return { presentVoltage, targetCurrent: cap, presentCurrent: cap, charger: { current: cap, power: 40_000 } };
  });
  expect(longest(result)).toMatchObject({ side: "charger", reason: "power" });
  expect(verdict(result, 0)).toBe("The charger limited for 100 % of the time (40.0 kW power cap from 0.0 s).");
});

test("a request above the cap is said to exceed it", () => {
  expect(longest(report(100, () => ({ targetCurrent: 300 })))).toMatchObject({ side: "charger", reason: "exceeded" });
});

test("a charger that gives less than it could under-delivers", () => {
  expect(longest(report(100, (seconds) => ({ presentCurrent: 50 + (seconds % 0.3) })))).toMatchObject({
    side: "charger",
    reason: "under-delivery",
  });
});

test("a present current that never changes is not believed", () => {
  const result = report(200, () => ({ presentCurrent: 10 }));
  expect(result.isCurrentConstant).toBe(true);
  expect(longest(result)).toMatchObject({ side: "vehicle", reason: "wish" });
});

test("a rising request is a ramp, and told as what was before", () => {
  const result = report(200, (seconds) => {
    const targetCurrent = Math.min(200, 20 * seconds);
    return { targetCurrent, presentCurrent: targetCurrent };
  });
  expect(result.intervals.map(({ side, reason }) => `${side} ${reason}`)).toEqual(["vehicle ramp", "charger current"]);
  expect(verdict(result, 0)).toMatch(
    /^The charger limited for \d+ % of the time \(200 A current cap from \d+\.\d s\); before that the car was ramping up\.$/,
  );
});

test("a charger that says stop ends it", () => {
  const result = report(100, (seconds) => (seconds > 8 ? { chargerStops: "EVSE_Shutdown" } : {}));
  expect(result.intervals.at(-1)).toMatchObject({ side: "ending", reason: "stop" });
});

test("intervals cover the session without gaps, and their shares add up", () => {
  const { intervals } = report(300, (seconds) => ({ targetCurrent: 50 + 100 * Math.sin(seconds) ** 2 }));
  for (const [i, interval] of intervals.entries()) {
    if (i > 0) expect(interval.start).toBe(intervals[i - 1]?.end);
  }
  expect(intervals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
});

describeShared("captures/", "the worked examples", () => {
  async function analysed(name: string) {
    const read = reader();
    const make = sampler();
    const analysis = limits();
    let origin: number | undefined;
    for await (const records of captureRecords(openCapture(name))) {
      for (const observation of records.flatMap((record) => read.feed(record))) {
        if (observation.type !== "message" || observation.schema === "sdp") continue;
        origin ??= observation.time;
        const sample = make.feed(observation satisfies MessageEvent);
        if (sample) analysis.feed(sample);
      }
    }
    const result = analysis.end();
    return { result, main: longest(result), words: verdict(result, origin ?? 0), origin: origin ?? 0 };
  }

  test("Ioniq at an alpitronic: the car limits at 172 A, 5 A below the charger's cap; the charger ends it", async () => {
    const { result, words, origin } = await analysed(
      "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap",
    );
    expect(result.intervals.map(({ side, reason }) => `${side} ${reason}`)).toEqual([
      "vehicle ramp",
      "vehicle wish",
      "ending stop",
    ]);
    const [ramp, wish] = result.intervals;
    expect((ramp?.start ?? 0) - origin).toBeCloseTo(19.3, 0);
    expect((wish?.start ?? 0) - origin).toBeCloseTo(37.2, 0);
    expect(wish).toMatchObject({ last: { targetCurrent: 172 } });
    expect(wish?.chargerHeadroom).toBeGreaterThan(4);
    expect(wish?.chargerHeadroom).toBeLessThan(7);
    expect(result.intervals.at(-1)).toMatchObject({ side: "ending", reason: "stop" });
    expect(words).toContain("before that the car was ramping up");
  });

  test("Zoe: the charger's 22.08 kW", async () => {
    const { main, words } = await analysed(
      "everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap",
    );
    expect(main).toMatchObject({ side: "charger", reason: "power", last: { charger: { power: 22_080 } } });
    expect(words).toContain("22.1 kW power cap");
  });

  test("Seres: the car asks for more than the charger's 4.14 kW", async () => {
    const { result, main } = await analysed("everest_Seres_2024-01-10-1_din_spec.pcap");
    expect(main).toMatchObject({ side: "charger", reason: "exceeded", root: "power" });
    expect(result.isCurrentConstant).toBe(true);
  });

  test("Audi Q4: the charger's 30 A, and a present current that is 100 times too high", async () => {
    const { result, main } = await analysed("everest_Audi_Q4_dc-iso2.pcap");
    expect(main?.side).toBe("charger");
    expect(["current", "power"]).toContain(main?.reason);
    expect(result.currentScale).toBeGreaterThan(40);
  });

  test("EV6: the charger's 12 A", async () => {
    const { main } = await analysed("everest_Kia_EV6_2023-04-25-kia-ev6-iso2.pcap");
    expect(main).toMatchObject({ side: "charger", reason: "current", cap: 12 });
  });

  test("dSPACE: the car's own maximum of 200 A", async () => {
    const { main } = await analysed("ISO-2_DC_DS5366.pcapng");
    expect(main).toMatchObject({ side: "vehicle", reason: "maximum", last: { targetCurrent: 200 } });
  });

  test("Ioniq at pyPLC: a request above the 10 kW that the charger announced, nothing measured", async () => {
    const { result, main } = await analysed("2023-04-16_at_home_Ioniq_in_currentDemandLoop.pcapng");
    expect(main).toMatchObject({ side: "charger", reason: "exceeded", root: "power" });
    expect(result.isCurrentConstant).toBe(true);
  });
});
