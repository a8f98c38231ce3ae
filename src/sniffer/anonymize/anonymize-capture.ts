/**
 * Anonymizes a whole capture. It is read three times: for the keys of TLS, to learn who is in it, and to replace; so a
 * name in a text is known although the message that tells whose it is comes later.
 *
 * @module
 */

import { captureRecords } from "../../capture/read.ts";
import type { CaptureEnd, CaptureRecord, Frame } from "../../capture/records.ts";
import { counted } from "../counted.ts";
import { findKeys } from "../find-keys.ts";
import { keyLines } from "../tls/key-lines.ts";
import { captureOutput, type OutputFormat } from "./capture-output.ts";
import { type Check, checkCapture } from "./check.ts";
import { type Finder, finder } from "./finder.ts";
import { type PseudonymOptions, pseudonyms } from "./pseudonyms.ts";
import { rewritingRound } from "./rewriting-round.ts";
import type { Summary } from "./summary.ts";

export interface AnonymizeOptions extends PseudonymOptions {
  readonly format: OutputFormat;
  /** TLS keys from a key log. */
  readonly keyLog?: string;
  /** So many octets more were read; each is read several times. */
  readonly onProgress?: (octets: number) => void;
}

export interface Anonymized {
  readonly summary: Summary;
  /** Why the recording ends, where it is cut or corrupt: what was good was written. */
  readonly end: CaptureEnd;
  /** Looks at what was written. */
  readonly check: (written: () => AsyncIterable<Uint8Array>) => Promise<Check>;
}

/** How often the recording is read, and what was written after it. */
export const READINGS = 3;
export const READINGS_OF_OUTPUT = 3;

/** There is nothing to anonymize. */
export class NoCaptureError extends Error {
  override readonly name = "NoCaptureError";
}

/**
 * @param open gives the octets of the capture, each time from its start.
 * @throws {NoCaptureError} where it is no capture, or a text log.
 * @throws {CaptureWriteError} where the format cannot hold what comes.
 */
export async function anonymizeCapture(
  open: () => AsyncIterable<Uint8Array>,
  write: (octets: Uint8Array) => Promise<void> | void,
  options: AnonymizeOptions,
): Promise<Anonymized> {
  const { onProgress } = options;
  const watched = () => counted(open(), onProgress);
  const { keys, lines, disclosed, hasNanoseconds, end } = await findKeys(watched, options.keyLog);
  checkFormat(end);

  const people = pseudonyms(options);
  const sessions = new Set<string>();
  let find: Finder | undefined;
  const tools = { people, keys, sessions, finder: () => find };
  await eachRecord(watched(), rewritingRound({ ...tools, purpose: "learn" }).feed);
  people.learned();
  find = finder(people.originals.all(), true);

  const round = rewritingRound({ ...tools, purpose: "rewrite" });
  const fromElsewhere = keyLines();
  fromElsewhere.add(options.keyLog ?? "");
  // What frames disclose, they disclose in what comes out, too.
  const isDisclosed = new Set(linesOf(disclosed.of(sessions)));
  const added = linesOf(fromElsewhere.of(sessions)).filter((line) => !isDisclosed.has(line));
  const keyLog = [...new Set([...linesOf(lines.of(sessions)), ...added])].map((line) => `${line}\n`).join("");
  const output = captureOutput({ format: options.format, keyLog, nanoseconds: hasNanoseconds });
  const put = async (pieces: readonly Uint8Array[]) => {
    for (const piece of pieces) await write(piece);
  };
  for await (const records of captureRecords(watched())) {
    for (const record of records) {
      if (record.kind === "interface") await put(output.interface(record));
      if (record.kind === "statistics") await put(output.statistics(record));
      for (const frame of round.feed(record)) await put(output.frame(frame));
    }
  }

  const summary: Summary = { ...round.summary(), replaced: people.originals.tallies() };
  const check = (written: () => AsyncIterable<Uint8Array>) =>
    checkCapture(written, {
      originals: people.originals.all(),
      isPartial: people.originals.isFull(),
      messages: summary.messages,
      // A pcap file has no place for them.
      keyLog,
      ...(onProgress ? { onProgress } : {}),
    });
  return { summary, end: end as CaptureEnd, check };
}

const linesOf = (keyLog: string): string[] => keyLog.split("\n").filter(Boolean);

function checkFormat(end: CaptureEnd | undefined): void {
  if (end?.format === "text log") {
    throw new NoCaptureError(
      "Cannot anonymize a text log: only captures (pcap, pcapng) have frames whose identifiers can be told from the rest",
    );
  }
  if (end?.format === undefined) throw new NoCaptureError(end?.reason ?? "Cannot anonymize: there is nothing to read");
}

async function eachRecord(chunks: AsyncIterable<Uint8Array>, feed: (record: CaptureRecord) => Frame[]): Promise<void> {
  for await (const records of captureRecords(chunks)) for (const record of records) feed(record);
}
