/**
 * Content of handshake records to handshake messages, which may span records or share one (RFC 5246, 7.4; RFC 8446, 4).
 *
 * @module
 */

import { octetQueue } from "./octet-queue.ts";

export interface HandshakeMessage {
  readonly type: number;
  /** A copy. Empty where the message is too long to be kept. */
  readonly body: Uint8Array;
  /** Octets that the message says to have. */
  readonly length: number;
}

/** The longest message that is kept: many times a chain of three certificates with their OCSP answers. */
const LONGEST_MESSAGE = 1 << 18;

const HEADER = 4;

export interface HandshakeFeed {
  feed(content: Uint8Array): HandshakeMessage[];
  /** Forgets a message begun: octets are missing, or the keys change, which no message may span. */
  reset(): void;
  /** Octets of a message that is not complete. */
  waiting(): number;
}

export function handshakeFeed(): HandshakeFeed {
  const queue = octetQueue();
  let skip = 0;
  return {
    feed(content) {
      const skipped = Math.min(skip, content.length);
      skip -= skipped;
      queue.append(content.subarray(skipped));
      const messages: HandshakeMessage[] = [];
      while (queue.length >= HEADER) {
        const data = queue.view();
        const type = data[0]!;
        const length = (data[1]! << 16) | (data[2]! << 8) | data[3]!;
        if (length > LONGEST_MESSAGE) {
          messages.push({ type, body: new Uint8Array(0), length });
          skip = Math.max(0, HEADER + length - data.length);
          queue.drop(HEADER + length);
          continue;
        }
        if (data.length < HEADER + length) break;
        messages.push({ type, body: data.slice(HEADER, HEADER + length), length });
        queue.drop(HEADER + length);
      }
      return messages;
    },
    reset() {
      queue.drop(queue.length);
      skip = 0;
    },
    waiting: () => queue.length,
  };
}
