/**
 * The protected records of one side, in order: which keys and sequence number the next one has, and those that wait
 * for keys.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import { type ConnectionKeys, type Epoch, epochsFrom } from "./connection-keys.ts";
import type { TlsSide } from "./facts.ts";
import type { OpenedRecord } from "./record-protection.ts";

/** A record with the frame that completed it. */
export interface Arrived {
  readonly side: TlsSide;
  /** Counted over both sides. */
  readonly order: number;
  readonly frame: number;
  readonly time: Timestamp | undefined;
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

export interface Lane {
  /** Undefined until the hellos were seen. */
  keys: ConnectionKeys | undefined;
  epoch: Epoch;
  /** The number that the next record has, or the lowest that it can have. */
  sequence: number;
  /** How many numbers are tried: 1 unless records are missing. */
  tries: number;
  /** Records that wait for keys, the oldest first. */
  held: Arrived[];
}

/** So many sequence numbers are tried after something that did not fit. */
export const WINDOW = 64;

/** Never more than these, however large the hole. */
export const WIDEST_WINDOW = 4096;

export function lane(keys: ConnectionKeys | undefined, epoch: Epoch, tries = 1): Lane {
  return { keys, epoch, sequence: 0, tries, held: [] };
}

/** Bounds the work that forged records can cause: octets that may be decrypted in vain. */
export interface Effort {
  credit: number;
}

/** As many octets as a second's work or two. */
export const effort = (): Effort => ({ credit: 1 << 26 });

export type Outcome =
  | { readonly kind: "opened"; readonly record: OpenedRecord; readonly lost: number; readonly isNewEpoch: boolean }
  | { readonly kind: "no keys" }
  | { readonly kind: "does not fit" };

/** Opens a record with the keys that it can have, nearest first, and moves the lane behind it. */
export function openNext(lane: Lane, arrived: Arrived, effort: Effort): Outcome {
  if (!lane.keys) return { kind: "no keys" };
  const cost = arrived.fragment.length + 64;
  let isKeyMissing = false;
  for (const [index, epoch] of epochsFrom(lane.epoch).entries()) {
    const protection = lane.keys.protection(arrived.side, epoch);
    if (!protection) {
      // Without a hole the record belongs to the nearest epoch; only a missing key of that one explains a misfit.
      if (index === 0 || lane.tries > 1) isKeyMissing = true;
      continue;
    }
    const first = index === 0 ? lane.sequence : 0;
    const tries = effort.credit > 0 ? lane.tries : 1;
    const record = protection.open(arrived, first, tries);
    if (!record) {
      if (tries > 1) effort.credit -= cost * tries;
      continue;
    }
    effort.credit += cost;
    lane.epoch = epoch;
    lane.sequence = record.sequence + 1;
    lane.tries = 1;
    return { kind: "opened", record, lost: record.sequence - first, isNewEpoch: index > 0 };
  }
  if (isKeyMissing) return { kind: "no keys" };
  widen(lane, WINDOW);
  return { kind: "does not fit" };
}

/** So many records more may be missing before the next one. */
export function widen(lane: Lane, records: number): void {
  lane.tries = Math.min(WIDEST_WINDOW, Math.max(lane.tries + (lane.tries > 1 ? 1 : 0), records));
}
