import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captureNames, derivedNames, openCapture, rowsOf, summaryOf } from "../../test/captures.ts";
import { describeShared } from "../../test/shared.ts";
import { toEpochText } from "../base/timestamp.ts";
import { captureRecords } from "./read.ts";
import type { CaptureEnd, CaptureRecord, Frame, TextMessage } from "./records.ts";
import { frameBlock, interfaceBlock, secretsBlock, sectionBlock } from "./write-pcapng.ts";

async function* chunksOf(bytes: Uint8Array, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<CaptureRecord[]> {
  const all: CaptureRecord[] = [];
  for await (const records of captureRecords(source)) all.push(...records);
  return all;
}
const readBytes = (bytes: Uint8Array, size?: number) => read(chunksOf(bytes, size));
const readText = (text: string) => readBytes(new TextEncoder().encode(text));
const framesIn = (records: CaptureRecord[]) => records.filter((record): record is Frame => record.kind === "frame");
const messagesIn = (records: CaptureRecord[]) =>
  records.filter((record): record is TextMessage => record.kind === "message");
const endOf = (records: CaptureRecord[]) => records.at(-1) as CaptureEnd;

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const time = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };
const frame = (data: number[]) => frameBlock({ data: Uint8Array.from(data), time, interface: 0 });
const small = joined(
  sectionBlock(),
  interfaceBlock({ linkType: 1, name: "eth0" }),
  frame([1, 2, 3]),
  secretsBlock("CLIENT_RANDOM 00 11\n"),
  frame([4, 5, 6, 7, 8]),
);

test("what was written is read again, however it is cut into chunks", async () => {
  const whole = await readBytes(small);
  expect(framesIn(whole).map(({ number, data, time }) => ({ number, data: [...data], time }))).toEqual([
    { number: 1, data: [1, 2, 3], time },
    { number: 2, data: [4, 5, 6, 7, 8], time },
  ]);
  expect(endOf(whole)).toMatchObject({ outcome: "complete", format: "pcapng", count: 2, offset: small.length });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (size) => {
      expect(await readBytes(small, size)).toEqual(whole);
    }),
  );
});

test("gzip is looked into, once or twice", async () => {
  const plain = framesIn(await readBytes(small)).length;
  expect(framesIn(await readBytes(gzipSync(small), 7))).toHaveLength(plain);
  expect(framesIn(await readBytes(gzipSync(gzipSync(small))))).toHaveLength(plain);
});

test("of a gzip that is cut, all that is good is read", async () => {
  const many = joined(
    sectionBlock(),
    interfaceBlock({ linkType: 1 }),
    ...Array.from({ length: 2000 }, (_, i) => frame([i & 255, i >> 8, 9])),
  );
  const packed = gzipSync(many, { level: 0 });
  const records = await readBytes(packed.subarray(0, Math.floor(packed.length / 2)), 4096);
  expect(framesIn(records).length).toBeGreaterThan(500);
  expect(endOf(records)).toMatchObject({
    outcome: "cut",
    reason: expect.stringContaining("gzip stream ends in its middle"),
  });
});

test("a file that is cut yields what is whole, then says where it ended", async () => {
  const records = await readBytes(small.subarray(0, small.length - 5));
  expect(framesIn(records)).toHaveLength(1);
  expect(endOf(records).outcome).toBe("cut");
  expect(endOf(records).reason).toMatch(/^Cannot read block at \d+: \d+ octets left, \d+ expected$/);
});

test("a source that breaks off is an end, not an exception", async () => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield small.subarray(0, small.length - 4);
    throw new Error("disk gone");
  }
  const records = await read(breaking());
  expect(framesIn(records)).toHaveLength(1);
  expect(endOf(records)).toMatchObject({ outcome: "failed", reason: expect.stringContaining("disk gone") });
});

