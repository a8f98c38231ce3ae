/**
 * One of the two directions of a TLS connection, as far as it was heard.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import type { RecordCounts, TlsSide } from "./facts.ts";
import { type HandshakeFeed, handshakeFeed } from "./handshake-feed.ts";
import { type Lane, lane } from "./lane.ts";
import { type RecordFeed, recordFeed } from "./record-feed.ts";

export interface Direction {
  readonly records: RecordFeed;
  readonly handshake: HandshakeFeed;
  /** The last one takes what comes; those before wait for keys of an earlier part. */
  lanes: Lane[];
  /** TLS 1.2: everything is protected, since ChangeCipherSpec. */
  isProtected: boolean;
  /** Something is missing, so that the next record may be protected though its ChangeCipherSpec was not seen. */
  hasHole: boolean;
  /** Records that are missing or did not open since the last plaintext. */
  missing: number;
  /** Of these, records that are there and did not open. */
  misfits: number;
  readonly counts: { -readonly [K in keyof Omit<RecordCounts, "waiting">]: number };
  /** The latest frame. */
  last: { readonly frame: number; readonly time: Timestamp | undefined };
}

export type Directions = Readonly<Record<TlsSide, Direction>>;

export function direction(): Direction {
  return {
    records: recordFeed(),
    handshake: handshakeFeed(),
    lanes: [lane(undefined, { stage: "session" })],
    isProtected: false,
    hasHole: false,
    missing: 0,
    misfits: 0,
    counts: { clear: 0, decrypted: 0, undecryptable: 0, lost: 0, holes: 0 },
    last: { frame: 0, time: undefined },
  };
}

export function recordCounts({ counts, lanes }: Direction): RecordCounts {
  return { ...counts, waiting: lanes.reduce((sum, { held }) => sum + held.length, 0) };
}
