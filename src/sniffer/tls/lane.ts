/**
 * The protected records of one side, in order: which keys and sequence number the next one has, and those that wait
 * for keys.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import { type ConnectionKeys, type Epoch, epochsFrom } from "./connection-keys.ts";
import type { TlsSide } from "./facts.ts";
import type { KeyStore } from "./key-log.ts";
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

/** Bounds the work that forged records can cause, over all connections of a recording. */
export interface Effort {
  /** Octets that may still be decrypted in vain; what opens adds to it. */
  credit: number;
}

/** About a second's work. */
const FULL_CREDIT = 1 << 25;

/** What each try costs beside the octets of the record: the making of keys and tables. */
const COST_OF_TRY = 1024;

const efforts = new WeakMap<KeyStore, Effort>();

/** The account of all connections that use the same keys. */
export function effortWith(store: KeyStore): Effort {
  const effort = efforts.get(store) ?? { credit: FULL_CREDIT };
  efforts.set(store, effort);
  return effort;
}

export function charge(effort: Effort, record: Arrived, tries: number): void {
  effort.credit -= (record.fragment.length + COST_OF_TRY) * tries;
}

export type Outcome =
  | { readonly kind: "opened"; readonly record: OpenedRecord; readonly lost: number; readonly isNewEpoch: boolean }
  | { readonly kind: "no keys" }
  | { readonly kind: "does not fit" };

/** Opens a record with the keys that it can have, nearest first, and moves the lane behind it. */
export function openNext(lane: Lane, arrived: Arrived, effort: Effort): Outcome {
  if (!lane.keys) return { kind: "no keys" };
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
      charge(effort, arrived, tries);
      continue;
    }
    effort.credit = Math.min(FULL_CREDIT, effort.credit + 4 * (arrived.fragment.length + COST_OF_TRY));
    lane.epoch = epoch;
    lane.sequence = record.sequence + 1;
    lane.tries = 1;
    // The KeyUpdate itself is missing where keys changed unannounced.
    const unannounced = index > 0 && epoch.stage === "application" && epoch.updates > 0 ? 1 : 0;
    return { kind: "opened", record, lost: record.sequence - first + unannounced, isNewEpoch: index > 0 };
  }
  if (isKeyMissing) return { kind: "no keys" };
  // It may have had a number of its own, or have been put in by somebody else.
  lane.tries = Math.min(WIDEST_WINDOW, Math.max(WINDOW, lane.tries + 1));
  return { kind: "does not fit" };
}

/** So many records more may be missing before the next one. */
export function widen(lane: Lane, records: number): void {
  lane.tries = Math.min(WIDEST_WINDOW, lane.tries + records);
}
