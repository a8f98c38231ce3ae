/**
 * `npm run fuzz [-- COUNT [SEED]]`: mutates messages of every schema and decodes them, until COUNT mutants are done
 * (a million where nothing is said). Each must end in a value or in a DecodeError that names its place.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fromHex, toHex } from "../src/base/hex.ts";
import { seededRandom } from "../src/base/random.ts";
import { encode } from "../src/exi/codec.ts";
import { sample } from "../src/exi/sample.ts";
import type { Schema } from "../src/exi/schema.ts";
import { schemas } from "../src/messages/schemas.ts";
import { type Seed, tryMutant } from "./mutant.ts";

const byName = schemas as Readonly<Record<string, Schema>>;
const folder = new URL("../../shared/vectors/exi/", import.meta.url);

/** The reference vectors; where they are missing, random messages of every schema. */
function seeds(): Seed[] {
  if (existsSync(folder)) {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".jsonl"))
      .flatMap((file) => readFileSync(new URL(file, folder), "utf8").trim().split("\n"))
      .map((line) => JSON.parse(line) as { schema: string; kind: string; exi: string })
      .map(({ schema, kind, exi }) => ({
        schema: byName[schema] as Schema,
        kind: kind === "fragment" ? "fragment" : "document",
        exi: fromHex(exi),
      }));
  }
  const random = seededRandom(1);
  return Object.values(byName).flatMap((schema) =>
    schema.elements.flatMap((element): Seed[] => {
      try {
        return [{ schema, kind: "document", exi: encode(schema, element.name, sample(element.type, random)) }];
      } catch {
        return [];
      }
    }),
  );
}

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const random = seededRandom(seed);
const from = seeds();
const tally = { values: 0, errors: 0, slowest: 0 };
const start = performance.now();
for (let i = 1; i <= count; i++) {
  const outcome = tryMutant(from, random);
  if (outcome.fault) {
    const { schema, kind, exi } = outcome.mutant;
    process.stdout.write(`\n${outcome.fault}\n  --schema ${schema.name} --kind ${kind} ${toHex(exi)}\n`);
    process.exit(1);
  }
  if (outcome.isValue) tally.values++;
  else tally.errors++;
  tally.slowest = Math.max(tally.slowest, outcome.milliseconds);
  if (i % 20_000 === 0 && process.stdout.isTTY) process.stdout.write(`\r${i} of ${count}`);
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(
  `${process.stdout.isTTY ? "\r" : ""}${count} mutants of ${from.length} messages (seed ${seed}) in ${seconds.toFixed(0)} s: ${tally.values} values, ${tally.errors} errors, the slowest ${tally.slowest.toFixed(1)} ms; no fault\n`,
);
