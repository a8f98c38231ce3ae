/**
 * What the frames of a recording carry, put in order: the stage between capture and messages.
 *
 * @module
 */

import type { Timestamp } from "../base/timestamp.ts";

export interface End {
  /** `fe80::1`, or `192.0.2.1`. */
  readonly address: string;
  readonly port: number;
  /** `aa:bb:cc:dd:ee:ff`; empty where the link has none. */
  readonly mac: string;
  /** As events write it: `[fe80::1]:15118`. */
  readonly name: string;
}

/** The client opened the connection; in a charging session it is the car. */
export type StreamSide = "client" | "server";

interface At {
  readonly frame: number;
  readonly time: Timestamp | undefined;
}

export interface Connection {
  /** Counted from 0 over the recording. */
  readonly number: number;
  readonly client: End;
  readonly server: End;
  /**
   * It may be a car's by its ends: SDP announced it, or both are of the same link. Of other connections only V2G
   * messages are told, since recordings hold the traffic of whole machines.
   */
  readonly isExpected: boolean;
}

export type WireItem = At &
  (
    | {
        readonly kind: "management";
        readonly source: string;
        readonly destination: string;
        readonly octets: Uint8Array;
      }
    | { readonly kind: "datagram"; readonly source: End; readonly destination: End; readonly data: Uint8Array }
    | {
        readonly kind: "tcp";
        readonly change: "opened" | "joined" | "closed" | "reset";
        readonly connection: Connection;
        readonly side: StreamSide;
        /** Segments until its end, and those of them that brought nothing new. */
        readonly segments?: number;
        readonly repeated?: number;
      }
    | {
        /** A host's address is used with another hardware address than before. */
        readonly kind: "moved";
        readonly connection: Connection;
        readonly side: StreamSide;
        readonly before: string;
        readonly mac: string;
      }
    | { readonly kind: "octets"; readonly connection: Connection; readonly side: StreamSide; readonly data: Uint8Array }
    | { readonly kind: "hole"; readonly connection: Connection; readonly side: StreamSide; readonly missing: number }
    | {
        /** Octets that come where a hole was told already; `continues` where they follow the late ones before them. */
        readonly kind: "late";
        readonly connection: Connection;
        readonly side: StreamSide;
        readonly data: Uint8Array;
        readonly continues: boolean;
      }
    | { readonly kind: "unreadable"; readonly because: string }
  );
