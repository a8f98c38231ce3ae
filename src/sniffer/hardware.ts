/**
 * Watches which hardware addresses the ends of a connection have. On one link an address that moves to other hardware is
 * a forgery, or two hosts have the same address.
 *
 * @module
 */

import type { StreamSide } from "./wire.ts";

export interface Hardware {
  /** The address that this side had before, where it differs from the one at the offset. */
  readonly note: (side: StreamSide, data: Uint8Array, at: number) => Uint8Array | undefined;
}

/** Moves that are told of one connection: two hosts that fight for an address move with every segment. */
const MOST_MOVES = 16;

export function hardware(): Hardware {
  const known: Partial<Record<StreamSide, Uint8Array>> = {};
  let moves = 0;

  return {
    note(side, data, at) {
      const before = known[side];
      if (before === undefined) {
        known[side] = data.slice(at, at + 6);
        return undefined;
      }
      for (let i = 0; i < 6; i++) {
        if (before[i] === data[at + i]) continue;
        known[side] = data.slice(at, at + 6);
        return moves++ < MOST_MOVES ? before : undefined;
      }
      return undefined;
    },
  };
}
