/**
 * Which octets of a stream the items of the flow stage are: it tells the frame that brought them, from which follows the
 * sequence number.
 *
 * @module
 */

import type { Frame } from "../../capture/records.ts";
import type { Connection, StreamSide, WireItem } from "../wire.ts";
import type { RewrittenFrame } from "./frame-rewrite.ts";

export interface Place {
  readonly connection: Connection;
  readonly side: StreamSide;
}

export interface Segments {
  /** The connection of a frame with a segment, by what the flow stage said of it; undefined where it said nothing. */
  readonly placeOf: (frame: Frame, items: readonly WireItem[], ends: Uint8Array) => Place | undefined;
  /** Remembers the numbers of a segment: what waits for others is told later. */
  readonly note: (frame: Frame, rewritten: RewrittenFrame) => void;
  readonly sequenceOf: (item: WireItem & { kind: "octets" | "late" }) => number | undefined;
  readonly hole: (item: WireItem & { kind: "hole" }) => void;
  /** A connection that is over because another one began at its ends. */
  readonly replaced: () => readonly Connection[];
}

/** Segments whose numbers are remembered: more than ever wait for others. */
const MOST_SEGMENTS = 1 << 13;
/** Directions that are remembered; the flow stage keeps fewer connections. */
const MOST_DIRECTIONS = 1 << 14;

interface Numbers {
  readonly sequence: number;
  readonly length: number;
  /** The octets of the segment in their buffer. */
  readonly octets: Uint8Array;
}

export function segments(): Segments {
  const places = new Map<string, Place>();
  const numbers = new Map<number, Numbers>();
  /** The number of the next octet of each direction. */
  const next = new WeakMap<Connection, Partial<Record<StreamSide, number>>>();
  let replaced: Connection[] = [];

  /** Two octets a character: the ends have an even number of them. */
  const keyOf = (ends: Uint8Array, isBack: boolean): string => {
    const half = ends.length / 2;
    let key = "";
    for (let i = 0; i < ends.length; i += 2) {
      const at = isBack ? (i + half) % ends.length : i;
      key += String.fromCharCode((ends[at]! << 8) | ends[at + 1]!);
    }
    return key;
  };

  function placeOf(frame: Frame, items: readonly WireItem[], ends: Uint8Array): Place | undefined {
    const there = keyOf(ends, false);
    const news = items.find(
      (item): item is WireItem & { kind: "tcp" } =>
        item.kind === "tcp" && item.frame === frame.number && (item.change === "opened" || item.change === "joined"),
    );
    if (!news) return places.get(there);
    const { connection, side } = news;
    const before = places.get(there)?.connection;
    if (before && before !== connection) replaced.push(before);
    if (places.size > MOST_DIRECTIONS)
      for (const [key] of [...places].slice(0, MOST_DIRECTIONS / 2)) places.delete(key);
    places.set(there, { connection, side });
    places.set(keyOf(ends, true), { connection, side: side === "client" ? "server" : "client" });
    return { connection, side };
  }

  return {
    placeOf,
    note({ number, data }, { segment }) {
      if (!segment) return;
      const { sequence, start, end } = segment;
      numbers.set(number, { sequence, length: end - start, octets: data.subarray(start, end) });
      if (numbers.size > MOST_SEGMENTS) numbers.delete(numbers.keys().next().value as number);
    },
    sequenceOf({ kind, connection, side, frame, data }) {
      const segment = numbers.get(frame);
      if (!segment) return undefined;
      const { sequence, length, octets } = segment;
      if (kind === "late") {
        const at = data.buffer === octets.buffer ? data.byteOffset - octets.byteOffset : 0;
        return (sequence + at) | 0;
      }
      const own = next.get(connection) ?? {};
      next.set(connection, own);
      const expected = own[side];
      const offset = expected === undefined ? 0 : (expected - sequence) | 0;
      // Outside of its segment, the stream began anew.
      const start = offset >= 0 && offset + data.length <= length ? (sequence + offset) | 0 : sequence;
      own[side] = (start + data.length) | 0;
      return start;
    },
    hole({ connection, side, missing }) {
      const own = next.get(connection);
      const expected = own?.[side];
      if (own && expected !== undefined) own[side] = (expected + missing) | 0;
    },
    replaced() {
      const all = replaced;
      replaced = [];
      return all;
    },
  };
}
