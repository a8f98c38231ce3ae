/**
 * A record of a TLS connection whose content is known, with all that is needed to write it again.
 *
 * @module
 */

import type { Arrived } from "./lane.ts";
import type { OpenedRecord, Protection } from "./record-protection.ts";

/** A record in clear, or one that was opened. */
export interface KnownRecord {
  /** As it came; `order` counts the records of both sides from 0. Its fragment is valid only during the call. */
  readonly record: Arrived;
  /** In TLS 1.3 the type that was inside. */
  readonly type: number;
  readonly content: Uint8Array;
  /** Records of this side that are missing just before it. */
  readonly lost: number;
  /** Undefined for a record in clear. */
  readonly opened?: Opened;
}

export interface Opened {
  readonly record: OpenedRecord;
  /** What it was opened with. */
  readonly protection: Protection;
  /** Of the ClientHello: what key logs are kept by. */
  readonly clientRandom: Uint8Array;
}
