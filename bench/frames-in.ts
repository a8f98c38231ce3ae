/**
 * The frames of a recording.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { captureRecords } from "../src/capture/read.ts";

export async function* framesIn(file: string): AsyncGenerator<Uint8Array> {
  for await (const records of captureRecords(createReadStream(file)))
    for (const record of records) if (record.kind === "frame") yield record.data;
}
