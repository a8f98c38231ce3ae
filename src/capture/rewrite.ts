/**
 * Changes single frames of a file that is copied block by block (read with `keepBlocks`): what is not named stays as it
 * was recorded, to the bit.
 *
 * @module
 */

import { blockType } from "./pcapng-blocks.ts";
import { padded } from "./pcapng-options.ts";
import type { Frame, RawBlock } from "./records.ts";
import { CaptureWriteError, commentOption, optionsLength, writeOptions } from "./write-pcapng.ts";

export interface FrameChange {
  /** Takes the place of the octets that were captured; the original length grows or shrinks with it. */
  readonly data?: Uint8Array | undefined;
  /** One more comment, before those that the frame has. */
  readonly comment?: string | undefined;
}

/**
 * The block of a frame with other octets, or with one more comment.
 *
 * @throws {CaptureWriteError} where the frame was read without `keepBlocks`, or a comment is asked for that the kind of
 * block cannot hold (pcap records and Simple Packet Blocks).
 */
export function rewriteFrame(frame: Frame, { data = frame.data, comment }: FrameChange): Uint8Array {
  const { raw } = frame;
  if (raw === undefined) throw new CaptureWriteError(`Cannot rewrite frame ${frame.number}: no block was kept of it`);
  const place = placeOf(frame, raw);
  if (comment !== undefined && !place.holdsOptions) {
    throw new CaptureWriteError(`Cannot rewrite frame ${frame.number}: its kind of block holds no comment`);
  }
  const added = comment === undefined ? [] : [commentOption(comment)];
  const isPcap = raw.format === "pcap";
  const fill = isPcap ? 0 : padded(data.length) - data.length;
  const oldFill = isPcap ? 0 : padded(frame.data.length) - frame.data.length;
  const dataEnd = place.data + data.length + fill;
  const oldRest = raw.bytes.subarray(place.data + frame.data.length + oldFill, place.end);
  // Those that were there bring their own opt_endofopt.
  const more = added.length === 0 ? 0 : optionsLength(added) - (oldRest.length > 0 ? 4 : 0);
  const bytes = new Uint8Array(dataEnd + more + oldRest.length + (isPcap ? 0 : 4));
  const view = new DataView(bytes.buffer);
  bytes.set(raw.bytes.subarray(0, place.data));
  bytes.set(data, place.data);
  writeOptions(bytes, view, dataEnd, added, raw.littleEndian);
  bytes.set(oldRest, dataEnd + more);

  const originalLength = frame.originalLength + data.length - frame.data.length;
  if (place.captured !== undefined) view.setUint32(place.captured, data.length, raw.littleEndian);
  view.setUint32(place.original, originalLength, raw.littleEndian);
  if (!isPcap) {
    view.setUint32(4, bytes.length, raw.littleEndian);
    view.setUint32(bytes.length - 4, bytes.length, raw.littleEndian);
  }
  return bytes;
}

/** Where in its block a frame's parts are, in octets. */
interface Place {
  /** The captured length, where the block says it. */
  readonly captured: number | undefined;
  readonly original: number;
  readonly data: number;
  /** Of the options. */
  readonly end: number;
  readonly holdsOptions: boolean;
}

function placeOf({ data }: Frame, { format, littleEndian, bytes }: RawBlock): Place {
  if (format === "pcap") {
    const start = bytes.length - data.length; // 16, or 24 in modified files
    return { captured: 8, original: 12, data: start, end: bytes.length, holdsOptions: false };
  }
  const end = bytes.length - 4;
  const type = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, littleEndian);
  if (type === blockType.simplePacket) return { captured: undefined, original: 8, data: 12, end, holdsOptions: false };
  return { captured: 20, original: 24, data: 28, end, holdsOptions: true };
}
