/**
 * A run is the leave to go on: a clock to wait by, and an end that reaches every wait below it. Whoever waits for anything
 * is handed a run; calling off, a limit that has passed and a pulled plug are all the same to him: the run ends, with the
 * reason, and his wait is rejected with it.
 *
 * Limits are said in words, because the words are what a person reads when it fails: "Gave up waiting for
 * CM_SLAC_PARM.CNF after 200 ms".
 *
 * @module
 */

import type { Cancel, Clock } from "./clock.ts";

/** What was waited for did not come in time. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  /** In words that complete "waiting for". */
  readonly waitingFor: string;
  /** In milliseconds. */
  readonly limit: number;

  /** @param found - what there was instead, in words. */
  constructor(waitingFor: string, limit: number, found?: string) {
    super(`Gave up waiting for ${waitingFor} after ${limitText(limit)}${found === undefined ? "" : `: ${found}`}`);
    this.waitingFor = waitingFor;
    this.limit = limit;
  }
}

/** Somebody does not want it any more. */
export class CalledOff extends Error {
  override readonly name = "CalledOff";

  constructor(because: string) {
    super(`Called off: ${because}`);
  }
}

/** What still waits under a limit that was kept waits for nothing; one for all, since every question ends with it. */
const KEPT = new CalledOff("what it was part of is over");

/** Its methods belong to it: they are called on it, and not handed on alone. */
export interface Run {
  readonly clock: Clock;
  /** What the innermost limit waits for; absent where there is none. */
  readonly waitingFor?: string | undefined;
  readonly hasEnded: boolean;
  /** The same end, for what knows only signals (`fetch`, drivers). Made when first asked for. */
  readonly signal: AbortSignal;
  /** @throws the reason, where the run has ended. The first line of a `catch` in every loop that tries again. */
  readonly throwIfEnded: () => void;
  /** Calls `action` with the reason once the run ends; at once where it has. Cancel it when the wait is over. */
  readonly onEnd: (action: (reason: unknown) => void) => Cancel;
  /** Waits. Rejected with the reason when the run ends before. */
  readonly pause: (ms: number) => Promise<void>;
  /** Waits for a promise that knows nothing of runs, no longer than the run lasts. */
  readonly until: <T>(promise: PromiseLike<T>) => Promise<T>;
  /**
   * Does `block` under a run that ends by itself after `limit` milliseconds.
   *
   * @throws {TimeoutError} out of whatever `block` waits for then.
   */
  readonly within: <T>(limit: number, waitingFor: string, block: (run: Run) => Promise<T>) => Promise<T>;
  /**
   * Like `within`, but goes on after this run has ended: for making safe what must not be left as it is, in a `finally`.
   */
  readonly atLast: <T>(limit: number, waitingFor: string, block: (run: Run) => Promise<T>) => Promise<T>;
  /** A run below this one that can be ended alone. */
  readonly fork: (waitingFor?: string) => StoppableRun;
}

export interface StoppableRun extends Run {
  /** Ends it, and all that was begun under it. Only the first reason counts. */
  readonly stop: (reason: unknown) => void;
}

/** The run that all others are begun under. */
export function startRun(clock: Clock, signal?: AbortSignal): StoppableRun {
  const run = new Stoppable(clock, undefined);
  if (signal?.aborted) run.stop(signal.reason);
  else signal?.addEventListener("abort", () => run.stop(signal.reason), { once: true });
  return run;
}

/** A class, since each message of a session begins several: what they can do is made once for all. */
class Stoppable implements StoppableRun {
  readonly clock: Clock;
  readonly waitingFor: string | undefined;
  /** Made when the first one waits: most runs end without. */
  #endings: Set<(reason: unknown) => void> | undefined;
  #end: { readonly reason: unknown } | undefined;
  #controller: AbortController | undefined;

  constructor(clock: Clock, waitingFor: string | undefined) {
    this.clock = clock;
    this.waitingFor = waitingFor;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#end) this.#controller.abort(this.#end.reason);
    return this.#controller.signal;
  }

  throwIfEnded(): void {
    if (this.#end) throw this.#end.reason;
  }

  onEnd(action: (reason: unknown) => void): Cancel {
    if (this.#end) {
      action(this.#end.reason);
      return () => {};
    }
    this.#endings ??= new Set();
    this.#endings.add(action);
    return () => this.#endings?.delete(action);
  }

  stop(reason: unknown): void {
    if (this.#end) return;
    this.#end = { reason };
    this.#controller?.abort(reason);
    if (!this.#endings) return;
    const all = [...this.#endings];
    this.#endings = undefined;
    for (const action of all) action(reason);
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end.reason);
        return;
      }
      const cancel = this.clock.after(ms, () => {
        forget();
        resolve();
      });
      const forget = this.onEnd((reason) => {
        cancel();
        reject(reason);
      });
    });
  }

  until<T>(promise: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onEnd(reject);
      promise.then(
        (value) => {
          forget();
          resolve(value);
        },
        (error) => {
          forget();
          reject(error);
        },
      );
    });
  }

  async within<T>(limit: number, words: string, block: (run: Run) => Promise<T>): Promise<T> {
    this.throwIfEnded();
    const inner = this.fork(words);
    const cancel = this.clock.after(limit, () => inner.stop(new TimeoutError(words, limit)));
    try {
      return await block(inner);
    } finally {
      cancel();
      inner.stop(KEPT);
    }
  }

  atLast<T>(limit: number, words: string, block: (run: Run) => Promise<T>): Promise<T> {
    return new Stoppable(this.clock, this.waitingFor).within(limit, words, block);
  }

  fork(words = this.waitingFor): StoppableRun {
    const inner = new Stoppable(this.clock, words);
    inner.onEnd(this.onEnd((reason) => inner.stop(reason)));
    return inner;
  }
}

/** `200 ms`, `12 s`, `1.2 s`. */
function limitText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
