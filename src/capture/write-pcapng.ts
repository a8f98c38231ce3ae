/**
 * Writes pcapng files block by block: a section, its interfaces, then frames, secrets and statistics in any order. Times
 * have nanoseconds. Wireshark and tcpdump read the outcome.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { blockType, TLS_KEY_LOG } from "./pcapng-blocks.ts";
import { padded } from "./pcapng-options.ts";
import type { Direction } from "./records.ts";
import { LAST_SECOND, writeNanoseconds } from "./time-resolution.ts";

export type ByteOrder = "little" | "big";

/** What cannot be put into a capture file. */
export class CaptureWriteError extends Error {
  override readonly name = "CaptureWriteError";
}

export interface SectionToWrite {
  readonly application?: string | undefined;
  readonly hardware?: string | undefined;
  readonly system?: string | undefined;
  readonly comment?: string | undefined;
}

/** The Section Header Block that every file starts with. */
export function sectionBlock(section: SectionToWrite = {}, order: ByteOrder = "little"): Uint8Array {
  const { application = "Plugtalk", hardware, system, comment } = section;
  const options = texts([1, comment], [2, hardware], [3, system], [4, application]);
  return block({ type: blockType.sectionHeader, order, fixed: 16, options }, (view, little) => {
    view.setUint32(8, 0x1a2b3c4d, little);
    view.setUint16(12, 1, little);
    view.setBigInt64(16, -1n, little); // length of the section: not given
  });
}

export interface InterfaceToWrite {
  readonly linkType: number;
  /** Octets of a frame that are kept at most; 0, for no limit, if not given. */
  readonly snapLength?: number | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly comment?: string | undefined;
}

/** An Interface Description Block. Frames name interfaces by the order in which they were written, from 0. */
export function interfaceBlock(station: InterfaceToWrite, order: ByteOrder = "little"): Uint8Array {
  const { linkType, snapLength = 0, name, description, comment } = station;
  const nanoseconds: Option = { code: 9, value: Uint8Array.of(9) };
  const options = [...texts([1, comment], [2, name], [3, description]), nanoseconds];
  return block({ type: blockType.interface, order, fixed: 8, options }, (view, little) => {
    view.setUint16(8, linkType, little);
    view.setUint32(12, snapLength, little);
  });
}

export interface FrameToWrite {
  /** Without a time, a Simple Packet Block is written: always of interface 0, with no room for a comment. */
  readonly time: Timestamp | undefined;
  readonly data: Uint8Array;
  /** Octets on the wire, if `data` is not all of them. */
  readonly originalLength?: number | undefined;
  /** 0 if not given. */
  readonly interface?: number | undefined;
  readonly direction?: Direction | undefined;
  readonly dropped?: number | undefined;
  /** Cut behind 65,535 octets, which is all that a block can hold. */
  readonly comment?: string | undefined;
}

/**
 * A frame in an Enhanced Packet Block.
 *
 * @throws {CaptureWriteError} where the time is before 1970 or after 2554.
 */
export function frameBlock(frame: FrameToWrite, order: ByteOrder = "little"): Uint8Array {
  const { time, data, originalLength = data.length } = frame;
  if (time === undefined) return simplePacket(frame, order);
  checkTime(time, LAST_SECOND);
  const spec = { type: blockType.enhancedPacket, order, fixed: 20, data, options: frameOptions(frame, order) };
  return block(spec, (view, little) => {
    view.setUint32(8, frame.interface ?? 0, little);
    writeNanoseconds(view, 12, time, little);
    view.setUint32(20, data.length, little);
    view.setUint32(24, originalLength, little);
  });
}

function simplePacket({ data, originalLength = data.length, ...rest }: FrameToWrite, order: ByteOrder): Uint8Array {
  if (rest.interface || rest.comment !== undefined) {
    throw new CaptureWriteError("Cannot write frame without a time: interface 0 and no comment expected");
  }
  return block({ type: blockType.simplePacket, order, fixed: 4, data }, (view, little) =>
    view.setUint32(8, originalLength, little),
  );
}

/** A Decryption Secrets Block with a TLS key log, which lets Wireshark decrypt. It belongs before the frames. */
export function secretsBlock(keyLog: string, order: ByteOrder = "little"): Uint8Array {
  const data = new TextEncoder().encode(keyLog);
  return block({ type: blockType.secrets, order, fixed: 8, data }, (view, little) => {
    view.setUint32(8, TLS_KEY_LOG, little);
    view.setUint32(12, data.length, little);
  });
}

