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

/** In the order of the stream. A hole has no data; `missing` octets were never seen. */
export type Run =
  | { readonly kind: "octets"; readonly data: Uint8Array; readonly frame: number; readonly time: Timestamp | undefined }
  | { readonly kind: "hole"; readonly missing: number; readonly frame: number; readonly time: Timestamp | undefined };

/** Segments and octets that wait behind a hole, before it is believed although nobody acknowledged it. */
const MOST_SEGMENTS = 64;
const MOST_OCTETS = 1 << 18;

/** A jump beyond this is no hole: the stream began anew. */
const FARTHEST = 1 << 24;

export interface TcpDirection {
  /** The stream begins with this number: a SYN said so. */
  readonly begin: (sequence: number) => void;
  readonly feed: (segment: Segment) => Run[];
  /** The other side has all octets before this number. */
  readonly acknowledged: (sequence: number, frame: number, time: Timestamp | undefined) => Run[];
  /** What still waits, with its holes. */
  readonly end: () => Run[];
  /** Segments that brought nothing new. */
  readonly repeated: () => number;
}

export function tcpDirection(): TcpDirection {
  let next: number | undefined;
  let waiting: Segment[] = [];
  let waitingOctets = 0;
  let acknowledgedUpTo: number | undefined;
  let repeated = 0;

  /** How far a number lies behind the next one; wraps around at 32 bits. */
  const ahead = (sequence: number) => (sequence - (next as number)) | 0;

  function feed(segment: Segment): Run[] {
    if (segment.data.length === 0) return [];
    next ??= segment.sequence;
    const distance = ahead(segment.sequence);
    if (Math.abs(distance) > FARTHEST) {
      const runs = end();
      next = segment.sequence;
      return [...runs, ...feed(segment)];
    }
    if (distance > 0) {
      wait(segment);
      if (isMissed(segment) || waiting.length > MOST_SEGMENTS || waitingOctets > MOST_OCTETS) return skipHole();
      return [];
    }
    if (distance + segment.data.length <= 0) {
      repeated++;
      return [];
    }
    const runs: Run[] = [take(segment, segment.frame, segment.time)];
    // What waited becomes part of the stream by this segment.
    return [...runs, ...drain(segment.frame, segment.time)];
  }

  /** The other side has acknowledged what lies before this segment: it will not come again. */
  const isMissed = (segment: Segment) =>
    acknowledgedUpTo !== undefined && ((acknowledgedUpTo - segment.sequence) | 0) >= 0;

  function take(segment: Segment, frame: number, time: Timestamp | undefined): Run {
    const skipped = -ahead(segment.sequence);
    const data = skipped > 0 ? segment.data.subarray(skipped) : segment.data;
    next = ((next as number) + data.length) | 0;
    return { kind: "octets", data, frame, time };
  }

  function drain(frame: number, time: Timestamp | undefined): Run[] {
    const runs: Run[] = [];
    for (;;) {
      const first = waiting[0];
      if (!first || ahead(first.sequence) > 0) return runs;
      waiting.shift();
      waitingOctets -= first.data.length;
      if (ahead(first.sequence) + first.data.length > 0) {
        runs.push(take(first, Math.max(frame, first.frame), first.frame > frame ? first.time : time));
      } else repeated++;
    }
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

  /** Gives up what is missing before the first segment that waits. */
  function skipHole(): Run[] {
    const first = waiting[0];
    if (!first) return [];
    const missing = ahead(first.sequence);
    next = first.sequence;
    return [{ kind: "hole", missing, frame: first.frame, time: first.time }, ...drain(first.frame, first.time)];
  }

  function end(): Run[] {
    const runs: Run[] = [];
    while (waiting.length > 0) runs.push(...skipHole());
    return runs;
  }

  return {
    begin: (sequence) => {
      next = sequence;
      waiting = [];
      waitingOctets = 0;
      acknowledgedUpTo = undefined;
    },
    feed,
    acknowledged(sequence) {
      if (acknowledgedUpTo === undefined || ((sequence - acknowledgedUpTo) | 0) > 0) acknowledgedUpTo = sequence;
      const first = waiting[0];
      return first && next !== undefined && isMissed(first) ? skipHole() : [];
    },
    end,
    repeated: () => repeated,
  };
}
