import { expect, test } from "vitest";
import { scene, volts } from "../../../test/made-observations.ts";
import { madeReport } from "../../../test/made-report.ts";
import { byText, endText } from "./figures.ts";
import { overview, totals } from "./overview.ts";

const amps = (Value: number) => ({ Multiplier: 0, Unit: "A", Value });

/** Ten seconds at the charger's cap. */
function capped() {
  const made = scene().untilCharging();
  const turn = { EVTargetVoltage: volts(400), EVTargetCurrent: amps(50) };
  for (let second = 0; second <= 10; second++) {
    const given = { EVSEPresentVoltage: volts(400), EVSEPresentCurrent: amps(49 + (second % 2)) };
    made.loop(turn, { ...given, EVSEMaximumCurrentLimit: amps(50) }).wait(0.98);
  }
  return made.talk("SessionStop", { ChargingSession: "Terminate" }).tcp("closed", "vehicle");
}

test("totals count sessions, energy, and whose limit it was for how long", () => {
  const report = {
    recordings: [madeReport(capped().all, "a"), madeReport(capped().all, "b"), madeReport([], "c")],
    unread: [{ recording: "d", because: "it is empty" }],
  };
  const sums = totals(report);
  expect(sums).toMatchObject({ recordings: 3, withoutSession: 1, unread: 1, sessions: 2, charged: 2, encrypted: 0 });
  expect(sums.chargingTime).toBeCloseTo(20, 0);
  expect(sums.limitedBy.charger / sums.chargingTime).toBeGreaterThan(0.95);
  // 400 V times 49.5 A for ten seconds, twice.
  expect(sums.energy).toBeGreaterThan(0.97 * 2 * ((400 * 49.5 * 10) / 3600));
  expect(sums.energy).toBeLessThan(1.03 * 2 * ((400 * 49.5 * 10) / 3600));
  expect(sums.endings).toEqual([expect.objectContaining({ by: "vehicle", count: 2 })]);
  expect(sums.findings.find(({ code }) => code === "no-tls")).toMatchObject({ sessions: 2, severity: "notice" });
});

test("how sessions ended is told in words", () => {
  const [{ kind, by } = { kind: "cut" as const, by: "" }] = totals({
    recordings: [madeReport(capped().all, "a")],
    unread: [],
  }).endings;
  expect(`${endText(kind)} by ${byText(by)}`).toBe("charging was stopped by the car");
});

test("each session has a row", () => {
  const [row, ...others] = overview({ recordings: [madeReport(capped().all, "a")], unread: [] });
  expect(others).toEqual([]);
  expect(row).toMatchObject({ recording: "a", session: 1, charger: "DE*1", protocol: "ISO 15118-2", kind: "DC" });
  expect(row?.verdict).toContain("The charger limited");
});
