/**
 * The handshake of one side of a TLS connection, under the same keys: messages may span records, or share one.
 *
 * @module
 */

import { type Handshake, rewriteHandshake } from "./handshake-messages.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { joined, type Rewriter } from "./rewriter.ts";

const HEADER = 4;

/** No message is longer: what says to be is blanked with all behind it. */
const LONGEST = 1 << 18;

export function handshakeRewriter(agreed: Handshake, people: Pseudonyms, onBlank: (octets: number) => void): Rewriter {
  let held = new Uint8Array(0);
  let isInStep = true;

  /** A message that is cut: its header stays. */
  function rest(): Uint8Array {
    const octets = new Uint8Array(held.length);
    const kept = isInStep ? Math.min(HEADER, held.length) : 0;
    octets.set(held.subarray(0, kept));
    onBlank(held.length - kept);
    held = new Uint8Array(0);
    return octets;
  }

  return {
    feed(content) {
      held = Uint8Array.from(joined([held, content]));
      let at = 0;
      while (isInStep && held.length - at >= HEADER) {
        const length = (held[at + 1]! << 16) | (held[at + 2]! << 8) | held[at + 3]!;
        isInStep = length <= LONGEST;
        if (!isInStep || held.length - at < HEADER + length) break;
        rewriteHandshake(held[at]!, held.subarray(at + HEADER, at + HEADER + length), agreed, people);
        at += HEADER + length;
      }
      const decided = held.slice(0, at);
      held = held.slice(at);
      return isInStep ? decided : joined([decided, rest()]);
    },
    hole: rest,
    end: rest,
  };
}
