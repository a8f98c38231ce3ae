/**
 * Faults in the order of messages that a hole in the recording would excuse. Whether octets of a side are missing shows
 * only when it speaks again: so long a suspicion waits.
 *
 * @module
 */

export interface Suspicions {
  /** @param source the end whose lost octets would be the excuse. */
  readonly hold: (source: string, tell: () => void) => void;
  /** Octets of this end are missing. */
  readonly hole: (source: string) => void;
  /** This end said something, and nothing was missing before it. */
  readonly heard: (source: string) => void;
  /** Nothing more comes. */
  readonly tellAll: () => void;
}

/** Suspicions that wait at the same time; of more the oldest is told. */
const MOST = 16;

export function suspicions(): Suspicions {
  let waiting: { readonly source: string; readonly tell: () => void }[] = [];

  function take(which: (source: string) => boolean) {
    const taken = waiting.filter(({ source }) => which(source));
    waiting = waiting.filter(({ source }) => !which(source));
    return taken;
  }

  return {
    hold(source, tell) {
      waiting.push({ source, tell });
      if (waiting.length > MOST) waiting.shift()?.tell();
    },
    hole(source) {
      take((one) => one === source);
    },
    heard(source) {
      for (const { tell } of take((one) => one === source)) tell();
    },
    tellAll() {
      for (const { tell } of take(() => true)) tell();
    },
  };
}
