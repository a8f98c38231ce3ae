/**
 * A promise that a car asks about again and again: as long as it is pending, the answer is "Ongoing".
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";

export interface Pending<T> {
  /**
   * The value, once there is one; `undefined` while it is pending. The first look waits a moment for what is done at once.
   *
   * @throws what the promise was rejected with.
   */
  readonly look: (run: Run) => Promise<{ readonly value: T } | undefined>;
}

/** What is done at once should not cost the car another question; more would cost it the time for its answer. */
const MOMENT: Milliseconds = 2;

export function pending<T>(promise: Promise<T>): Pending<T> {
  let isFirst = true;
  let settled: { readonly value: T } | undefined;
  let failed: { readonly error: unknown } | undefined;
  const done = promise.then(
    (value) => {
      settled = { value };
    },
    (error) => {
      failed = { error };
    },
  );
  return {
    async look(run) {
      if (isFirst && !settled && !failed) {
        isFirst = false;
        const moment = run.fork();
        await Promise.race([done, moment.pause(MOMENT)]);
        moment.stop(undefined);
      }
      if (failed) throw failed.error;
      return settled;
    },
  };
}
