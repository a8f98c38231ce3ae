import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { toEpochText } from "../base/timestamp.ts";
import { captureRecords } from "./read.ts";
import type { CaptureRecord, Frame } from "./records.ts";

/** Octets of numbers of so many octets each, in one byte order. */
const order = (isLittle: boolean) => {
  const whole = (value: number, octets: number) => {
    const out = new Uint8Array(octets);
    let rest = value;
    for (let i = 0; i < octets; i++) {
      out[isLittle ? i : octets - 1 - i] = rest & 255;
      rest = Math.floor(rest / 256);
    }
    return out;
  };
  return {
    u8: (value: number) => whole(value, 1),
    u16: (value: number) => whole(value, 2),
    u32: (value: number) => whole(value, 4),
    u64: (high: number, low: number) =>
      isLittle ? join(whole(low, 4), whole(high, 4)) : join(whole(high, 4), whole(low, 4)),
  };
};
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (words: string) => new TextEncoder().encode(words);
const filled = (octets: Uint8Array) => join(octets, new Uint8Array(-octets.length & 3));

async function read(bytes: Uint8Array): Promise<CaptureRecord[]> {
  async function* source() {
    yield bytes;
  }
  const all: CaptureRecord[] = [];
  for await (const records of captureRecords(source())) all.push(...records);
  return all;
}
const framesIn = (records: readonly CaptureRecord[]) =>
  records.filter((record): record is Frame => record.kind === "frame");
const DATA = Uint8Array.from([1, 2, 3, 4, 5]);

describe("classic pcap", () => {
  test.each([
    ["microseconds", 0xa1b2c3d4, 16, "1700000000.123456000"],
    ["nanoseconds", 0xa1b23c4d, 16, "1700000000.000123456"],
    ["the modified form with longer records", 0xa1b2cd34, 24, "1700000000.123456000"],
  ])("%s, in either byte order, packed or not", async (_, magic, recordHeader, time) => {
    for (const isLittle of [true, false]) {
      const { u16, u32 } = order(isLittle);
      const header = join(u32(magic), u16(2), u16(4), u32(0), u32(0), u32(65_535), u32(113));
      const record = join(u32(1_700_000_000), u32(123_456), u32(5), u32(60), new Uint8Array(recordHeader - 16), DATA);
      const file = join(header, record, record);
      for (const bytes of [file, gzipSync(file)]) {
        const frames = framesIn(await read(bytes));
        expect(frames).toHaveLength(2);
        expect(frames[1]).toMatchObject({ number: 2, linkType: 113, originalLength: 60, data: DATA });
        expect(toEpochText(frames[1]?.time ?? { seconds: 0, nanoseconds: 0 })).toBe(time);
      }
    }
  });
});

/** Blocks of pcapng in one byte order. */
function pcapng(isLittle: boolean) {
  const { u8, u16, u32, u64 } = order(isLittle);
  const block = (type: number, ...parts: readonly Uint8Array[]) => {
    const body = filled(join(...parts));
    return join(u32(type), u32(body.length + 12), body, u32(body.length + 12));
  };
  const option = (code: number, value: Uint8Array) => join(u16(code), u16(value.length), filled(value));
  return {
    option,
    u8,
    u64,
    section: () => block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(1), u16(0), u64(0xffffffff, 0xffffffff)),
    interface: (linkType: number, ...options: readonly Uint8Array[]) =>
      block(1, u16(linkType), u16(0), u32(0), ...options, ...(options.length > 0 ? [u32(0)] : [])),
    enhanced: (id: number, ticks: bigint, ...options: readonly Uint8Array[]) =>
      block(
        6,
        u32(id),
        u32(Number(ticks >> 32n)),
        u32(Number(ticks & 0xffffffffn)),
        u32(5),
        u32(5),
        filled(DATA),
        ...options,
      ),
    simple: () => block(3, u32(5), DATA),
    old: (id: number, drops: number, ticks: bigint) =>
      block(2, u16(id), u16(drops), u32(Number(ticks >> 32n)), u32(Number(ticks & 0xffffffffn)), u32(5), u32(5), DATA),
    secrets: (keyLog: string) => block(10, u32(0x544c534b), u32(keyLog.length), text(keyLog)),
    statistics: (dropped: number) => block(5, u32(0), u32(0), u32(0), option(5, u64(0, dropped)), u32(0)),
    unknown: () => block(0x7777, u32(42)),
    custom: () => block(0xbad, u32(12_345), text("whatever")),
  };
}

