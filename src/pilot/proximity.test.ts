import { expect, test } from "vitest";
import { cableCurrent, latchState, withinCable } from "./proximity.ts";

test.each([
  [1500, 13],
  [680, 20],
  [220, 32],
  [100, 63],
  // The ends of the bands.
  [2460, 13],
  [1100, 13],
  [400, 20],
  [164, 32],
  [80, 63],
  // Between two bands: the lower current.
  [1000, 13],
  [350, 20],
  [4000, 13],
  [10_000, 0],
  [Number.POSITIVE_INFINITY, 0],
  [30, 0],
  [0, 0],
  [Number.NaN, 0],
])("a cable of %d Ω bears %d A", (ohms, current) => expect(cableCurrent(ohms)).toBe(current));

test("a cable bounds a current, and one that is fixed does not", () => {
  expect([withinCable(32, 680), withinCable(16, 220), withinCable(32, 10), withinCable(32, undefined)]).toEqual([
    20, 16, 0, 32,
  ]);
});

test.each([
  [150, "closed"],
  [480, "pressed"],
  [4500, "unplugged"],
  [Number.POSITIVE_INFINITY, "unplugged"],
  [10, "broken"],
  [Number.NaN, "broken"],
] as const)("a latch of %d Ω is %s", (ohms, state) => expect(latchState(ohms)).toBe(state));
