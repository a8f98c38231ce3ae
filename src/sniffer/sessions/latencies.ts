/**
 * Counts latencies in a histogram of constant size, so that a session of any length has its percentiles.
 *
 * @module
 */

import { elapsed } from "./elapsed.ts";
import type { Latency } from "./session.ts";

/** Upper end of the first bucket, in seconds. */
const SHORTEST = 0.0005;
/** Each bucket ends this much later than the one before. */
const STEP = 1.1;
/** The last one ends after 100 s. */
const BUCKETS = 129;

export interface Latencies {
  count(latency: number, frame: number): void;
  summary(): Latency | undefined;
}

export function latencies(): Latencies {
  let buckets: Uint32Array | undefined;
  let [number, sum, min, max, maxFrame] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];

  return {
    count(latency, frame) {
      buckets ??= new Uint32Array(BUCKETS);
      const bucket = latency <= SHORTEST ? 0 : Math.ceil(Math.log(latency / SHORTEST) / Math.log(STEP));
      const index = Math.min(bucket, BUCKETS - 1);
      buckets[index] = (buckets[index] ?? 0) + 1;
      number++;
      sum += latency;
      min = Math.min(min, latency);
      if (latency > max) [max, maxFrame] = [latency, frame];
    },
    summary() {
      if (buckets === undefined || number === 0) return undefined;
      let below = 0;
      let bucket = 0;
      while (bucket < BUCKETS - 1 && below + (buckets[bucket] ?? 0) < number * 0.95) below += buckets[bucket++] ?? 0;
      const p95 = Math.min(SHORTEST * STEP ** bucket, max);
      return { min, mean: elapsed(0, sum / number), p95: elapsed(0, p95), max, maxFrame };
    },
  };
}
