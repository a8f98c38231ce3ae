import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { makeRecording } from "../bench/made-recording.ts";
import { recording } from "../examples/recording.ts";
import { captureSeeds } from "../fuzz/capture-seeds.ts";
import { fromHex } from "../src/base/hex.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../src/capture/write-pcapng.ts";
import { udpFrame } from "../src/messages/packet.ts";
import { plugtalk } from "./cli.ts";
import { describeShared, sharedUrl } from "./shared.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();

const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
/** The session that Plugtalk itself wrote. */
const made = written("made.pcapng", recording());
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

type Event = Readonly<Record<string, unknown>>;
const events = (out: string): Event[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
const messagesIn = (out: string) => events(out).filter(({ type }) => type === "message");
/** The lines of the timeline: those that begin with a time and a frame. */
const timelineOf = (out: string) => out.split("\n").filter((line) => /^ *\d+\.\d{3} +\d+ {2}/.test(line));

describe("the timeline", () => {
  const { code, out } = plugtalk(["read", made]);

  test("names time, frame, side, message and the values that matter, in columns", () => {
    expect(code).toBe(0);
    const lines = timelineOf(out);
    const demand = lines.find((line) => line.includes("CurrentDemandReq")) ?? "";
    expect(demand).toMatch(/^ +\d+\.\d{3} +\d+ {2}car {5}→ {2}CurrentDemandReq +asks 415 V 0 A, SoC 43 %$/);
    const columns = lines.map((line) => line.search(/(car|charger|modem) /)).filter((at) => at >= 0);
    expect(new Set(columns)).toEqual(new Set([20]));
  });

  test("folds what is said again and again", () => {
    expect(timelineOf(out).filter((line) => line.includes("CableCheckReq"))).toHaveLength(2);
    expect(out).toMatch(/⋮ 18 × CableCheckReq, 18 × CableCheckRes more until 5\.\d+ \(frame \d+\)/);
    expect(out).toMatch(/⋮ 9 × CM_MNBC_SOUND.IND more/);
    const everything = timelineOf(plugtalk(["read", "--all", made]).out);
    expect(everything.filter((line) => line.includes("CableCheckReq"))).toHaveLength(20);
    expect(everything.filter((line) => line.includes("CurrentDemandRes"))).toHaveLength(500);
  });

  test("ends with the session, who limited it, and what was found", () => {
    expect(out).toContain("The car stopped: ChargingComplete at 45 %");
    expect(out).toMatch(/limit +The charger limited for \d+ % of the time \(125 A current cap/);
    // Its times count from the handshake, those of the timeline from the first frame.
    const [, handshake = ""] = /^ +(\d+\.\d{3}) .*supportedAppProtocolReq/m.exec(out) ?? [];
    expect(out).toContain(`  [0 s of it is ${handshake} here]`);
    expect(out).toMatch(/notice +The session is not encrypted/);
    expect(out).toMatch(/Recording {2}1114 frames, \d+ V2G messages/);
  });

  test("--verbose shows all values of a message, --summary none", () => {
    const verbose = plugtalk(["read", "--verbose", "--message", "SessionSetupReq", made]).out;
    expect(verbose).toMatch(/SessionSetupReq[^\n]*\n +EVCCID +020000000001/);
    const summary = plugtalk(["read", "--summary", made]).out;
    expect(timelineOf(summary)).toEqual([]);
    expect(summary).toContain("Session 1");
  });
});

describe("filters", () => {
  const shown = (...options: string[]) => messagesIn(plugtalk(["read", "--json", ...options, made]).out);
  const names = (messages: readonly Event[]) => [...new Set(messages.map(({ message }) => message))];

  test("by message, with commas or more than once, whatever the case", () => {
    expect(names(shown("--message", "precharge,sessionstop"))).toEqual([
      "PreChargeReq",
      "PreChargeRes",
      "SessionStopReq",
      "SessionStopRes",
    ]);
    expect(names(shown("-m", "PreChargeReq", "-m", "SDPRes"))).toEqual(["SDPRes", "PreChargeReq"]);
  });

  test("by phase, by side and by time", () => {
    expect(names(shown("--phase", "cable", "--side", "charger"))).toEqual(["CableCheckRes"]);
    expect(names(shown("--phase", "welding-detection,end"))).toEqual([
      "WeldingDetectionReq",
      "WeldingDetectionRes",
      "SessionStopReq",
      "SessionStopRes",
    ]);
    const late = shown("--from", "57.6", "--to", "58.1");
    expect(names(late)).toEqual(["PowerDeliveryReq", "PowerDeliveryRes", "WeldingDetectionReq"]);
  });

  test("that nothing passes is said, with what there would be", () => {
    const { out } = plugtalk(["read", "--message", "nonsense", made]);
    expect(out).toMatch(/^Nothing in this recording passes these filters; its messages are .*CurrentDemandReq/m);
    expect(plugtalk(["read", "--from", "9999", made]).out).toMatch(/^Nothing in this recording passes these filters$/m);
    expect(plugtalk(["read", "--message", "SessionStop", made]).out).not.toContain("passes these filters");
  });

  test("sessions and findings are told in any case", () => {
    const { out } = plugtalk(["read", "--json", "--message", "nothing", made]);
    expect(events(out).map(({ type }) => type)).toEqual(
      expect.arrayContaining(["start", "session", "interval", "limits", "finding"]),
    );
  });
});

describe("--explain", () => {
  test("shows a message bit by bit", () => {
    const { code, out } = plugtalk(["read", "--explain", "27", made]);
    expect(code).toBe(0);
    expect(out).toMatch(/^SessionSetupReq {2}\(din, \d+ octets, frame 27, \[fe80::1\]:50000 to \[fe80::2\]:15118\)/);
    expect(out).toMatch(/0 +10000000 +EXI header/);
    expect(out).toMatch(/SE SessionSetupReq/);
  });

  test("shows a management message octet by octet", () => {
    const { out } = plugtalk(["read", "--explain", "19", made]);
    expect(out).toMatch(/^CM_SLAC_MATCH\.CNF/);
    expect(out).toMatch(/1 {2}2 octets +MMTYPE +0x607d/);
    expect(out).toMatch(/16 octets +NMK +6b2f9c0e5d814a7733c1e8f5904db26a/);
  });

  test("says what is near where a frame completes nothing", () => {
    const { code, err } = plugtalk(["read", "--explain", "22", made]);
    expect(code).toBe(1);
    expect(err).toMatch(/frame 22 .* completes no message; the nearest are SDPRes in frame 21 and supported/);
    expect(plugtalk(["read", "--explain", "5000", made]).err).toContain("the recording has 1114 frames");
  });

  test("--json gives the steps", () => {
    const [explained] = events(plugtalk(["read", "--explain", "27", "--json", made]).out);
    expect(explained).toMatchObject({ message: "SessionSetupReq", frame: 27 });
    expect(((explained?.["steps"] ?? []) as unknown[]).length).toBeGreaterThan(10);
  });
});

describe("input", () => {
  test("comes from standard input, packed or not", () => {
    const wanted = plugtalk(["read", made]).out;
    expect(plugtalk(["read", "-"], recording()).out).toBe(wanted);
    expect(plugtalk(["read", "-"], gzipSync(recording())).out).toBe(wanted);
  });

  test("may be a text log", () => {
    const { code, out } = plugtalk(["read", "-"], "[12ms] got 01fe80010000000e809802004080c1014181c211f000\n");
    expect(code).toBe(0);
    expect(out).toMatch(/car +→ +SessionStopReq +Terminate/);
  });

  test("that is cut is read as far as it goes", () => {
    const { code, out } = plugtalk(["read", written("cut.pcapng", recording().slice(0, 60_000))]);
    expect(code).toBe(0);
    expect(out).toMatch(/recording {2}end +Cannot read block at \d+: \d+ octets left, \d+ expected/);
    expect(out).toContain("CurrentDemandReq");
  });

  test.each<[string, string | Uint8Array, string]>([
    ["empty", "", "it is empty"],
    ["a.json", "{}", "it looks like JSON"],
    ["a.png", fromHex("89504e470d0a1a0a0000000d"), "a PNG picture"],
    ["keys.log", `CLIENT_RANDOM ${"00".repeat(32)} ${"11".repeat(48)}\n`, "a TLS key log; it goes beside a capture"],
    ["readme.txt", "nothing of interest\n", "it looks like text"],
  ])("%s is no recording, and named", (name, content, words) => {
    expect(plugtalk(["read", written(name, content)])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining(words),
    });
  });

  test("that cannot be opened does not keep the others from being read", () => {
    mkdirSync(join(folder, "inside"), { recursive: true });
    const { code, out, err } = plugtalk(["read", "-s", join(folder, "missing"), join(folder, "inside"), made]);
    expect(code).toBe(1);
    expect(err).toContain("there is no such file");
    expect(err).toContain("it is a folder");
    expect(out).toContain("Session 1");
  });

  test("without V2G: what is in it, from whom, and what to try", () => {
    const ends = {
      sourceMac: "02:00:00:00:00:07",
      destinationMac: "33:33:00:00:00:fb",
      source: "fe80::7",
      destination: "ff02::fb",
    };
    const mdns = udpFrame(ends, { sourcePort: 5353, destinationPort: 5353, payload: new Uint8Array(40) });
    const arp = new Uint8Array(60);
    arp.set(fromHex("ffffffffffff0200000000080806"));
    const time = { seconds: 1, nanoseconds: 0 };
    const frames = [mdns, mdns, arp].map((data) => frameBlock({ time, data }));
    const file = Buffer.concat([sectionBlock(), interfaceBlock({ linkType: 1 }), ...frames]);
    const { code, out } = plugtalk(["read", written("office.pcapng", file)]);
    expect(code).toBe(0);
    expect(out).toContain("No charging session found in 3 frames.");
    expect(out).toMatch(/protocols +mDNS \(2\), ARP \(1\)/);
    expect(out).toMatch(/senders +02:00:00:00:00:07 \(2\), 02:00:00:00:00:08 \(1\)/);
    expect(out).toContain("ip6 or ether proto 0x88e1 or vlan");
  });
});

describe("exit codes", () => {
  test.each([
    [["read"]],
    [["read", "--nonsense", made]],
    [["read", "--phase", "lunch", made]],
    [["read", "--explain", "0", made]],
    [["read", "--from", "yesterday", made]],
    [["read", "--fail-on", "trouble", made]],
  ])("2 for %j", (args) => {
    expect(plugtalk(args).code).toBe(2);
  });

  test("--fail-on makes findings count", () => {
    expect(plugtalk(["read", "--summary", "--fail-on", "warning", made]).code).toBe(1);
    expect(plugtalk(["read", "--summary", "--fail-on", "error", made]).code).toBe(0);
  });
});

describe("keys", () => {
  test("that are missing are asked for by their session", async () => {
    const seed = (await captureSeeds()).find(({ name }) => name === "tls");
    const withoutKeys = seed?.file.slice(0, seed.frames.at(-1)?.end) as Uint8Array;
    const file = written("tls.pcapng", withoutKeys);
    const none = plugtalk(["read", "--summary", file]);
    expect(none.code).toBe(0);
    expect(none.out).toMatch(/Session \d+ \(frames \d+ to \d+\) is encrypted, and its keys are missing.*[0-9a-f]{64}/);
    expect(none.out).toContain("--keylog FILE takes what car or charger wrote");
    const wrong = written("other.log", `CLIENT_RANDOM ${"00".repeat(32)} ${"11".repeat(48)}\n`);
    expect(plugtalk(["read", "-s", "--keylog", wrong, file]).out).toContain("has keys of 1 session, but not of");
    const noLog = written("no.log", "hello\n");
    expect(plugtalk(["read", "-s", "--keylog", noLog, file]).err).toContain("holds no TLS keys");
  });
});

describe("output", () => {
  test("the first lines come before the rest of the recording", async () => {
    const octets = readFileSync(made);
    const child = spawn(process.execPath, [main, "read", "-"], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.write(octets.subarray(0, octets.length / 2));
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    expect(first.toString()).toMatch(/^ *0\.000 /);
    child.stdin.end(octets.subarray(octets.length / 2));
    const rest = (await child.stdout.toArray()).map(String).join("");
    expect(rest).toContain("Session 1");
  });

  test("a reader that has seen enough is no failure", () => {
    const { status, stdout, stderr } = spawnSync("sh", [
      "-c",
      '"$0" "$1" read --all "$2" | head -1',
      process.execPath,
      main,
      made,
    ]);
    expect(status).toBe(0);
    expect(stdout.toString()).toMatch(/CM_SLAC_PARM\.REQ/);
    expect(stderr.toString()).toBe("");
  });

  test.skipIf(!existsSync("/proc/self/status"))("waits while nobody takes it, in bounded memory", async () => {
    const path = join(folder, "long.pcapng");
    const { messages, packets } = await makeRecording(path, 25e6, "alone");
    const child = spawn(process.execPath, [main, "read", "--json", path], { stdio: ["ignore", "pipe", "inherit"] });
    const peak = () => {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    };
    let read = 0;
    let rest = "";
    let most = 0;
    for await (const chunk of child.stdout) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      read += lines.filter((line) => line.startsWith('{"type":"message"')).length;
      if (child.exitCode === null) most = Math.max(most, peak());
    }
    expect(read).toBe(messages);
    expect(packets).toBeGreaterThan(150_000);
    expect(most).toBeLessThan(250e6);
  });
});

describeShared("captures/", "plugtalk read of real recordings", () => {
  const capture = (name: string) => fileURLToPath(sharedUrl(`captures/${name}`));
  const IONIQ = "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap";
  const TLS13 = "ISO-20_TLS13_DC_DS5366_Josev";

  test("tells what happened, and how it ended", () => {
    const { code, out } = plugtalk(["read", capture(IONIQ)]);
    expect(code).toBe(0);
    expect(out).toMatch(/CurrentDemandReq +asks 412\.8 V 172 A, SoC 58 %/);
    expect(out).toContain("The charger shut down while charging at 58 %: EVSE_Shutdown");
    expect(out).toContain("19.4 dB in the mean of 58 groups");
  });

  test("--json gives events, the messages with their octets and values", () => {
    const all = events(plugtalk(["read", "--json", capture(IONIQ)]).out);
    expect(all[0]).toMatchObject({ type: "start", version: 1 });
    const demands = all.filter(({ message }) => message === "CurrentDemandReq");
    expect(demands).toHaveLength(367);
    expect(demands[0]).toMatchObject({
      type: "message",
      frame: expect.any(Number),
      side: "vehicle",
      schema: "din",
      exi: expect.stringMatching(/^809a/),
    });
    expect(all.filter(({ type }) => type === "session")).toHaveLength(1);
    expect(all.filter(({ type }) => type === "mme").length).toBeGreaterThan(40);
  });

  test("explains a message that came encrypted", () => {
    const { code, out } = plugtalk(["read", "--explain", "112", capture(`${TLS13}.pcapng`)]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ServiceDiscoveryReq {2}\(iso20-common, \d+ octets, decrypted, frame 112/);
  });

  test("says whose keys are missing, and reads with the right ones", () => {
    const file = capture(`derived/${TLS13}.nokey.pcapng`);
    expect(plugtalk(["read", "-s", file]).out).toMatch(/Session 1 \(frames \d+ to \d+\) is encrypted/);
    const opened = plugtalk(["read", "--keylog", capture(`${TLS13}.pcapng.keylog`), file]).out;
    expect(opened).not.toContain("Missing keys");
    expect(opened).toContain("DC_ChargeLoopReq");
  });

  test("what stays closed is known at the end of the recording, and is no silence until then", () => {
    const { out } = plugtalk(["read", capture(`derived/${TLS13}.nokey.pcapng`)]);
    const end = out.slice(out.indexOf("TLS undecryptable"), out.indexOf("Session 1"));
    expect(
      end.match(/no keys for this session \(\d+ records\) {2}\(known at the end alone: keys may come late\)/g),
    ).toHaveLength(2);
    // The frame before is five seconds old.
    expect(end).toContain("the recording ends");
    expect(end).not.toContain("of silence");
  });

  test("silence is told, and a car that is refused again and again is one line", () => {
    const { out } = plugtalk(["read", capture("everest_Audi_Q4_ac_iso2-1.pcap")]);
    expect(out).toMatch(/— 21\.3 s of silence —/);
    expect(out).toMatch(/⋮ 27 × TCP opened, 27 × TCP reset more/);
    expect(out).toContain("SessionStopReq                Pause");
  });
});
