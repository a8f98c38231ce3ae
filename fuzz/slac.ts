/**
 * Matchings by the thousand on bad power lines: two stalls each, every charger hears every car.
 *
 * ```text
 * npm run storm:slac                 2,000 whose cars prove themselves by the control pilot, while modems restart
 * npm run storm:slac -- 500 7        500, from seed 7 on
 * npm run storm:slac -- 2000 0 bare  without pilots, and without restarts: nobody could tell them from an absent charger
 * ```
 *
 * @module
 */

import { storm, weatherOf } from "../test/slac-storm.ts";

const [wanted = "2000", first = "0", kind = "pilots"] = process.argv.slice(2);
const outcomes = new Map<string, number>();
const took: number[] = [];
let wrong = 0;
const begun = performance.now();

for (let seed = Number(first); took.length < Number(wanted); seed++) {
  const weather = { ...weatherOf(seed), ...(kind === "bare" ? { resets: 0 } : { hasPilots: true }) };
  // Whole simulated modems every other time, and those of the tests' desk, which can do worse.
  const { outcomes: all, wrongAtChargers } = await storm(seed, { ...weather, isWhole: seed % 2 === 1 });
  for (const { car, took: ms, isWrong } of all) {
    const what = car.error ? `broke: ${car.error}` : isWrong ? "WRONG" : (car.failure ?? "right");
    outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
    took.push(ms);
    if (isWrong || car.error) process.stdout.write(`seed ${seed}: ${what}\n`);
    if (isWrong || car.error) wrong++;
  }
  wrong += wrongAtChargers;
}

took.sort((a, b) => a - b);
const at = (share: number) => `${((took[Math.floor(share * (took.length - 1))] ?? 0) / 1000).toFixed(1)} s`;
process.stdout.write(`${took.length} matchings in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
for (const [what, count] of [...outcomes].sort((a, b) => b[1] - a[1])) process.stdout.write(`  ${what}: ${count}\n`);
process.stdout.write(`simulated time until a car knew: median ${at(0.5)}, 90 % ${at(0.9)}, at most ${at(1)}\n`);
process.exitCode = wrong > 0 ? 1 : 0;
