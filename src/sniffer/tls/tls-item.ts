/**
 * What comes out of a TLS connection, in the order of the recording; records that waited for keys come out late.
 *
 * @module
 */

import type { AlertFacts, Seen } from "./facts.ts";

/** Application data of one record. */
export interface Plaintext extends Seen {
  readonly kind: "plaintext";
  readonly data: Uint8Array;
  /** Records of this side that are missing just before it: what they held is a hole in the data. */
  readonly lost: number;
  /** Early data of TLS 1.3, which the server may have thrown away. */
  readonly early?: true;
}

export interface AlertItem extends AlertFacts {
  readonly kind: "alert";
}

export interface HandshakeItem extends Seen {
  readonly kind: "handshake";
  /** `ClientHello`, `ChangeCipherSpec`, `KeyUpdate`, … */
  readonly message: string;
  /** Octets. */
  readonly length: number;
  readonly encrypted: boolean;
}

/** A record that stays closed, or octets that are no record. */
export interface Undecryptable extends Seen {
  readonly kind: "undecryptable";
  /** What the record is said to hold; in TLS 1.3 all but the first messages are called application data. */
  readonly content: "application data" | "handshake" | "alert" | "unknown";
  /** Octets of the record; 0 for a hole. */
  readonly length: number;
  readonly because: string;
}

export type TlsItem = Plaintext | AlertItem | HandshakeItem | Undecryptable;
