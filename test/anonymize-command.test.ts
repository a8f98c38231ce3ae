import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { recording } from "../examples/recording.ts";
import { plugtalk } from "./cli.ts";
import { describeShared, sharedUrl } from "./shared.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { describeTshark, tlsContent, tshark, wrongChecksums } from "./tshark.ts";

const capture = (name: string) => fileURLToPath(sharedUrl(`captures/${name}`));

/** A folder with a recording of our own in it. */
function own(name = "in.pcapng", content: string | Uint8Array = recording()) {
  const place = temporaryFolder();
  const input = join(place, name);
  writeFileSync(input, content);
  return { place, input, output: join(place, "out.pcapng") };
}

test("a recording is anonymized, checked, and told about", () => {
  const { input, output, place } = own();
  const { code, out, err } = plugtalk(["anonymize", input, output]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^Written +\d+ frames, \d+ V2G messages: as many as before/);
  expect(out).toMatch(/hardware addresses: 2 in \d+ places/);
  expect(out).toMatch(/network keys: 1 in 1 place\b/);
  expect(out).toMatch(/none is left/);
  expect(readFileSync(output, "hex")).not.toContain("6b2f9c0e5d814a7733c1e8f5904db26a");
  expect(readdirSync(place).sort()).toEqual(["in.pcapng", "out.pcapng"]);

  const read = plugtalk(["read", "--json", output]);
  expect(read.code).toBe(0);
  const names = (text: string) => [...text.matchAll(/"message":"(\w+)"/g)].map(([, name]) => name);
  expect(names(read.out)).toEqual(names(plugtalk(["read", "--json", input]).out));
});

test("the same words give the same recording, other words and no words others", () => {
  const { input, place } = own();
  const made = (name: string, ...options: string[]) => {
    const output = join(place, name);
    expect(plugtalk(["anonymize", input, output, ...options]).code).toBe(0);
    return readFileSync(output, "hex");
  };
  const first = made("1.pcapng", "--key", "a sentence of ours");
  expect(made("2.pcapng", "--key", "a sentence of ours")).toBe(first);
  expect(made("3.pcapng", "--key", "another sentence")).not.toBe(first);
  expect(made("4.pcapng")).not.toBe(made("5.pcapng"));
});

test("the ending of the new file tells its format; a packed recording is unpacked", () => {
  const { input, place } = own("in.pcapng.gz", gzipSync(recording()));
  const output = join(place, "out.pcap");
  expect(plugtalk(["anonymize", input, output]).code).toBe(0);
  expect(readFileSync(output, "hex").slice(0, 8)).toBe("d4c3b2a1");
  expect(plugtalk(["read", output]).out).toContain("CurrentDemandReq");
});

test("--json tells what was done to a program", () => {
  const { input, output } = own();
  const told = JSON.parse(plugtalk(["anonymize", input, output, "--json"]).out) as Record<string, unknown>;
  expect(told).toMatchObject({
    output,
    frames: expect.any(Number),
    messages: expect.objectContaining({ "din SessionSetupReq": 1 }),
    replaced: expect.objectContaining({ "network keys": { identifiers: 1, places: 1 } }),
  });
});

test("makers of hardware addresses can be kept", () => {
  const { input, output } = own();
  expect(plugtalk(["anonymize", input, output, "--keep-makers"]).code).toBe(0);
  const sources = [...plugtalk(["read", "--json", output]).out.matchAll(/"source":"(..:..:..):..:..:.."/g)];
  expect(new Set(sources.map(([, maker]) => maker))).toEqual(new Set(["02:00:00"]));
});

test("nothing is overwritten that nobody gave up", () => {
  const { input, output } = own();
  writeFileSync(output, "mine");
  const refused = plugtalk(["anonymize", input, output]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("it exists already; --force replaces it")]);
  expect(readFileSync(output, "utf8")).toBe("mine");
  expect(plugtalk(["anonymize", "--force", input, output]).code).toBe(0);
  const itself = plugtalk(["anonymize", "--force", input, input]);
  expect([itself.code, itself.err]).toEqual([2, expect.stringContaining("it is the recording itself")]);
  expect(readFileSync(input)).toEqual(Buffer.from(recording()));
});

test.each([
  ["a text log", "log.txt", "got 01fe80010000000e809802004080c1014181c211f000", /text log/],
  ["JSON", "a.json", "{}", /it looks like JSON/],
  ["nothing", "empty.pcap", "", /it is empty/],
])("%s is refused, and leaves nothing behind", (_, name, content, words) => {
  const { input, output, place } = own(name, content);
  for (const command of ["anonymize", "export"]) {
    const { code, err } = plugtalk([command, input, output]);
    expect([code, err]).toEqual([1, expect.stringMatching(words)]);
  }
  expect(readdirSync(place)).toEqual([name]);
});

test.each([
  ["anonymize", "-", "out.pcapng"],
  ["anonymize", "in.pcapng", "out.txt"],
  ["anonymize", "in.pcapng"],
  ["export", "in.pcapng", "out.pcap"],
  ["export", "-", "out.pcapng"],
])("%s %s %s is not understood", (...args) => expect(plugtalk(args).code).toBe(2));

