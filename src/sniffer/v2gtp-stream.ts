/**
 * Octets of one direction to V2GTP messages (ISO 15118-2, 7.8.3), found again after a hole or in mid-stream.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";
import { SCHEMAS_BY_PAYLOAD_TYPE } from "../v2g/v2gtp-split.ts";
import { u16, u32 } from "./headers.ts";

interface Seen {
  /** The last of the frames that brought octets of it. */
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

export interface V2gtpMessage extends Seen {
  readonly payloadType: number;
  /** A view, where the message came in one piece: whoever keeps it copies it. */
  readonly payload: Uint8Array;
  /** From 0 to 1: below 1 where the stream had to be found again. */
  readonly confidence: number;
}

/** Octets that belong to no message. */
export interface Skipped extends Seen {
  readonly skipped: Uint8Array;
  readonly because: string;
}

export interface V2gtpStream {
  readonly feed: (octets: Uint8Array, frame: number, time: Timestamp | undefined) => (V2gtpMessage | Skipped)[];
  /** Octets are missing here: what was begun is given up. */
  readonly hole: (frame: number, time: Timestamp | undefined) => Skipped[];
  readonly end: () => Skipped[];
  /** Octets of a message that is not complete. */
  readonly waiting: () => number;
}

const HEADER = 8;
/** ISO 15118-2 allows 2^32 octets; no message comes near to a mebibyte. */
const LONGEST = 1 << 20;
/** How sure a message is whose beginning had to be searched for, and nothing behind it confirms it yet. */
const FOUND = 0.8;

export function v2gtpStream(): V2gtpStream {
  /** The beginning of a message, in the pieces in which it came. */
  let held: Uint8Array[] = [];
  let heldOctets = 0;
  /** Octets that have to be there before there is anything new to find. */
  let wanted = HEADER;
  let isInStep = true;
  let last: Seen = { frame: 0, time: undefined };

  function feed(octets: Uint8Array, frame: number, time: Timestamp | undefined): (V2gtpMessage | Skipped)[] {
    const now: Seen = { frame, time };
    // Where segments came out of order, what is held may have come in a later frame.
    const completed = heldOctets > 0 && last.frame > frame ? last : now;
    if (heldOctets + octets.length < wanted) {
      hold(octets);
      last = completed;
      return [];
    }
    const data = heldOctets > 0 ? joined(octets) : octets;
    const out: (V2gtpMessage | Skipped)[] = [];
    let at = 0;
    while (data.length - at >= HEADER) {
      const seen = at < heldOctets ? completed : now;
      if (!isBeginning(data, at)) {
        const start = at;
        do at = nextCandidate(data, at + 1);
        while (data.length - at >= HEADER && !isBelieved(data, at));
        if (data.length - at < HEADER) at = Math.max(start + 1, data.length - HEADER + 1);
        const skipped = data.slice(start, at);
        out.push({ skipped, because: `${at - start} octets are no V2GTP message`, ...seen });
        isInStep = false;
        continue;
      }
      const length = u32(data, at + 4);
      wanted = HEADER + length;
      if (data.length - at < wanted) break;
      const payload = data.subarray(at + HEADER, at + wanted);
      const isFollowed = data.length - at >= HEADER + wanted && isHeader(data, at + wanted);
      const confidence = isInStep || isFollowed ? 1 : FOUND;
      out.push({ payloadType: u16(data, at + 2), payload, confidence, ...seen });
      isInStep = true;
      at += wanted;
    }
    if (data.length - at < HEADER) wanted = HEADER;
    last = at < heldOctets ? completed : now;
    held = [];
    heldOctets = 0;
    hold(data.subarray(at));
    return out;
  }

  /** Keeps a copy: the octets may be a view into memory that is used again. */
  function hold(octets: Uint8Array): void {
    if (octets.length === 0) return;
    held.push(octets.slice());
    heldOctets += octets.length;
  }

  function joined(more: Uint8Array): Uint8Array {
    const all = new Uint8Array(heldOctets + more.length);
    let at = 0;
    for (const piece of [...held, more]) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** In step any header is one. Else it has to be known, or to fill exactly what came. */
  function isBeginning(data: Uint8Array, at: number): boolean {
    if (!isHeader(data, at)) return false;
    return isInStep || isBelieved(data, at) || data.length - at === HEADER + u32(data, at + 4);
  }

  function giveUp(because: string): Skipped[] {
    const skipped = joined(new Uint8Array(0));
    held = [];
    heldOctets = 0;
    wanted = HEADER;
    return skipped.length > 0 ? [{ skipped, because, ...last }] : [];
  }

  return {
    feed,
    hole(frame, time) {
      const skipped = giveUp(`${heldOctets} octets found of a message that was cut by a hole in the recording`);
      isInStep = false;
      last = { frame, time };
      return skipped;
    },
    end: () => giveUp(`${heldOctets} octets found of a message that was not completed`),
    waiting: () => heldOctets,
  };
}

/** Version, its inverse, and a length that can be. The payload type may be any: Tesla's chargers send 0x4C41. */
function isHeader(data: Uint8Array, at: number): boolean {
  const length = u32(data, at + 4);
  return data[at] === 0x01 && data[at + 1] === 0xfe && length >= 0 && length <= LONGEST;
}

/** Where the next octet stands with which a header may begin; the end where there is none. */
function nextCandidate(data: Uint8Array, from: number): number {
  const at = data.indexOf(0x01, from);
  return at < 0 ? data.length : at;
}

/** Where a header is searched for, it has to be one that is known, in front of something that looks like EXI. */
function isBelieved(data: Uint8Array, at: number): boolean {
  if (!isHeader(data, at)) return false;
  const isExi = SCHEMAS_BY_PAYLOAD_TYPE[u16(data, at + 2)] !== undefined;
  return isExi && (data.length <= at + HEADER || data[at + HEADER] === 0x80);
}
