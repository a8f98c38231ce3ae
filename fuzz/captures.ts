/**
 * `npm run fuzz:captures [-- COUNT [SEED]]`: mutates recordings and reads them to their end, until COUNT mutants are done
 * (twenty thousand where nothing is said). Each must end once, in findings rather than in an exception, in bounded time
 * and memory.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../src/base/random.ts";
import { tryCapture } from "./capture-mutant.ts";
import { type CaptureSeed, captureSeeds, placesIn } from "./capture-seeds.ts";

/** Real recordings up to this length are mutated, too, where they are at hand. */
const LONGEST = 150_000;
/** Octets: what is read is some ten kilobytes long, so anything that stays of it shows here. */
const MOST_MEMORY = 600e6;

async function real(): Promise<CaptureSeed[]> {
  const folder = new URL("../../shared/captures/", import.meta.url);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.pcap(ng)?$/.test(name));
  const short = names.filter((name) => statSync(new URL(name, folder)).size <= LONGEST);
  return Promise.all(
    short.map(async (name) => {
      const file = Uint8Array.from(readFileSync(new URL(name, folder)));
      return { name, file, frames: await placesIn(file) };
    }),
  );
}

const count = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
const random = seededRandom(seed);
const seeds = [...(await captureSeeds()), ...(await real())];
const outcomes = new Map<string, number>();
let [slowest, memory] = [0, 0];
const start = performance.now();
for (let i = 1; i <= count; i++) {
  const { what, file, milliseconds, outcome, fault } = await tryCapture(seeds, random);
  memory = Math.max(memory, process.memoryUsage.rss());
  const problem = fault ?? (memory > MOST_MEMORY ? `memory grew to ${Math.round(memory / 1e6)} MB` : undefined);
  if (problem) {
    const kept = join(tmpdir(), `plugtalk-fuzz-${seed}-${i}`);
    writeFileSync(kept, file);
    process.stdout.write(`\n${problem}\n  ${what}\n  ${kept}\n`);
    process.exit(1);
  }
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  slowest = Math.max(slowest, milliseconds);
  if (i % 100 === 0 && process.stdout.isTTY) process.stdout.write(`\r${i} of ${count}`);
}
const seconds = (performance.now() - start) / 1000;
const tally = [...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(", ");
process.stdout.write(
  `${process.stdout.isTTY ? "\r" : ""}${count} mutants of ${seeds.length} recordings (seed ${seed}) in ${seconds.toFixed(0)} s: ${tally}; the slowest ${slowest.toFixed(0)} ms, ${Math.round(memory / 1e6)} MB at most; no fault\n`,
);