export interface StatisticsToWrite {
  readonly time: Timestamp;
  readonly interface?: number | undefined;
  readonly received?: number | undefined;
  readonly dropped?: number | undefined;
}

/** An Interface Statistics Block: how many frames an interface heard and lost until `time`. */
export function statisticsBlock(statistics: StatisticsToWrite, order: ByteOrder = "little"): Uint8Array {
  const { time, received, dropped } = statistics;
  checkTime(time, LAST_SECOND);
  const options = [...counts(order, [4, received], [5, dropped])];
  return block({ type: blockType.statistics, order, fixed: 12, options }, (view, little) => {
    view.setUint32(8, statistics.interface ?? 0, little);
    writeNanoseconds(view, 12, time, little);
  });
}

export function checkTime({ seconds, nanoseconds }: Timestamp, last: number): void {
  const isWhole = Number.isInteger(seconds) && Number.isInteger(nanoseconds) && nanoseconds >= 0 && nanoseconds < 1e9;
  if (isWhole && seconds >= 0 && seconds <= last) return;
  throw new CaptureWriteError(
    `Cannot write time: ${seconds} s and ${nanoseconds} ns found, 0 to ${last} s and 0 to 999999999 ns expected`,
  );
}

/** An option before it has its place. */
export interface Option {
  readonly code: number;
  readonly value: Uint8Array;
}

export function commentOption(comment: string): Option {
  return texts([1, comment])[0]!;
}

const LONGEST_VALUE = 0xffff;

function texts(...options: readonly (readonly [code: number, text: string | undefined])[]): Option[] {
  const encoder = new TextEncoder();
  return options.flatMap(([code, text]) => {
    if (text === undefined) return [];
    const value = encoder.encode(text);
    let end = Math.min(value.length, LONGEST_VALUE);
    while (end < value.length && (value[end]! & 0xc0) === 0x80) end--; // not inside a character
    return [{ code, value: value.subarray(0, end) }];
  });
}

function counts(
  order: ByteOrder,
  ...options: readonly (readonly [code: number, count: number | undefined])[]
): Option[] {
  return options.flatMap(([code, count]) => {
    if (count === undefined) return [];
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, BigInt(count), order === "little");
    return [{ code, value }];
  });
}

function frameOptions({ comment, direction, dropped }: FrameToWrite, order: ByteOrder): Option[] {
  if (comment === undefined && direction === undefined && dropped === undefined) return [];
  const options = [...texts([1, comment]), ...counts(order, [4, dropped])];
  if (direction !== undefined) {
    const value = new Uint8Array(4);
    new DataView(value.buffer).setUint32(0, direction === "in" ? 1 : 2, order === "little");
    options.push({ code: 2, value });
  }
  return options;
}

interface BlockToWrite {
  readonly type: number;
  readonly order: ByteOrder;
  /** Octets of the fields between the length and the data. */
  readonly fixed: number;
  readonly data?: Uint8Array;
  readonly options?: readonly Option[];
}

/** Lays out a block; `fill` writes its fixed fields, which start at octet 8. */
function block(spec: BlockToWrite, fill: (view: DataView, littleEndian: boolean) => void): Uint8Array {
  const { type, order, fixed, data, options = [] } = spec;
  const optionsAt = 8 + fixed + (data ? padded(data.length) : 0);
  const length = optionsAt + optionsLength(options) + 4;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const little = order === "little";
  view.setUint32(0, type, little);
  view.setUint32(4, length, little);
  fill(view, little);
  if (data) bytes.set(data, 8 + fixed);
  writeOptions(bytes, view, optionsAt, options, little);
  view.setUint32(length - 4, length, little);
  return bytes;
}

/** Octets of the options together, with opt_endofopt. */
export function optionsLength(options: readonly Option[]): number {
  if (options.length === 0) return 0;
  return options.reduce((sum, { value }) => sum + 4 + padded(value.length), 4);
}

export function writeOptions(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  options: readonly Option[],
  little: boolean,
): void {
  let at = start;
  for (const { code, value } of options) {
    view.setUint16(at, code, little);
    view.setUint16(at + 2, value.length, little);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
}
