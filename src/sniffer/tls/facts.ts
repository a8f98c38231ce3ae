/**
 * What a TLS connection tells of itself, with or without keys.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import type { Alert } from "./alerts.ts";
import type { CertificateFacts } from "./certificate.ts";
import type { KeyExchange } from "./cipher-suites.ts";
import type { ClientHelloFacts, ServerHelloFacts } from "./hello.ts";

/** In a charging session the client is the vehicle, the server the charger. */
export type TlsSide = "client" | "server";

/** The frame that completed something, and its time where the recording has one. */
export interface Seen {
  readonly side: TlsSide;
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

export interface HandshakeStep extends Seen {
  /** `ClientHello`, `ChangeCipherSpec`; `protected` where it could not be decrypted. */
  readonly message: string;
  /** Octets. */
  readonly length: number;
  readonly encrypted: boolean;
}

export interface AlertFacts extends Seen {
  /** Undefined where it was encrypted and the keys are not known. */
  readonly alert: Alert | undefined;
  readonly encrypted: boolean;
}

export interface CertificateRequestFacts {
  /** Distinguished names of the roots that the server accepts. */
  readonly authorities: readonly string[];
  readonly signatureAlgorithms: readonly string[];
}

/** Numbers of records of one side. */
export interface RecordCounts {
  /** Not protected: handshake before the keys. */
  readonly clear: number;
  readonly decrypted: number;
  /** Could not be decrypted, for good. */
  readonly undecryptable: number;
  /** Wait for keys. */
  readonly waiting: number;
  /** Were never recorded, as far as the sequence numbers prove it. */
  readonly lost: number;
  /** Places where octets are missing or are no TLS. */
  readonly holes: number;
}

/** Something that an audit may want to say. */
export interface TlsObservation {
  /** `group-not-asked-for`: stable, for whoever decides on severity. */
  readonly code: string;
  /** A sentence. */
  readonly words: string;
  /** It holds only for sessions of this standard; absent where it holds for any. */
  readonly standard?: "ISO 15118-2" | "ISO 15118-20";
  /** `[V2G2-602]`, `RFC 6066, 6`. */
  readonly clause?: string;
  readonly side?: TlsSide;
  readonly frame?: number;
}

export interface TlsFacts {
  /** `TLS 1.2`; undefined without a ServerHello. */
  readonly version?: string;
  readonly cipherSuite?: { readonly code: number; readonly name: string; readonly keyExchange: KeyExchange };
  readonly clientHello?: ClientHelloFacts;
  readonly serverHello?: ServerHelloFacts;
  /** The server asked for another ClientHello, with a key of this group. */
  readonly retriedFor?: string;
  /** The group of the key exchange. */
  readonly group?: string;
  /** What each side signed the handshake with. */
  readonly signature: { readonly client?: string; readonly server?: string };
  /** Chains as they were sent, the leaf first. Empty where a side sent none though asked. */
  readonly certificates: {
    readonly client?: readonly CertificateFacts[];
    readonly server?: readonly CertificateFacts[];
  };
  readonly certificateRequest?: CertificateRequestFacts;
  /** Whether the server can have asked for a certificate cannot be told: that part is encrypted and was not opened. */
  readonly certificateRequestUnknown: boolean;
  /** Certificates with a stapled OCSP answer. */
  readonly ocspResponses: number;
  /** The application protocol chosen (ALPN). */
  readonly applicationProtocol?: string;
  /** How an earlier session was resumed. */
  readonly resumed?: "session id or ticket" | "pre-shared key";
  readonly sessionTickets: number;
  /** `unknown`: the answer is encrypted and was not opened. */
  readonly earlyData: "not offered" | "accepted" | "refused" | "unknown";
  readonly keyUpdates: { readonly client: number; readonly server: number };
  readonly renegotiations: number;
  readonly finished: { readonly client: boolean; readonly server: boolean };
  /** The first 64 steps. */
  readonly handshake: readonly HandshakeStep[];
  /** The first 16. */
  readonly alerts: readonly AlertFacts[];
  readonly records: { readonly client: RecordCounts; readonly server: RecordCounts };
  /** Whether secrets of this session are known: `some` where only those of a part or of one side are. */
  readonly keys: "none" | "some" | "all";
  /** What the audit can make findings of. */
  readonly observations: readonly TlsObservation[];
}
