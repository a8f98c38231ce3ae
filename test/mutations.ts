/**
 * Recordings as they might have been: frames of a real one lost, repeated, swapped, cut off, of one direction, behind
 * VLAN tags. Everything is decided by a seed.
 *
 * @module
 */

import type { Frame } from "../src/capture/records.ts";
import { packetIn, u16, u32 } from "../src/sniffer/headers.ts";
import type { TruthRow } from "./truth.ts";

/** A number from 0 to 1, the next one at each call (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Mutation = (frames: readonly Frame[], roll: () => number) => Frame[];

const some = (share: number) => (roll: () => number) => roll() < share;

const segmentIn = ({ linkType, data }: Frame) => {
  const packet = packetIn(linkType, data);
  if (packet.kind !== "tcp") return undefined;
  const { start, end, source, destination, addressLength } = packet;
  const from = [...data.subarray(source, source + addressLength), u16(data, start)].join(".");
  const to = [...data.subarray(destination, destination + addressLength), u16(data, start + 2)].join(".");
  const header = 4 * (data[start + 12]! >> 4);
  return { from, to, sequence: u32(data, start + 4), length: end - start - header };
};

export const mutations: Readonly<Record<string, Mutation>> = {
  "one frame in twenty is lost": (frames, roll) => frames.filter(() => !some(0.05)(roll)),
  "every second frame is lost": (frames, roll) => frames.filter(() => !some(0.5)(roll)),
  "frames are recorded twice": (frames, roll) =>
    frames.flatMap((frame) => (some(0.3)(roll) ? [frame, frame] : [frame])),
  "neighbours change places": (frames, roll) => {
    const all = [...frames];
    for (let i = 0; i + 1 < all.length; i++) {
      if (!some(0.1)(roll)) continue;
      [all[i], all[i + 1]] = [all[i + 1] as Frame, all[i] as Frame];
      i++;
    }
    return all;
  },
  "the recording begins in the middle": (frames, roll) => frames.slice(Math.floor(roll() * frames.length)),
  "the recording ends in the middle": (frames, roll) => frames.slice(0, Math.floor(roll() * frames.length)),
  "only one direction is recorded, with losses": (frames, roll) => {
    const wanted = roll() < 0.5;
    return frames.filter((frame) => {
      const segment = segmentIn(frame);
      return !some(0.05)(roll) && (segment === undefined || segment.from < segment.to === wanted);
    });
  },
  "all frames have a VLAN tag": (frames) =>
    frames.map((frame) => {
      const { data } = frame;
      return data.length < 14
        ? frame
        : { ...frame, data: Uint8Array.from([...data.subarray(0, 12), 0x81, 0, 0, 5, ...data.subarray(12)]) };
    }),
};

/** The frames as a file would count them. */
export const renumbered = (frames: readonly Frame[]): Frame[] =>
  frames.map((frame, i) => ({ ...frame, number: i + 1 }));

/** The rows whose octets are all there, with the numbers that their frames have: of segments sent twice, of the first. */
export function expectedRows(
  rows: readonly TruthRow[],
  original: readonly Frame[],
  kept: readonly Frame[],
): TruthRow[] {
  const places = new Map<string, number>();
  for (const [i, frame] of kept.entries()) {
    const key = identityOf(frame);
    if (!places.has(key)) places.set(key, i + 1);
  }
  const byNumber = new Map(original.map((frame) => [frame.number, frame]));
  return rows.flatMap((row) => {
    const frames = framesOf(row, byNumber).map(
      (number) => places.get(identityOf(byNumber.get(number) as Frame)) ?? Number.NaN,
    );
    const frame = Math.max(...frames);
    return Number.isNaN(frame) ? [] : [{ ...row, frame }];
  });
}

/** The same for a frame and its repetition. */
function identityOf(frame: Frame): string {
  const segment = segmentIn(frame);
  return segment === undefined || segment.length === 0 ? String(frame.number) : Object.values(segment).join(" ");
}

/** The frames that carry a message in clear: the one that completed it, and back from there as far as it reaches. */
function framesOf({ frame, payloadLen }: TruthRow, byNumber: ReadonlyMap<number, Frame>): number[] {
  const frames = [frame];
  const last = segmentIn(byNumber.get(frame) as Frame);
  if (last === undefined) return frames;
  let missing = payloadLen + 8 - last.length;
  let { sequence } = last;
  for (let number = frame - 1; missing > 0 && number > 0; number--) {
    const before = segmentIn(byNumber.get(number) as Frame);
    if (before?.from !== last.from || before.to !== last.to || before.length === 0) continue;
    if (((before.sequence + before.length) | 0) !== sequence) continue;
    frames.push(number);
    missing -= before.length;
    sequence = before.sequence;
  }
  return frames;
}
