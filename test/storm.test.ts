import { expect, test } from "vitest";
import { storm, weatherOf } from "./storm.ts";

/** A short one: `npm run storm` is the long one. */
const SEEDS = Array.from({ length: 48 }, (_, i) => 1000 + i);

test.each(SEEDS)("session %i holds what every session has to hold", async (seed) => {
  expect((await storm(weatherOf(seed))).broken).toEqual([]);
});
