/**
 * Reads a recording to its last event and says what it took, in a process of its own so that its memory can be told.
 * `node read-all.mjs FILE all|decode`: all stages, or up to the decoded messages.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { captureRecords } from "../src/capture/read.ts";
import { pipeline } from "../src/sniffer/pipeline.ts";
import { reader } from "../src/sniffer/reader.ts";

/** What was read, and what it took. */
export interface Reading {
  readonly seconds: number;
  /** Seconds of the processor, which other programs lengthen less. */
  readonly processor: number;
  readonly packets: number;
  readonly messages: number;
  readonly sessions: number;
  readonly events: number;
  /** Octets of memory at most, by what the operating system says. */
  readonly memory: number;
}

const [, , file = "", stages = "all"] = process.argv;
const listener = stages === "all" ? pipeline() : reader();
const read = { packets: 0, messages: 0, sessions: 0, events: 0 };

const before = process.cpuUsage();
const start = performance.now();
const take = (events: readonly { readonly type: string }[]) => {
  read.events += events.length;
  for (const { type } of events) {
    if (type === "message") read.messages++;
    else if (type === "session") read.sessions++;
  }
};
for await (const records of captureRecords(createReadStream(file, { highWaterMark: 1 << 18 }))) {
  for (const record of records) {
    if (record.kind === "frame") read.packets++;
    take(listener.feed(record));
  }
}
take(listener.end());
const seconds = (performance.now() - start) / 1000;
const processor = process.cpuUsage(before).user / 1e6 + process.cpuUsage(before).system / 1e6;
const reading: Reading = { seconds, processor, ...read, memory: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(reading)}\n`);
