/**
 * The blocks of the capture that comes out. Nothing of the old file is copied: no names of machines, programs and
 * interfaces, no comments, no blocks that mean nothing to us.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import type { Frame, Interface, Statistics } from "../../capture/records.ts";
import { type PcapFile, pcapHeader, pcapRecord } from "../../capture/write-pcap.ts";
import {
  CaptureWriteError,
  frameBlock,
  interfaceBlock,
  secretsBlock,
  sectionBlock,
  statisticsBlock,
} from "../../capture/write-pcapng.ts";

export type OutputFormat = "pcap" | "pcapng";

export interface CaptureOutput {
  readonly interface: (station: Interface) => Uint8Array[];
  readonly frame: (frame: Frame) => Uint8Array[];
  readonly statistics: (statistics: Statistics) => Uint8Array[];
}

export interface OutputOptions {
  readonly format: OutputFormat;
  /** TLS keys for whoever reads it; a pcap file has no place for them. */
  readonly keyLog: string;
  /** Whether times have more than microseconds; pcapng always has room for them. */
  readonly nanoseconds: boolean;
}

const EPOCH: Timestamp = { seconds: 0, nanoseconds: 0 };

/** @throws {CaptureWriteError} where the format cannot hold what comes. */
export function captureOutput({ format, keyLog, nanoseconds }: OutputOptions): CaptureOutput {
  return format === "pcap" ? pcapOutput(nanoseconds) : pcapngOutput(keyLog);
}

function pcapOutput(nanoseconds: boolean): CaptureOutput {
  let file: PcapFile | undefined;
  return {
    interface({ linkType, snapLength }) {
      if (file && file.linkType !== linkType) {
        throw new CaptureWriteError(
          `Cannot write pcap: it holds one link type, ${file.linkType} and ${linkType} found; write pcapng instead`,
        );
      }
      if (file) return [];
      file = { linkType, snapLength: snapLength || undefined, nanoseconds };
      return [pcapHeader(file)];
    },
    frame: ({ time = EPOCH, data, originalLength }) => (file ? [pcapRecord({ time, data, originalLength }, file)] : []),
    statistics: () => [],
  };
}

function pcapngOutput(keyLog: string): CaptureOutput {
  let hasSection = false;
  let hasFrames = false;
  return {
    interface({ linkType, snapLength }) {
      const head = hasSection ? [] : [sectionBlock()];
      hasSection = true;
      return [...head, interfaceBlock({ linkType, snapLength })];
    },
    frame({ time, data, originalLength, direction, dropped, interface: { index } }) {
      const secrets = hasFrames || keyLog === "" ? [] : [secretsBlock(keyLog)];
      hasFrames = true;
      // Only frames of the first interface can be without a time.
      const known = time ?? (index > 0 ? EPOCH : undefined);
      return [...secrets, frameBlock({ time: known, data, originalLength, direction, dropped, interface: index })];
    },
    statistics: ({ time, received, dropped, interface: { index } }) => [
      statisticsBlock({ time, received, dropped, interface: index }),
    ],
  };
}
