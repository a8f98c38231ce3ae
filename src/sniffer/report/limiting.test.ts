import { expect, test } from "vitest";
import { type IntervalRow, limitingAt, limitLabel, shares } from "./limiting.ts";

const row = (side: IntervalRow["side"], start: number, end: number, share: number): IntervalRow => ({
  side,
  reason: "wish",
  label: "",
  start,
  end,
  share,
  firstFrame: 1,
  lastFrame: 2,
});
const rows = [row("vehicle", 10, 20, 0.25), row("charger", 20, 45, 0.625), row("vehicle", 50, 55, 0.125)];

test("a moment belongs to the interval that begins with it", () => {
  expect(limitingAt(rows, 9.9)).toBeUndefined();
  expect(limitingAt(rows, 10)).toBe(rows[0]);
  expect(limitingAt(rows, 20)).toBe(rows[1]);
  expect(limitingAt(rows, 47)).toBeUndefined();
  expect(limitingAt(rows, 55)).toBe(rows[2]);
  expect(limitingAt(rows, 55.1)).toBeUndefined();
  expect(limitingAt([], 1)).toBeUndefined();
});

test("the time is shared between the sides", () => {
  expect(shares(rows)).toEqual({ vehicle: 0.375, charger: 0.625, cable: 0, ending: 0 });
  expect(shares([])).toBeUndefined();
});

test("a limit is named by its side and its reason", () => {
  expect(limitLabel("charger", "power")).toBe("charger: power cap");
  expect(limitLabel("ending", "stop")).toBe("ending: charger stops");
});
