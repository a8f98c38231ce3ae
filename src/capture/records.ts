/**
 * What comes out of a capture file: frames above all, and what the file tells beside them.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";

/** One thing read from a capture. */
export type CaptureRecord =
  | Frame
  | TextMessage
  | Secrets
  | Statistics
  | Interface
  | Section
  | OtherBlock
  | Problem
  | CaptureEnd;

/** A frame as it was on the wire, or as much of it as was kept. */
export interface Frame {
  readonly kind: "frame";
  /**
   * Counted from 1 over the file, as capinfos counts: one for each packet block (EPB, SPB, PB) or pcap record. In a
   * text log, counted together with its messages. (Wireshark 4.0 also shows a custom block as a packet; we write none.)
   */
  readonly number: number;
  /** Undefined where the file has no time for it (pcapng's Simple Packet Block; a text log without times). */
  readonly time: Timestamp | undefined;
  /** What the time counts from. Capture files always say `epoch`. */
  readonly clock: Clock;
  /** The LINKTYPE_ number of the tcpdump group's registry: 1 is Ethernet. */
  readonly linkType: number;
  /** Where it was heard. */
  readonly interface: Interface;
  /** A view into the chunk it came in: whoever keeps it for long keeps the chunk, so copy. */
  readonly data: Uint8Array;
  /** Octets on the wire; more than `data` has when the capture cut the frame (its snapshot length). */
  readonly originalLength: number;
  /** Seen from the recording machine, where it noted that. */
  readonly direction: Direction | undefined;
  /** Frames that were lost just before this one, where the recorder counted them. */
  readonly dropped: number | undefined;
  /** Comments of the packet, one a line. */
  readonly comment: string | undefined;
  /** Only when asked for with `keepBlocks`. */
  readonly raw: RawBlock | undefined;
}

export type Direction = "in" | "out";

/**
 * What a time counts from: `epoch` is 1970 in UTC; `local` is a clock on a wall whose time zone the file does not tell
 * (read as if it were UTC); `relative` is the recorder's own start, or midnight.
 */
export type Clock = "epoch" | "local" | "relative";

/** A V2G message that was found as hex digits in a text log, without the frames that carried it. */
export interface TextMessage {
  readonly kind: "message";
  /** Counted from 1, together with the frames of the same log. */
  readonly number: number;
  /** The line of the log, from 1. */
  readonly line: number;
  readonly time: Timestamp | undefined;
  readonly clock: Clock;
  /** Whether `data` starts with a V2GTP header, or is bare EXI. */
  readonly form: "v2gtp" | "exi";
  readonly data: Uint8Array;
  /** Seen from the program that wrote the log, by the words before the digits ("responding", "received"). */
  readonly direction: Direction | undefined;
  /** The schema that the log names for it (pyPLC's `Dh`, `ED`, `D1`). */
  readonly schema: "handshake" | "din70121" | "iso2" | undefined;
  /** What the line says before the digits, at most 200 characters. */
  readonly label: string;
}

/** TLS secrets that came inside the file (a Decryption Secrets Block of type TLSK). They may follow their frames. */
export interface Secrets {
  readonly kind: "secrets";
  /** NSS key log format. */
  readonly keyLog: string;
  readonly raw: RawBlock | undefined;
}

/** How many frames an interface heard and lost (an Interface Statistics Block). */
export interface Statistics {
  readonly kind: "statistics";
  readonly interface: Interface;
  readonly time: Timestamp;
  readonly received: number | undefined;
  /** Lost because nobody fetched them in time. */
  readonly dropped: number | undefined;
  /** Of these, lost by the operating system. */
  readonly droppedBySystem: number | undefined;
  readonly raw: RawBlock | undefined;
}

/** An interface as the file describes it. A classic pcap file has one. */
export interface Interface {
  readonly kind: "interface";
  /** Counted from 0 over the whole file, also over several sections, as Wireshark counts. */
  readonly index: number;
  readonly linkType: number;
  /** Octets of a frame that were kept at most; 0 where there was no limit. */
  readonly snapLength: number;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly comment: string | undefined;
  readonly raw: RawBlock | undefined;
}

/** The start of a pcapng section; says which program on which machine recorded it. */
export interface Section {
  readonly kind: "section";
  readonly hardware: string | undefined;
  readonly system: string | undefined;
  readonly application: string | undefined;
  readonly comment: string | undefined;
  readonly raw: RawBlock | undefined;
}

/** A block that means nothing to us, for whoever copies a file. Only when asked for with `keepBlocks`. */
export interface OtherBlock {
  readonly kind: "block";
  /** The block type of pcapng. */
  readonly type: number;
  readonly raw: RawBlock;
}

/** A block whose frame is sound and whose content is not. Reading goes on behind it. */
export interface Problem {
  readonly kind: "problem";
  /** Octets from the start of the (uncompressed) file. */
  readonly offset: number;
  /** "Cannot read frame 17 at 2048: interface 3, at most 0 expected". */
  readonly reason: string;
  readonly raw: RawBlock | undefined;
}

/** The octets of a block or pcap record just as they are in the file. */
export interface RawBlock {
  readonly format: "pcap" | "pcapng";
  readonly littleEndian: boolean;
  /** A view, as `Frame.data`. */
  readonly bytes: Uint8Array;
}

/** Always the last record. */
export interface CaptureEnd {
  readonly kind: "end";
  /**
   * `complete`: the file was read to its end. `cut`: it ends inside a block. `corrupt`: what follows is no block.
   * `foreign`: it is no capture. `failed`: the source broke off.
   */
  readonly outcome: "complete" | "cut" | "corrupt" | "foreign" | "failed";
  readonly format: CaptureFormat | undefined;
  /** Frames and text messages that were read before. */
  readonly count: number;
  /** How far it was understood: octets from the start of the file, after decompression. */
  readonly offset: number;
  /** What could not be read, where, and what was found instead of what. Undefined only when `complete`. */
  readonly reason: string | undefined;
  /** What the source threw, when it `failed`. */
  readonly cause: unknown;
}

export type CaptureFormat = "pcap" | "pcapng" | "text log";
