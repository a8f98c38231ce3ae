/**
 * Classic pcap files: draft-ietf-opsawg-pcap. Both byte orders, microseconds (a1b2c3d4), nanoseconds (a1b23c4d), and
 * the records of Alexey Kuznetsov's modified libpcap (a1b2cd34), which some embedded Linux still writes.
 *
 * @module
 */

import type { BlockReader } from "./block-feed.ts";
import type { CaptureRecord, Direction, Frame, Interface, RawBlock } from "./records.ts";

/** The file header. */
const HEADER = 24;
/** The header before each frame, and that of the modified format, which adds interface, protocol and packet type. */
const RECORD = 16;
const MODIFIED_RECORD = 24;

/** What libpcap keeps of a frame at most, whatever the file header says: MAXIMUM_SNAPLEN. */
const LONGEST_FRAME = 262_144;

interface Flavour {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  readonly modified: boolean;
}

const flavours: Record<number, Flavour> = {
  2712847316: { littleEndian: false, nanoseconds: false, modified: false },
  3569595041: { littleEndian: true, nanoseconds: false, modified: false },
  2712812621: { littleEndian: false, nanoseconds: true, modified: false },
  1295823521: { littleEndian: true, nanoseconds: true, modified: false },
  2712849716: { littleEndian: false, nanoseconds: false, modified: true },
  885895841: { littleEndian: true, nanoseconds: false, modified: true },
};

/** Whether a file that starts with these four octets, read big-endian, is a classic pcap file. */
export function isPcapMagic(magic: number): boolean {
  return flavours[magic] !== undefined;
}

/** PACKET_OUTGOING of Linux, in the modified record. */
const OUTGOING = 4;

/** Reads a classic pcap file from its header on. */
export function pcapReader(keepBlocks: boolean): BlockReader {
  let flavour: Flavour | undefined;
  let station: Interface | undefined;

  const reader: BlockReader = {
    format: "pcap",
    offset: 0,
    count: 0,
    wanted: HEADER,
    corrupt: undefined,
    next: () => (station ? `frame ${reader.count + 1}` : "pcap header"),

    read(bytes, start, end, out) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let at = start;
      if (!flavour || !station) {
        if (end - at < HEADER) return at;
        flavour = flavours[view.getUint32(at)] ?? flavours[0xa1b2c3d4]!;
        station = describe(view, at, flavour, keepBlocks ? raw(bytes, at, HEADER, flavour) : undefined);
        out.push(station);
        at += HEADER;
        reader.offset += HEADER;
      }
      const read = readFrames(bytes, view, at, end, flavour, station, out);
      reader.offset += read - at;
      return read;
    },
  };
  return reader;

  function readFrames(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    flavour: Flavour,
    station: Interface,
    out: CaptureRecord[],
  ): number {
    const { littleEndian, nanoseconds, modified } = flavour;
    const { linkType, snapLength } = station;
    const header = modified ? MODIFIED_RECORD : RECORD;
    // A snapshot length beyond LONGEST_FRAME is believed up to that of a pcapng block.
    const longest = Math.max(LONGEST_FRAME, Math.min(snapLength, 1 << 26));
    const fraction = nanoseconds ? 1 : 1000;
    let number = reader.count;
    let at = start;
    for (;;) {
      reader.wanted = header;
      if (end - at < header) break;
      const captured = view.getUint32(at + 8, littleEndian);
      if (captured > longest) {
        reader.corrupt = `captured length ${captured}, at most ${longest} expected`;
        break;
      }
      reader.wanted = header + captured;
      if (end - at < reader.wanted) break;
      const seconds = view.getUint32(at, littleEndian);
      const rest = view.getUint32(at + 4, littleEndian) * fraction;
      number++;
      const frame: Frame = {
        kind: "frame",
        number,
        // Some recorders let the fraction run over a second.
        time:
          rest < 1e9
            ? { seconds, nanoseconds: rest }
            : { seconds: seconds + Math.floor(rest / 1e9), nanoseconds: rest % 1e9 },
        clock: "epoch",
        linkType,
        interface: station,
        data: bytes.subarray(at + header, at + reader.wanted),
        originalLength: view.getUint32(at + 12, littleEndian),
        direction: modified ? directionOf(bytes[at + 22]!) : undefined,
        dropped: undefined,
        comment: undefined,
        raw: keepBlocks ? raw(bytes, at, reader.wanted, flavour) : undefined,
      };
      out.push(frame);
      at += reader.wanted;
    }
    reader.count = number;
    return at;
  }
}

function describe(view: DataView, at: number, { littleEndian }: Flavour, raw: RawBlock | undefined): Interface {
  return {
    kind: "interface",
    index: 0,
    // The upper half tells the length of a frame check sequence, if there is one.
    linkType: view.getUint32(at + 20, littleEndian) & 0xffff,
    snapLength: view.getUint32(at + 16, littleEndian),
    name: undefined,
    description: undefined,
    comment: undefined,
    raw,
  };
}

function directionOf(packetType: number): Direction {
  return packetType === OUTGOING ? "out" : "in";
}

function raw(bytes: Uint8Array, at: number, length: number, { littleEndian }: Flavour): RawBlock {
  return { format: "pcap", littleEndian, bytes: bytes.subarray(at, at + length) };
}
