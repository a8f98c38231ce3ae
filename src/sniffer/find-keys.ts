/**
 * The first look at a recording: the keys of TLS, wherever they are, and what has to be known before anything is written.
 *
 * @module
 */

import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd, Frame } from "../capture/records.ts";
import { packetIn } from "./headers.ts";
import { type KeyLines, keyLines } from "./tls/key-lines.ts";
import { disclosedKeyLog, type KeyStore, keyStore } from "./tls/key-log.ts";

export interface FirstLook {
  readonly keys: KeyStore;
  /** Those of the blocks of the file. */
  readonly lines: KeyLines;
  /** Those that frames disclose. */
  readonly disclosed: KeyLines;
  /** Some times have more than microseconds. */
  readonly hasNanoseconds: boolean;
  readonly end: CaptureEnd | undefined;
}

/** @param keyLog what is known from elsewhere. */
export async function findKeys(open: () => AsyncIterable<Uint8Array>, keyLog?: string): Promise<FirstLook> {
  const keys = keyStore();
  const lines = keyLines();
  const disclosed = keyLines();
  const add = (text: string, to: KeyLines) => {
    keys.add(text);
    to.add(text);
  };
  if (keyLog !== undefined) keys.add(keyLog);
  let hasNanoseconds = false;
  let end: CaptureEnd | undefined;
  for await (const records of captureRecords(open())) {
    for (const record of records) {
      if (record.kind === "secrets") add(record.keyLog, lines);
      else if (record.kind === "end") end = record;
      else if (record.kind === "frame") {
        hasNanoseconds ||= record.time !== undefined && record.time.nanoseconds % 1000 !== 0;
        const text = disclosedIn(record);
        if (text !== undefined) add(text, disclosed);
      }
    }
  }
  return { keys, lines, disclosed, hasNanoseconds, end };
}

function disclosedIn({ data, linkType }: Frame): string | undefined {
  const { kind, start, end } = packetIn(linkType, data);
  return kind === "udp" ? disclosedKeyLog(data.subarray(start + 8, end)) : undefined;
}
