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

test("a constant current cap rules a power that follows the voltage", () => {
  const result = report(100, (seconds) => {
    const presentVoltage = 380 + seconds;
    return { presentVoltage, targetCurrent: 125, charger: { current: 125, power: 125 * presentVoltage } };
  });
  expect(longest(result)).toMatchObject({ side: "charger", reason: "current", cap: 125 });
  expect(longest(result)).not.toHaveProperty("coincides");
});

test("where both caps stay and say the same, both are told, first the one that was the rating already", () => {
  const charger = { current: 30, power: 12_000 };
  const both = report(100, () => ({ targetCurrent: 30, presentCurrent: 30, charger, rating: charger }));
  expect(longest(both)).toMatchObject({ reason: "current", coincides: "power" });
  expect(verdict(both, 0)).toContain("(30 A current cap, the same as its 12.0 kW power cap from 0.0 s)");
  const powerRated = report(100, () => ({ targetCurrent: 30, charger, rating: { current: 200, power: 12_000 } }));
  expect(longest(powerRated)).toMatchObject({ reason: "power", coincides: "current" });
});

test("what the car asked for of its own accord is kept beside the cap that it copies", () => {
  const result = report(200, (seconds) => {
    const current = seconds < 5 ? 200 : 60;
    return { targetCurrent: seconds < 5 ? 100 : 60, presentCurrent: 60, charger: { current } };
  });
  expect(result.intervals.at(-1)).toMatchObject({ side: "charger", reason: "current", ownRequest: 100 });
});

