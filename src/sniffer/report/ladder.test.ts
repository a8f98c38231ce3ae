import { expect, test } from "vitest";
import { isOmission, joined, type Ladder, ladderStore, type Rung, type Step, shortened } from "./ladder.ts";

const rung = (frame: number, name: string, isUnusual = false): Rung => ({
  frame,
  kind: "message",
  side: "vehicle",
  name,
  words: "",
  ...(isUnusual ? { isUnusual: true } : {}),
});
const step = (frame: number, name: string, isUnusual = false): Step => ({
  isUnusual,
  rung: () => rung(frame, name, isUnusual),
});
const framesOf = ({ rungs }: Ladder) => rungs.map((one) => (isOmission(one) ? `…${one.omitted}` : one.frame));
/** What a ladder stands for: each step is a rung or was left out. */
const stepsIn = ({ rungs }: Ladder) => rungs.reduce((sum, one) => sum + (isOmission(one) ? one.omitted : 1), 0);

test("of a loop that turns long, both ends are kept", () => {
  const store = ladderStore();
  store.add(step(1, "PowerDeliveryReq"), "PowerDelivery");
  for (let frame = 2; frame <= 1001; frame++) store.add(step(frame, "CurrentDemandReq"), "CurrentDemand");
  store.add(step(1002, "SessionStopReq"), "SessionStop");
  const ladder = store.ladder();
  expect(ladder.steps).toBe(1002);
  expect(stepsIn(ladder)).toBe(1002);
  expect(framesOf(ladder).slice(0, 3)).toEqual([1, 2, 3]);
  expect(framesOf(ladder)).toContain("…976");
  expect(framesOf(ladder).slice(-3)).toEqual([1000, 1001, 1002]);
});

test("what is unusual is kept where it was", () => {
  const store = ladderStore();
  for (let frame = 1; frame <= 500; frame++) store.add(step(frame, "CurrentDemandRes", frame === 250), "CurrentDemand");
  const frames = framesOf(store.ladder());
  const place = frames.indexOf(250);
  expect(frames.slice(place - 1, place + 2)).toEqual(["…237", 250, "…238"]);
});

test("a short loop is whole", () => {
  const store = ladderStore();
  for (let frame = 1; frame <= 24; frame++) store.add(step(frame, "CableCheckReq"), "CableCheck");
  expect(framesOf(store.ladder())).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
});

test("a session that changes for ever is bounded, and tells how it ended", () => {
  const store = ladderStore(100);
  for (let frame = 1; frame <= 10_000; frame++) store.add(step(frame, `M${frame}`, frame % 3 === 0), `M${frame}`);
  const ladder = store.ladder();
  expect(ladder.rungs.length).toBeLessThanOrEqual(301);
  expect(stepsIn(ladder)).toBe(10_000);
  expect(framesOf(ladder).at(-1)).toBe(10_000);
});

test("ladders join by their frames", () => {
  const ladder = (...frames: number[]): Ladder => ({
    rungs: frames.map((one) => rung(one, "x")),
    steps: frames.length,
  });
  const one: Ladder = { rungs: [rung(1, "x"), { omitted: 5 }, rung(8, "x")], steps: 7 };
  expect(framesOf(joined([one, ladder(2, 9)]))).toEqual([1, 2, "…5", 8, 9]);
  expect(joined([one, ladder(2, 9)]).steps).toBe(9);
  expect(joined([]).rungs).toEqual([]);
});

test("a ladder made short keeps its ends and says what it left out", () => {
  const store = ladderStore();
  for (let frame = 1; frame <= 50; frame++) store.add(step(frame, `M${frame}`), `M${frame}`);
  const short = shortened(store.ladder(), 10);
  expect(framesOf(short)).toEqual([1, 2, 3, 4, 5, "…40", 46, 47, 48, 49, 50]);
  expect(stepsIn(short)).toBe(short.steps);
  expect(framesOf(shortened(store.ladder(), 0))).toEqual(["…50"]);
});
