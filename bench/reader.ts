/**
 * How fast recordings are read: from the octets of a file to the last event of all stages, in a process of its own.
 * Beside each figure stands its yardstick; tshark is timed in the same run where it is installed.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { firstLine } from "./first-line.ts";
import { type Made, makeRecording } from "./made-recording.ts";
import type { Reading } from "./read-all.ts";

/** Octets of the recordings: one as a charger's host records it, one of nothing but messages, one for tshark. */
const LONG = 500e6;
const DENSE = 200e6;
const SHORT = 50e6;
/** Other programs run, too: the best of so many runs is the one that they disturbed least. */
const RUNS = 3;

const folder = mkdtempSync(join(tmpdir(), "plugtalk-bench-"));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const program = join(folder, "read-all.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("read-all.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
  const best = (file: string, stages: "all" | "decode"): Reading => {
    const runs = Array.from({ length: RUNS }, () => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [program, file, stages]);
      if (status !== 0) throw new Error(`The bench could not read ${file}: ${stderr}`);
      return JSON.parse(stdout.toString()) as Reading;
    });
    const memory = Math.max(...runs.map((run) => run.memory));
    return { ...(runs.sort((a, b) => a.seconds - b.seconds)[0] as Reading), memory };
  };

  const long = join(folder, "accompanied.pcapng");
  const made = await makeRecording(long, LONG, "accompanied");
  const reading = best(long, "all");
  check(made, reading);
  rmSync(long);

  const dense = join(folder, "alone.pcapng");
  const messages = await makeRecording(dense, DENSE, "alone");
  const decoded = best(dense, "decode");
  const followed = best(dense, "all");
  check(messages, followed);
  rmSync(dense);

  const short = join(folder, "short.pcapng");
  const part = await makeRecording(short, SHORT, "accompanied");
  const tshark = tsharkSpeed(short, part.packets);

  const { read, nodeAlone } = await firstLine(folder);

  const number = (value: number) => Math.round(value).toLocaleString("en");
  const rows: readonly (readonly [name: string, measured: string, yardstick: string])[] = [
    ["MB/s, file to events", number(made.bytes / 1e6 / reading.seconds), "at least 50"],
    ["packets/s, file to events", number(made.packets / reading.seconds), "at least 200,000"],
    ["V2GTP messages/s, file to objects", number(messages.messages / decoded.seconds), "at least 100,000"],
    ["V2GTP messages/s, file to events", number(messages.messages / followed.seconds), "at least 20,000"],
    ["MB resident at most", number(reading.memory / 1e6), "less than 250"],
    ["ms to the first line of a small file", number(read), `less than 300; node alone: ${number(nodeAlone)}`],
    ["packets/s of tshark in this run", tshark, "87,400 where nothing else ran"],
  ];
  const [names, figures] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  process.stdout.write(
    `Reader: ${number(made.bytes / 1e6)} MB with ${number(made.packets)} packets, ${number(made.messages)} of them V2GTP, in ${made.sessions} sessions (best of ${RUNS} runs)\n`,
  );
  for (const [name, measured, yardstick] of rows) {
    process.stdout.write(`${name.padEnd(names as number)}  ${measured.padStart(figures as number)}  ${yardstick}\n`);
  }
}

/** A fast reader that finds less is none. */
function check(made: Made, reading: Reading) {
  for (const name of ["packets", "messages", "sessions"] as const) {
    if (made[name] !== reading[name]) {
      throw new Error(`The bench wrote ${made[name]} ${name} and read ${reading[name]}`);
    }
  }
}

function tsharkSpeed(file: string, packets: number): string {
  const start = performance.now();
  const { status, error } = spawnSync("tshark", ["-n", "-r", file], { stdio: ["ignore", "ignore", "ignore"] });
  if (error !== undefined || status !== 0) return "not installed";
  return Math.round(packets / ((performance.now() - start) / 1000)).toLocaleString("en");
}