test("a recording that is cut gives what is good of it, and says so", () => {
  const whole = recording();
  const { input, output } = own("cut.pcapng", whole.subarray(0, whole.length - 7));
  const { code, err } = plugtalk(["anonymize", input, output]);
  expect([code, err]).toEqual([0, expect.stringContaining("all before it was written")]);
});

test("export keeps the frames and adds the messages", () => {
  const { input, output } = own();
  const { code, out } = plugtalk(["export", input, output]);
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ frames, \d+ with a comment; no keys of TLS found/)]);
  expect(readFileSync(output, "latin1")).toContain("CurrentDemandReq (car to charger, DIN 70121): asks");
  expect(plugtalk(["export", input, output]).code).toBe(2);
});

describeTshark("what Wireshark reads", () => {
  test("a recording that was made here has right checksums, before and after", () => {
    const { input, output } = own();
    expect(plugtalk(["anonymize", input, output]).code).toBe(0);
    expect([wrongChecksums(input), wrongChecksums(output)]).toEqual([[], []]);
  });

  test("comments of an export are found, and frames stay as they are", () => {
    const { input, output } = own();
    expect(plugtalk(["export", "--full", input, output]).code).toBe(0);
    const commented = tshark(output, ["-Y", "frame.comment", "-T", "fields", "-e", "frame.comment"]);
    expect(commented.filter((line) => line.startsWith("CurrentDemandReq")).length).toBeGreaterThan(10);
    const fields = [
      "-T",
      "fields",
      ...["number", "time_epoch", "len", "cap_len", "interface_id"].flatMap((field) => ["-e", `frame.${field}`]),
    ];
    expect(tshark(output, fields)).toEqual(tshark(input, fields));
  });
});

/** One of each kind: all link layers, syslog and foreign protocols, VLAN, both TLS versions, a file that is cut. */
const REAL = [
  "2022-12-20_alpi_currentDemandSequenceErrorShutdown.pcapng",
  "2023-05-24_pyPlc_with_Ioniq93prcSoc.pcapng",
  "ISO-20_TLS13_DC_DS5366_Josev.pcapng",
  "ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng",
  "everest_BYD_Atto3_2023-04-18-2_config-dc-iso2.pcap",
  "derived/DIN_DC_DS5366_Josev.sll2.pcap",
];

describeShared("captures/", "real recordings", () => {
  describeTshark("as Wireshark reads them", () => {
    test.each(REAL)("%s: checksums are right, TLS opens, and every frame is of the same protocols", (name) => {
      const output = join(temporaryFolder(), "out.pcapng");
      expect(plugtalk(["anonymize", capture(name), output])).toMatchObject({ code: 0 });
      expect(wrongChecksums(output)).toEqual([]);
      const protocols = [
        "-T",
        "fields",
        "-e",
        "frame.number",
        "-e",
        "frame.time_epoch",
        "-e",
        "eth.type",
        "-e",
        "ip.proto",
        "-e",
        "ipv6.nxt",
        "-e",
        "tcp.len",
      ];
      expect(tshark(output, protocols)).toEqual(tshark(capture(name), protocols));
      if (!name.includes("TLS")) return;
      // Its keys are disclosed by frames, which Wireshark does not look for; an export puts them where it does.
      const opened = join(temporaryFolder(), "opened.pcapng");
      expect(plugtalk(["export", output, opened])).toMatchObject({ code: 0 });
      const said = tlsContent(opened);
      // The handshake, and every message behind its V2GTP header.
      expect(said.startsWith("01fe8001")).toBe(true);
      expect(said.match(/01fe800[1-4]0000/g)?.length).toBeGreaterThan(100);
    });

    test.each(REAL.filter((name) => name.includes("TLS")))("%s: an export opens by its own keys", (name) => {
      const output = join(temporaryFolder(), "out.pcapng");
      expect(plugtalk(["export", capture(name), output])).toMatchObject({
        code: 0,
        out: expect.stringContaining("the keys of 1 TLS session in front"),
      });
      expect(tlsContent(output).match(/01fe800[1-4]0000/g)?.length).toBeGreaterThan(100);
    });
  });

  test("keys from a key log stay with their recording; without them nothing encrypted does", () => {
    const name = "ISO-20_TLS13_DC_DS5366_Josev.pcapng";
    const closed = capture(`derived/${name.replace(".pcapng", ".nokey.pcapng")}`);
    const keyLog = capture(`${name}.keylog`);
    const place = temporaryFolder();
    const [opened, shut] = [join(place, "opened.pcapng"), join(place, "shut.pcapng")];
    expect(plugtalk(["anonymize", closed, opened, "--keylog", keyLog]).out).toContain(
      "encrypted again with the same keys",
    );
    expect(plugtalk(["anonymize", closed, shut]).out).toContain("which no key opens");
    const loops = (file: string, ...more: string[]) =>
      plugtalk(["read", "--json", file, ...more]).out.match(/"message":"DC_ChargeLoopReq"/g)?.length ?? 0;
    expect(loops(opened)).toBe(11);
    expect(loops(shut, "--keylog", keyLog)).toBe(0);
    expect(existsSync(shut)).toBe(true);
  });
});
