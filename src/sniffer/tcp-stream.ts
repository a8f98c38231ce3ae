/**
 * Puts the segments of one direction of a TCP connection in order (RFC 9293, 3.4).
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";

export interface Segment {
  /** Sequence number of the first octet, as a signed 32-bit number. */
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

interface At {
  /** The frame that brought the octets, also where they had to wait for others. */
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

/**
 * Octets and holes in the order of the stream; `missing` octets were not seen yet. Octets that come after all where a
 * hole was told already are `late`; `continues` where they follow the late octets before them.
 */
export type Run = At &
  (
    | { readonly kind: "octets"; readonly data: Uint8Array }
    | { readonly kind: "hole"; readonly missing: number }
    | { readonly kind: "late"; readonly data: Uint8Array; readonly continues: boolean }
  );

/** Segments and octets that wait behind a hole, before it is believed although nobody acknowledged it. */
const MOST_SEGMENTS = 64;
const MOST_OCTETS = 1 << 18;

/** A jump beyond this is no hole: the stream began anew. */
const FARTHEST = 1 << 24;

/** Holes that are remembered, in case their octets come late. */
const MOST_HOLES = 16;

export interface TcpDirection {
  /** The stream begins with this number: a SYN said so. */
  readonly begin: (sequence: number) => void;
  /** The number of the first octet: of what a SYN announced, else of what was heard first. */
  readonly startedAt: number | undefined;
  readonly feed: (segment: Segment) => Run[];
  /** The other side has all octets before this number. */
  readonly acknowledged: (sequence: number, frame: number, time: Timestamp | undefined) => Run[];
  /** A FIN closes the direction behind all octets before this number. */
  readonly closed: (sequence: number, frame: number, time: Timestamp | undefined) => Run[];
  /** What still waits, with its holes. */
  readonly end: () => Run[];
  /** Segments with octets. */
  readonly segments: () => number;
  /** Those of them that brought nothing new. */
  readonly repeated: () => number;
  /** Octets that wait behind a hole. */
  readonly waiting: () => number;
}

const NONE: Run[] = [];

export function tcpDirection(): TcpDirection {
  let next: number | undefined;
  let startedAt: number | undefined;
  let waiting: Segment[] = [];
  let waitingOctets = 0;
  let acknowledgedUpTo: number | undefined;
  /** The latest holes that were given up, the youngest last. */
  let holes: { from: number; to: number }[] = [];
  /** Where the last late octets ended. */
  let lateUpTo: number | undefined;
  let segments = 0;
  let repeated = 0;

  /** How far a number lies behind the next one; wraps around at 32 bits. */
  const ahead = (sequence: number) => (sequence - (next as number)) | 0;

  function feed(segment: Segment): Run[] {
    if (segment.data.length === 0) return NONE;
    segments++;
    if (next === undefined) {
      startedAt = segment.sequence;
      next = segment.sequence;
    }
    const distance = ahead(segment.sequence);
    if (distance === 0 && waiting.length === 0) {
      next = (next + segment.data.length) | 0;
      return [{ kind: "octets", data: segment.data, frame: segment.frame, time: segment.time }];
    }
    if (Math.abs(distance) > FARTHEST) {
      const runs = end();
      next = segment.sequence;
      holes = [];
      segments--;
      return [...runs, ...feed(segment)];
    }
    if (distance > 0) {
      wait(segment);
      if (isMissed(segment) || waiting.length > MOST_SEGMENTS || waitingOctets > MOST_OCTETS) return skipHole();
      return [];
    }
    const late = distance < 0 && holes.length > 0 ? lateIn(segment) : [];
    if (distance + segment.data.length <= 0) {
      if (late.length === 0) repeated++;
      return late;
    }
    if (waiting.length === 0) return [...late, take(segment)];
    // What waited becomes part of the stream by this segment.
    waiting.unshift(segment);
    waitingOctets += segment.data.length;
    return [...late, ...drain()];
  }

  /** The parts of a segment that lie in holes. */
  function lateIn({ sequence, data, frame, time }: Segment): Run[] {
    const runs: Run[] = [];
    for (const hole of [...holes]) {
      const from = Math.max(0, (hole.from - sequence) | 0);
      const to = Math.min(data.length, (hole.to - sequence) | 0);
      if (from >= to) continue;
      const [start, end] = [(sequence + from) | 0, (sequence + to) | 0];
      runs.push({ kind: "late", data: data.subarray(from, to), continues: lateUpTo === start, frame, time });
      lateUpTo = end;
      const rest = [
        { from: hole.from, to: start },
        { from: end, to: hole.to },
      ].filter((one) => one.from !== one.to);
      holes.splice(holes.indexOf(hole), 1, ...rest);
    }
    return runs;
  }

  /** The other side has acknowledged what lies before this segment: it will not come again. */
  const isMissed = (segment: Segment) =>
    acknowledgedUpTo !== undefined && ((acknowledgedUpTo - segment.sequence) | 0) >= 0;

  function take({ sequence, data, frame, time }: Segment): Run {
    const skipped = -ahead(sequence);
    const fresh = skipped > 0 ? data.subarray(skipped) : data;
    next = ((next as number) + fresh.length) | 0;
    return { kind: "octets", data: fresh, frame, time };
  }

  function drain(): Run[] {
    const runs: Run[] = [];
    for (;;) {
      const first = waiting[0];
      if (!first || ahead(first.sequence) > 0) return runs;
      waiting.shift();
      waitingOctets -= first.data.length;
      const length = ahead(first.sequence) + first.data.length;
      if (length <= 0) {
        repeated++;
        continue;
      }
      const second = waiting[0];
      const alone = second === undefined ? length : ahead(second.sequence);
      if (second === undefined || alone >= length || !isBetter(second, first)) runs.push(take(first));
      else {
        const cut = first.data.length - length + Math.max(0, alone);
        if (alone > 0) runs.push(take({ ...first, data: first.data.subarray(0, cut) }));
        waiting.splice(1, 0, { ...first, sequence: (first.sequence + cut) | 0, data: first.data.subarray(cut) });
        waitingOctets += first.data.length - cut;
      }
    }
  }

  /** Whether the second segment should give the octets that both have: it brings less beside them, or came earlier. */
  function isBetter(second: Segment, first: Segment): boolean {
    const further = (first.sequence + first.data.length - second.sequence - second.data.length) | 0;
    if (further !== 0) return further > 0;
    return ahead(second.sequence) > 0 || second.frame < first.frame;
  }

  function wait(segment: Segment) {
    const isKnown = waiting.some(
      (other) => other.sequence === segment.sequence && other.data.length >= segment.data.length,
    );
    if (isKnown) {
      repeated++;
      return;
    }
    // The octets may be a view into memory that is used again.
    waiting.push({ ...segment, data: segment.data.slice() });
    waiting.sort((a, b) => (a.sequence - b.sequence) | 0);
    waitingOctets += segment.data.length;
  }

  /** What lies before this number is missing. */
  function lack(sequence: number): void {
    holes.push({ from: next as number, to: sequence });
    if (holes.length > MOST_HOLES) holes.shift();
    next = sequence;
  }

  /** Gives up what is missing before the first segment that waits. */
  function skipHole(): Run[] {
    const first = waiting[0];
    if (!first) return [];
    const missing = ahead(first.sequence);
    lack(first.sequence);
    return [{ kind: "hole", missing, frame: first.frame, time: first.time }, ...drain()];
  }

  function end(): Run[] {
    if (waiting.length === 0) return NONE;
    const runs: Run[] = [];
    while (waiting.length > 0) runs.push(...skipHole());
    return runs;
  }

  return {
    begin: (sequence) => {
      // A SYN that is repeated, or recorded twice or late, begins nothing.
      if (sequence === startedAt) return;
      startedAt = sequence;
      next = sequence;
      waiting = [];
      waitingOctets = 0;
      acknowledgedUpTo = undefined;
      holes = [];
    },
    get startedAt() {
      return startedAt;
    },
    feed,
    acknowledged(sequence) {
      if (acknowledgedUpTo === undefined || ((sequence - acknowledgedUpTo) | 0) > 0) acknowledgedUpTo = sequence;
      const first = waiting[0];
      return first && next !== undefined && isMissed(first) ? skipHole() : NONE;
    },
    closed(sequence, frame, time) {
      const missing = next === undefined ? 0 : ahead(sequence);
      // What waits shows its holes itself.
      if (missing <= 0 || missing > FARTHEST || waiting.length > 0) return NONE;
      lack(sequence);
      return [{ kind: "hole", missing, frame, time }];
    },
    end,
    segments: () => segments,
    repeated: () => repeated,
    waiting: () => waitingOctets,
  };
}
