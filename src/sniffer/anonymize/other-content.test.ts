import fc from "fast-check";
import { expect, test } from "vitest";
import { CAR, CHARGER, ipv6, octets, u16 } from "../../../examples/recording.ts";
import { anonymized, inPieces } from "../../../test/anonymized.ts";
import { fromHex, toHex } from "../../base/hex.ts";
import { captureRecords } from "../../capture/read.ts";
import type { CaptureRecord } from "../../capture/records.ts";
import { frameBlock, interfaceBlock, secretsBlock, sectionBlock, statisticsBlock } from "../../capture/write-pcapng.ts";
import type { Field, Layout } from "../../layout/layout.ts";
import { readMme } from "../../messages/homeplug/frame.ts";
import { managementMessages } from "../../messages/homeplug/messages.ts";
import { rewriteText } from "./free-text.ts";
import { hasManagementRule } from "./management-fields.ts";
import { rewriteManagement } from "./management-rewrite.ts";
import { pseudonyms } from "./pseudonyms.ts";
import { counts } from "./summary.ts";

const KEY = new Uint8Array(32);
const people = () => pseudonyms({ key: KEY });
const TIME = { seconds: 1_760_000_000, nanoseconds: 0 };
const recordingOf = (...frames: Uint8Array[]) =>
  Buffer.concat([
    sectionBlock(),
    interfaceBlock({ linkType: 1 }),
    ...frames.map((data) => frameBlock({ time: TIME, data })),
  ]);
const udp = (port: number, content: Uint8Array) =>
  ipv6(CAR, CHARGER, 17, octets(u16(40_000), u16(port), u16(8 + content.length), [0, 0], content), 6);

async function recordsOf(file: Uint8Array): Promise<CaptureRecord[]> {
  const all: CaptureRecord[] = [];
  for await (const records of captureRecords(inPieces(file))) all.push(...records);
  return all;
}
async function framesAfter(...frames: Uint8Array[]): Promise<Uint8Array[]> {
  const { octets } = await anonymized(() => inPieces(recordingOf(...frames)));
  return (await recordsOf(octets)).flatMap((record) => (record.kind === "frame" ? [record.data] : []));
}

test("nothing of the old file is copied but its frames and its losses", async () => {
  const file = Buffer.concat([
    sectionBlock({ hardware: "Jane's laptop", system: "JANE-PC", application: "Dumpcap", comment: "Jane's car" }),
    interfaceBlock({ linkType: 1, name: "eth-jane", description: "Jane's adapter" }),
    secretsBlock(`CLIENT_RANDOM ${"a".repeat(64)} ${"b".repeat(96)}\n`),
    frameBlock({ time: TIME, data: udp(9, new Uint8Array(4)), comment: "Jane plugs in", direction: "in" }),
    statisticsBlock({ time: TIME, received: 10, dropped: 2 }),
  ]);
  const { octets, summary } = await anonymized(() => inPieces(file));
  expect(Buffer.from(octets).toString("latin1")).not.toMatch(/jane|dumpcap|aaaaaaaa/i);
  expect(summary.dropped).toEqual({ comments: 2, names: 5, blocks: 0 });
  const records = await recordsOf(octets);
  expect(records.map(({ kind }) => kind)).toEqual(["section", "interface", "frame", "statistics", "end"]);
  expect(records[2]).toMatchObject({ direction: "in", time: TIME });
  expect(records[3]).toMatchObject({ received: 10, dropped: 2 });
});

test("of a TCP header that is longer than its packet, ports and length are left", async () => {
  const mac = [0x00, 0x30, 0xab, 0x29, 0xc5, 0xbe];
  const header = octets(u16(40_000), u16(15_118), mac, [0, 0], [0xa0, 0x10], mac);
  const [frame] = await framesAfter(ipv6(CAR, CHARGER, 6, header, 16));
  expect(toHex(frame!.subarray(-20))).toMatch(/^9c403b0e0{16}a0{7}.{4}0000$/);
});

test.each([
  ["mDNS", udp(5353, Buffer.from("\0\0JANES-PHONE\0local"))],
  ["an unknown protocol", octets(new Uint8Array(12), [0x88, 0xcc], Buffer.from("switch in Jane's garage"))],
  ["syslog of a computer", udp(514, Buffer.from("<34>Oct 11 22:14:15 janes-pc su: session opened for jane"))],
  ["a fragment", ipv6(CAR, CHARGER, 44, octets([17, 0, 0, 0, 0, 0, 0, 1], Buffer.from("JANE")), 0)],
  ["an echo", ipv6(CAR, CHARGER, 58, octets([128, 0, 0, 0, 0, 1, 0, 1], Buffer.from("JANE")), 2)],
  ["padding", octets(udp(9, new Uint8Array(2)), Buffer.from("rest of a mail to Jane"))],
])("%s is blanked", async (_, frame) => {
  const [made] = await framesAfter(frame);
  expect(made).toHaveLength(frame.length);
  expect(Buffer.from(made!).toString("latin1")).not.toMatch(/jane/i);
});

