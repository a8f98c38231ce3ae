/**
 * The blocks of pcapng that describe a recording: draft-ietf-opsawg-pcapng, 4.1 (section header), 4.2 (interface),
 * 4.6 (statistics), 4.7 (secrets).
 *
 * @module
 */

import { bigCount, eachOption, moreText, nameText, type OptionArea } from "./pcapng-options.ts";
import type { Interface, RawBlock, Secrets, Section, Statistics } from "./records.ts";
import { type TickClock, tickClock } from "./time-resolution.ts";

export const blockType = {
  sectionHeader: 0x0a0d0d0a,
  interface: 1,
  packet: 2,
  simplePacket: 3,
  statistics: 5,
  enhancedPacket: 6,
  secrets: 10,
} as const;

/** `TLSK`: a TLS key log. */
export const TLS_KEY_LOG = 0x544c534b;

/** One whole block. `end` is that of its body, where the repeated length starts. */
export interface Block extends OptionArea {
  readonly raw: RawBlock | undefined;
}

/** An interface with what its packets need. */
export interface Station {
  readonly interface: Interface;
  readonly clock: TickClock;
}

/** Something read, and what was wrong with its options. */
export interface Read<T> {
  readonly record: T;
  readonly problem: string | undefined;
}

export function readSection(block: Block): Read<Section> {
  let hardware: string | undefined;
  let system: string | undefined;
  let application: string | undefined;
  let comment: string | undefined;
  const options = { ...block, start: block.start + 24 };
  const problem = eachOption(options, (option) => {
    if (option.code === 1) comment = moreText(comment, options, option);
    else if (option.code === 2) hardware = nameText(options, option);
    else if (option.code === 3) system = nameText(options, option);
    else if (option.code === 4) application = nameText(options, option);
  });
  return { record: { kind: "section", hardware, system, application, comment, raw: block.raw }, problem };
}

/** @param index among all interfaces of the file. */
export function readInterface(block: Block, index: number): Read<Station> {
  const { view, start, littleEndian } = block;
  let name: string | undefined;
  let description: string | undefined;
  let comment: string | undefined;
  let resolution = 6;
  let offset = 0;
  const options = { ...block, start: start + 16 };
  const problem = eachOption(options, (option) => {
    if (option.code === 1) comment = moreText(comment, options, option);
    else if (option.code === 2) name = nameText(options, option);
    else if (option.code === 3) description = nameText(options, option);
    else if (option.code === 9 && option.length === 1) resolution = view.getUint8(option.start);
    else if (option.code === 14 && option.length === 8) offset = Number(view.getBigInt64(option.start, littleEndian));
  });
  const record: Interface = {
    kind: "interface",
    index,
    linkType: view.getUint16(start + 8, littleEndian),
    snapLength: view.getUint32(start + 12, littleEndian),
    name,
    description,
    comment: comment?.slice(0, 1024),
    raw: block.raw,
  };
  return { record: { interface: record, clock: tickClock(resolution, offset) }, problem };
}

export function readStatistics(block: Block, station: Station): Read<Statistics> {
  const { view, start, littleEndian } = block;
  let received: number | undefined;
  let dropped: number | undefined;
  let droppedBySystem: number | undefined;
  const options = { ...block, start: start + 20 };
  const problem = eachOption(options, (option) => {
    if (option.code === 4) received = bigCount(options, option);
    else if (option.code === 5) dropped = bigCount(options, option);
    else if (option.code === 7) droppedBySystem = bigCount(options, option);
  });
  const record: Statistics = {
    kind: "statistics",
    interface: station.interface,
    time: station.clock(view.getUint32(start + 12, littleEndian), view.getUint32(start + 16, littleEndian)),
    received,
    dropped,
    droppedBySystem,
    raw: block.raw,
  };
  return { record, problem };
}

/** Undefined for secrets of something else than TLS; a text where the block does not hold what it announces. */
export function readSecrets({ bytes, view, littleEndian, start, end, raw }: Block): Secrets | string | undefined {
  const length = view.getUint32(start + 12, littleEndian);
  const left = end - start - 16;
  if (length > left) return `secrets of ${length} octets, at most ${left} expected`;
  if (view.getUint32(start + 8, littleEndian) !== TLS_KEY_LOG) return undefined;
  const keyLog = new TextDecoder().decode(bytes.subarray(start + 16, start + 16 + length));
  return { kind: "secrets", keyLog, raw };
}
