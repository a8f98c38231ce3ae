import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../src/base/random.ts";
import { matchCharger } from "../src/slac/ev.ts";
import { MatchingFailed } from "../src/slac/failures.ts";
import { stepWords } from "../src/slac/words.ts";
import { slacPair } from "./slac-pair.ts";
import { type Storm, storm, weatherOf } from "./slac-storm.ts";

/** TT_matching_repetition, the round that was begun in it with validation, and TT_match_join, as the standard has them. */
const LATEST = 10_000 + 12_000 + 12_000;

function holds({ outcomes, wrongAtChargers }: Storm) {
  for (const { car, took, isWrong } of outcomes) {
    if (car.error) throw car.error;
    expect(isWrong).toBe(false);
    expect(car.match ?? car.failure).toBeDefined();
    expect(took).toBeLessThan(LATEST);
  }
  expect(wrongAtChargers).toBe(0);
}

/** 80 matchings; `npm run storm:slac` goes through thousands. */
const SEEDS = [0, 5, 10, 15];
/** With whole simulated modems every other time, and with the desk's, which can do worse. */
const seedsFrom = (first: number) => Array.from({ length: 5 }, (_, i) => ({ seed: first + i, isWhole: i % 2 === 0 }));

describe("on a power line with up to 20 % loss, duplicates and delays of 100 ms", () => {
  test.each(SEEDS)(
    "a car that proves itself by its pilot never matches wrongly, whatever restarts (seeds from %i)",
    async (first) => {
      for (const { seed, isWhole } of seedsFrom(first)) {
        holds(await storm(seed, { ...weatherOf(seed), hasPilots: true, isWhole }));
      }
    },
  );

  test.each(SEEDS)("nor does a car without pilot, as long as modems stay awake (seeds from %i)", async (first) => {
    for (const { seed, isWhole } of seedsFrom(first)) {
      holds(await storm(seed, { ...weatherOf(seed), resets: 0, isWhole }));
    }
  });
});

test.each([2, 3, 4, 5, 6, 7, 8])(
  "of %i stalls every car finds its own charger that hears it 3 dB louder",
  async (stalls) => {
    for (let seed = 0; seed < 4; seed++) {
      for (const isMutual of [false, true]) {
        const weather = { stalls, loss: 0, duplication: 0, delay: 1, resets: 0, spread: 0, lead: 3, isMutual };
        const { outcomes } = await storm(100 * stalls + seed, weather);
        expect(
          outcomes.map(({ car, isWrong }) => (car.match && !isWrong ? "right" : (car.failure ?? "wrong"))),
        ).toEqual(Array.from({ length: stalls }, () => "right"));
      }
    }
  },
);

test("frames that were changed on their way end in the right match or in a failure", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (seed) => {
      const random = seededRandom(seed);
      const { clock, run, car, charger, carSide, matching, told, tap, stranger } = slacPair({ seed });
      const mutant = stranger("02:00:00:00:ee:01");
      tap(({ octets, from }) => {
        if (from === mutant || random() < 0.5) return;
        const copy = octets.slice(0, random() < 0.2 ? 14 + Math.floor(random() * (octets.length - 14)) : octets.length);
        for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
          copy[12 + Math.floor(random() * (copy.length - 12))] = Math.floor(random() * 256);
        }
        clock.after(random() * 50, () => mutant.send(copy));
      });
      const waiting = run.fork();
      matching.next(waiting).catch(() => {});

      const outcome = await clock.until(
        matchCharger(carSide, run).then(
          (match) => match,
          (error: unknown) => error,
        ),
      );

      for (const event of told) expect(stepWords(event)).not.toBe("");
      if (outcome instanceof MatchingFailed) return;
      expect(outcome).toMatchObject({ charger: charger.mac });
      expect(car.nmk()).toBe(charger.nmk());
    }),
    { numRuns: 60, seed: 1 },
  );
});
