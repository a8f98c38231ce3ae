/**
 * How fast messages are decoded and encoded, beside JSON.parse and JSON.stringify of the same values in the same run.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { Bench } from "tinybench";
import { fromHex } from "../src/base/hex.ts";
import { seededRandom } from "../src/base/random.ts";
import { decode, encode } from "../src/exi/codec.ts";
import { sample } from "../src/exi/sample.ts";
import type { Schema } from "../src/exi/schema.ts";
import { walkDecode } from "../src/exi/walk-decode.ts";
import { schemas } from "../src/messages/schemas.ts";

interface Case {
  readonly label: string;
  readonly schema: Schema;
  readonly root: string;
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

const byName = schemas as Readonly<Record<string, Schema>>;
const reference = new URL("../../shared/vectors/exi/bench.json", import.meta.url);

/** The eight messages of the reference vectors; where they are missing, messages of our own making. */
function cases(): Case[] {
  if (existsSync(reference)) {
    type Entry = { schema: string; label: string; exi: string; value: Record<string, unknown> };
    const entries = JSON.parse(readFileSync(reference, "utf8")) as Entry[];
    return entries.map(({ schema, label, exi, value }) => {
      const [root, content] = Object.entries(value)[0] as [string, unknown];
      return {
        label: `${schema} ${label}`,
        schema: byName[schema] as Schema,
        root,
        value: content,
        bytes: fromHex(exi),
      };
    });
  }
  process.stdout.write("The reference messages (../shared/vectors/exi/bench.json) are missing: random ones instead.\n");
  return Object.values(schemas as Readonly<Record<string, Schema>>).flatMap((schema) => {
    const element = schema.elements.find(({ name }) => /^(V2G_Message|supportedAppProtocolReq|.*LoopReq)$/.test(name));
    if (!element) return [];
    const value = sample(element.type, seededRandom(7), { fullness: 0.6 });
    const bytes = encode(schema, element.name, value);
    return [{ label: `${schema.name} ${element.name}`, schema, root: element.name, value, bytes }];
  });
}

const OCTETS_PER_SAMPLE = 10_000;

const rows: string[][] = [
  ["message", "octets", "decode", "JSON.parse", "ratio", "encode", "stringify", "ratio", "walk"],
];
const ratios = { decode: [] as number[], encode: [] as number[] };

/** What the last call gave: a result that nobody takes need not be made. */
let result: unknown;

for (const { label, schema, root, value, bytes } of cases()) {
  const text = JSON.stringify({ [root]: value });
  const whole = { [root]: value };
  // Looking at the clock takes as long as reading a small message, so a sample is many of them.
  const times = Math.ceil(OCTETS_PER_SAMPLE / bytes.length);
  const bench = new Bench({ time: 400, warmupTime: 250 });
  const add = (name: string, work: () => unknown, times: number) =>
    bench.add(name, () => {
      for (let i = 0; i < times; i++) result = work();
    });
  add("decode", () => decode(schema, bytes), times);
  add("parse", () => JSON.parse(text), times);
  add("encode", () => encode(schema, root, value), times);
  add("stringify", () => JSON.stringify(whole), times);
  add("walk", () => walkDecode(schema, bytes), 1);
  await bench.run();
  const nanoseconds = (name: string) => {
    const result = bench.getTask(name)?.result;
    const each = name === "walk" ? 1 : times;
    return result && "latency" in result ? (result.latency.p50 * 1e6) / each : Number.NaN;
  };
  const decodeRatio = nanoseconds("decode") / nanoseconds("parse");
  const encodeRatio = nanoseconds("encode") / nanoseconds("stringify");
  ratios.decode.push(decodeRatio);
  ratios.encode.push(encodeRatio);
  const ns = (name: string) => nanoseconds(name).toFixed(0);
  rows.push([
    label,
    String(bytes.length),
    ns("decode"),
    ns("parse"),
    decodeRatio.toFixed(2),
    ns("encode"),
    ns("stringify"),
    encodeRatio.toFixed(2),
    ns("walk"),
  ]);
}

const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
process.stdout.write("EXI: nanoseconds a message (median), and the ratio to JSON of the same value in the same run\n");
for (const row of rows) {
  const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)));
  process.stdout.write(`${cells.join("  ")}\n`);
}
if (result === undefined) throw new Error("nothing was measured");
const mean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
process.stdout.write(
  `Geometric mean: decode ${mean(ratios.decode).toFixed(3)} of JSON.parse (aim 0.4), encode ${mean(ratios.encode).toFixed(3)} of JSON.stringify (aim 0.4)\n`,
);
