/**
 * What a report holds: all that a person wants to know of a recording and its sessions, as plain data that every renderer
 * shows in its own way. It says nothing about how it looks.
 *
 * Times of a session count in seconds from its beginning (`at`, `start`, `end`), absolute times are seconds since 1970.
 * The network's key, which SLAC shows to whoever listens, is left out: reports are passed on.
 *
 * @module
 */

import type { CaptureEnd } from "../../capture/records.ts";
import type { Counted } from "../census.ts";
import type { Finding } from "../findings/index.ts";
import type { EndKind } from "../sessions/ended.ts";
import type { Party, PhaseName, Service } from "../sessions/session.ts";
import type { Ladder } from "./ladder.ts";
import type { LatencyRow } from "./latency-table.ts";
import type { IntervalRow, Shares } from "./limiting.ts";
import type { Series } from "./series.ts";
import type { TimeRow } from "./times.ts";

/** The form of the report; raised when a reader of version 1 would misunderstand. */
export const REPORT_VERSION = 1;

export interface RecordingReport {
  /** The name under which it was read. */
  readonly recording: string;
  readonly frames: number;
  /** Of the first and the last frame that had a time. */
  readonly start?: number;
  readonly end?: number;
  readonly outcome: CaptureEnd["outcome"];
  /** Why not all of it could be read. */
  readonly reason?: string;
  readonly sessions: readonly SessionReport[];
  /** Sessions beyond those that are kept. */
  readonly moreSessions?: number;
  /** Those that belong to no session. */
  readonly findings: readonly Finding[];
  /** What was seen how often, the most frequent first: for a recording without a session. */
  readonly seen: readonly { readonly name: string; readonly count: number }[];
  /** What the frames carry, and who sent them, the most frequent first. */
  readonly protocols: readonly Counted[];
  readonly senders: readonly Counted[];
}

export interface SessionReport {
  /** Counted from 1 in its recording. */
  readonly session: number;
  /** The paused session that goes on with this one. */
  readonly resumes?: number;
  /** Since 1970; absent where the recording has no times. */
  readonly start?: number;
  readonly duration?: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly header: Header;
  readonly ended: EndedRow;
  readonly phases: readonly PhaseRow[];
  /** The control pilot, where the recording tells of it. */
  readonly pilot: readonly PilotChange[];
  /** Who limited the power, in a sentence, counted from the beginning of the session. */
  readonly verdict?: string;
  /** Why what was given cannot be believed, where it cannot. Other doubts about values are findings. */
  readonly faults: readonly string[];
  readonly intervals: readonly IntervalRow[];
  readonly shares?: Shares;
  readonly series?: Series;
  readonly attenuation: readonly AttenuationRow[];
  readonly latencies: readonly LatencyRow[];
  readonly times: readonly TimeRow[];
  readonly codes: readonly CodeRow[];
  readonly ladder: Ladder;
  readonly findings: readonly Finding[];
}

/** A party, and its identifier as text where it is text. */
export interface PartyRow extends Party {
  /** What `id` says where it is hex of text, as EVSEID of DIN SPEC 70121 is. */
  readonly name?: string;
}

export interface Header {
  readonly vehicle: PartyRow;
  readonly charger: PartyRow;
  /** `DIN SPEC 70121`. */
  readonly protocol?: string;
  readonly service: Service;
  /** `no TLS`, or what the handshake agreed on; absent where there was no connection. */
  readonly tls?: string;
  readonly isEncrypted: boolean;
  readonly sessionId?: string;
  readonly soc?: { readonly first: number; readonly last: number };
  /** In Wh; absent where the values are not to be believed. */
  readonly energy?: number;
  /** Where the energy comes from: the charger's present values, or its meter. */
  readonly energyFrom?: "present values" | "meter";
  /** In W. */
  readonly peakPower?: number;
  /** Seconds from the plug, or the first frame of the session, until more than 1 A flowed. */
  readonly timeToCharge?: number;
}

export interface EndedRow {
  readonly by: "vehicle" | "charger" | "nobody";
  readonly kind: EndKind;
  readonly words: string;
  readonly frame: number;
  readonly cause?: string;
}

export interface PhaseRow {
  readonly name: PhaseName;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly start?: number;
  readonly end?: number;
}

export interface PilotChange {
  readonly frame: number;
  readonly at?: number;
  readonly state: string;
  readonly duty?: number;
  readonly voltage?: number;
}

/** What one charger heard of the car (CM_ATTEN_CHAR.IND). */
export interface AttenuationRow {
  readonly mac: string;
  /** In dB, group by group. */
  readonly groups: readonly number[];
  readonly mean: number;
  readonly isChosen: boolean;
  readonly frame: number;
}

export interface CodeRow {
  readonly frame: number;
  readonly at?: number;
  readonly side: "vehicle" | "charger";
  readonly what: string;
  readonly code: string;
}
