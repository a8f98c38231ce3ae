/**
 * One session: all that one car and one charger had with each other, from the plug to the end, as plain data.
 *
 * A session begins with the plug (where the control pilot is recorded), with the first SLAC frame of a car, with its SDP
 * request, or with its first message, whatever is seen first. It is over when its connection is; a car that comes back
 * after a pause begins a new session that names the one it `resumes`. Renegotiations stay inside their session.
 *
 * Times are seconds since 1970, durations and latencies seconds, frames count from 1.
 *
 * @module
 */

import type { Ended } from "./ended.ts";
import type { SlacHistory } from "./slac-history.ts";

/** One of the two. What was not seen is absent. */
export interface Party {
  /** The hardware address by which it took part in SLAC. */
  readonly mac?: string;
  /** IPv6, without port. */
  readonly ip?: string;
  /** EVCCID or EVSEID as it was sent. */
  readonly id?: string;
}

export type PhaseName =
  | "plug"
  | "slac"
  | "link"
  | "sdp"
  | "tcp"
  | "tls"
  | "handshake"
  | "identification"
  | "authorisation"
  | "parameters"
  | "cable check"
  | "precharge"
  | "charging"
  | "stopping"
  | "welding detection"
  | "end";

/** A phase lasts from the first thing that belongs to it until the next phase begins. */
export interface Phase {
  readonly name: PhaseName;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly start?: number;
  readonly end?: number;
  readonly duration?: number;
}

/** The control pilot changed. */
export interface PilotRow {
  readonly frame: number;
  readonly time?: number;
  /** `A1` … `F` (IEC 61851-1). */
  readonly state: string;
  /** In percent. */
  readonly duty?: number;
  /** In volts. */
  readonly voltage?: number;
}

/** SDP: how the car finds the charger's address (ISO 15118-2, 7.10.1). */
export interface Sdp {
  readonly asked: number;
  readonly answered: number;
  /** What the first and the last request asked for, and the answer said: `tls` or `none`. */
  readonly wanted?: string;
  readonly wantedLast?: string;
  readonly offered?: string;
  /** `[fe80::1]:15118`, as the answers said, each once, eight at most. */
  readonly addresses: readonly string[];
  /** Who answered, each once, eight at most. */
  readonly responders: readonly string[];
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** From the first request until the first answer. */
  readonly duration?: number;
}

/** A TCP connection of the session. */
export interface Connection {
  /** As counted in the events. */
  readonly connection: number;
  readonly vehicle?: string;
  readonly charger?: string;
  readonly opened?: number;
  readonly openedFrame?: number;
  /** Joined midway: its beginning is not in the recording. */
  readonly joined?: true;
  readonly ended?: "closed" | "reset";
  /** Who ended it first. */
  readonly endedBy?: "vehicle" | "charger" | "unknown";
  readonly endedAt?: number;
  readonly endedFrame?: number;
  /** Octets that are missing in the recording: how often. */
  readonly holes: number;
  /** V2G messages on it. */
  readonly messages: number;
  /** V2G messages in the place of which something stands that cannot be read. */
  readonly unreadable: number;
  /** Messages came by TLS. */
  readonly encrypted?: true;
  readonly tls?: Tls;
}

export interface Tls {
  /** As the reader said it. */
  readonly words: string;
  /** All that the handshake told; opaque here. */
  readonly facts?: unknown;
  readonly alerts: readonly string[];
  /** Nothing of it could be read, since its keys are not known. */
  readonly undecryptable: boolean;
}

export interface OfferedProtocol {
  readonly namespace: string;
  readonly version: string;
  readonly schemaId: number;
  /** 1 is what the car likes best. */
  readonly priority: number;
}

/** The protocol handshake (ISO 15118-2, 8.2). */
export interface Handshake {
  readonly frame: number;
  readonly offered: readonly OfferedProtocol[];
  readonly responseCode?: string;
  /** The offer that the charger took. */
  readonly chosen?: OfferedProtocol;
  readonly latency?: number;
}

/** From request to response. */
export interface Latency {
  readonly min: number;
  readonly mean: number;
  /** Exact to a tenth: a histogram stands behind it. */
  readonly p95: number;
  readonly max: number;
  /** The response that came latest. */
  readonly maxFrame: number;
}

/** All requests of one name. */
export interface MessageStatistics {
  /** `CurrentDemand`, without Req and Res. */
  readonly message: string;
  readonly requests: number;
  readonly responses: number;
  readonly latency?: Latency;
}

/** Consecutive requests of one name, with their responses. */
export interface Exchange {
  readonly message: string;
  readonly schema: string;
  readonly requests: number;
  readonly responses: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly start?: number;
  readonly end?: number;
  /** Of the last response. */
  readonly responseCode?: string;
  /** Of the last response, where it has one. */
  readonly processing?: string;
}

/** An error code, a status or a notification changed. */
export interface CodeChange {
  readonly frame: number;
  readonly time?: number;
  readonly side: "vehicle" | "charger";
  /** `EVErrorCode`, `EVSEStatusCode`, `EVSENotification`. */
  readonly what: string;
  readonly code: string;
}

export interface FailedResponse {
  readonly code: string;
  readonly response: string;
  readonly responseFrame: number;
  readonly request?: string;
  readonly requestFrame?: number;
  /** How many responses failed in the session. */
  readonly count: number;
}

export interface StateOfCharge {
  /** In percent, with the frame that told it. */
  readonly first: number;
  readonly firstFrame: number;
  readonly last: number;
  readonly lastFrame: number;
}

/** What was agreed on. */
export interface Service {
  readonly energy?: "AC" | "DC" | "WPT" | "ACDP";
  /** `DC_extended`, `AC_three_phase_core`, `DC_BPT`, as the car asked. */
  readonly mode?: string;
  /** ISO 15118-20. */
  readonly control?: "Scheduled" | "Dynamic";
  readonly bidirectional?: true;
  /** `ExternalPayment`, `Contract`, `EIM`, `PnC`. */
  readonly payment?: string;
}

/** Free text that a diagnosis frame carries beside the conversation. */
export interface Diagnosis {
  readonly frames: number;
  readonly first: Readonly<Record<string, unknown>>;
  readonly last: Readonly<Record<string, unknown>>;
}

export interface Session {
  readonly type: "session";
  /** Counted from 1 in the order in which they begin. */
  readonly session: number;
  /** The number of the paused session that goes on with this one. */
  readonly resumes?: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly start?: number;
  readonly end?: number;
  readonly vehicle: Party;
  readonly charger: Party;
  /** In hex, as the charger gave it. */
  readonly sessionId?: string;
  /** `din`, `iso2`, `iso20`; the namespace where the handshake chose something else. */
  readonly protocol?: string;
  readonly service: Service;
  readonly soc?: StateOfCharge;
  /** The first 128 changes. */
  readonly pilot: readonly PilotRow[];
  readonly diagnosis?: Diagnosis;
  readonly slac?: SlacHistory;
  readonly sdp?: Sdp;
  /** The first 16. */
  readonly connections: readonly Connection[];
  readonly handshake?: Handshake;
  /** The first 64. */
  readonly phases: readonly Phase[];
  readonly messages: readonly MessageStatistics[];
  /** The first 256. */
  readonly exchanges: readonly Exchange[];
  /** The first 128. */
  readonly codes: readonly CodeChange[];
  readonly failed?: FailedResponse;
  readonly renegotiations: number;
  readonly ended: Ended;
}

/** What the stage of sessions tells. */
export type SessionEvent = Session;