describe.each([true, false])("pcapng, little endian %s", (isLittle) => {
  const make = pcapng(isLittle);

  test("all three kinds of packet are frames; blocks that nobody knows are passed over", async () => {
    const file = join(
      make.section(),
      make.interface(1),
      make.unknown(),
      make.enhanced(
        0,
        1_700_000_000_123_456n,
        make.option(1, text("look here")),
        make.option(2, order(isLittle).u32(2)),
      ),
      make.custom(),
      make.simple(),
      make.old(0, 7, 1_700_000_001_000_000n),
      make.statistics(3),
      make.secrets("CLIENT_RANDOM 00 11\n"),
    );
    const records = await read(file);
    const frames = framesIn(records);
    expect(frames.map(({ number, time }) => [number, time && toEpochText(time)])).toEqual([
      [1, "1700000000.123456000"],
      [2, undefined],
      [3, "1700000001.000000000"],
    ]);
    expect(frames.map(({ data }) => [...data])).toEqual([[...DATA], [...DATA], [...DATA]]);
    expect(frames[0]).toMatchObject({ comment: "look here", direction: "out" });
    expect(frames[2]).toMatchObject({ dropped: 7 });
    expect(records.find(({ kind }) => kind === "statistics")).toMatchObject({ dropped: 3 });
    expect(records.find(({ kind }) => kind === "secrets")).toMatchObject({ keyLog: "CLIENT_RANDOM 00 11\n" });
    expect(records.at(-1)).toMatchObject({ kind: "end", outcome: "complete", count: 3 });
  });

  test.each([
    ["seconds", 0, 1_700_000_000n, "1700000000.000000000"],
    ["milliseconds", 3, 1_700_000_000_123n, "1700000000.123000000"],
    ["nanoseconds", 9, 1_700_000_000_123_456_789n, "1700000000.123456789"],
    ["picoseconds, from an offset", 12, 5_123_456_789_012n, "1700000005.123456789"],
    ["2^-10 seconds", 0x8a, 1_700_000_000n * 1024n + 512n, "1700000000.500000000"],
    ["2^-32 seconds", 0xa0, (1_700_000_000n << 32n) + (1n << 30n), "1700000000.250000000"],
  ])("times in %s", async (name, resolution, ticks, wanted) => {
    const offset = name.includes("offset") ? [make.option(14, make.u64(0, 1_700_000_000))] : [];
    const file = join(
      make.section(),
      make.interface(1, make.option(9, make.u8(resolution)), ...offset),
      make.enhanced(0, ticks),
    );
    const [frame] = framesIn(await read(file));
    expect(frame?.time && toEpochText(frame.time)).toBe(wanted);
  });

  test("interfaces count over sections, and each packet has the link type of its own", async () => {
    const other = pcapng(!isLittle);
    const file = join(
      make.section(),
      make.interface(1),
      make.interface(276),
      make.enhanced(1, 1_000_000n),
      other.section(),
      other.interface(229),
      other.enhanced(0, 2_000_000n),
    );
    expect(framesIn(await read(file)).map(({ linkType, interface: { index } }) => [linkType, index])).toEqual([
      [276, 1],
      [229, 2],
    ]);
  });

  test("a packet of an interface that was not described is a problem, and reading goes on", async () => {
    const file = join(make.section(), make.interface(1), make.enhanced(4, 1n), make.enhanced(0, 2n));
    const records = await read(file);
    expect(framesIn(records).map(({ number }) => number)).toEqual([2]);
    expect(records.find(({ kind }) => kind === "problem")).toMatchObject({
      reason: expect.stringMatching(/^Cannot read frame 1 at \d+: interface 4, at most 0 expected$/),
    });
  });
});