test("a charger at its highest voltage is limited by it", () => {
  const result = report(100, (seconds) => ({
    presentVoltage: 500,
    targetVoltage: 600,
    presentCurrent: 50 + (seconds % 0.3),
    charger: { current: 200, voltage: 500 },
  }));
  expect(longest(result)).toMatchObject({ side: "charger", reason: "voltage" });
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

test("a present current that stands still for a while only is believed: nothing was delivered", () => {
  const result = report(400, (seconds) => ({ presentCurrent: seconds < 20 ? 0 : 100 }));
  expect(result.doubts).toEqual([]);
  expect(result.intervals.map(({ side, reason }) => `${side} ${reason}`)).toEqual([
    "charger under-delivery",
    "vehicle wish",
  ]);
});

test("a supply that measures every three seconds is still seen to ramp up", () => {
  const result = report(600, (seconds) => ({ presentCurrent: Math.min(90, 5 * Math.floor(seconds / 3)) }));
  expect(longest(result)).toMatchObject({ side: "charger", reason: "ramp" });
});

test("a request that falls while the battery fills is a taper", () => {
  const result = report(900, (seconds) => ({
    targetCurrent: 100 - seconds / 3,
    presentCurrent: 100 - seconds / 3,
    soc: 80 + Math.floor(seconds / 10),
  }));
  expect(longest(result)).toMatchObject({ side: "vehicle", reason: "taper" });
});

test("at its target voltage the battery takes what it likes", () => {
  const result = report(100, () => ({ presentVoltage: 420, presentCurrent: 40 }));
  expect(longest(result)).toMatchObject({ side: "vehicle", reason: "taper" });
  expect(verdict(result, 0)).toContain("taper at its target voltage of 420 V");
});

test("a request on its way to nothing is the end, and stays it", () => {
  const result = report(200, (seconds) => {
    const targetCurrent = seconds < 10 ? 100 : Math.max(0, 100 - 50 * (seconds - 10));
    return { targetCurrent, presentCurrent: targetCurrent, vehicle: { current: 100 } };
  });
  expect(result.intervals.map(({ side, reason }) => `${side} ${reason}`)).toEqual(["vehicle maximum", "ending wish"]);
  expect(result.intervals[1]?.start).toBeCloseTo(10, 0);
});

test.each([
  [
    "in every answer, also while ramping",
    (): Partial<Sample> => ({ currentLimitAchieved: true }),
    ["limit-flags-stuck"],
  ],
  [
    "never, though the request is at the cap",
    (): Partial<Sample> => ({ currentLimitAchieved: false, charger: { current: 100 } }),
    ["limit-flags-unset"],
  ],
  ["when it is reached", (): Partial<Sample> => ({ currentLimitAchieved: true, charger: { current: 100 } }), []],
])("a limit flag that is set %s", (_, change, codes) => {
  expect(report(100, change).doubts.map(({ code }) => code)).toEqual(codes);
});

test("values that are not to be believed make no energy", () => {
  expect(report(200, () => ({ presentCurrent: 10 }))).toMatchObject({ energy: 0, peakPower: 0 });
  expect(report(200, () => ({ presentCurrent: 5000 }))).toMatchObject({ energy: 0, peakPower: 0, currentScale: 50 });
});

test("what ends at once, and what is too short to tell, is said to be", () => {
  expect(
    verdict(
      report(5, () => ({ chargerStops: "EVSE_Shutdown" })),
      0,
    ),
  ).toBe("Charging ended at once: the charger said EVSE_Shutdown.");
  expect(
    verdict(
      report(5, () => ({ chargingComplete: true })),
      0,
    ),
  ).toBe("Charging ended at once: the car had enough.");
  expect(
    verdict(
      report(9, () => ({})),
      0,
    ),
  ).toBe("Charging lasted 0.8 s, too short to tell who limited.");
});

test("all reasons of a side count together, the longest of them is told", () => {
  const result = report(1000, (seconds) => {
    if (seconds < 40) return { vehicle: { current: 100 } };
    return seconds < 60
      ? { charger: { current: 100, power: 100_000 } }
      : { targetCurrent: 90, presentCurrent: 90, presentVoltage: 400, charger: { current: 200, power: 36_000 } };
  });
  expect(verdict(result, 0)).toMatch(/^The charger limited for 60 % of the time \(36.0 kW power cap from 60.0 s\)/);
  expect(verdict(result, 0)).toMatch(/; before that the car limited \(own maximum\).$/);
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
    const result = analysis.end(make.scheduleDoubt());
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
    const { main, words, origin, result } = await analysed(
      "everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap",
    );
    expect(main).toMatchObject({ side: "charger", reason: "power", last: { charger: { power: 22_080 } } });
    expect((main?.start ?? 0) - origin).toBeCloseTo(108.9, 0);
    expect((main?.end ?? 0) - origin).toBeCloseTo(370.1, 0);
    expect(words).toContain("22.1 kW power cap");
    expect(result.doubts.map(({ code }) => code)).toEqual(["limit-flags-unset"]);
  });

  test("Seres: the car asks for more than the charger's 4.14 kW", async () => {
    const { result, main } = await analysed("everest_Seres_2024-01-10-1_din_spec.pcap");
    expect(main).toMatchObject({ side: "charger", reason: "exceeded", root: "power" });
    expect(main?.share).toBeGreaterThan(0.99);
    expect(result.isCurrentConstant).toBe(true);
  });

  test("Audi Q4: the charger's 30 A, and a present current that is 100 times too high", async () => {
    const { result, main, words } = await analysed("everest_Audi_Q4_dc-iso2.pcap");
    expect(main).toMatchObject({ side: "charger", reason: "current", coincides: "power", cap: 30 });
    expect(words).toContain("30 A current cap, the same as its 11.0 kW power cap");
    // 1513 A where 30 A were asked for.
    expect(result.currentScale).toBeCloseTo(1513 / 30, 0);
    expect(result.energy).toBe(0);
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
    const { result, main, origin } = await analysed("2023-04-16_at_home_Ioniq_in_currentDemandLoop.pcapng");
    expect(main).toMatchObject({ side: "charger", reason: "exceeded", root: "power" });
    expect((main?.start ?? 0) - origin).toBeCloseTo(12.8, 0);
    expect(result.isCurrentConstant).toBe(true);
  });

  test.each([
    ["everest_Tesla_Model_3_2023-04-06-tesla_model_3_dinspec_DC.pcap", 11],
    ["everest_VW_id.4_din_spec_70121_2023-04-14-id4pro-din-spec-with-discharge.pcap", 5],
    ["everest_VW_id.3_din_spec_70121_2023-04-14-id3pure-dinspec-discharge.pcap", 5],
  ])("%s: some requests are above the charger's cap", async (name, count) => {
    const { result } = await analysed(name);
    const above = result.intervals.filter(({ reason }) => reason === "exceeded");
    expect(above.length).toBeGreaterThan(0);
    const [first] = above;
    expect((first?.end ?? 0) - (first?.start ?? 0)).toBeGreaterThan(count / 10);
  });
});
