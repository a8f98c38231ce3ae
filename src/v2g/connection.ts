/**
 * V2GTP over a stream: whole messages out of octets that come in any pieces (ISO 15118-2, 7.8.3).
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import { readV2gtpHeader, V2GTP_HEADER_LENGTH, writeV2gtp } from "../messages/v2gtp.ts";
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

/**
 * The standard allows four gigabytes. The largest messages are certificate installations of some kilobytes; a peer that
 * announces more than this wants something else than to charge.
 */
export const LARGEST_PAYLOAD = 1 << 16;

export function connection(stream: Stream): Connection {
  let held: Uint8Array = new Uint8Array(0);

  /** @throws {FramingError} */
  const first = (): V2gtpMessage | undefined => {
    if (held.length < V2GTP_HEADER_LENGTH) return undefined;
    const header = readV2gtpHeader(held);
    if ("because" in header) {
      throw new FramingError(`Cannot read the stream of ${stream.remote.address}: ${header.because}`);
    }
    const { payloadType, payloadLength } = header;
    if (payloadLength > LARGEST_PAYLOAD) {
      throw new FramingError(
        `Cannot take a message of ${stream.remote.address}: ${payloadLength} octets announced, ${LARGEST_PAYLOAD} at most expected`,
      );
    }
    const end = V2GTP_HEADER_LENGTH + payloadLength;
    if (held.length < end) return undefined;
    const payload = held.slice(V2GTP_HEADER_LENGTH, end);
    held = held.subarray(end);
    return { payloadType, payload };
  };

  return {
    stream,
    async next(run) {
      const early = first();
      if (early) {
        // Whoever asks on without waiting for the answer is not served before everybody else has had a turn.
        await run.pause(0);
        return early;
      }
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
