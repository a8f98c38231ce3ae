/**
 * The three kinds of pcapng block that hold a frame: draft-ietf-opsawg-pcapng, 4.3 (enhanced), 4.4 (simple), and
 * appendix A (the old Packet Block).
 *
 * @module
 */

import type { Block, Station } from "./pcapng-blocks.ts";
import { bigCount, eachOption, moreText, padded } from "./pcapng-options.ts";
import type { Direction, Frame } from "./records.ts";

/**
 * Reads the frame of a block.
 *
 * @param stations the interfaces of this section.
 * @param report is told what is wrong with the options of a frame that is sound otherwise.
 * @returns the frame, or a text that says why there is none.
 */
export type PacketReader = (
  block: Block,
  stations: readonly Station[],
  number: number,
  report: (reason: string) => void,
) => Frame | string;

/** An Enhanced Packet Block of 32 octets or more. */
export const readEnhancedPacket: PacketReader = (block, stations, number, report) => {
  const { view, littleEndian, start } = block;
  const id = view.getUint32(start + 8, littleEndian);
  const station = stations[id];
  return station ? timedPacket(block, station, number, undefined, report) : unknownInterface(id, stations);
};

/** An old Packet Block of 32 octets or more: interface and drops share the word that names the interface since. */
export const readOldPacket: PacketReader = (block, stations, number, report) => {
  const { view, littleEndian, start } = block;
  const id = view.getUint16(start + 8, littleEndian);
  const drops = view.getUint16(start + 10, littleEndian);
  const station = stations[id];
  if (station === undefined) return unknownInterface(id, stations);
  const dropped = drops === 0xffff ? undefined : drops; // 65535: not counted
  return timedPacket(block, station, number, dropped, report);
};

/** Always from the first interface and without a time; the captured length is the shortest that it can be. */
export const readSimplePacket: PacketReader = (block, stations, number) => {
  const { bytes, view, littleEndian, start, end, raw } = block;
  const station = stations[0];
  if (station === undefined) return unknownInterface(0, stations);
  const originalLength = view.getUint32(start + 8, littleEndian);
  const { linkType, snapLength } = station.interface;
  const captured = Math.min(originalLength, snapLength || originalLength, end - start - 12);
  return {
    kind: "frame",
    number,
    time: undefined,
    clock: "epoch",
    linkType,
    interface: station.interface,
    data: bytes.subarray(start + 12, start + 12 + captured),
    originalLength,
    direction: undefined,
    dropped: undefined,
    comment: undefined,
    raw,
  };
};

export function unknownInterface(id: number, stations: readonly Station[]): string {
  const known = stations.length === 0 ? "but none was described" : `at most ${stations.length - 1} expected`;
  return `interface ${id}, ${known}`;
}

/** What enhanced and old packets have in common: all behind the interface. */
function timedPacket(
  block: Block,
  station: Station,
  number: number,
  dropped: number | undefined,
  report: (reason: string) => void,
): Frame | string {
  const { bytes, view, littleEndian, start, end, raw } = block;
  const captured = view.getUint32(start + 20, littleEndian);
  const room = end - start - 28;
  if (captured > room) return `captured length ${captured}, at most ${room} expected`;
  const data = start + 28;
  const options = data + padded(captured);
  const noted = end - options < 4 ? nothingNoted : readOptions({ ...block, start: options }, report);
  return {
    kind: "frame",
    number,
    time: station.clock(view.getUint32(start + 12, littleEndian), view.getUint32(start + 16, littleEndian)),
    clock: "epoch",
    linkType: station.interface.linkType,
    interface: station.interface,
    data: bytes.subarray(data, data + captured),
    originalLength: view.getUint32(start + 24, littleEndian),
    direction: noted.direction,
    dropped: noted.dropped ?? dropped,
    comment: noted.comment,
    raw,
  };
}

interface Noted {
  readonly direction: Direction | undefined;
  readonly dropped: number | undefined;
  readonly comment: string | undefined;
}

const nothingNoted: Noted = { direction: undefined, dropped: undefined, comment: undefined };

/** The two lowest bits of the flags: 1 inbound, 2 outbound. */
const directions: readonly (Direction | undefined)[] = [undefined, "in", "out", undefined];

function readOptions(area: Block, report: (reason: string) => void): Noted {
  let direction: Direction | undefined;
  let dropped: number | undefined;
  let comment: string | undefined;
  const wrong = eachOption(area, (option) => {
    if (option.code === 1) comment = moreText(comment, area, option);
    else if (option.code === 2 && option.length === 4) {
      direction = directions[area.view.getUint32(option.start, area.littleEndian) & 3];
    } else if (option.code === 4) dropped = bigCount(area, option);
  });
  if (wrong !== undefined) report(wrong);
  return { direction, dropped, comment };
}
