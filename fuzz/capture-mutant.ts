/**
 * One step of fuzzing captures: a recording with something wrong in it, read to its end by all stages, and held against
 * what every reader owes its caller.
 *
 * @module
 */

import { gunzipSync, gzipSync } from "node:zlib";
import type { Random } from "../src/base/random.ts";
import { captureRecords } from "../src/capture/read.ts";
import { packetIn } from "../src/sniffer/headers.ts";
import { pipeline } from "../src/sniffer/pipeline.ts";
import { keyStore } from "../src/sniffer/tls/key-log.ts";
import type { CaptureSeed, FramePlace } from "./capture-seeds.ts";

export interface CaptureOutcome {
  readonly what: string;
  readonly file: Uint8Array;
  readonly milliseconds: number;
  readonly events: number;
  /** How the file ended. */
  readonly outcome: string;
  /** What the reader did that it must never do. */
  readonly fault?: string;
}

/** A recording of some tens of kilobytes may take this long; beyond it something grows. */
const MOST_MILLISECONDS = 3000;
/** Events for each octet: more means that something is told over and over. */
const MOST_EVENTS_PER_OCTET = 1;

export async function tryCapture(seeds: readonly CaptureSeed[], random: Random): Promise<CaptureOutcome> {
  const seed = seeds[Math.floor(random() * seeds.length)] as CaptureSeed;
  const { what, file } = mutate(seed, random);
  return readCapture(`${seed.name}: ${what}`, file, 1 + Math.floor(random() * file.length));
}

/** @param piece octets that come at once. */
export async function readCapture(what: string, file: Uint8Array, piece: number): Promise<CaptureOutcome> {
  const stages = pipeline({ keys: keyStore() });
  const elapsed = stopwatch();
  let events = 0;
  const ends: string[] = [];
  const tell = (all: readonly unknown[]) => {
    for (const event of all) {
      events++;
      // What cannot be written down cannot be told.
      JSON.stringify(event);
    }
  };
  let thrown: unknown;
  try {
    for await (const records of captureRecords(pieces(file, piece))) {
      for (const record of records) {
        if (record.kind === "end") ends.push(record.outcome);
        else if (ends.length > 0) ends.push("something after the end");
        tell(stages.feed(record));
      }
    }
    tell(stages.end());
  } catch (error) {
    thrown = error;
  }
  const milliseconds = elapsed();
  const fault = thrown
    ? `threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`
    : ends.length !== 1
      ? `ended ${ends.length} times: ${ends.join(", ")}`
      : milliseconds > MOST_MILLISECONDS
        ? `took ${milliseconds.toFixed(0)} ms`
        : events > file.length * MOST_EVENTS_PER_OCTET + 100
          ? `told ${events} events of ${file.length} octets`
          : undefined;
  return { what, file, milliseconds, events, outcome: ends[0] ?? "none", ...(fault ? { fault } : {}) };
}

/** Milliseconds of the clock or of the processor, whichever are fewer: other programs and other threads run, too. */
function stopwatch(): () => number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min(performance.now() - start, (user + system) / 1000);
  };
}

async function* pieces(file: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += length) yield file.subarray(at, at + length);
}

interface Mutant {
  readonly what: string;
  readonly file: Uint8Array;
}

function mutate(seed: CaptureSeed, random: Random): Mutant {
  const below = (bound: number) => Math.floor(random() * bound);
  if (seed.name === "gzip" && random() < 0.5) return inside(seed, random);
  const kinds = seed.frames.length > 0 ? [octetsOf, lengths, inFrames, order, cut] : [octetsOf, cut];
  const kind = kinds[below(kinds.length)] as (seed: CaptureSeed, random: Random) => Mutant;
  return kind(seed, random);
}

/** What is packed is mutated and packed again. */
function inside({ name, file }: CaptureSeed, random: Random): Mutant {
  const { what, file: mutant } = octetsOf({ name, file: gunzipSync(file), frames: [] }, random);
  const packed = gzipSync(mutant);
  return random() < 0.3 ? { what: `${what}, packed twice`, file: gzipSync(packed) } : { what, file: packed };
}

