/**
 * Time that stands still until it is turned. Everything that waits by it is woken in the order of its hour, one moment
 * after the other, and between two moments everybody has done all that he could do: the same each time.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { type Timestamp, timestamp } from "../base/timestamp.ts";

/** The goal can no longer be reached: it has not settled, nobody sleeps, and nothing moves. */
export class Deadlock extends Error {
  override readonly name = "Deadlock";

  constructor(now: number) {
    super(`Nothing moves any more after ${Math.round(now)} ms of simulated time: nobody waits for a later moment`);
  }
}

export interface SimulatedClock extends Clock {
  /**
   * Turns time until `goal` settles, and gives what it settles to.
   *
   * @throws {Deadlock} where nothing is left that could settle it.
   */
  readonly until: <T>(goal: PromiseLike<T>, options?: TurnOptions) => Promise<T>;
  /** Turns time by so many milliseconds. */
  readonly turn: (ms: number, options?: TurnOptions) => Promise<void>;
}

export interface TurnOptions {
  /** Simulated seconds in one real second, asked for again and again; without it time is turned as fast as it goes. */
  readonly pace?: () => number;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
  isCancelled: boolean;
}

const START = timestamp(1_760_000_000);
/** Real milliseconds to wait for what does not go by this clock (files, crypto) before calling it a deadlock. */
const PATIENCE = 200;

/**
 * All that can be done without time passing has been done after it: between two immediates promises are settled until none
 * is left. They are asked for by the dozen, since each round of the event loop costs as much as several moments.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    settling.push(resolve);
    if (immediates > 0) return;
    immediates = A_DOZEN;
    for (let i = 0; i < A_DOZEN; i++) setImmediate(next);
  });
}

const A_DOZEN = 12;
let immediates = 0;
let settling: (() => void)[] = [];

function next(): void {
  immediates--;
  const before = settling;
  settling = [];
  for (const resolve of before) resolve();
}

const real = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function simulatedClock({ start = START }: { readonly start?: Timestamp } = {}): SimulatedClock {
  const sleepers = sleepersByHour();
  let now = 0;
  let order = 0;

  const clock: SimulatedClock = {
    now: () => now,
    time: () => {
      const seconds = Math.floor(now / 1000);
      return timestamp(start.seconds + seconds, start.nanoseconds + Math.round((now - seconds * 1000) * 1e6));
    },
    after(ms, action) {
      const sleeper: Sleeper = { at: now + Math.max(ms, 0), order: order++, action, isCancelled: false };
      sleepers.add(sleeper);
      return () => {
        sleeper.isCancelled = true;
      };
    },
    async until(goal, { pace } = {}) {
      let isSettled = false;
      const settled = () => {
        isSettled = true;
      };
      goal.then(settled, settled);
      let began = { real: performance.now(), simulated: now, pace: pace?.() };
      let patience = PATIENCE;
      for (;;) {
        await settle();
        if (isSettled) return goal;
        const next = sleepers.first();
        if (!next) {
          if (patience-- <= 0) throw new Deadlock(now);
          await real(1);
          continue;
        }
        patience = PATIENCE;
        if (pace !== undefined && began.pace !== undefined) {
          if (pace() !== began.pace) began = { real: performance.now(), simulated: now, pace: pace() };
          const ahead = (next.at - began.simulated) / (began.pace as number) - (performance.now() - began.real);
          if (ahead > 1) {
            await real(Math.min(ahead, 50));
            continue;
          }
        }
        now = Math.max(now, next.at);
        // All of one moment before anybody answers: the order is that of asking.
        for (let due = sleepers.first(); due && due.at <= now; due = sleepers.first()) {
          sleepers.removeFirst();
          due.action();
        }
      }
    },
    turn(ms, options) {
      return clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)), options);
    },
  };
  return clock;
}

/** A heap by hour, and by who came first within one. */
function sleepersByHour() {
  const heap: Sleeper[] = [];
  const isBefore = (a: Sleeper, b: Sleeper) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (i: number, j: number) => {
    const one = heap[i] as Sleeper;
    heap[i] = heap[j] as Sleeper;
    heap[j] = one;
  };
  const removeFirst = () => {
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && isBefore(heap[child] as Sleeper, heap[least] as Sleeper)) least = child;
      }
      if (least === i) return;
      swap(i, least);
      i = least;
    }
  };
  return {
    add(sleeper: Sleeper) {
      heap.push(sleeper);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!isBefore(heap[i] as Sleeper, heap[parent] as Sleeper)) return;
        swap(i, parent);
        i = parent;
      }
    },
    /** Those that were cancelled are dropped on the way. */
    first(): Sleeper | undefined {
      while (heap[0]?.isCancelled) removeFirst();
      return heap[0];
    },
    removeFirst,
  };
}
