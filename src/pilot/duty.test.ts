import { expect, test } from "vitest";
import { currentToDuty, dutyToCurrent } from "./duty.ts";

test.each([
  [0, "none"],
  [2.9, "none"],
  [3, "digital"],
  [5, "digital"],
  [7, "digital"],
  [7.5, "none"],
  [8, 6],
  [9.9, 6],
  [10, 6],
  [25, 15],
  [50, 30],
  [85, 51],
  [90, 65],
  [96, 80],
  [96.5, 80],
  [97, 80],
  [97.1, "none"],
  [100, "none"],
] as const)("a car takes a duty of %d %% for %s A (IEC 61851-1, table A.8)", (duty, current) => {
  const meant = dutyToCurrent(duty);
  if (current === "none" || current === "digital") expect(meant).toBe(current);
  else expect(meant).toBeCloseTo(current, 9);
});

test.each([
  [0, 100],
  [5.8, 100],
  [5.95, 10],
  [6, 10],
  [16, 26.667],
  [32, 53.333],
  [51, 85],
  [52, 85],
  [52.5, 85],
  [63, 89.2],
  [80, 96],
  [120, 96],
] as const)("a charger says %d A by a duty of %d %% (IEC 61851-1, table A.7)", (current, duty) => {
  expect(currentToDuty(current)).toBeCloseTo(duty, 2);
});

test("no duty lets a car draw more than is meant", () => {
  for (let current = 6; current <= 80; current += 0.1) {
    const meant = dutyToCurrent(currentToDuty(current));
    expect(meant).toBeTypeOf("number");
    expect(meant as number).toBeLessThanOrEqual(current + 1e-9);
    expect(meant as number).toBeGreaterThan(current - 1.6);
  }
});
