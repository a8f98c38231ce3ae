/**
 * An IPv6 host on one interface, as far as charging needs it: datagrams for SECC discovery and streams for V2G. The
 * operating system's sockets are one (`system-host.ts`), a stack in memory on any port is another (`cable-host.ts`).
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Run } from "../base/run.ts";

/** An address of the link (`fe80::1`, without zone) and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** All nodes of the link. */
export const ALL_NODES = "ff02::1";

/** A connection or socket cannot be made or used: says what was tried, and what the user can do. */
export class NetError extends Error {
  override readonly name: string = "NetError";
}

/** The other side has torn the connection down, or it has died. */
export class StreamReset extends NetError {
  override readonly name = "StreamReset";
}

export interface DatagramSocket {
  readonly port: number;
  readonly send: (octets: Uint8Array, to: Endpoint) => void;
  readonly onDatagram: (listener: (octets: Uint8Array, from: Endpoint) => void) => Cancel;
  readonly close: () => void;
}

/** Octets in order, both ways: TCP, or TLS over it. */
export interface Stream {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** TLS protects it. */
  readonly isEncrypted: boolean;
  /**
   * The next octets, as they come; `undefined` once the other side has said that it sends no more.
   *
   * @throws {StreamReset} where the connection has been torn down; the run's reason where that ends.
   */
  readonly read: (run: Run) => Promise<Uint8Array | undefined>;
  /** Sends. Dropped without a word after the connection is gone: `read` tells of that. */
  readonly write: (octets: Uint8Array) => void;
  /** Calls `action` once when the connection is gone or its other side sends no more, also while nobody reads. */
  readonly onEnd: (action: () => void) => Cancel;
  /** Says that this side sends no more, once everything written has gone. */
  readonly end: () => void;
  /** Tears the connection down at once. */
  readonly abort: () => void;
}

export interface Listener {
  readonly port: number;
  readonly onStream: (listener: (stream: Stream) => void) => Cancel;
  readonly close: () => void;
}

export interface Host {
  /** The name of its interface. */
  readonly name: string;
  /** The hardware address of its interface. */
  readonly mac: string;
  /**
   * The link-local address, as soon as there is one that can be used: an interface that has just come up, or no cable,
   * may take its time. Calls `waiting` with words for the user where it is not there at once.
   */
  readonly address: (run: Run, waiting?: (words: string) => void) => Promise<string>;
  /** @param port - the port to listen at; any free one where left out. It also hears what goes to all nodes. */
  readonly datagrams: (run: Run, port?: number) => Promise<DatagramSocket>;
  /** @throws {NetError} where nobody listens there, or nobody answers before the run ends. */
  readonly connect: (to: Endpoint, run: Run) => Promise<Stream>;
  /** @throws {NetError} where the port is taken. */
  readonly listen: (run: Run, port?: number) => Promise<Listener>;
  /** Closes all that was opened on it. */
  readonly close: () => void;
}
