import { expect, test } from "vitest";
import { simulatedClock } from "../simulator/clock.ts";
import { CalledOff, startRun, TimeoutError } from "./run.ts";

const begin = () => {
  const clock = simulatedClock();
  return { clock, run: startRun(clock) };
};

test("a limit that passes says in words what was waited for", async () => {
  const { clock, run } = begin();

  const waiting = clock.until(run.within(200, "CM_SLAC_PARM.CNF", (run) => run.pause(1000)));

  await expect(waiting).rejects.toThrow("Gave up waiting for CM_SLAC_PARM.CNF after 200 ms");
  await expect(waiting).rejects.toBeInstanceOf(TimeoutError);
  expect(clock.now()).toBe(200);
});

test("what is done in time leaves no timer behind", async () => {
  const { clock, run } = begin();

  await clock.until(run.within(60_000, "nothing much", (run) => run.pause(5)));

  await expect(clock.until(new Promise(() => {}))).rejects.toThrow("Nothing moves any more after 5 ms");
});

test("calling off reaches the innermost wait at once", async () => {
  const { clock, run } = begin();
  clock.after(70, () => run.stop(new CalledOff("the plug was pulled")));

  const waiting = clock.until(
    run.within(1000, "the outer", (run) => run.within(500, "the inner", (run) => run.pause(400))),
  );

  await expect(waiting).rejects.toThrow("the plug was pulled");
  expect(clock.now()).toBe(70);
});

test("making safe goes on after the run has ended, under a limit of its own", async () => {
  const { clock, run } = begin();
  const done: string[] = [];
  clock.after(10, () => run.stop(new CalledOff("enough")));

  const work = clock.until(
    (async () => {
      try {
        await run.pause(1000);
      } finally {
        await run.atLast(2000, "the contactors to open", async (run) => {
          await run.pause(1500);
          done.push("safe");
        });
      }
    })(),
  );

  await expect(work).rejects.toThrow("enough");
  expect(done).toEqual(["safe"]);
  expect(clock.now()).toBe(1510);
});

test("a promise that knows nothing of runs is waited for no longer than the run lasts", async () => {
  const { clock, run } = begin();

  const waiting = clock.until(run.within(300, "the relay", (run) => run.until(new Promise(() => {}))));

  await expect(waiting).rejects.toThrow("Gave up waiting for the relay after 300 ms");
});

test("the signal is aborted with the reason, also where it is first asked for afterwards", () => {
  const { run } = begin();
  const early = run.fork();
  const { signal } = early;
  run.stop(new CalledOff("done"));

  expect(signal.reason).toBeInstanceOf(CalledOff);
  expect(early.fork().signal.aborted).toBe(true);
});
