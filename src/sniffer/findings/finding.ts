/**
 * Something in a recording that somebody should know of.
 *
 * @module
 */

export type Severity = "info" | "notice" | "warning" | "error";

export type Area = "sequence" | "timing" | "security" | "privacy" | "slac" | "data" | "recording";

export type Unit = "s" | "dB" | "times";

export interface Finding {
  readonly type: "finding";
  readonly severity: Severity;
  /** Stable, in kebab-case. */
  readonly code: string;
  readonly area: Area;
  /** A sentence without a full stop. */
  readonly words: string;
  /** Where the standard says otherwise: `ISO 15118-2, V2G_EVCC_Msg_Timeout`, `[V2G2-538]`. */
  readonly clause?: string;
  readonly limit?: number;
  /** The worst of all that were found. */
  readonly measured?: number;
  /** Of `limit` and `measured`. */
  readonly unit?: Unit;
  /** The first eight. */
  readonly frames: readonly number[];
  /** How often it was found. */
  readonly count: number;
  /** The session that it belongs to; absent where it belongs to none. */
  readonly session?: number;
}