/** Numbers that programs get wrong. */
const NASTY = [
  0, 1, 2, 7, 8, 12, 13, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

function octetsOf({ file }: CaptureSeed, random: Random): Mutant {
  const below = (bound: number) => Math.floor(random() * bound);
  const octets = Uint8Array.from(file);
  const times = 1 + below(20);
  for (let i = 0; i < times; i++) octets[below(octets.length)] = below(256);
  return { what: `${times} octets anywhere`, file: octets };
}

/** The lengths that blocks and records announce. */
function lengths({ file, frames }: CaptureSeed, random: Random): Mutant {
  const below = (bound: number) => Math.floor(random() * bound);
  const octets = Uint8Array.from(file);
  const view = new DataView(octets.buffer);
  const { start, end, data } = frames[below(frames.length)] as FramePlace;
  const header = data - start;
  const places = [...Array(Math.floor(header / 4)).keys()].map((word) => start + 4 * word);
  const at = random() < 0.2 ? Math.max(start, end - 4) : (places[below(places.length)] ?? start);
  const value = random() < 0.7 ? (NASTY[below(NASTY.length)] as number) : below(2 ** 32);
  if (at + 4 <= octets.length) view.setUint32(at, value, random() < 0.5);
  return { what: `${value} at ${at - start} of the block at ${start}`, file: octets };
}

/** Fields of the protocols inside frames, all the rest left sound. */
function inFrames({ file, frames }: CaptureSeed, random: Random): Mutant {
  const below = (bound: number) => Math.floor(random() * bound);
  const octets = Uint8Array.from(file);
  const times = 1 + below(8);
  const words: string[] = [];
  for (let i = 0; i < times; i++) {
    const place = frames[below(frames.length)] as FramePlace;
    const frame = octets.subarray(place.data, place.end);
    const offsets = fieldsOf(place.linkType, frame);
    const at = (offsets[below(offsets.length)] ?? 0) + below(2);
    if (at >= frame.length) continue;
    const width = [1, 2, 4][below(3)] as number;
    const value = random() < 0.6 ? (NASTY[below(NASTY.length)] as number) : below(2 ** 32);
    for (let j = 0; j < width && at + j < frame.length; j++) {
      frame[at + j] = Math.floor(value / 2 ** (8 * (width - 1 - j))) & 255;
    }
    words.push(`${value} at ${at}`);
  }
  return { what: `in frames: ${words.join(", ")}`, file: octets };
}

/** Where the fields are that tell how to go on: of Ethernet, IPv6 and its extensions, TCP, UDP, TLS and V2GTP. */
function fieldsOf(linkType: number, frame: Uint8Array): number[] {
  const { kind, start } = packetIn(linkType, frame);
  const common = [12, 14, 18, 20, 54, 55];
  if (kind === "tcp") {
    const payload = start + 4 * ((frame[start + 12] ?? 0) >> 4);
    // TLS: type, version, length, handshake type and length. V2GTP: version, payload type, length, the first of EXI.
    return [
      ...common,
      start,
      start + 4,
      start + 8,
      start + 12,
      start + 13,
      ...[0, 1, 2, 3, 4, 5, 6, 8, 9, 43].map((at) => payload + at),
    ];
  }
  if (kind === "udp") return [...common, start, start + 2, start + 4, ...[0, 2, 4, 8, 24].map((at) => start + 8 + at)];
  if (kind === "homeplug") return [14, 15, 16, 17, 18, 19, 20, 25, 33];
  return common;
}

/** Frames are left out, come twice, or in another order. */
function order({ file, frames }: CaptureSeed, random: Random): Mutant {
  const first = frames[0]?.start ?? 0;
  const last = frames.at(-1)?.end ?? file.length;
  const kept = frames.flatMap(({ start, end }) => {
    const block = file.subarray(start, end);
    const dice = random();
    return dice < 0.1 ? [] : dice < 0.2 ? [block, block] : [block];
  });
  const swaps = Math.floor(random() * 30);
  for (let i = 0; i < swaps; i++) {
    const at = Math.floor(random() * kept.length);
    const other = Math.min(kept.length - 1, at + Math.floor(random() * 6));
    const [a, b] = [kept[at], kept[other]];
    if (a && b) [kept[at], kept[other]] = [b, a];
  }
  const parts = [file.subarray(0, first), ...kept, file.subarray(last)];
  return {
    what: `${frames.length} frames, ${kept.length} after loss and repetition, ${swaps} swapped`,
    file: concat(parts),
  };
}

function cut({ file }: CaptureSeed, random: Random): Mutant {
  const at = Math.floor(random() * file.length);
  if (random() < 0.3) {
    const again = Math.floor(random() * file.length);
    return { what: `cut at ${at}, then from ${again} on`, file: concat([file.subarray(0, at), file.subarray(again)]) };
  }
  return { what: `cut at ${at}`, file: file.slice(0, at) };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
