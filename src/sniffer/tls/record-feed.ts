/**
 * Octets of one direction of a connection to TLS records (RFC 5246, 6.2.1; RFC 8446, 5.1). After a hole in the
 * recording, or octets that are no record, it looks for the next header.
 *
 * @module
 */

import { octetQueue } from "./octet-queue.ts";

export interface TlsRecord {
  readonly kind: "record";
  readonly type: number;
  readonly version: number;
  /** A view that is valid until the next octets are fed. */
  readonly fragment: Uint8Array;
}

/** Something is missing here, or is no TLS. */
export interface LostRecords {
  readonly kind: "lost";
  /** How many records it were; undefined where that cannot be told. */
  readonly records: number | undefined;
  /** The most records that it can have been. */
  readonly atMost: number;
  readonly because: string;
}

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

const HEADER = 5;

/** RFC 5246, 6.2.3: 2^14 octets of content and at most 2048 of expansion. */
const LONGEST_FRAGMENT = 2 ** 14 + 2048;

/** A record cannot be shorter than this once it is protected: header, tag, inner type. */
const SHORTEST_PROTECTED = HEADER + 17;

/** So many records are taken to be lost at most where the hole's size is not known. */
const UNKNOWN_LOSS = 64;

function isHeader(data: Uint8Array, at: number): boolean {
  const type = data[at]!;
  if (type < 20 || type > 24 || data[at + 1] !== 3) return false;
  return data[at + 2]! <= 4 && ((data[at + 3]! << 8) | data[at + 4]!) <= LONGEST_FRAGMENT;
}

/** Stricter than in the middle of a sound stream, since any octets may stand here. */
function isHeaderFound(data: Uint8Array, at: number): boolean {
  if (!isHeader(data, at) || data[at]! === 24) return false;
  const isUsual = data[at + 2] === 3 || (data[at] === contentType.handshake && data[at + 2] === 1);
  const length = (data[at + 3]! << 8) | data[at + 4]!;
  const next = at + HEADER + length;
  return isUsual && length > 0 && (next + HEADER > data.length || isHeader(data, next));
}

/** Whether a connection that begins so is TLS: a handshake record with a ClientHello or ServerHello. */
export function looksLikeTls(start: Uint8Array): boolean {
  return (
    start.length >= HEADER + 1 &&
    start[0] === contentType.handshake &&
    isHeader(start, 0) &&
    (start[HEADER] === 1 || start[HEADER] === 2)
  );
}

/** Whether octets from the middle of a connection, or from behind a hole, may be whole TLS records. */
export const mayBeRecords = (octets: Uint8Array): boolean => octets.length > HEADER && isHeaderFound(octets, 0);

export interface RecordFeed {
  feed(octets: Uint8Array): Iterable<TlsRecord | LostRecords>;
  /** So many octets are missing here; undefined where nobody knows. */
  gap(length: number | undefined): LostRecords;
  /** Octets of a record that is not complete. */
  waiting(): number;
}

export function recordFeed(): RecordFeed {
  const queue = octetQueue();
  /** Octets of a lost record that are still to come. */
  let skip = 0;
  /** Where records start has to be found again. */
  let searching = false;

  function search(): boolean {
    const data = queue.view();
    for (let at = 0; at + HEADER <= data.length; at++) {
      if (!isHeaderFound(data, at)) continue;
      queue.drop(at);
      searching = false;
      return true;
    }
    queue.drop(Math.max(0, data.length - HEADER + 1));
    return false;
  }

  return {
    *feed(octets) {
      const skipped = Math.min(skip, octets.length);
      skip -= skipped;
      queue.append(octets.subarray(skipped));
      while (queue.length >= HEADER) {
        if (searching && !search()) return;
        const data = queue.view();
        if (!isHeader(data, 0)) {
          searching = true;
          yield { kind: "lost", records: undefined, atMost: UNKNOWN_LOSS, because: "these octets are no TLS record" };
          continue;
        }
        const length = (data[3]! << 8) | data[4]!;
        if (data.length < HEADER + length) return;
        const fragment = data.subarray(HEADER, HEADER + length);
        yield { kind: "record", type: data[0]!, version: (data[1]! << 8) | data[2]!, fragment };
        queue.drop(HEADER + length);
      }
    },
    gap(length) {
      const because = length === undefined ? "octets are missing here" : `${length} octets are missing here`;
      const data = queue.view();
      const isInside = !searching && (skip > 0 || data.length >= HEADER);
      const isHeaderKnown = data.length >= HEADER;
      const outstanding = skip > 0 ? skip : isHeaderKnown ? HEADER + ((data[3]! << 8) | data[4]!) - data.length : 0;
      const wasCounted = skip > 0;
      queue.drop(data.length);
      if (isInside && length !== undefined && length <= outstanding) {
        // The hole ends inside the record that it cut: where the next one starts is still known.
        skip = outstanding - length;
        return { kind: "lost", records: wasCounted ? 0 : 1, atMost: wasCounted ? 0 : 1, because };
      }
      skip = 0;
      searching = true;
      const atMost = length === undefined ? UNKNOWN_LOSS : 2 + Math.floor(length / SHORTEST_PROTECTED);
      return { kind: "lost", records: undefined, atMost, because };
    },
    waiting: () => queue.length,
  };
}
