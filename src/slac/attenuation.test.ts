import { expect, test } from "vitest";
import { assumedProfile, averager, GROUPS, isBelievable, meanOf } from "./attenuation.ts";

const flat = (loss: number) => Array.from({ length: GROUPS }, () => loss);

test("the average is that of each group, not of the whole", () => {
  const all = averager();
  all.add([...flat(10).slice(1), 40]);
  all.add([...flat(20).slice(1), 10]);

  expect(all.average()).toEqual([...flat(15).slice(1), 25]);
  expect(all.count).toBe(2);
});

test("a sound of which the modem tells no group is no measurement", () => {
  const all = averager();

  expect(all.add([])).toBe(false);
  expect(all.add(flat(0))).toBe(false);
  expect(all.add(flat(9).slice(1))).toBe(false);
  expect(all.average()).toBeUndefined();
});

test("what the receiver adds is taken away, and never so much that nothing is left", () => {
  const mild = averager(7);
  mild.add(flat(26));
  expect(mild.average()).toEqual(flat(19));

  const wild = averager(40);
  wild.add(flat(26));
  expect(wild.average()).toEqual(flat(1));
});

test("values stay within what an octet holds", () => {
  const all = averager(-100);
  all.add(flat(250));
  expect(all.average()).toEqual(flat(255));
});

test("assumed values are ones that cars believe", () => {
  expect(isBelievable(assumedProfile())).toBe(true);
  expect(meanOf(assumedProfile())).toBeCloseTo((55 * 9 + 15 + 19 + 25) / 58);
});
