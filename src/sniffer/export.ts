/**
 * Writes a recording once more as pcapng, for Wireshark: the keys of TLS in front, what the reader tells as comments on
 * the frames. Frames, times and interfaces stay as they are, to the bit.
 *
 * @module
 */

import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd, CaptureRecord, Frame, Interface, Section } from "../capture/records.ts";
import { rewriteFrame } from "../capture/rewrite.ts";
import { type ByteOrder, frameBlock, interfaceBlock, secretsBlock, sectionBlock } from "../capture/write-pcapng.ts";
import { counted } from "./counted.ts";
import type { Observation } from "./events.ts";
import { findKeys } from "./find-keys.ts";
import { commentOn } from "./frame-comments.ts";
import { reader } from "./reader.ts";
import type { TlsFacts } from "./tls/facts.ts";
import { keyLines } from "./tls/key-lines.ts";

export interface ExportOptions {
  /** TLS keys from a key log: those of sessions in the recording are put into it. */
  readonly keyLog?: string;
  /** Comments hold whole messages, as JSON. */
  readonly full?: boolean;
  /** So many octets more were read; each is read several times. */
  readonly onProgress?: (octets: number) => void;
}

export interface Exported {
  readonly frames: number;
  readonly commented: number;
  /** Frames whose kind of block holds no comment. */
  readonly mute: number;
  /** TLS sessions whose keys are in front. */
  readonly sessionsWithKeys: number;
  readonly end: CaptureEnd;
}

/** There is nothing to export. */
export class NoExportError extends Error {
  override readonly name = "NoExportError";
}

/** How often the recording is read. */
export const READINGS_FOR_EXPORT = 3;

/** Frames that wait for what is told of them later: where segments came out of order, or keys behind their records. */
const MOST_WAITING = 512;

/**
 * @param open gives the octets of the capture, each time from its start.
 * @throws {NoExportError} where it is no capture, or a text log.
 */
export async function exportCapture(
  open: () => AsyncIterable<Uint8Array>,
  write: (octets: Uint8Array) => Promise<void> | void,
  { keyLog, full = false, onProgress }: ExportOptions = {},
): Promise<Exported> {
  const watched = () => counted(open(), onProgress);
  const { keys, lines, disclosed, end } = await findKeys(watched);
  if (end?.format === "text log") throw new NoExportError("a text log has no frames that could be exported");
  if (end?.format === undefined) throw new NoExportError(end?.reason ?? "there is nothing to read");
  const own = keyLines();
  if (keyLog !== undefined) {
    keys.add(keyLog);
    own.add(keyLog);
  }

  const sessions = await sessionsIn(watched(), () => reader({ keys }));
  // A key log holds the keys of other sessions, too, which are nobody's business.
  const front = [...new Set((lines.of() + disclosed.of() + own.of(sessions)).split("\n").filter(Boolean))];
  const secrets = front.map((line) => `${line}\n`).join("");
  const out = copier(secrets, full);
  const read = reader({ keys });
  for await (const records of captureRecords(watched(), { keepBlocks: true })) {
    for (const record of records) {
      out.take(record);
      const told = record.kind === "end" ? [...read.feed(record), ...read.end()] : read.feed(record);
      for (const observation of told) out.tell(observation);
      for (const piece of out.departed(record.kind === "end")) await write(piece);
    }
  }
  const sessionsWithKeys = new Set(front.map((line) => line.split(" ")[1])).size;
  return { ...out.counts(), sessionsWithKeys, end };
}

/** The client randoms of all TLS sessions, in hex. */
async function sessionsIn(
  chunks: AsyncIterable<Uint8Array>,
  newReader: () => ReturnType<typeof reader>,
): Promise<ReadonlySet<string>> {
  const sessions = new Set<string>();
  const read = newReader();
  for await (const records of captureRecords(chunks)) {
    for (const record of records) {
      for (const observation of read.feed(record)) {
        const random = observation.type === "tls" && (observation.facts as TlsFacts | undefined)?.clientHello?.random;
        if (random) sessions.add(random);
      }
    }
  }
  return sessions;
}

interface Waiting {
  /** Undefined for blocks that are copied as they are. */
  readonly frame: Frame | undefined;
  readonly octets: Uint8Array;
  readonly comments: string[];
}

function copier(secrets: string, isFull: boolean) {
  let queue: Waiting[] = [];
  let order: ByteOrder = "little";
  let hasSection = false;
  let hasSecrets = secrets === "";
  let frames = 0;
  let commented = 0;
  let mute = 0;

  const push = (octets: Uint8Array, frame?: Frame) => queue.push({ frame, octets, comments: [] });

  function section({ raw }: Section): void {
    if (!raw) return;
    order = raw.littleEndian ? "little" : "big";
    hasSection = true;
    push(raw.bytes);
  }

  /** A pcap file has one, which its header describes. */
  function station({ raw, linkType, snapLength }: Interface): void {
    if (raw?.format === "pcapng") push(raw.bytes);
    else {
      if (!hasSection) push(sectionBlock());
      hasSection = true;
      push(interfaceBlock({ linkType, snapLength }));
    }
  }

  function frame(record: Frame): void {
    frames++;
    if (!hasSecrets) push(secretsBlock(secrets, order));
    hasSecrets = true;
    const { raw, time, data, originalLength, direction } = record;
    if (raw?.format === "pcapng") push(raw.bytes, record);
    else push(frameBlock({ time, data, originalLength, direction }), record);
  }

  function take(record: CaptureRecord): void {
    switch (record.kind) {
      case "section":
        section(record);
        break;
      case "interface":
        station(record);
        break;
      case "frame":
        frame(record);
        break;
      case "statistics":
      case "block":
      case "problem":
        if (record.raw?.format === "pcapng") push(record.raw.bytes);
        break;
      // Secrets stand in front already.
      default:
        break;
    }
  }

  function tell(observation: Observation): void {
    const comment = commentOn(observation, isFull);
    if (comment === undefined || observation.frame === undefined) return;
    const number = observation.frame;
    const own = queue.findLast((one) => one.frame?.number === number);
    if (own) own.comments.push(comment);
    // Its frame is written; the latest one says where it belongs.
    else queue.findLast((one) => one.frame)?.comments.push(`Frame ${number}: ${comment}`);
  }

  function octetsOf({ frame, octets, comments }: Waiting): Uint8Array {
    if (!frame || comments.length === 0) return octets;
    if (frame.time === undefined) {
      mute++;
      return octets;
    }
    commented++;
    const comment = comments.join("\n");
    const { raw, time, data, originalLength, direction } = frame;
    if (raw?.format === "pcapng") return rewriteFrame(frame, { comment });
    return frameBlock({ time, data, originalLength, direction, comment });
  }

  return {
    take,
    tell,
    departed(isEnd: boolean): Uint8Array[] {
      const count = isEnd ? queue.length : Math.max(0, queue.length - MOST_WAITING);
      if (!isEnd && count < MOST_WAITING) return [];
      const out = queue.slice(0, count).map(octetsOf);
      queue = queue.slice(count);
      return out;
    },
    counts: () => ({ frames, commented, mute }),
  };
}
