/**
 * Decompresses gzip so that nothing is lost of a file that was cut or damaged.
 *
 * @module
 */

import type { SourceFailure } from "./block-feed.ts";

/** Octets that are handed over at once. An error of the decompressor may cost what it made of the last piece. */
const PIECE = 16_384;

/** Captures pack to a tenth, idle ones to a hundredth; what grows far beyond that was made to fill memory or time. */
const MOST_GROWTH = 400;
/** Octets that may come out of anything. */
const ALWAYS_ALLOWED = 1 << 26;

/** What came out, and how it ended once it has ended. */
export interface Gunzipped {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Why it ended early; undefined when all was well. */
  readonly failure: () => SourceFailure | undefined;
}

/**
 * Decompresses by the platform's own `DecompressionStream`. That drops what it has made ready when it fails, so
 * everything is taken out of it at once, and the next piece goes in only when the last one's outcome was used. An error
 * of the source is thrown on; an error in the data ends the chunks and is told by `failure`.
 */
export function gunzip(source: AsyncIterable<Uint8Array>): Gunzipped {
  let failure: SourceFailure | undefined;
  return { chunks: chunks(), failure: () => failure };

  async function* chunks(): AsyncGenerator<Uint8Array> {
    const stream = new DecompressionStream("gzip");
    const writer = stream.writable.getWriter();
    const reader = stream.readable.getReader();
    /** What came out and was not used yet. */
    let ready: Uint8Array[] = [];
    let isWhole = true;
    let [taken, made] = [0, 0];

    const draining = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        ready.push(value);
        made += value.length;
      }
    })();
    // A failure of the data shows up at the writer and the reader alike, whichever is first.
    const failed = draining.then(
      () => undefined,
      (error: unknown) => (isWhole ? damaged(error) : ended(error)),
    );

    try {
      for await (const chunk of source) {
        for (let at = 0; at < chunk.length && !failure; at += PIECE) {
          const written = writer.write(ownBuffer(chunk.subarray(at, at + PIECE)));
          failure = await Promise.race([written.then(settled, settled), failed]);
          yield* fresh();
          taken += Math.min(PIECE, chunk.length - at);
          if (made > ALWAYS_ALLOWED && made > taken * MOST_GROWTH) failure ??= bomb(made, taken);
        }
        if (failure) return;
      }
      isWhole = false;
      writer.close().catch(() => undefined);
      failure = await failed;
      yield* fresh();
    } finally {
      writer.abort().catch(() => undefined);
      reader.cancel().catch(() => undefined);
    }

    function* fresh(): Generator<Uint8Array> {
      const out = ready;
      ready = [];
      yield* out;
    }
  }
}

const settled = () => undefined;

/** The decompressor may keep what it is given, and the source may use its memory again. */
const ownBuffer = (octets: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(octets);

const damaged = (cause: unknown): SourceFailure => ({
  outcome: "corrupt",
  reason: "the gzip stream is damaged",
  cause,
});
const bomb = (made: number, taken: number): SourceFailure => ({
  outcome: "corrupt",
  reason: `the gzip stream grows to ${Math.round(made / taken)} times its size, at most ${MOST_GROWTH} expected of a capture`,
});
const ended = (cause: unknown): SourceFailure => ({
  outcome: "cut",
  reason: "the gzip stream ends in its middle",
  cause,
});
