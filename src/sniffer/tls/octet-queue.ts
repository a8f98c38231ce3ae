/**
 * Octets that came in pieces, waiting until enough are there. Grows with what arrived, never with what was announced.
 *
 * @module
 */

export interface OctetQueue {
  readonly length: number;
  append(octets: Uint8Array): void;
  /** All that waits: a view, valid until the next call of anything here. */
  view(): Uint8Array;
  drop(count: number): void;
}

export function octetQueue(): OctetQueue {
  let store = new Uint8Array(0);
  let start = 0;
  let end = 0;
  return {
    get length() {
      return end - start;
    },
    append(octets) {
      if (end + octets.length > store.length) {
        const wanted = end - start + octets.length;
        // Twice what is wanted, so that each octet is moved a bounded number of times.
        const next = wanted * 2 <= store.length ? store : new Uint8Array(wanted * 2);
        next.set(store.subarray(start, end));
        store = next;
        end -= start;
        start = 0;
      }
      store.set(octets, end);
      end += octets.length;
    },
    view: () => store.subarray(start, end),
    drop(count) {
      start = Math.min(start + count, end);
      if (start === end) {
        start = end = 0;
        if (store.length > 1 << 16) store = new Uint8Array(0);
      }
    },
  };
}
