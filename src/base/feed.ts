/**
 * One telling, many who listen: how events and frames get from where they happen to whoever wants them.
 *
 * @module
 */

import type { Cancel } from "./clock.ts";

export interface Feed<E> {
  /** Tells all listeners, in the order in which they came. One that throws does not keep the others from hearing. */
  readonly tell: (event: E) => void;
  readonly on: (listener: (event: E) => void) => Cancel;
}

export function feed<E>(): Feed<E> {
  let listeners: readonly ((event: E) => void)[] = [];
  return {
    tell(event) {
      // Whoever leaves or joins while this goes on makes a new list.
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          // Not the teller's fault: it surfaces by itself.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    on(listener) {
      const mine = (event: E) => listener(event);
      listeners = [...listeners, mine];
      return () => {
        listeners = listeners.filter((one) => one !== mine);
      };
    },
  };
}
