/**
 * Tells what a channel has heard, a moment after it has been read: in the callback of koffi itself nothing but reading
 * may be done (see `watchReadable`).
 *
 * @module
 */

import type { ChannelEvents } from "./channel.ts";
import { LinkError, type ReceivedFrame } from "./port.ts";

export interface Teller {
  readonly frame: (frame: ReceivedFrame) => void;
  /** Told after all frames. */
  readonly failed: (error: unknown) => void;
  /** Nothing is told any more, also not what waits to be. */
  readonly silence: () => void;
}

export function teller(name: string, events: ChannelEvents): Teller {
  let isSilent = false;
  /** No longer than what is read in one go, because that is told before the next one. */
  let queue: ReceivedFrame[] = [];
  const flush = () => {
    const frames = queue;
    queue = [];
    for (const frame of frames) if (!isSilent) events.frame(frame);
  };
  return {
    frame(frame) {
      if (queue.push(frame) === 1) setImmediate(flush);
    },
    failed(error) {
      const words = error instanceof Error ? error.message : String(error);
      setImmediate(() => {
        if (!isSilent) events.failed(new LinkError(`Cannot hear ${name} any more: ${words}`, "interface down"));
      });
    },
    silence() {
      isSilent = true;
    },
  };
}
