import fc from "fast-check";
import { expect, test } from "vitest";
import { amps, toNumber, volts, watts } from "./quantities.ts";

test.each([
  [volts(400.5), { Multiplier: -1, Unit: "V", Value: 4005 }],
  [amps(0), { Multiplier: -1, Unit: "A", Value: 0 }],
  [watts(22_080), { Multiplier: 0, Unit: "W", Value: 22_080 }],
  [watts(150_000), { Multiplier: 1, Unit: "W", Value: 15_000 }],
  [watts(-11_000), { Multiplier: 0, Unit: "W", Value: -11_000 }],
  [watts(Number.NaN), { Multiplier: 0, Unit: "W", Value: 0 }],
  [watts(1e9), { Multiplier: 3, Unit: "W", Value: 32_767 }],
])("%o is %o", (written, expected) => expect(written).toEqual(expected));

test("a decimal value is read as people mean it", () => {
  expect(toNumber({ Multiplier: -1, Unit: "V", Value: 4003 })).toBe(400.3);
  expect(toNumber({ Multiplier: 3, Value: 22 })).toBe(22_000);
});

test("no voltage loses more than its rounding on the way", () => {
  fc.assert(
    fc.property(fc.double({ min: -3000, max: 3000, noNaN: true }), (voltage) => {
      expect(Math.abs(toNumber(volts(voltage)) - voltage)).toBeLessThanOrEqual(0.0501);
    }),
  );
});