test.each([
  ["nothing", new Uint8Array(), "it is empty"],
  ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), "a PNG picture"],
  ["a program", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), "an ELF program"],
  ["JSON", new TextEncoder().encode('{"a": 1}'), "it looks like JSON"],
])("%s is no capture, and said to be", async (_, bytes, words) => {
  expect(endOf(await readBytes(bytes))).toMatchObject({ outcome: "foreign", reason: expect.stringContaining(words) });
});

test("corruption of any kind ends in an end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(small.length),
      fc.integer({ min: 1, max: 64 }),
      async (changes, length, size) => {
        const bytes = Uint8Array.from(small);
        for (const [at, octet] of changes) bytes[at] = octet;
        const records = await readBytes(bytes.subarray(0, length), size);
        expect(records.filter(({ kind }) => kind === "end")).toHaveLength(1);
        expect(endOf(records).kind).toBe("end");
      },
    ),
    { numRuns: 500 },
  );
});

describe("text logs", () => {
  const STOP = "809802004080c1014181c211f000";

  test("messages are found with the times that the lines carry", async () => {
    const records = await readText(
      [
        "[1234ms] SECC received 01fe80010000000e809802004080c1014181c211f000",
        "2023-04-16T12:33:44.250000=DD 80 9a 02 00 40 80 c1 01 41",
        "nothing here but a MAC 00:b0:52:00:00:01 and a number 80",
        "responding 0x809802004080c1014181c211f000",
      ].join("\r\n"),
    );
    expect(messagesIn(records)).toMatchObject([
      {
        number: 1,
        line: 1,
        form: "v2gtp",
        clock: "relative",
        time: { seconds: 1, nanoseconds: 234_000_000 },
        direction: "in",
      },
      { number: 2, line: 2, form: "exi", clock: "local", schema: "din70121", time: { nanoseconds: 250_000_000 } },
      { number: 3, line: 4, form: "exi", time: undefined, direction: "out" },
    ]);
    expect(Buffer.from(messagesIn(records)[2]?.data ?? []).toString("hex")).toBe(STOP);
    expect(endOf(records)).toMatchObject({ outcome: "complete", format: "text log", count: 3 });
  });

  test("text without a message is no capture", async () => {
    expect(endOf(await readText("hello\nworld\n"))).toMatchObject({ outcome: "foreign", count: 0 });
  });
});

describeShared("captures/", "real recordings", () => {
  const at = (frames: Frame[], number: number) =>
    toEpochText(frames[number - 1]?.time ?? { seconds: 0, nanoseconds: 0 });

  test.each(captureNames())("%s has as many frames as others count, at the same times", async (name) => {
    const records = await read(openCapture(name));
    const summary = summaryOf(name);
    const frames = framesIn(records);
    // Where a recording is corrupt, what lies behind the fault is garbage to whoever reads on.
    const isCut = summary["truncatedOrCorrupt"] === true;
    if (isCut) expect(Math.abs(frames.length - (summary["packets"] as number))).toBeLessThanOrEqual(1);
    else expect(frames).toHaveLength(summary["packets"] as number);
    expect(endOf(records).outcome).toMatch(isCut ? /cut|corrupt/ : /complete/);
    for (const { frame, time } of rowsOf<{ frame: number; time: string }>(name, "truth").slice(0, 200)) {
      expect(at(frames, frame)).toBe(time);
    }
  });

  test.each(derivedNames())("%s has the frames of the recording that it derives from", async (name) => {
    const records = await read(openCapture(name));
    const original = captureNames().find((original) =>
      name.startsWith(`derived/${original.replace(/\.pcap(ng)?$/, ".")}`),
    ) as string;
    const isWhole = !/dsb|nokey/.test(name);
    if (isWhole) expect(framesIn(records)).toHaveLength(summaryOf(original)["packets"] as number);
    expect(framesIn(records).length).toBeGreaterThan(100);
    expect(endOf(records).outcome).toBe("complete");
  });
});
