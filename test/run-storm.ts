/**
 * `npm run storm`: ten thousand charging sessions by chance, or as many as asked for: `npm run storm -- 500 7` for five
 * hundred from seed 7 on.
 *
 * @module
 */

import { storm, weatherOf } from "./storm.ts";

const [count = 10_000, first = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
const isTerminal = process.stderr.isTTY === true;
let broken = 0;
const ends = new Map<string, number>();
for (let seed = first; seed < first + count; seed++) {
  const weather = weatherOf(seed);
  const { end, faults } = await storm(weather).then(
    ({ car, broken }) => ({ end: car.isOrderly ? "orderly" : "safe", faults: broken }),
    (error: Error) => ({ end: "not at all", faults: [error.message] }),
  );
  ends.set(end, (ends.get(end) ?? 0) + 1);
  if (faults.length > 0) {
    broken++;
    const { fault, interruption } = weather;
    const words = [weather.car.name, weather.charger.name, fault && `${fault.side}: ${fault.name}`, interruption];
    process.stdout.write(
      `seed ${seed}: ${words.filter(Boolean).join(", ")}\n${faults.map((one) => `  ${one}\n`).join("")}`,
    );
  }
  if (isTerminal && seed % 20 === 0) process.stderr.write(`\r${seed - first + 1} of ${count}, ${broken} broken `);
}
const seconds = (performance.now() - began) / 1000;
const summary = [...ends].map(([end, number]) => `${number} ended ${end}`).join(", ");
process.stdout.write(
  `\n${count} sessions in ${seconds.toFixed(0)} s (${((seconds * 1000) / count).toFixed(0)} ms each): ${summary}; ${broken} broke what has to hold\n`,
);
process.exitCode = broken > 0 ? 1 : 0;
