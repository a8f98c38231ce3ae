/**
 * How fast frames go in and out: between two network namespaces over a cable in memory. The yardstick is the same in C,
 * measured in the same run; where there is no C compiler, UDP by Node itself.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { laboratory, type Namespace, neededForNamespaces } from "../test/laboratory.ts";

const QUESTIONS = "2000";
/** Frames a second, and how many. Zero is as fast as it goes. */
const BLASTS = [
  { rate: 20_000, count: 40_000 },
  { rate: 100_000, count: 200_000 },
  { rate: 0, count: 300_000 },
];
const IDLE_SECONDS = "5";
const PEER = "bench/link-peer.ts";
const ADDRESS = "fe80::ff:fe00:b";

type Row = readonly [name: string, measured: string, yardstick: string];
const whole = (value: number) => Math.round(value).toLocaleString("en");

const needed = neededForNamespaces();
if (needed !== undefined) console.log(`Link: not measured, it needs ${needed}`);
else {
  const folder = mkdtempSync(join(tmpdir(), "plugtalk-bench-"));
  try {
    const program = join(folder, "link-peer");
    const source = fileURLToPath(new URL("link-peer.c", import.meta.url));
    const hasC = spawnSync("cc", ["-O2", "-o", program, source]).status === 0;
    print(await measure(hasC ? program : undefined));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(c: string | undefined): Promise<Row[]> {
  using lab = laboratory();
  const [asker, answerer] = [lab.namespace("asker"), lab.namespace("answerer")];
  lab.join(
    { in: asker, name: "a", hasIpv6: true },
    { in: answerer, name: "b", mac: "02:00:00:00:00:0b", hasIpv6: true },
  );
  const inC = (where: Namespace, name: string, ...task: string[]) =>
    c === undefined ? undefined : where.start([c, name, ...task]);
  const byUs = (where: Namespace, name: string, through: string, ...task: string[]) =>
    where.node(PEER, name, through, ...task);
  const echoes = {
    C: () => inC(answerer, "b", "echo"),
    "packet socket": () => byUs(answerer, "b", "packet socket", "echo"),
    "capture library": () => byUs(answerer, "b", "capture library", "echo"),
    "UDP by node:dgram": () => byUs(answerer, "b", "", "udp-echo"),
  };
  const trips = new Map<string, string>();
  for (const [name, start] of Object.entries(echoes)) {
    const echo = start();
    if (!echo) continue;
    await echo.line(/ready/);
    const question = name.startsWith("UDP")
      ? byUs(asker, "a", ADDRESS, "udp-ask", QUESTIONS)
      : (inC(asker, "a", "ask", QUESTIONS) ?? byUs(asker, "a", "packet socket", "ask", QUESTIONS));
    trips.set(name, quantiles((await question.ended).out));
    echo.signal("SIGKILL");
    await echo.ended;
  }
  const yardstick = c ? `C: ${trips.get("C")}` : `UDP: ${trips.get("UDP by node:dgram")}`;
  const asked = c ? "asked by C" : "asked by itself";
  const rows: Row[] = [
    [`µs round trip, packet socket, ${asked}: p50 / p99`, trips.get("packet socket") ?? "", yardstick],
    [`µs round trip, capture library, ${asked}: p50 / p99`, trips.get("capture library") ?? "", yardstick],
    ["µs round trip, UDP by node:dgram both ways: p50 / p99", trips.get("UDP by node:dgram") ?? "", ""],
  ];

  for (const through of ["packet socket", "capture library"])
    for (const { rate, count } of c ? BLASTS : []) {
      const counter = byUs(answerer, "b", through, "count");
      const blast = inC(asker, "a", "blast", String(count), String(rate));
      if (!blast) continue;
      await Promise.all([counter.line(/ready/), blast.line(/ready/)]);
      blast.write("go\n");
      const sent = Number((await blast.ended).out.split("\n")[1]);
      counter.write("enough\n");
      const { heard, lost, percent } = JSON.parse((await counter.ended).out.split("\n")[1] ?? "");
      rows.push([
        `frames lost at ${whole(sent)} a second, ${through}`,
        `${count - heard} of ${whole(count)}, ${lost} counted; ${whole(percent)} % of a core`,
        rate === 20_000 ? "none" : "",
      ]);
    }

  const { out } = await byUs(answerer, "b", "packet socket", "idle", IDLE_SECONDS).ended;
  rows.push(["% of a core while nothing comes", Number(out).toFixed(2), "less than 1"]);
  return rows;
}

/** Of nanoseconds, one a line; in microseconds. */
function quantiles(text: string): string {
  const sorted = text
    .split("\n")
    .map(Number)
    .filter((ns) => ns > 0)
    .sort((a, b) => a - b);
  return [0.5, 0.99].map((part) => whole((sorted[Math.floor(sorted.length * part)] ?? 0) / 1000)).join(" / ");
}

function print(rows: readonly Row[]): void {
  const [names, figures] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  console.log("Link: frames of 60 octets between two network namespaces");
  for (const [name, measured, yardstick] of rows)
    console.log(
      `  ${name.padEnd(names as number)}  ${measured.padStart(figures as number)}  ${yardstick && `(${yardstick})`}`.trimEnd(),
    );
}
