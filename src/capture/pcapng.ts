/**
 * pcapng files: draft-ietf-opsawg-pcapng. Sections of either byte order, any number of interfaces with clocks of their
 * own, packets in all three kinds of block. What is broken inside a sound block becomes a problem and is passed over;
 * where the blocks themselves no longer follow each other, reading ends.
 *
 * @module
 */

import type { BlockReader } from "./block-feed.ts";
import {
  type Block,
  blockType,
  type Read,
  readInterface,
  readSecrets,
  readSection,
  readStatistics,
  type Station,
} from "./pcapng-blocks.ts";
import {
  type PacketReader,
  readEnhancedPacket,
  readOldPacket,
  readSimplePacket,
  unknownInterface,
} from "./pcapng-packets.ts";
import type { CaptureRecord } from "./records.ts";

/** The longest block that is believed, in octets. A real one holds one frame, or the key log of one session. */
export const LONGEST_BLOCK = 1 << 26;

/** More interfaces than the 16 bits of the old Packet Block can name. */
const MOST_INTERFACES = 65_536;

/** The byte-order magic of a section header. */
const MAGIC = 0x1a2b3c4d;

/** Octets of a block without options and data, with its type and both lengths. */
const shortest: Readonly<Record<number, number>> = {
  [blockType.sectionHeader]: 28,
  [blockType.interface]: 20,
  [blockType.packet]: 32,
  [blockType.simplePacket]: 16,
  [blockType.statistics]: 24,
  [blockType.enhancedPacket]: 32,
  [blockType.secrets]: 20,
};

/** Reads a pcapng file from its first section header on. */
export function pcapngReader(keepBlocks: boolean): BlockReader {
  let littleEndian = true;
  /** The interfaces of this section. */
  let stations: Station[] = [];
  /** How many interfaces there were in the sections before. */
  let stationsBefore = 0;
  /** Where the records of this chunk go. */
  let out: CaptureRecord[] = [];

  const reader: BlockReader = {
    format: "pcapng",
    offset: 0,
    count: 0,
    wanted: 12,
    corrupt: undefined,
    next: () => "block",

    read(bytes, start, end, into) {
      out = into;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const base = reader.offset - start;
      // One for all: whatever reads a block is done with it before the next one comes.
      const block = { bytes, view, littleEndian, start, end, raw: undefined as Block["raw"] };
      let at = start;
      for (;;) {
        reader.wanted = 12;
        if (end - at < 12) break;
        const type = view.getUint32(at, littleEndian);
        if (type === blockType.sectionHeader) reader.corrupt = newByteOrder(view, at);
        const length = view.getUint32(at + 4, littleEndian);
        reader.corrupt ??= wrongLength(length);
        if (reader.corrupt !== undefined) break;
        reader.wanted = length;
        if (end - at < length) break;
        const repeated = view.getUint32(at + length - 4, littleEndian);
        if (repeated !== length) {
          reader.corrupt = `length ${length} at its start and ${repeated} at its end, the same expected`;
          break;
        }
        reader.offset = base + at;
        block.littleEndian = littleEndian;
        block.start = at;
        block.end = at + length - 4;
        if (keepBlocks) block.raw = { format: "pcapng", littleEndian, bytes: bytes.subarray(at, at + length) };
        readBlock(type, block);
        if (reader.corrupt !== undefined) break;
        at += length;
      }
      reader.offset = base + at;
      return at;
    },
  };
  return reader;

  function newByteOrder(view: DataView, at: number): string | undefined {
    const magic = view.getUint32(at + 8);
    littleEndian = magic !== MAGIC;
    if (view.getUint32(at + 8, littleEndian) === MAGIC) return undefined;
    return `byte-order magic ${magic.toString(16).padStart(8, "0")}, 1a2b3c4d or 4d3c2b1a expected`;
  }

  function readBlock(type: number, block: Block): void {
    const length = block.end - block.start + 4;
    const least = shortest[type] ?? 12;
    if (length < least) {
      const reason = `length ${length}, at least ${least} expected for type ${type}`;
      if (type === blockType.sectionHeader) reader.corrupt = reason;
      else problem(reason, block);
    } else if (type === blockType.enhancedPacket) packet(block, readEnhancedPacket);
    else if (type === blockType.simplePacket) packet(block, readSimplePacket);
    else if (type === blockType.packet) packet(block, readOldPacket);
    else if (type === blockType.sectionHeader) section(block);
    else if (type === blockType.interface) anInterface(block);
    else if (type === blockType.statistics) statistics(block);
    else if (type === blockType.secrets) secrets(block);
    else passOn(type, block);
  }

  function packet(block: Block, read: PacketReader): void {
    reader.count++;
    const frame = read(block, stations, reader.count, frameProblem);
    if (typeof frame === "string") frameProblem(frame, block);
    else out.push(frame);
  }

  function section(block: Block): void {
    const major = block.view.getUint16(block.start + 12, littleEndian);
    if (major !== 1) {
      reader.corrupt = `pcapng version ${major}, 1 expected`;
      return;
    }
    stationsBefore += stations.length;
    stations = [];
    take(readSection(block));
  }

  function anInterface(block: Block): void {
    if (stations.length === MOST_INTERFACES) {
      reader.corrupt = `interface ${MOST_INTERFACES} of its section, at most ${MOST_INTERFACES - 1} expected`;
      return;
    }
    const { record, problem } = readInterface(block, stationsBefore + stations.length);
    stations.push(record);
    take({ record: record.interface, problem });
  }

  function statistics(block: Block): void {
    const id = block.view.getUint32(block.start + 8, littleEndian);
    const station = stations[id];
    if (station) take(readStatistics(block, station));
    else problem(unknownInterface(id, stations), block);
  }

  function secrets(block: Block): void {
    const secrets = readSecrets(block);
    if (typeof secrets === "string") problem(secrets, block);
    else if (secrets) out.push(secrets);
    else passOn(blockType.secrets, block);
  }

  function passOn(type: number, { raw }: Block): void {
    if (raw) out.push({ kind: "block", type, raw });
  }

  function take({ record, problem: reason }: Read<CaptureRecord>): void {
    out.push(record);
    if (reason !== undefined) problem(reason);
  }

  /** The block is given when no other record has its raw octets. */
  function problem(reason: string, block?: Block): void {
    const { offset } = reader;
    out.push({ kind: "problem", offset, reason: `Cannot read block at ${offset}: ${reason}`, raw: block?.raw });
  }

  function frameProblem(reason: string, block?: Block): void {
    const { offset, count } = reader;
    const text = `Cannot read frame ${count} at ${offset}: ${reason}`;
    out.push({ kind: "problem", offset, reason: text, raw: block?.raw });
  }
}

function wrongLength(length: number): string | undefined {
  if (length > LONGEST_BLOCK) return `length ${length}, at most ${LONGEST_BLOCK} expected`;
  if (length < 12) return `length ${length}, at least 12 expected`;
  if (length % 4 !== 0) return `length ${length}, a multiple of 4 expected`;
  return undefined;
}
