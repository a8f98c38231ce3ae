import { expect, test } from "vitest";
import { carProfiles, type SpeakingCar } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { storm, weatherOf } from "./storm.ts";

/** A short one: `npm run storm` is the long one. */
const SEEDS = Array.from({ length: 48 }, (_, i) => 1000 + i);

test.each(SEEDS)("session %i holds what every session has to hold", async (seed) => {
  expect((await storm(weatherOf(seed))).broken).toEqual([]);
});

const { any } = carProfiles;
/** From before the connection to after the battery is full, in every phase of a session. */
const MOMENTS = Array.from({ length: 40 }, (_, i) => i * 900);
const dialects = { din70121, iso2 };
const speaking = (dialect: Dialect): SpeakingCar => ({ ...any, speech: { ...any.speech, speaks: [dialect] } });

test.each([
  ["charger stops", "din70121"],
  ["charger stops", "iso2"],
  ["car stops", "din70121"],
  ["car stops", "iso2"],
] as const)("whenever the %s, %s ends in order, and both say by whom", async (interruption, dialect) => {
  const ends = new Set<string>();
  for (const interruptedAt of MOMENTS) {
    const weather = {
      seed: 1,
      car: speaking(dialects[dialect]),
      charger: chargerProfiles.any,
      interruption,
      interruptedAt,
    };
    const { broken, car } = await storm(weather);
    expect(broken).toEqual([]);
    ends.add(car.words);
  }
  // Not the same moment again and again.
  expect(ends.size).toBeGreaterThan(1);
});
