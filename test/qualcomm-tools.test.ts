/**
 * The chip maker's own tools (open-plc-utils, Debian's plc-utils) against what we simulate, write and say: an opinion on
 * all of it that is not ours.
 */

import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { describeNamespaces, laboratory, type Namespace } from "./namespaces.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const plugtalk = [process.execPath, fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))];
const needed = ["plctool", "int6k", "chkpib", "chknvm2", "modpib", "evse", "pev"].filter(
  (tool) => spawnSync("which", [tool]).status !== 0,
);

function describeTools(name: string, body: () => void): void {
  if (needed.length === 0) describeNamespaces(name, body);
  else describe(name, () => test.skip(`needs ${needed.join(", ")} of plc-utils, not installed here`, () => {}));
}

/** A stall: two hosts with an adapter each, and a power line between these. */
async function stall(lab: ReturnType<typeof laboratory>, chip: string) {
  const [charger, car, line] = [lab.namespace("charger"), lab.namespace("car"), lab.namespace("line")];
  lab.join({ in: charger, name: "plc0" }, { in: line, name: "evse0" });
  lab.join({ in: car, name: "plc0" }, { in: line, name: "pev0" });
  const sides = ["E=evse0", "P=pev0"].flatMap((side) => ["--interface", side]);
  const roles = ["E=evse", "P=pev"].flatMap((role) => ["--role", role]);
  const modems = line.start([...plugtalk, "simulate", "modem", ...sides, ...roles, "--chip", chip]);
  const macs = await Promise.all(
    ["evse0", "pev0"].map(async (name) => {
      const ready = await modems.line(new RegExp(`ready: .* on ${name}`));
      return (/(?:..:){5}../.exec(ready)?.[0] ?? "").toUpperCase();
    }),
  );
  await modems.line(/E {2}in a network with P/);
  return { charger, car, mac: macs[0] as string, peer: macs[1] as string };
}

/** What a tool prints; it has to end well. */
const tool =
  (where: Namespace) =>
  async (name: string, ...args: string[]): Promise<string> => {
    // They give an adapter 50 ms, which a machine that does other things besides cannot promise.
    const patience = name === "plctool" || name === "int6k" ? ["-t", "1000"] : [];
    const { out, err, code } = await where.start([name, "-i", "plc0", ...patience, ...args]).ended;
    expect([name, ...args, code, err]).toEqual([name, ...args, 0, expect.anything()]);
    return out + err;
  };
const onFile = (name: string, ...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(name, args, { encoding: "utf8" });
  return { text: stdout + stderr, status };
};

