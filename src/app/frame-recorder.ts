/**
 * Frames as a pcapng file in the making.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../capture/write-pcapng.ts";

/** LINKTYPE_ETHERNET */
const ETHERNET = 1;

export interface FrameRecorder {
  readonly frame: (octets: Uint8Array, time: Timestamp, comment?: string) => void;
}

/** Hands each piece to `write`, the first ones at once. */
export function frameRecorder(name: string, write: (octets: Uint8Array) => void): FrameRecorder {
  write(sectionBlock());
  write(interfaceBlock({ linkType: ETHERNET, name }));
  return {
    frame: (data, time, comment) => write(frameBlock({ time, data, ...(comment === undefined ? {} : { comment }) })),
  };
}
