import { expect, test } from "vitest";
import { randomInteger, randomOctets, seededRandom } from "./random.ts";

test("a seed gives the same numbers each time, another seed others", () => {
  const draw = (seed: number) => Array.from({ length: 8 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("numbers are spread evenly", () => {
  const random = seededRandom(1);
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[randomInteger(0, 9, random)]++;
  expect(Math.min(...counts)).toBeGreaterThan(9_600);
  expect(Math.max(...counts)).toBeLessThan(10_400);
});

test("keys come from the operating system unless a chance is given", () => {
  expect(randomOctets(16)).not.toEqual(randomOctets(16));
  expect(randomOctets(16, seededRandom(3))).toEqual(randomOctets(16, seededRandom(3)));
});
