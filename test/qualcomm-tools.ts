/**
 * The chip maker's own tools (open-plc-utils; Debian's plc-utils and plc-utils-extra) beside adapters that we simulate, each
 * host in a network namespace of its own.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { describeNamespaces, type Laboratory, type Namespace, type StartOptions } from "./namespaces.ts";
import type { Running } from "./running.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TOOLS = ["plctool", "int6k", "amptool", "plcboot", "int6kboot", "ampboot", "chkpib", "chknvm2", "evse", "pev"];
const missing = TOOLS.filter((tool) => spawnSync("which", [tool]).status !== 0);

/** Before all others, where that can be had: the tools give an adapter 50 ms, and evse and pev end where it takes longer. */
const FIRST = ["chrt", "-r", "10"];
const first = spawnSync(FIRST[0] as string, [...FIRST.slice(1), "true"]).status === 0 ? FIRST : [];
export const plugtalk = [process.execPath, fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))];

/** `describe` for tests with these tools: where they are not installed, one skipped test says so. */
export function describeTools(name: string, body: () => void): void {
  if (missing.length === 0) describeNamespaces(name, body);
  else describe(name, () => test.skip(`needs ${missing.join(", ")} of plc-utils-extra, not installed here`, () => {}));
}

export interface Stall {
  /** Hosts, whose adapters are at their `plc0`. */
  readonly charger: Namespace;
  readonly car: Namespace;
  /** Of the charger's adapter and the car's, as the tools write addresses. */
  readonly mac: string;
  readonly peer: string;
  readonly modems: Running;
}

/** Two hosts with an adapter each, and a power line between these. */
export async function stall(lab: Laboratory, chip: string, ...options: string[]): Promise<Stall> {
  const [charger, car, line] = [lab.namespace("charger"), lab.namespace("car"), lab.namespace("line")];
  lab.join({ in: charger, name: "plc0" }, { in: line, name: "evse0" });
  lab.join({ in: car, name: "plc0" }, { in: line, name: "pev0" });
  const sides = ["E=evse0", "P=pev0"].flatMap((side) => ["--interface", side]);
  const roles = ["E=evse", "P=pev"].flatMap((role) => ["--role", role]);
  const simulate = ["simulate", "modem", ...sides, ...roles, "--chip", chip, ...options];
  const modems = line.start([...first, ...plugtalk, ...simulate]);
  const macs = await Promise.all(
    ["evse0", "pev0"].map(async (name) => {
      const ready = await modems.line(new RegExp(`ready: .* on ${name}`));
      return (/(?:..:){5}../.exec(ready)?.[0] ?? "").toUpperCase();
    }),
  );
  if (!options.includes("--flashless")) await modems.line(/E {2}in a network with P/);
  return { charger, car, mac: macs[0] as string, peer: macs[1] as string, modems };
}

/** How long a tool waits for an answer, for those that can be told. */
const PATIENCE: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["plctool", "int6k", "amptool", "plcget", "plcboot", "int6kboot", "ampboot"].map((name) => [name, ["-t", "300"]]),
  ),
  plcrate: ["-o", "300"],
};
/** A busy machine keeps even the first in the queue waiting; whoever sits before a tool gives the command again. */
const MOST_TRIES = 20;

/** Runs a tool to its end, which has to be a good one, and gives what it prints. */
export const toolsOf =
  (where: Namespace) =>
  async (name: string, ...args: string[]): Promise<string> => {
    for (let tries = 1; ; tries++) {
      const { out, err, code } = await where.start([name, "-i", "plc0", ...(PATIENCE[name] ?? []), ...args]).ended;
      const isUnanswered = /Read timeout or network error/.test(err);
      if (isUnanswered && tries < MOST_TRIES) continue;
      expect([name, ...args, code, err]).toEqual([name, ...args, 0, expect.not.stringMatching(/Read timeout/)]);
      return out + err;
    }
  };

/** Runs a tool until it prints what is expected: some say nothing at all where no answer comes in time. */
export async function told(command: () => Promise<string>, pattern: RegExp): Promise<void> {
  await expect.poll(command, { timeout: 20_000, interval: 100 }).toMatch(pattern);
}

export function onFile(name: string, ...args: string[]): { readonly text: string; readonly status: number | null } {
  const { stdout, stderr, status } = spawnSync(name, args, { encoding: "utf8" });
  return { text: stdout + stderr, status };
}

/** Their car or charger. Its own defaults make each side wait twelve seconds for the other to settle. */
export function evseOrPev(where: Namespace, name: "evse" | "pev", options?: StartOptions): Running {
  const file = join(temporaryFolder(), `${name}.ini`);
  const { text } = onFile(name, "-c");
  const profile = text.replace(/settle time = \d+/, "settle time = 1").replace(/charge time = \d+/, "charge time = 1");
  expect(profile).toMatch(/charge time = 1$.*settle time = 1$|settle time = 1$.*charge time = 1$/ms);
  writeFileSync(file, profile);
  const once = name === "evse" ? ["-l"] : [];
  return where.start([...first, name, "-i", "plc0", "-p", file, ...once], options);
}

/** Their charger, once it listens. It may take its own request for the answer to it, and ends then: it is started again. */
export async function listeningEvse(where: Namespace): Promise<Running> {
  for (let tries = 1; ; tries++) {
    const serving = evseOrPev(where, "evse");
    try {
      await serving.line(/UnoccupiedState: Listening/);
      return serving;
    } catch (error) {
      const { err } = await serving.ended;
      if (tries >= MOST_TRIES || !err.includes("<-- CM_SET_KEY.REQ ?")) throw error;
    }
  }
}
