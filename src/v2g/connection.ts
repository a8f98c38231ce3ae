/**
 * V2GTP over a stream: whole messages out of octets that come in any pieces (ISO 15118-2, 7.8.3).
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import type { Stream } from "../net/host.ts";

export interface V2gtpMessage {
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

export interface Connection {
  readonly stream: Stream;
  /**
   * The next message; `undefined` once the other side has said that it sends no more.
   *
   * @throws {FramingError} where what comes is no V2GTP: nothing behind it can be trusted.
   */
  readonly next: (run: Run) => Promise<V2gtpMessage | undefined>;
  readonly send: (payloadType: number, payload: Uint8Array) => void;
}

/** The stream carries something else than V2GTP. */
export class FramingError extends Error {
  override readonly name = "FramingError";
}

const HEADER_LENGTH = 8;
/** Version 1 and its complement. */
const VERSION = 0x01fe;
/**
 * The standard allows four gigabytes. The largest messages are certificate installations of some kilobytes; a peer that
 * announces more than this wants something else than to charge.
 */
export const LARGEST_PAYLOAD = 1 << 16;

/** A message with its header. */
export function writeV2gtp(payloadType: number, payload: Uint8Array): Uint8Array {
  const octets = new Uint8Array(HEADER_LENGTH + payload.length);
  const view = new DataView(octets.buffer);
  view.setUint16(0, VERSION);
  view.setUint16(2, payloadType);
  view.setUint32(4, payload.length);
  octets.set(payload, HEADER_LENGTH);
  return octets;
}

export function connection(stream: Stream): Connection {
  let held: Uint8Array = new Uint8Array(0);

  /** @throws {FramingError} */
  const first = (): V2gtpMessage | undefined => {
    if (held.length < HEADER_LENGTH) return undefined;
    const view = new DataView(held.buffer, held.byteOffset, held.byteLength);
    const version = view.getUint16(0);
    const length = view.getUint32(4);
    if (version !== VERSION) {
      throw new FramingError(
        `Cannot read the stream of ${stream.remote.address}: version 0x${version.toString(16).padStart(4, "0")} found, 0x01fe expected`,
      );
    }
    if (length > LARGEST_PAYLOAD) {
      throw new FramingError(
        `Cannot take a message of ${stream.remote.address}: ${length} octets announced, ${LARGEST_PAYLOAD} at most expected`,
      );
    }
    if (held.length < HEADER_LENGTH + length) return undefined;
    const payload = held.slice(HEADER_LENGTH, HEADER_LENGTH + length);
    held = held.subarray(HEADER_LENGTH + length);
    return { payloadType: view.getUint16(2), payload };
  };

  return {
    stream,
    async next(run) {
      for (;;) {
        const message = first();
        if (message) return message;
        const octets = await stream.read(run);
        if (!octets) return undefined;
        held = held.length === 0 ? octets : joined(held, octets);
      }
    },
    send: (payloadType, payload) => stream.write(writeV2gtp(payloadType, payload)),
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
