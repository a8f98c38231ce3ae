import fc from "fast-check";
import { expect, test } from "vitest";
import { seriesStore } from "./series.ts";

const columnOf = (store: ReturnType<typeof seriesStore>, quantity: string) =>
  store.series(0)?.columns.find((column) => column.quantity === quantity);

test("what fits is kept as it was measured, with the frame that said it", () => {
  const store = seriesStore(100);
  store.add(1000.5, 7, { targetCurrent: 10, presentVoltage: 400.0000001 });
  store.add(1000.75, 9, { targetCurrent: 12 });
  expect(store.series(1000)).toEqual({
    at: [0.5, 0.75],
    frames: [7, 9],
    measured: 2,
    columns: [
      expect.objectContaining({ quantity: "presentVoltage", unit: "V", values: [400, null] }),
      expect.objectContaining({ quantity: "targetCurrent", unit: "A", values: [10, 12] }),
    ],
  });
});

test("nothing measured is no series", () => {
  expect(seriesStore().series(0)).toBeUndefined();
});

test("a million measurements fit into the bound, and no peak is lost", () => {
  const store = seriesStore(512);
  for (let index = 0; index < 1_000_000; index++) {
    const peak = index === 123_457 ? 999 : index === 765_431 ? -7 : (index % 100) + 100;
    store.add(index / 10, index, { presentCurrent: peak });
  }
  const series = store.series(0);
  const values = columnOf(store, "presentCurrent")?.values.filter((value) => value !== null) ?? [];
  expect(store.points).toBeLessThanOrEqual(512);
  expect(series?.at.length).toBeGreaterThan(128);
  expect([Math.min(...values), Math.max(...values)]).toEqual([-7, 999]);
  expect(series?.measured).toBe(1_000_000);
  const peakAt = series?.at[columnOf(store, "presentCurrent")?.values.indexOf(999) as number] as number;
  expect(Math.abs(peakAt - 12_345.7)).toBeLessThan(((series?.bucket as number) / 10) * 1.01);
});

test("times never run backwards, bounds hold, and least and most stay, whatever is measured", () => {
  const measurement = fc.record({
    time: fc.double({ min: 0, max: 1000, noNaN: true }),
    value: fc.option(fc.integer({ min: -1000, max: 1000 })),
    other: fc.option(fc.integer({ min: 0, max: 9 })),
  });
  fc.assert(
    fc.property(
      fc.array(measurement, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 8, max: 40 }),
      (all, most) => {
        const store = seriesStore(most);
        for (const [frame, { time, value, other }] of all.entries()) {
          store.add(time, frame, {
            ...(value === null ? {} : { presentPower: value }),
            ...(other === null ? {} : { soc: other }),
          });
        }
        const series = store.series(0);
        const at = series?.at ?? [];
        expect(at.every((time, index) => index === 0 || time >= (at[index - 1] as number))).toBe(true);
        expect(at.length).toBeLessThanOrEqual(most + 4);
        for (const [quantity, told] of [
          ["presentPower", all.map(({ value }) => value)],
          ["soc", all.map(({ other }) => other)],
        ] as const) {
          const said = told.filter((one) => one !== null);
          const kept = columnOf(store, quantity)?.values.filter((one) => one !== null) ?? [];
          expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...said), Math.max(...said)]);
        }
      },
    ),
  );
});