test("neighbours that ask for each other do so by their new addresses", async () => {
  const car = "0004a3112233";
  const address = "fe800000000000000204a3fffe112233";
  const solicitation = octets([135, 0, 0, 0, 0, 0, 0, 0], fromHex(address), [1, 1], fromHex(car));
  const to = { mac: "33:33:ff:11:22:33", ip: "ff0200000000000000000001ff112233", port: 0 };
  const [made] = await framesAfter(ipv6({ ...CAR, mac: "00:04:a3:11:22:33", ip: address }, to, 58, solicitation, 2));
  const hex = toHex(made!);
  const mac = hex.slice(12, 24);
  const other = `fe80000000000000${(Number.parseInt(mac.slice(0, 2), 16) ^ 2).toString(16).padStart(2, "0")}${mac.slice(2, 6)}fffe${mac.slice(6)}`;
  expect(mac).not.toBe(car);
  expect(hex.slice(0, 12)).toBe(`3333ff${mac.slice(6)}`);
  expect(hex.slice(44, 76)).toBe(other);
  expect(hex.slice(76, 108)).toBe(`ff0200000000000000000001ff${mac.slice(6)}`);
  expect(hex.slice(124, 156)).toBe(other);
  expect(hex.slice(160, 172)).toBe(mac);
});

const DUMP = "01 FE 80 01 00 00 00 11 80 9A 02 10 50 90 8C 0C 0C 0C 0D 91 E0 00 04 00 80";

test("texts of programs keep their words, and every character its place", () => {
  const all = people();
  all.octets("session identifiers", fromHex("4142423030303036"));
  const mac = toHex(all.mac(fromHex("98482 75a3ce6".replace(" ", ""))));
  const text = (line: string) => rewriteText(line, all, () => undefined);
  const same = (line: string) => expect(text(line)).toBe(line);

  same("<15>[PEV] Will send SessionSetupReq");
  same("<15>For modem the software version is MAC-QCA7420-1.4.0.20-00-20171027-CS ");
  same("<15>U_Inlet 7.0V at 12:34:56, 10.0.0.7");
  expect(text("Modem #1 has 98:48:27:5A:3C:E6 and result")).toBe(
    `Modem #1 has ${mac.match(/../g)!.join(":").toUpperCase()} and result`,
  );
  expect(text("SessionId 4142423030303036")).not.toMatch(/4142423030303036/);
  expect(text('"header.SessionID": "4142423030303036",')).toMatch(/^"header.SessionID": "[0-9a-f]{16}",$/);
  expect(text('"EVCCID.bytesLen": "6"')).toBe('"EVCCID.bytesLen": "6"');
  expect(text("fe80::9a48:27ff:fe5a:3ce6")).toMatch(/^fe80::[0-9a-f]{4}:[0-9a-f]{2}ff:fe[0-9a-f]{2}:[0-9a-f]{4}$/);
  expect(text("fe80:0000:0000:0000:9a48:27ff:fe5a:3ce6")).toMatch(/^fe80:0000:0000:0000:[0-9a-f:]{19}$/);
  expect(text("key 0x50 0x2f 0x1 0x67 0x78 ")).toMatch(/^key 0x[0-9a-f]{2} 0x[0-9a-f]{2} 0x[0-9a-f] 0x.. 0x.. $/);
  expect(text("key 0x50 0x2f 0x1 0x67 0x78 ")).not.toContain("0x50 0x2f");
  expect(text(`received = ${DUMP} `)).toBe(`received = ${DUMP.replace(/[0-9A-F]{2}/g, "00")} `);
});

test("whatever is in a text, it stays as long", () => {
  const all = people();
  const parts = fc.constantFrom(
    DUMP,
    "fe80::1:2",
    "0x1, 0x22",
    "00:11:22:33:44:55",
    '"EVSEID": "x"',
    "deadbeef",
    "ä",
    " ",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary-ascii" }))), (all2) => {
      const text = all2.join("");
      expect(rewriteText(text, all, () => undefined)).toHaveLength(text.length);
    }),
  );
});

/** The names of all fields that hold texts or octets. */
function* namesIn(field: Field, name = ""): Generator<string> {
  switch (field.kind) {
    case "layout":
      for (const [inner, one] of Object.entries(field.fields)) yield* namesIn(one, inner);
      break;
    case "tagged":
      for (const fields of [field.head, ...Object.values(field.cases)]) {
        for (const [inner, one] of Object.entries(fields)) yield* namesIn(one, inner);
      }
      break;
    case "counted":
    case "many":
      yield* namesIn(field.item as Field, name);
      break;
    case "tail":
      yield* namesIn(field.field as Field, name);
      break;
    case "when":
      yield* namesIn(field.then as Field, name);
      break;
    case "bytes":
    case "text":
    case "rest":
    case "countedBytes":
    case "uint64":
      yield name;
  }
}

test("every text and every run of octets in management messages was thought of", () => {
  const names = new Set(managementMessages.flatMap(({ layout }) => [...namesIn(layout as Layout)]));
  expect(names.size).toBeGreaterThan(40);
  expect([...names].filter((name) => !hasManagementRule(name))).toEqual([]);
});

test("a management message of any octets keeps its header and its length, and never fails", () => {
  const tools = { people: people(), counts: counts(), finder: () => undefined, rewriteDump: () => undefined };
  const types = managementMessages.map(({ mmtype }) => mmtype);
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.constantFrom(0, 1),
      fc.uint8Array({ maxLength: 300 }),
      (type, mmv, rest) => {
        const message = Uint8Array.of(mmv, type & 0xff, type >> 8, ...rest);
        const made = rewriteManagement(message, tools);
        expect(made).toHaveLength(message.length);
        expect(made.subarray(0, 3)).toEqual(message.subarray(0, 3));
        const [before, after] = [readMme(message), readMme(made)];
        if ("name" in before && "name" in after) {
          expect([after.name, after.because]).toEqual([before.name, before.because]);
        }
      },
    ),
  );
});
