import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inPieces } from "../../test/anonymized.ts";
import { captureNames, derivedNames, openCapture } from "../../test/captures.ts";
import { describeShared, sharedUrl } from "../../test/shared.ts";
import { captureRecords } from "../capture/read.ts";
import type { CaptureRecord } from "../capture/records.ts";
import { pcapHeader, pcapRecord } from "../capture/write-pcap.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../capture/write-pcapng.ts";
import { type ExportOptions, exportCapture } from "./export.ts";
import { reader } from "./reader.ts";

async function exported(open: () => AsyncIterable<Uint8Array>, options: ExportOptions = {}) {
  const pieces: Uint8Array[] = [];
  const done = await exportCapture(open, (piece) => void pieces.push(piece), options);
  return { ...done, octets: Buffer.concat(pieces) };
}

async function recordsIn(chunks: AsyncIterable<Uint8Array>): Promise<CaptureRecord[]> {
  const all: CaptureRecord[] = [];
  for await (const records of captureRecords(chunks)) all.push(...records);
  return all;
}

/** What must not change: the frames with their times and interfaces. */
const untouched = (records: readonly CaptureRecord[]) =>
  records.flatMap((record) =>
    record.kind === "frame"
      ? [
          {
            number: record.number,
            time: record.time,
            data: Buffer.from(record.data).toString("hex"),
            originalLength: record.originalLength,
            direction: record.direction,
            interface: [record.interface.index, record.interface.linkType],
          },
        ]
      : [],
  );
const commentsIn = (records: readonly CaptureRecord[]) =>
  new Map(
    records.flatMap((record) => (record.kind === "frame" && record.comment ? [[record.number, record.comment]] : [])),
  );

const TIME = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };
/** SECC discovery: the car asks for TLS. */
const SDP = Buffer.from(
  "3333000000010200000000018 6dd60000000001211fffe800000000000000000000000000001ff020000000000000000000000000001d4313b0e0012000001fe9000000000020000".replace(
    / /g,
    "",
  ),
  "hex",
);

test("a pcap becomes a pcapng with comments, nothing else changes", async () => {
  const file = { linkType: 1 };
  const pcap = Buffer.concat([pcapHeader(file), pcapRecord({ time: TIME, data: SDP }, file)]);
  const { octets, commented } = await exported(() => inPieces(pcap));

  const records = await recordsIn(inPieces(octets));
  expect(untouched(records)).toEqual(untouched(await recordsIn(inPieces(pcap))));
  expect(commentsIn(records).get(1)).toBe("SDPReq (car to charger, SDP): TLS");
  expect(commented).toBe(1);
});

test("comments that are there stay, behind ours", async () => {
  const pcapng = Buffer.concat([
    sectionBlock(),
    interfaceBlock({ linkType: 1 }),
    frameBlock({ time: TIME, data: SDP, comment: "plugged in" }),
  ]);
  const { octets } = await exported(() => inPieces(pcapng), { full: true });

  const comment = commentsIn(await recordsIn(inPieces(octets))).get(1);
  expect(comment).toBe('SDPReq (car to charger, SDP): TLS\n{"Security":0,"TransportProtocol":0}\nplugged in');
});

test("a frame whose block has no room for a comment is copied as it is", async () => {
  const pcapng = Buffer.concat([
    sectionBlock(),
    interfaceBlock({ linkType: 1 }),
    frameBlock({ time: undefined, data: SDP }),
  ]);
  const { octets, mute } = await exported(() => inPieces(pcapng));
  expect(Buffer.from(octets)).toEqual(pcapng);
  expect(mute).toBe(1);
});

test("keys of other sessions stay out of the file", async () => {
  const line = (digit: string) => `CLIENT_RANDOM ${digit.repeat(64)} ${digit.repeat(96)}\n`;
  const pcapng = Buffer.concat([
    sectionBlock(),
    interfaceBlock({ linkType: 1 }),
    frameBlock({ time: TIME, data: SDP }),
  ]);
  const { octets, sessionsWithKeys } = await exported(() => inPieces(pcapng), { keyLog: line("a") + line("b") });
  expect(sessionsWithKeys).toBe(0);
  expect((await recordsIn(inPieces(octets))).some(({ kind }) => kind === "secrets")).toBe(false);
});

test.each([
  ["text without messages", "hello"],
  ["a text log", "got 01fe80010000000e809802004080c1014181c211f000"],
  ["nothing", ""],
])("%s is refused", async (_, text) => {
  await expect(exported(() => inPieces(Buffer.from(text)))).rejects.toThrow(/text log|looks like|empty/);
});

describeShared("captures/", "an export of a real recording", () => {
  const names = [...captureNames(), ...derivedNames().filter((name) => !/nokey/.test(name))];
  test.each(names)("%s keeps its frames, and tells its messages", async (name) => {
    const keyFile = sharedUrl(`captures/${name}.keylog`);
    const keyLog = existsSync(keyFile) ? readFileSync(keyFile, "utf8") : undefined;
    const { octets } = await exported(() => openCapture(name), keyLog === undefined ? {} : { keyLog });

    const [before, after] = [await recordsIn(openCapture(name)), await recordsIn(inPieces(octets))];
    expect(untouched(after)).toEqual(untouched(before));
    const comments = commentsIn(after);
    // Without any key but those in the file itself.
    const read = reader();
    const told = [...after.flatMap(read.feed), ...read.end()];
    const messages = told.flatMap((one) => (one.type === "message" ? [one] : []));
    const silent = messages.filter(({ frame, message }) => !comments.get(frame)?.includes(message));
    expect(silent).toEqual([]);
    const firstFrame = after.findIndex(({ kind }) => kind === "frame");
    expect(after.slice(firstFrame).filter(({ kind }) => kind === "secrets")).toEqual([]);
    if (name.includes("TLS")) {
      expect(messages.filter(({ tls }) => tls).length).toBeGreaterThan(100);
      expect(after.slice(0, firstFrame).filter(({ kind }) => kind === "secrets")).toHaveLength(1);
    }
  });
});
