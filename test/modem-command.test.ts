import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { samplePib } from "../src/modem/pib/sample.ts";
import { sampleFirmware } from "../src/simulator/modem-firmware.ts";
import { plugtalk } from "./cli.ts";
import { describeNamespaces, type Ended, type Laboratory, laboratory } from "./namespaces.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const command = [process.execPath, fileURLToPath(new URL("../dist/cli/main.js", import.meta.url))];
const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

interface Bench {
  readonly run: (...args: string[]) => Promise<Ended>;
  readonly write: (...args: string[]) => Promise<Ended>;
  readonly json: (...args: string[]) => Promise<Record<string, unknown>[]>;
  readonly macs: readonly string[];
  readonly modems: ReturnType<ReturnType<Laboratory["namespace"]>["start"]>;
}

/** Two hosts' interfaces in one namespace, and behind each a simulated modem, whose program runs in another. */
async function bench(lab: Laboratory, ...options: string[]): Promise<Bench> {
  const [hosts, beyond] = [lab.namespace("hosts"), lab.namespace("modems")];
  for (const wire of ["plc0", "plc1"]) lab.join({ in: hosts, name: wire }, { in: beyond, name: wire });
  const interfaces = ["--interface", "A=plc0", "--interface", "B=plc1"];
  const modems = beyond.start([...command, "simulate", "modem", ...interfaces, ...options]);
  const macs = await Promise.all(
    ["A", "B"].map(
      async (name) => / ((?:..:){5}..) on/.exec(await modems.line(new RegExp(`${name}  ready`)))?.[1] ?? "",
    ),
  );
  const run = (...args: string[]) => hosts.start([...command, "modem", ...args]).ended;
  return {
    run,
    write: (...args) => run(...args, "--backups", path("backups"), "--yes"),
    json: async (...args) => {
      const { out, err, code } = await run(...args, "--json");
      expect([code, err]).toEqual([0, ""]);
      return out
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
    macs,
    modems,
  };
}

describeNamespaces("plugtalk modem", () => {
  test("an adapter is found, set up for a charger, and given back what it had", async () => {
    using lab = laboratory();
    const { run, write, json, macs, modems } = await bench(lab, "--chip", "QCA7420");

    const list = await json("list");
    expect(list).toMatchObject([
      { mac: macs[0], interface: "plc0", isLocal: true, chip: "QCA7420", role: "none", isLinked: true },
      { mac: macs[1], interface: "plc1", isLocal: true, chip: "QCA7420", role: "none" },
    ]);

    expect((await run("read", path("before.pib"), "-i", "plc0")).code).toBe(0);
    const done = await write("setup", "evse", "-i", "plc0");
    expect(done.err).toBe("");
    expect(done.out).toContain("read back: it has what it should");
    expect(done.code).toBe(0);
    // It has started anew, and takes a moment to find its network again.
    await expect
      .poll(() => json("list", "-i", "plc0"), { timeout: 10_000 })
      .toMatchObject([{ role: "evse" }, { mac: macs[1], isLocal: false }]);
    const [copy = ""] = readdirSync(path("backups"));
    expect(readFileSync(path(`backups/${copy}`))).toEqual(readFileSync(path("before.pib")));

    expect(await write("setup", "evse", "-i", "plc0")).toMatchObject({
      code: 0,
      out: expect.stringContaining("nothing was written"),
    });
    expect((await write("restore", "-i", "plc0")).code).toBe(0);
    await run("read", path("after.pib"), "-i", "plc0");
    expect(readFileSync(path("after.pib"))).toEqual(readFileSync(path("before.pib")));

    modems.signal("SIGTERM");
    expect(await modems.ended).toMatchObject({ code: 0, err: "" });
  });

  test("links, keys, sniffer and names are told; what fails is said, with its exit code", async () => {
    using lab = laboratory();
    const { run, json, macs } = await bench(lab, "--role", "A=evse", "--role", "B=pev", "--attenuation", "15");
    // Networks take a moment to form.
    await json("list");

    expect(await json("info", "-i", "plc1")).toMatchObject([{ mac: macs[1], role: "pev", userName: "PEV" }]);
    expect(await json("rates", "-i", "plc0")).toMatchObject([{ isCoordinator: true, stations: [{ mac: macs[1] }] }]);
    expect(await json("stats", "-i", "plc0")).toMatchObject([{ peer: macs[1], sent: {}, received: {} }]);
    const plot = await run("tonemap", "-i", "plc0", "--svg", path("tones.svg"));
    expect(plot.out).toContain("917 of 1155 carriers, 6 slots");
    expect(readFileSync(path("tones.svg"), "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(await json("sniffer", "on", "-i", "plc0")).toMatchObject([{ isOn: true }]);
    expect(await json("sniffer", "off", "-i", "plc0")).toMatchObject([{ isOn: false }]);

    const nmk = "8f1af3ebd67252be4a8195c96e7b5fb0";
    const set = await run("key", "set", nmk, "-i", "plc0", "--yes", "--backups", path("backups"));
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining("has it.") });
    expect(await json("key", "read", "-i", "plc0")).toMatchObject([{ nmk, nid: "65188c71e87d0d" }]);
    expect((await run("tonemap", "-i", "plc0")).err).toContain("is alone in its network");

    const several = await run("info");
    expect(several.err).toContain("Which one? 2 adapters answer");
    expect(several.code).toBe(2);
    expect(await run("setup", "pev", "-i", "plc0", "--backups", path("backups"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("--yes does it"),
    });
    expect((await run("setup", "neither")).code).toBe(2);
    expect((await run("info", "--mac", "02:00:00:00:00:99")).code).toBe(1);
  });

  test("an adapter of Lumissil is found, told of, given a key and restarted; what is Qualcomm's is refused", async () => {
    using lab = laboratory();
    const { run, write, json, macs } = await bench(lab, "--chip", "A=CG5317", "--role", "A=evse", "--role", "B=pev");

    const first = { mac: macs[0], vendor: "Lumissil", chip: "CG5317", isLocal: true, isLinked: true };
    const listed = () => json("list", "-i", "plc0");
    await expect
      .poll(listed, { timeout: 10_000 })
      .toMatchObject([first, { mac: macs[1], vendor: "Qualcomm", isLocal: false }]);
    expect(await json("info", "-i", "plc0")).toMatchObject([{ ...first, userName: "EVSE" }]);
    expect(await json("key", "read", "-i", "plc0")).toMatchObject([{ nid: "b0f2e695666b03" }]);
    expect((await write("key", "passphrase", "a charger of Lumissil", "-i", "plc0")).code).toBe(0);
    await expect.poll(listed, { timeout: 10_000 }).toMatchObject([{ ...first, isLinked: false }]);
    expect(await run("reset", "-i", "plc0")).toMatchObject({ code: 0, out: `${macs[0]} is back: 1.2.3.4.5\n` });
    for (const refused of [["rates"], ["sniffer", "on"], ["setup", "evse", "--yes"]]) {
      expect(await run(...refused, "-i", "plc0")).toMatchObject({ code: 1, err: expect.stringContaining("Lumissil") });
    }
  });

  test("no adapter: what was tried, and what to check", async () => {
    using lab = laboratory();
    const [here, there] = [lab.namespace("here"), lab.namespace("there")];
    lab.join({ in: here, name: "plc0" }, { in: there, name: "plc0" });

    const { code, err } = await here.start([...command, "modem", "list"]).ended;

    expect(err).toContain("No adapter answers on plc0. Asked for their version: those at 00:b0:52:00:00:01");
    expect(err).toMatch(/What to check:\n {2}1\. Is this the interface/);
    expect(code).toBe(1);
  });

  test("every message on the wire is shown, with its octets where that is wanted", async () => {
    using lab = laboratory();
    const hosts = lab.namespace("hosts");
    const beyond = lab.namespace("modems");
    lab.join({ in: hosts, name: "plc0" }, { in: beyond, name: "plc0" });
    const modems = beyond.start([...command, "simulate", "modem", "--interface", "A=plc0"]);
    await modems.line(/ready/);
    const watching = hosts.start([...command, "modem", "watch", "-i", "plc0", "--verbose", "--count", "8"]);
    await watching.line(/Listening/);

    await hosts.start([...command, "modem", "list"]).ended;

    const { code, out } = await watching.ended;
    expect(out).toMatch(/> 00:b0:52:00:00:01 {2}GET_SW\.REQ/);
    expect(out).toMatch(/GET_SW\.CNF {2}Status=0 DeviceID=34/);
    expect(out).toMatch(/ 23 {2}4d41432d514341373030352d312e312e… {2}Version = MAC-QCA7005/);
    expect(code).toBe(0);
  });

  test("older chips are read and written, and a chip without flash is started", async () => {
    using lab = laboratory();
    const { run, write, json } = await bench(lab, "--chip", "A=INT6400", "--flashless", "B");
    writeFileSync(path("boot.pib"), samplePib("QCA7005", 5, { role: "pev" }));
    writeFileSync(path("boot.nvm"), sampleFirmware("MAC-QCA7005"));

    expect((await run("read", path("old.pib"), "-i", "plc0")).code).toBe(0);
    expect(plugtalk(["modem", "set", path("old.pib"), "UserHFID=stall", "-o", path("new.pib")]).code).toBe(0);
    expect((await write("write", path("new.pib"), "-i", "plc0")).code).toBe(0);
    expect(await json("info", "-i", "plc0")).toMatchObject([{ userName: "stall", generation: "older" }]);
    expect((await write("setup", "evse", "-i", "plc0")).err).toContain("passes all messages of matching on as it is");
    expect((await write("write", path("boot.pib"), "-i", "plc0")).err).toContain("the block is made for QCA7005");

    expect((await run("read", path("no.pib"), "-i", "plc1")).err).toContain("plugtalk modem boot");
    const files = ["--pib", path("boot.pib"), "--firmware", path("boot.nvm")];
    expect(await json("boot", "-i", "plc1", ...files)).toMatchObject([
      { firmware: expect.stringContaining("MAC-QCA7005") },
    ]);
    expect(await json("info", "-i", "plc1")).toMatchObject([{ role: "pev", flash: 0 }]);
  });
});

describe("files of parameters", () => {
  beforeAll(() => writeFileSync(path("file.pib"), samplePib("QCA7005", 3)));

  test("are shown without their secrets", () => {
    const { out, code } = plugtalk(["modem", "show", path("file.pib")]);

    expect(code).toBe(0);
    expect(out).toMatch(/parameters of QCA7005, PIB-QCA7005-.*, 8080 octets/);
    expect(out).not.toContain("50d3e4933f855b7040784df815aa8db7");
    expect(plugtalk(["modem", "show", "--secrets", path("file.pib")]).out).toContain(
      "50d3e4933f855b7040784df815aa8db7",
    );
  });

  test("are changed by name, and by offset and type, and nothing else in them", () => {
    const set = (...args: string[]) =>
      plugtalk(["modem", "set", path("file.pib"), ...args, "-o", path("changed.pib"), "-f"]);

    expect(set("SLACMode=charger", "UserHFID=EVSE", "CCoSelection=2").code).toBe(0);
    expect(plugtalk(["modem", "get", path("changed.pib"), "SLACMode"]).out).toBe("2\n");
    expect(plugtalk(["modem", "get", path("changed.pib"), "0xF4", "byte"]).out).toBe("2\n");
    expect(set("0x1C98", "long", "10240", "long", "0x19000").code).toBe(0);
    const differing = plugtalk(["modem", "diff", "--json", path("file.pib"), path("changed.pib")]);
    expect(differing.code).toBe(0);
    expect(set("0x1C98", "long", "10241").code).toBe(0);
    const { out, code } = plugtalk(["modem", "diff", "--json", path("file.pib"), path("changed.pib")]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ name: "LowLinkSpeed", offset: 0x1c98, before: 10_240, after: 10_241 });
  });

  test("a key brings the network that belongs to it", () => {
    const nmk = "8f1af3ebd67252be4a8195c96e7b5fb0";
    plugtalk(["modem", "set", path("file.pib"), `NMK=${nmk}`, "-o", path("keyed.pib")]);

    expect(plugtalk(["modem", "get", path("keyed.pib"), "NID"]).out).toBe("65188c71e87d0d\n");
  });

  test.each<[string, string[], number, string]>([
    ["an unknown name", ["set", "file.pib", "Nothing=1", "-o", "x.pib"], 2, "There is no parameter Nothing"],
    ["a value that does not fit", ["set", "file.pib", "SLACMode=300", "-o", "x.pib"], 1, "SLACMode"],
    [
      "a place behind the end",
      ["set", "file.pib", "0x2030", "byte", "1", "-o", "x.pib"],
      1,
      "the block ends at 0x1f90",
    ],
    ["a file that is none", ["show", "nowhere.pib"], 1, "Cannot read"],
    ["a file in place with nobody to ask", ["set", "file.pib", "SLACMode=1"], 2, "--yes does it"],
    ["an output that exists", ["set", "file.pib", "SLACMode=1", "-o", "file.pib"], 2, "it is the file itself"],
  ])("%s is refused", (_, [verb = "", file = "", ...rest], code, words) => {
    const at = rest.map((word, i) => (rest[i - 1] === "-o" ? path(word) : word));
    const before = readFileSync(path("file.pib"));

    const ended = plugtalk(["modem", verb, path(file), ...at]);

    expect(ended.err).toContain(words);
    expect(ended.code).toBe(code);
    expect(readFileSync(path("file.pib"))).toEqual(before);
  });
});

test("simulated adapters without an interface are refused, and not waited for", () => {
  const { code, err } = plugtalk(["simulate", "modem", "--chip", "QCA7420"]);
  expect(code).toBe(2);
  expect(err).toContain("--interface");
});
