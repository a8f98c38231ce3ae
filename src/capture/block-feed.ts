/**
 * Gives a reader of blocks whole blocks, however the file was cut into chunks. A block inside one chunk is read where
 * it lies; only those that straddle a border are copied together.
 *
 * @module
 */

import type { CaptureEnd, CaptureRecord } from "./records.ts";

/** Takes a capture bit by bit. The last record, and only that one, is of kind `end`; after it come no more. */
export interface CaptureParser {
  /** What became complete with this chunk. The chunk has to stay as it is: the frames are views into it. */
  feed(chunk: Uint8Array): CaptureRecord[];
  /** The source has no more: the rest, and `end`. With a failure, the source has broken off because of it. */
  finish(failure?: SourceFailure): CaptureRecord[];
}

/** Why a source broke off before its end. */
export interface SourceFailure {
  readonly outcome: "cut" | "corrupt" | "failed";
  /** Reads on after a colon: "the gzip stream ends in its middle". */
  readonly reason: string;
  readonly cause?: unknown;
}

/** Reads blocks of one format. */
export interface BlockReader {
  readonly format: "pcap" | "pcapng";
  /** Octets from the start of the file to the next block. */
  offset: number;
  /** Frames until now. */
  count: number;
  /** Octets that have to be there, from the start of the next block, before `read` gets on. Never beyond 64 MiB. */
  wanted: number;
  /** Why there is no reading on, once there is none. */
  corrupt: string | undefined;
  /** What the next thing is called in a sentence: "block", "frame 12". */
  next(): string;
  /** Reads the blocks that are whole within the range, and returns where the first other one starts. */
  read(bytes: Uint8Array, start: number, end: number, out: CaptureRecord[]): number;
}

/** Feeds a reader of blocks. */
export function blockFeed(reader: BlockReader): CaptureParser {
  /** The beginning of a block that is not whole yet. */
  let held = new Uint8Array(0);
  let length = 0;
  let ended = false;

  return {
    feed(octets) {
      const out: CaptureRecord[] = [];
      if (ended) return out;
      // Views into a Buffer of Node are Buffers, which take several times as long to make.
      const chunk = new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength);
      let start = 0;
      while (length > 0) {
        const taken = Math.min(reader.wanted - length, chunk.length - start);
        hold(chunk, start, start + taken);
        start += taken;
        if (length < reader.wanted) return out;
        const read = reader.read(held, 0, length, out);
        if (reader.corrupt !== undefined) return stop(out);
        if (read === 0) continue;
        held = new Uint8Array(0);
        length = 0;
      }
      start = reader.read(chunk, start, chunk.length, out);
      if (reader.corrupt !== undefined) return stop(out);
      hold(chunk, start, chunk.length);
      return out;
    },

    finish(failure) {
      if (ended) return [];
      ended = true;
      const { format, count, offset } = reader;
      const common = { kind: "end", format, count, offset, cause: failure?.cause } as const;
      if (failure) {
        const reason = `Cannot read ${reader.next()} at ${offset}: ${failure.reason}`;
        return [{ ...common, outcome: failure.outcome, reason }];
      }
      if (length === 0) return [{ ...common, outcome: "complete", reason: undefined }];
      const reason = `Cannot read ${reader.next()} at ${offset}: ${length} octets left, ${reader.wanted} expected`;
      return [{ ...common, outcome: "cut", reason }];
    },
  };

  function hold(chunk: Uint8Array, start: number, end: number): void {
    const needed = length + end - start;
    if (needed > held.length) {
      // Doubling keeps the copying linear; an announced length alone reserves nothing.
      const grown = new Uint8Array(Math.max(needed, Math.min(reader.wanted, 2 * held.length)));
      grown.set(held.subarray(0, length));
      held = grown;
    }
    held.set(chunk.subarray(start, end), length);
    length = needed;
  }

  function stop(out: CaptureRecord[]): CaptureRecord[] {
    ended = true;
    const { format, count, offset } = reader;
    const reason = `Cannot read ${reader.next()} at ${offset}: ${reader.corrupt}`;
    const end: CaptureEnd = { kind: "end", outcome: "corrupt", format, count, offset, reason, cause: undefined };
    out.push(end);
    return out;
  }
}
