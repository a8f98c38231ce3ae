/**
 * The chip maker's own tools (open-plc-utils, Debian's plc-utils) against what we simulate, write and say: an opinion on
 * all of it that is not ours.
 */

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { laboratory } from "./namespaces.ts";
import { describeTools, onFile, plugtalk, type Stall, stall, told, toolsOf } from "./qualcomm-tools.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Generation {
  readonly chip: string;
  /** The tool that does most. */
  readonly name: string;
  readonly flash: readonly string[];
  /** Looks at firmware. */
  readonly check: string;
}

const generations: readonly Generation[] = [
  { chip: "QCA7005", name: "plctool", flash: [], check: "chknvm2" },
  { chip: "QCA7420", name: "plctool", flash: [], check: "chknvm2" },
  { chip: "INT6400", name: "int6k", flash: ["-C", "pib"], check: "chknvm" },
  { chip: "AR7400", name: "amptool", flash: ["-C", "pib"], check: "chknvm" },
];

/** Found, read, written, restarted, given a key, and made as it came from the factory. */
async function handle({ charger, mac, peer }: Stall, { chip, name, flash, check }: Generation): Promise<void> {
  const run = toolsOf(charger);
  const identity = () => run(name, "-I", "local");
  const folder = temporaryFolder();
  const file = (one: string) => join(folder, `${chip}.${one}`);

  await told(() => run(name, "-r", "local"), new RegExp(`${mac} +${chip} .*MAC-`));
  await told(() => run(name, "-r", "all"), new RegExp(`${mac} .*${peer} |${peer} .*${mac} `, "s"));
  await told(() => run(name, "-m", "local"), new RegExp(`ROLE = 0x02 \\(CCO\\).*station->MAC = ${peer}`, "s"));
  await told(() => run(name, "-a", "local"), new RegExp(`${mac} ${chip}-MAC-.*16mb`));
  await told(() => run(name, "-f", "local"), /TYPE=0x1520 \(M25P16\)/);

  await run(name, "-p", file("pib"), "local");
  expect(onFile("chkpib", file("pib"))).toMatchObject({ status: 0, text: expect.stringContaining("looks good") });
  await run(name, "-n", file("nvm"), "local");
  expect(onFile(check, file("nvm"))).toMatchObject({ status: 0, text: expect.stringContaining("looks good") });

  copyFileSync(file("pib"), file("changed"));
  expect(onFile("modpib", "-T", "somebody's", file("changed")).status).toBe(0);
  expect(onFile("chkpib", file("changed"))).toMatchObject({ status: 0 });
  expect(await run(name, "-P", file("changed"), ...flash, "local")).not.toContain("refused");
  await told(identity, /NET somebody's/);

  await told(() => run(name, "-R", "local"), /Resetting/);
  await told(identity, /NET somebody's/);
  const NMK = "01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10";
  await told(() => run(name, "-M", "-K", NMK, "local"), /Setting/);
  await told(identity, new RegExp(`NMK ${NMK}`));
  await told(() => run(name, "-T", "local"), /Restoring/);
  // plctool makes what it writes the factory's block, too.
  const network = name === "plctool" ? "somebody's" : "Plugtalk simulated network";
  await told(identity, new RegExp(`NMK .*\\(HomePlugAV\\).*NET ${network}`, "s"));
}

describeTools("the chip maker's tools and our simulated adapters", () => {
  test("all generations are found, read, written, restarted and given a key", async () => {
    using lab = laboratory();
    // Each waits for seconds while its adapter restarts.
    await Promise.all(generations.map(async (one) => handle(await stall(lab, one.chip), one)));
  });

  test("topology, rates, statistics and tone maps are told, newer chips", async () => {
    using lab = laboratory();
    const { charger, mac, peer } = await stall(lab, "QCA7005");
    const run = toolsOf(charger);

    await told(() => run("plclist", mac), new RegExp(`${mac} ${peer}`));
    await told(
      () => run("plcstat", "-t"),
      new RegExp(`LOC CCO 001 ${mac} .* QCA7005.*REM STA 002 ${peer} .* QCA7005`, "s"),
    );
    await told(() => run("plcrate", "-n", "local"), new RegExp(`${mac} ${peer} TX \\d+ mbps.*RX \\d+ mbps`, "s"));
    const statistics = ["-s", "0xF8", "-p", peer, "local"];
    const counts = async () => /TX +(\d+).*RX +(\d+)/s.exec(await run("plcstat", "-d", "both", ...statistics));
    const before = await counts();
    // A broadcast crosses the line, and so does its answer.
    await told(() => run("plctool", "-r", "all"), new RegExp(peer));
    const after = await counts();
    expect(Number(after?.[1])).toBeGreaterThan(Number(before?.[1]));
    expect(Number(after?.[2])).toBeGreaterThan(Number(before?.[2]));
    expect(await run("plcstat", "-C", "-p", peer, "local")).not.toContain("refused");
    expect(Number((await counts())?.[1])).toBe(0);

    const tones = (await run("plctone", "local", peer)).split("\n").filter((line) => /^\d{4}(,\d\d){6} /.test(line));
    expect(tones).toHaveLength(1155);
    // All that Green PHY has on its carriers is QPSK, whose number is 2.
    expect(tones.filter((line) => /^\d{4}(,02){6} /.test(line))).toHaveLength(917);
    await told(() => run("plctool", "-L", "local"), new RegExp(`${mac} 1`));
    await told(() => run("plctool", "-B", "status", "local"), /Membership Status 8/);
    await told(() => run("plcget", "-n", "1", "local"), /Unsupported Property/);
  });

  test("topology, rates, statistics and tone maps are told, older chips", async () => {
    using lab = laboratory();
    const { charger, mac, peer } = await stall(lab, "INT6400");
    const run = toolsOf(charger);

    await told(() => run("int6klist", "-r", mac), new RegExp(peer));
    await told(
      () => run("int6kstat", "-t"),
      new RegExp(`LOC CCO 001 ${mac} .* INT6400.*REM STA 002 ${peer} .* INT6400`, "s"),
    );
    await told(() => run("int6krate", "-n", "local"), new RegExp(`${mac} ${peer} TX \\d+ mbps.*RX \\d+ mbps`, "s"));
    expect(await run("int6kstat", "-d", "both", "-s", "0xF8", "-p", peer, "local")).toMatch(/DIR.*TX.*RX/s);
    const tones = (await run("int6ktone", "local", peer))
      .split("\n")
      .filter((line) => /^ *\d{3,4}( \d\d){6}/.test(line));
    expect(tones.length).toBeGreaterThan(1100);
    await told(() => run("int6keth", "local"), /Speed=100 Duplex=Full LinkStatus=On/);
  });

  test("one item of the identity is told at a time, of adapters here and across the line", async () => {
    using lab = laboratory();
    const { charger, mac, peer } = await stall(lab, "QCA7005");
    const run = toolsOf(charger);
    expect((await run("plcID", "-A", "local")).trim()).toBe(mac);
    expect((await run("plcID", "-A", peer)).trim()).toBe(peer);
    expect((await run("plcID", "-U", "local")).trim()).toBe("EVSE");
    expect((await run("plcID", "-U", peer)).trim()).toBe("PEV");
    const key = (await run("plcID", "-M", "local")).trim().replaceAll(":", "");
    expect(key).toBe(onFile("hpavkey", "-M", "HomePlugAV").text.trim());
  });

  test("an adapter of another network is taken into this by its device key", async () => {
    using lab = laboratory();
    const { charger, car, peer } = await stall(lab, "QCA7005");
    const run = toolsOf(charger);
    const key = onFile("hpavkey", "-M", "another network altogether").text.trim();
    await told(() => run("plctool", "-M", "-K", key, "local"), /Setting/);
    await told(() => run("plctool", "-m", "local"), /Found 0 Network/);
    const give = (deviceKey: string) => run("plctool", "-J", peer, "-D", deviceKey, "-K", key, "local");
    const deviceKey = (await toolsOf(car)("plcID", "-D", "local")).trim();

    await told(() => give("00112233445566778899AABBCCDDEEFF"), /Remote Decryption Failed/);
    await told(() => give(deviceKey), /Setting/);
    await told(() => run("plctool", "-m", "local"), new RegExp(`station->MAC = ${peer}`));
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
    expect(onFile("getpib", file, "1653", "byte").text.trim()).toBe("0");
  });
});
