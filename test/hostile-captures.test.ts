/**
 * Recordings that nobody made by accident: damaged everywhere, or made to fill memory. They end in findings.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readCapture, tryCapture } from "../fuzz/capture-mutant.ts";
import { captureSeeds } from "../fuzz/capture-seeds.ts";
import { seededRandom } from "../src/base/random.ts";
import { pcapHeader, pcapRecord } from "../src/capture/write-pcap.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../src/capture/write-pcapng.ts";
import { linkLocalOf } from "../src/messages/ipv6.ts";
import { tcpFrame } from "../src/messages/packet.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const seeds = captureSeeds();

test("the recordings that are damaged are sound themselves", async () => {
  const ends = await Promise.all((await seeds).map(({ name, file }) => readCapture(name, file, 4096)));
  expect(ends.map(({ outcome, fault }) => ({ outcome, fault }))).toEqual(
    ends.map(() => ({ outcome: "complete", fault: undefined })),
  );
  for (const { what, events } of ends) expect(events, what).toBeGreaterThan(20);
  const plain = (await seeds).filter(({ name }) => name !== "gzip" && name !== "text");
  for (const { file, frames, name } of plain) {
    expect(frames.length, name).toBeGreaterThan(40);
    // Ethernet: where a frame begins, its hardware addresses are those of the two, or of everybody.
    for (const { data } of frames) expect([0x02, 0x33, 0xff], `${name} at ${data}`).toContain(file[data]);
  }
});

test.each([1, 2, 3, 4])(
  "damaged recordings end once, in bounded time and without an exception (seed %i)",
  async (seed) => {
    const random = seededRandom(seed);
    for (let i = 0; i < 60; i++) {
      const { what, fault } = await tryCapture(await seeds, random);
      expect(fault, `seed ${seed}, mutant ${i}: ${what}`).toBeUndefined();
    }
  },
);

const folder = temporaryFolder();

/** Octets of memory that reading may take at most, whatever is read: half of it is Node itself. */
const MOST_MEMORY = 300e6;

const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";
const ends = {
  sourceMac: CAR,
  destinationMac: CHARGER,
  source: linkLocalOf(CAR),
  destination: linkLocalOf(CHARGER),
};

interface Segment {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly isOpening?: boolean;
}

/** Where the source port stands in a block with a frame of Ethernet and IPv6. */
const PORT_IN_BLOCK = 28 + 54;

/** Blocks of connections from different ports, one round of all of them after the other. Checksums are left wrong. */
function* blocks(connections: number, rounds: number, segment: (round: number) => Segment): Generator<Uint8Array> {
  for (let round = 0; round < rounds; round++) {
    const { sequence, payload, isOpening } = segment(round);
    const data = tcpFrame(ends, {
      sourcePort: 1024,
      destinationPort: 15_118,
      sequence,
      acknowledgement: 0,
      flags: isOpening ? ["SYN"] : ["PSH"],
      window: 65_535,
      payload,
    });
    const block = frameBlock({ time: { seconds: 1_760_000_000 + round, nanoseconds: 0 }, data });
    const view = new DataView(block.buffer, block.byteOffset);
    for (let i = 0; i < connections; i++) {
      view.setUint16(PORT_IN_BLOCK, 1024 + i);
      yield block;
    }
  }
}

function fileOf(name: string, content: Iterable<Uint8Array>): string {
  const path = join(folder, name);
  const file = openSync(path, "w");
  writeSync(file, sectionBlock());
  writeSync(file, interfaceBlock({ linkType: 1 }));
  for (const block of content) writeSync(file, block);
  closeSync(file);
  return path;
}

interface Reading {
  readonly outcome: string;
  /** Octets that the process has taken until here at most. */
  readonly memory: number;
}

/** Reads files in a process of their own, one after the other, and tells what memory that took. */
function memoryFor(paths: readonly string[]): Reading[] {
  const module = (name: string) => JSON.stringify(new URL(`../dist/${name}`, import.meta.url).href);
  const program = `
    import { createReadStream } from "node:fs";
    import { captureRecords } from ${module("capture/read.js")};
    import { pipeline } from ${module("sniffer/pipeline.js")};
    for (const path of process.argv.slice(1)) {
      const stages = pipeline();
      let outcome;
      for await (const records of captureRecords(createReadStream(path, { highWaterMark: 1 << 18 })))
        for (const record of records) { stages.feed(record); if (record.kind === "end") outcome = record.outcome; }
      stages.end();
      console.log(JSON.stringify({ outcome, memory: process.resourceUsage().maxRSS * 1024 }));
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program, ...paths], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  expect(stderr.toString()).toBe("");
  return stdout
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Reading);
}

const chunk = new Uint8Array(16_000).fill(0x5a);
const beginning = (head: readonly number[]) => Uint8Array.from([...head, ...chunk.subarray(head.length)]);

const floods: readonly (readonly [name: string, content: Iterable<Uint8Array>])[] = [
  [
    "sixty thousand connections that are only opened",
    blocks(60_000, 1, () => ({ sequence: 1, payload: new Uint8Array(0), isOpening: true })),
  ],
  [
    "messages of a mebibyte that are begun on eight hundred connections and never completed",
    blocks(800, 10, (round) => ({
      sequence: 1 + round * chunk.length,
      payload: round === 0 ? beginning([0x01, 0xfe, 0x80, 0x01, 0x00, 0x0f, 0xff, 0xff]) : chunk,
    })),
  ],
  [
    "segments that wait on eight hundred connections for one that never comes",
    blocks(800, 10, (round) => ({ sequence: round === 0 ? 1 : 10_000 + round * chunk.length, payload: chunk })),
  ],
  [
    "TLS on a hundred connections whose keys never come",
    blocks(100, 80, (round) => ({
      sequence: 1 + round * chunk.length,
      payload: beginning([0x17, 0x03, 0x03, (chunk.length - 5) >> 8, (chunk.length - 5) & 255]),
    })),
  ],
];

test("memory stays bounded for what is made to fill it", () => {
  const readings = memoryFor(floods.map(([, content], i) => fileOf(`flood-${i}.pcapng`, content)));
  expect(readings).toHaveLength(floods.length);
  for (const [i, { outcome, memory }] of readings.entries()) {
    expect(outcome, floods[i]?.[0]).toBe("complete");
    expect(memory, floods[i]?.[0]).toBeLessThan(MOST_MEMORY);
  }
});

test("a gzip bomb is left off", () => {
  const path = join(folder, "bomb.pcap.gz");
  const file = { linkType: 1, order: "big" } as const;
  const frame = pcapRecord({ time: { seconds: 1, nanoseconds: 0 }, data: new Uint8Array(262_144) }, file);
  // Members one behind the other are one file to gzip.
  const part = gzipSync(Buffer.concat(Array.from({ length: 100 }, () => frame)), { level: 9 });
  writeFileSync(path, Buffer.concat([gzipSync(pcapHeader(file)), ...Array.from({ length: 40 }, () => part)]));
  const [reading] = memoryFor([path]);
  expect(reading?.outcome).toBe("corrupt");
  expect(reading?.memory).toBeLessThan(MOST_MEMORY);
});
