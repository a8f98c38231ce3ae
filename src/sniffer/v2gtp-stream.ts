/**
 * Octets of one direction to V2GTP messages (ISO 15118-2, 7.8.3), found again after a hole or in mid-stream.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { SCHEMAS_BY_PAYLOAD_TYPE } from "../v2g/v2gtp-split.ts";
import { u16, u32 } from "./headers.ts";

export interface V2gtpMessage {
  readonly payloadType: number;
  readonly payload: Uint8Array;
  /** The frame that completed the message. */
  readonly frame: number;
  readonly time: Timestamp | undefined;
  /** From 0 to 1: below 1 where the stream had to be found again. */
  readonly confidence: number;
}

/** Octets that belong to no message. */
export interface Skipped {
  readonly skipped: Uint8Array;
  readonly because: string;
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

export interface V2gtpStream {
  readonly feed: (octets: Uint8Array, frame: number, time: Timestamp | undefined) => (V2gtpMessage | Skipped)[];
  /** Octets are missing here: what was begun is given up. */
  readonly hole: (frame: number, time: Timestamp | undefined) => Skipped[];
  readonly end: () => Skipped[];
}

const HEADER = 8;
/** ISO 15118-2 allows 2^32 octets; no message comes near to a mebibyte. */
const LONGEST = 1 << 20;
/** How sure a message is whose beginning had to be searched for, and nothing behind it confirms it yet. */
const FOUND = 0.8;

export function v2gtpStream(): V2gtpStream {
  let held = new Uint8Array(0);
  let isInStep = true;
  let last: { readonly frame: number; readonly time: Timestamp | undefined } = { frame: 0, time: undefined };

  function feed(octets: Uint8Array, frame: number, time: Timestamp | undefined): (V2gtpMessage | Skipped)[] {
    last = { frame, time };
    let data = octets;
    if (held.length > 0) {
      data = new Uint8Array(held.length + octets.length);
      data.set(held);
      data.set(octets, held.length);
    }
    const out: (V2gtpMessage | Skipped)[] = [];
    let at = 0;
    while (data.length - at >= HEADER) {
      if (!isHeader(data, at)) {
        const start = at;
        do at++;
        while (data.length - at >= HEADER && !isBelieved(data, at));
        if (data.length - at < HEADER) at = Math.max(start + 1, data.length - HEADER + 1);
        out.push({ skipped: data.slice(start, at), because: `${at - start} octets are no V2GTP message`, frame, time });
        isInStep = false;
        continue;
      }
      const length = u32(data, at + 4);
      if (data.length - at < HEADER + length) break;
      const payload = data.slice(at + HEADER, at + HEADER + length);
      const isFollowed = data.length - at >= 2 * HEADER + length && isHeader(data, at + HEADER + length);
      out.push({
        payloadType: u16(data, at + 2),
        payload,
        frame,
        time,
        confidence: isInStep || isFollowed ? 1 : FOUND,
      });
      isInStep = true;
      at += HEADER + length;
    }
    held = data.slice(at);
    return out;
  }

  function giveUp(because: string): Skipped[] {
    const skipped = held;
    held = new Uint8Array(0);
    return skipped.length > 0 ? [{ skipped, because, ...last }] : [];
  }

  return {
    feed,
    hole(frame, time) {
      const skipped = giveUp(`${held.length} octets found of a message that was cut by a hole in the recording`);
      isInStep = false;
      last = { frame, time };
      return skipped;
    },
    end: () => giveUp(`${held.length} octets found of a message that was not completed`),
  };
}

/** Version, its inverse, and a length that can be. The payload type may be any: Tesla's chargers send 0x4C41. */
function isHeader(data: Uint8Array, at: number): boolean {
  const length = u32(data, at + 4);
  return data[at] === 0x01 && data[at + 1] === 0xfe && length >= 0 && length <= LONGEST;
}

/** Where a header is searched for, it has to be one that is known, in front of something that looks like EXI. */
function isBelieved(data: Uint8Array, at: number): boolean {
  if (!isHeader(data, at)) return false;
  const isExi = SCHEMAS_BY_PAYLOAD_TYPE[u16(data, at + 2)] !== undefined;
  return isExi && (data.length <= at + HEADER || data[at + HEADER] === 0x80);
}
