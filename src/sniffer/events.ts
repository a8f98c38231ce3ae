/**
 * What the reader tells, as one stream of typed events: what was on the wire first, then what follows from it. The lines
 * of `plugtalk read --json` are these events; `docs/events.md` describes them for whoever reads them elsewhere.
 *
 * Times are seconds since 1970 (UTC); frames count from 1, as Wireshark counts them. Hardware addresses are written
 * `aa:bb:cc:dd:ee:ff`, ends of a connection `[fe80::1]:15118`.
 *
 * @module
 */

/** The form of the events; raised when a reader of version 1 would misunderstand. */
export const EVENTS_VERSION = 1;

/** Who said it. `unknown` where nothing tells, as in a stream joined midway. */
export type Side = "vehicle" | "charger" | "unknown";

interface Seen {
  /** The frame that completed it; the first one where there are several of its kind. */
  readonly frame: number;
  /** Absent where the recording has no time for the frame. */
  readonly time?: number;
}

/** A HomePlug management message. */
export interface MmeEvent extends Seen {
  readonly type: "mme";
  /** `CM_SLAC_PARM.REQ`; `0xa123` where the type is not known. */
  readonly name: string;
  readonly mmtype: number;
  readonly source: string;
  readonly destination: string;
  /** The fields, under the names of the standard. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Why the fields are missing, where they are. */
  readonly because?: string;
}

/** The control pilot, as a diagnosis frame told it. */
export interface PilotEvent extends Seen {
  readonly type: "pilot";
  /** The hardware address of the device that measured it. */
  readonly source?: string;
  /** `A1` … `F`, with 2 where the oscillator runs (IEC 61851-1). */
  readonly state: string;
  /** In percent. */
  readonly duty?: number;
  /** In volts, the upper level. */
  readonly voltage?: number;
}

/** A V2G message: SDP, the protocol handshake, or one of a session. */
export interface MessageEvent extends Seen {
  readonly type: "message";
  readonly source: string;
  readonly destination: string;
  readonly side: Side;
  /** `sdp`, `app-handshake`, `din`, `iso2`, `iso20-common`, `iso20-dc`, … */
  readonly schema: string;
  /** `SDPReq`, `supportedAppProtocolReq`, `CurrentDemandReq`, … */
  readonly message: string;
  /** The octets of the message in hex; absent for SDP. */
  readonly exi?: string;
  readonly value: unknown;
  readonly payloadType: number;
  /** The connection it came by; absent for SDP. */
  readonly connection?: number;
  /** It came encrypted. */
  readonly tls?: true;
  /** What the schema forbids in it. */
  readonly warnings?: readonly { readonly path: string; readonly message: string }[];
  /** How sure it is that this is a message, from 0 to 1, where the stream had to be joined midway or after a hole. */
  readonly confidence?: number;
  /** The schema was found out from the message itself, since no handshake told it. */
  readonly guessed?: true;
  /** Of an answer: seconds since its request, both as recorded. */
  readonly latency?: number;
}

/** Something in the place of a V2G message that cannot be read. */
export interface UnreadableEvent extends Seen {
  readonly type: "unreadable";
  readonly source: string;
  readonly destination: string;
  readonly connection?: number;
  readonly payloadType?: number;
  /** In hex, the first 64 octets at most. */
  readonly octets?: string;
  readonly because: string;
}

/** `moved`: the sender's hardware address is another one than before, though its address is of the same link. */
export type TcpChange = "opened" | "joined" | "closed" | "reset" | "hole" | "moved";

export interface TcpEvent extends Seen {
  readonly type: "tcp";
  readonly change: TcpChange;
  /** Counted from 0 over the recording. */
  readonly connection: number;
  /** Who did it; for `joined` and `hole` the sender of the octets. */
  readonly source: string;
  readonly destination: string;
  readonly side: Side;
  /** Octets that were never seen, for a hole whose size is known. */
  readonly missing?: number;
  /** At its end: segments with octets, and those of them that brought nothing new. */
  readonly segments?: number;
  readonly repeated?: number;
  /** Of what `moved`: the hardware addresses before and since. */
  readonly before?: string;
  readonly mac?: string;
}

export interface TlsEvent extends Seen {
  readonly type: "tls";
  readonly connection: number;
  readonly side: Side;
  /** `handshake`: what is known once it is over; `alert`; `undecryptable`: application data without keys. */
  readonly change: "handshake" | "alert" | "undecryptable";
  /** In words: "TLS 1.2, ECDHE-ECDSA-AES128-CBC-SHA256, server certificate of …". */
  readonly words: string;
  /** All that the handshake told. */
  readonly facts?: unknown;
}

/** Something in the recording that is not traffic: a comment, lost frames, the end. */
export interface RecordingEvent {
  readonly type: "recording";
  /** `secrets`: TLS keys, in the recording itself or sent in clear on the cable; then with the frame. */
  readonly change: "comment" | "drops" | "problem" | "secrets" | "end";
  readonly frame?: number;
  readonly time?: number;
  readonly words: string;
}

/** What was seen, as opposed to what follows from it. */
export type Observation = MmeEvent | PilotEvent | MessageEvent | UnreadableEvent | TcpEvent | TlsEvent | RecordingEvent;
