/**
 * Octets that have come over a connection and wait to be read: the receiving half of every kind of stream.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { Run } from "../base/run.ts";
import type { Stream, StreamReset } from "./host.ts";

export interface OctetInbox {
  readonly push: (octets: Uint8Array) => void;
  /** The other side sends no more. */
  readonly end: () => void;
  /** The connection is gone. What came before it can still be read. */
  readonly fail: (error: StreamReset) => void;
  readonly isOver: () => boolean;
  /** As `Stream` has it. */
  readonly read: Stream["read"];
  /** As `Stream` has it. */
  readonly onEnd: Stream["onEnd"];
}

/** @param onTaken - told how many octets somebody has read, for whoever limits what waits. */
export function octetInbox(onTaken?: (length: number) => void): OctetInbox {
  const waiting: Uint8Array[] = [];
  const arrivals = feed<void>();
  const ends = feed<void>();
  let over: { readonly error?: StreamReset } | undefined;

  const finish = (how: { readonly error?: StreamReset }) => {
    if (over) return;
    over = how;
    arrivals.tell();
    ends.tell();
  };
  /** @throws {StreamReset} */
  const take = (): { readonly octets: Uint8Array | undefined } | undefined => {
    const octets = waiting.shift();
    if (octets) {
      onTaken?.(octets.length);
      return { octets };
    }
    if (over?.error) throw over.error;
    return over && { octets: undefined };
  };

  return {
    push(octets) {
      if (over) return;
      waiting.push(octets);
      arrivals.tell();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    isOver: () => over !== undefined,
    read: (run: Run) =>
      new Promise((resolve, reject) => {
        const attempt = (): boolean => {
          try {
            const taken = take();
            if (taken) resolve(taken.octets);
            return taken !== undefined;
          } catch (error) {
            reject(error);
            return true;
          }
        };
        if (attempt()) return;
        let forgetEnd: Cancel = () => {};
        const forgetArrival = arrivals.on(() => {
          if (!attempt()) return;
          forgetArrival();
          forgetEnd();
        });
        forgetEnd = run.onEnd((reason) => {
          forgetArrival();
          reject(reason);
        });
      }),
    onEnd(action) {
      if (!over) return ends.on(action);
      queueMicrotask(action);
      return () => {};
    },
  };
}
