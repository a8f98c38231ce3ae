/**
 * Writes classic pcap files: a header, then one record for each frame. For tools that do not read pcapng; comments,
 * directions and secrets have no place here.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { type ByteOrder, checkTime } from "./write-pcapng.ts";

export interface PcapFile {
  readonly linkType: number;
  /** Octets of a frame that are kept at most; libpcap's own 262,144 if not given. */
  readonly snapLength?: number | undefined;
  /** Unless this is `false`, times have nanoseconds (magic a1b23c4d) and not microseconds. */
  readonly nanoseconds?: boolean | undefined;
  /** `little` if not given. */
  readonly order?: ByteOrder | undefined;
}

/** The 24 octets before the first record. */
export function pcapHeader({
  linkType,
  snapLength = 262_144,
  nanoseconds = true,
  order = "little",
}: PcapFile): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  const little = order === "little";
  view.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, snapLength, little);
  view.setUint32(20, linkType, little);
  return new Uint8Array(view.buffer);
}

export interface PcapFrame {
  readonly time: Timestamp;
  readonly data: Uint8Array;
  /** Octets on the wire, if `data` is not all of them. */
  readonly originalLength?: number | undefined;
}

/** The last second that 32 bits can count: in the year 2106. */
const LAST_PCAP_SECOND = 0xffff_ffff;

/**
 * A frame as a record of the file that has this header. Microseconds are cut off, not rounded.
 *
 * @throws {CaptureWriteError} where the time is before 1970 or after 2106.
 */
export function pcapRecord({ time, data, originalLength = data.length }: PcapFrame, file: PcapFile): Uint8Array {
  checkTime(time, LAST_PCAP_SECOND);
  const { nanoseconds = true, order = "little" } = file;
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  const little = order === "little";
  view.setUint32(0, time.seconds, little);
  view.setUint32(4, nanoseconds ? time.nanoseconds : Math.floor(time.nanoseconds / 1000), little);
  view.setUint32(8, data.length, little);
  view.setUint32(12, originalLength, little);
  bytes.set(data, 16);
  return bytes;
}