describeTools("the chip maker's tools and our simulated adapters", () => {
  test.each([
    { chip: "QCA7005", name: "plctool", flash: [] as string[], check: "chknvm2" },
    { chip: "QCA7420", name: "plctool", flash: [], check: "chknvm2" },
    { chip: "INT6400", name: "int6k", flash: ["-C", "pib"], check: "chknvm" },
    { chip: "AR7400", name: "int6k", flash: ["-C", "pib"], check: "chknvm" },
  ])("$name finds the $chip, reads it, writes it, resets it, sets its key", async ({ chip, name, flash, check }) => {
    using lab = laboratory();
    const { charger, mac, peer } = await stall(lab, chip);
    const run = tool(charger);
    const folder = temporaryFolder();
    const [read, changed, firmware] = ["a.pib", "b.pib", "a.nvm"].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];

    expect(await run(name, "-r")).toMatch(new RegExp(`${mac} +${chip} .*MAC-`));
    expect(await run(name, "-m", "local")).toMatch(new RegExp(`ROLE = 0x02 \\(CCO\\).*station->MAC = ${peer}`, "s"));

    await run(name, "-p", read, "local");
    expect(onFile("chkpib", read)).toMatchObject({ status: 0, text: expect.stringContaining("looks good") });
    await run(name, "-n", firmware, "local");
    expect(onFile(check, firmware)).toMatchObject({ status: 0, text: expect.stringContaining("looks good") });

    copyFileSync(read, changed);
    expect(onFile("modpib", "-T", "somebody's", changed).status).toBe(0);
    expect(onFile("chkpib", changed)).toMatchObject({ status: 0 });
    await run(name, "-P", changed, ...flash, "local");
    await expect.poll(() => run(name, "-I", "local"), { timeout: 15_000 }).toContain("NET somebody's");

    await run(name, "-R", "local");
    await expect.poll(() => run(name, "-I", "local"), { timeout: 15_000 }).toContain("NET somebody's");
    await run(name, "-M", "-K", "01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10", "local");
    const NMK = "NMK 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10";
    await expect.poll(() => run(name, "-I", "local"), { timeout: 15_000 }).toContain(NMK);
    await run(name, "-T", "local");
    await expect.poll(() => run(name, "-I", "local"), { timeout: 15_000 }).not.toContain("NET somebody's");
  });

  test("topology, rates, statistics and tone maps are told", async () => {
    using lab = laboratory();
    const { charger, mac, peer } = await stall(lab, "QCA7005");
    const run = tool(charger);

    const topology = (await run("plcstat", "-t")).split("\n");
    expect(topology.find((line) => line.includes(mac))).toMatch(/LOC CCO 001 .* QCA7005/);
    expect(topology.find((line) => line.includes(peer))).toMatch(/REM STA 002 .* QCA7005/);
    expect(await run("plcrate", "local")).toMatch(new RegExp(`${mac} ${peer} TX \\d+ mbps`));
    expect(await run("plcstat", "-d", "both", "-s", "0xF8", "-p", peer, "local")).toMatch(/DIR.*TX.*RX/s);
    const tones = (await run("plctone", "local", peer)).trim().split("\n");
    expect(tones.length).toBeGreaterThan(1000);
    expect(tones.filter((line) => /^\d{4}(,\d\d){6} /.test(line)).length).toBeGreaterThan(1000);
    expect(await run("plctool", "-L", "local")).toMatch(new RegExp(`${mac} 1`));
    expect(await run("plctool", "-a", "local")).toContain("QCA7005");
  });

  test("what plugtalk writes adds up for them, and they read from it what was meant", async () => {
    using lab = laboratory();
    const { charger } = await stall(lab, "QCA7005");
    const file = join(temporaryFolder(), "own.pib");
    const ours = async (...args: string[]) => {
      const { code, err } = await charger.start([...plugtalk, "modem", ...args]).ended;
      expect([code, err]).toEqual([0, expect.anything()]);
    };
    await ours("read", file, "-i", "plc0");
    await ours("set", file, "NetworkHFID=ours", "SLACMode=none", "CCoSelection=0", "--yes");
    expect(onFile("chkpib", file)).toMatchObject({ status: 0 });
    expect(onFile("chkpib", "-v", file).text).toMatch(/NET ours\n.*CCo Auto/s);
  });
});

/** Its own defaults make each side wait twelve seconds for the other to settle. */
function profile(name: "evse" | "pev"): string {
  const file = join(temporaryFolder(), `${name}.ini`);
  const { stdout } = spawnSync(name, ["-c"], { encoding: "utf8" });
  writeFileSync(
    file,
    stdout.replace(/settle time = \d+/, "settle time = 1").replace(/charge time = \d+/, "charge time = 1"),
  );
  expect(readFileSync(file, "utf8")).toContain("settle time = 1");
  return file;
}

describeTools("the chip maker's evse and pev, and our matching", () => {
  const theirs = (where: Namespace, name: "evse" | "pev") =>
    where.start([name, "-i", "plc0", "-p", profile(name), ...(name === "evse" ? ["-l"] : [])]);
  const ours = (where: Namespace, side: "charger" | "car") =>
    where.start([...plugtalk, "slac", side, "-i", "plc0", "--json"]);

  test("their car matches with our charger", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7005");
    const serving = ours(charger, "charger");
    await serving.line(/"type":"keySet"/);
    const asking = theirs(car, "pev");
    await asking.line(/MatchedState: Charging/);
    const { code, out } = await serving.ended;
    expect(code).toBe(0);
    expect(out).toMatch(/"type":"matched".*"link":"up"/);
  });

  test("our car matches with their charger, and takes the key that it gives", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7005");
    const serving = theirs(charger, "evse");
    await serving.line(/UnoccupiedState: Listening/);
    const { code, out } = await ours(car, "car").ended;
    expect(code).toBe(0);
    expect(out).toMatch(/"type":"matched".*"NMK":"b59319d7e8157ba001b018669ccee30d".*"link":"up"/);
    await serving.line(/MatchedState: Charging/);
  });

  test("their car matches with their charger over our adapters", async () => {
    using lab = laboratory();
    const { charger, car } = await stall(lab, "QCA7005");
    const serving = theirs(charger, "evse");
    await serving.line(/UnoccupiedState: Listening/);
    const asking = theirs(car, "pev");
    await asking.line(/Average attenuation \(1\d\) less than limit/);
    await Promise.all([serving.line(/MatchedState: Charging/), asking.line(/MatchedState: Charging/)]);
    expect((await serving.ended).code).toBe(0);
  });
});
