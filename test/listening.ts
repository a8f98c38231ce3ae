/**
 * What the listener makes of a recording that a test has in memory.
 *
 * @module
 */

import { captureRecords } from "../src/capture/read.ts";
import { pipeline, type SnifferEvent } from "../src/sniffer/pipeline.ts";

export async function listenTo(pieces: readonly Uint8Array[]): Promise<SnifferEvent[]> {
  const stages = pipeline();
  const heard: SnifferEvent[] = [];
  async function* source() {
    yield* pieces;
  }
  for await (const records of captureRecords(source()))
    for (const record of records) heard.push(...stages.feed(record));
  return [...heard, ...stages.end()];
}
