/**
 * What all that changes streams has in common: octets go in, as many come out, some of them later.
 *
 * @module
 */

export interface Rewriter {
  /** The octets that are decided by now, in order: those that waited, then these. */
  readonly feed: (octets: Uint8Array) => Uint8Array;
  /** So many octets are missing here: whatever waits is decided. */
  readonly hole: (missing: number) => Uint8Array;
  readonly end: () => Uint8Array;
}

const NOTHING = new Uint8Array(0);

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first = NOTHING] = pieces;
  if (pieces.length <= 1) return first;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Nothing of such a stream is understood, so nothing of it stays. */
export function blankRewriter(onBlank: (octets: number) => void): Rewriter {
  return {
    feed(octets) {
      onBlank(octets.length);
      return new Uint8Array(octets.length);
    },
    hole: () => NOTHING,
    end: () => NOTHING,
  };
}
