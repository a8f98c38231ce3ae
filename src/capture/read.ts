/**
 * Reads a capture of any kind from any source: what it is shows in its first octets.
 *
 * @module
 */

import { blockFeed, type CaptureParser, type SourceFailure } from "./block-feed.ts";
import { ENOUGH, formatOf, likeness, textEncoding } from "./format.ts";
import { gunzip } from "./gunzip.ts";
import { pcapReader } from "./pcap.ts";
import { pcapngReader } from "./pcapng.ts";
import type { CaptureEnd, CaptureRecord } from "./records.ts";
import { textLog } from "./text-log.ts";

export interface ReadOptions {
  /** Keeps the octets of every block beside its record, so that a file can be copied block by block. */
  readonly keepBlocks?: boolean;
}

/** Gzip inside gzip is borne this deep; nobody packs a capture three times. */
const DEEPEST = 2;

/**
 * The records of a capture, in batches as they become complete. The last record, and only that one, is of kind `end`; it
 * says why there are no more. Nothing is thrown but what the consumer throws.
 */
export async function* captureRecords(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<CaptureRecord[]> {
  yield* unpacked(source, options, 0, () => undefined);
}

async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  { keepBlocks = false }: ReadOptions,
  depth: number,
  failureOf: () => SourceFailure | undefined,
): AsyncGenerator<CaptureRecord[]> {
  const chunks = source[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  let parser: CaptureParser | undefined;
  let failure: SourceFailure | undefined;
  try {
    for (;;) {
      const { done, value } = await next(chunks);
      if (!parser) {
        if (!done) head = joined(head, value);
        const format = formatOf(head, done === true);
        if (format === undefined) continue;
        if (format === "gzip" && depth < DEEPEST) {
          const inside = gunzip(continued(head, chunks));
          yield* unpacked(inside.chunks, { keepBlocks }, depth + 1, inside.failure);
          return;
        }
        if (format === "pcap") parser = blockFeed(pcapReader(keepBlocks));
        else if (format === "pcapng") parser = blockFeed(pcapngReader(keepBlocks));
        else if (format === "text") parser = textLog(textEncoding(head) ?? "utf-8");
        else break;
        yield parser.feed(head);
      } else if (!done) {
        const records = parser.feed(value);
        if (records.length > 0) yield records;
        if (records.at(-1)?.kind === "end") return;
      }
      if (done) break;
    }
    failure = failureOf();
  } catch (cause) {
    const reason = `the source broke off: ${cause instanceof Error ? cause.message : String(cause)}`;
    failure = { outcome: "failed", reason, cause };
  } finally {
    await chunks.return?.();
  }
  yield parser ? parser.finish(failure) : [noCapture(head, failure)];
}

/** Errors of the source alone come from here, so that those of the consumer are told from them. */
const next = (chunks: AsyncIterator<Uint8Array>) => chunks.next() as Promise<IteratorResult<Uint8Array, undefined>>;

async function* continued(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (;;) {
    const { done, value } = await next(chunks);
    if (done) return;
    yield value;
  }
}

function joined(head: Uint8Array, more: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(head.length + more.length);
  both.set(head);
  both.set(more, head.length);
  return both;
}

function noCapture(head: Uint8Array, failure: SourceFailure | undefined): CaptureEnd {
  const likely = likeness(head.subarray(0, ENOUGH));
  const looks = head.length === 0 ? "it is empty" : `it looks like ${likely.startsWith("a") ? likely : `${likely}`}`;
  const reason = failure
    ? `Cannot read the capture: ${failure.reason}`
    : `Cannot read the capture: ${looks}; pcap, pcapng, or a text log with V2GTP messages in hex expected`;
  return {
    kind: "end",
    outcome: failure?.outcome ?? "foreign",
    format: undefined,
    count: 0,
    offset: 0,
    reason,
    cause: failure?.cause,
  };
}
