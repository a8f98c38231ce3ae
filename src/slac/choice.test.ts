import { expect, test } from "vitest";
import { type ChoiceRules, choiceRules, choose, type Evidence, type Hearing } from "./choice.ts";
import { MatchingFailed } from "./failures.ts";
import { slacTiming } from "./timing.ts";

const heard = (charger: string, attenuation: number, more: Partial<Hearing> = {}): Hearing => ({
  charger,
  attenuation,
  sounds: 10,
  delay: 1,
  firstHeard: 0,
  lastRound: 1,
  ...more,
});
const silent = (charger: string, firstHeard = 0): Hearing => ({ charger, firstHeard, lastRound: 1 });
const evidence = (hearings: readonly Hearing[], more: Partial<Evidence> = {}): Evidence => ({
  hearings,
  round: 1,
  isThorough: false,
  soundsSent: 10,
  now: 400,
  ...more,
});
const chooseFrom = (all: Evidence, rules: ChoiceRules = choiceRules) => choose(all, rules, slacTiming);
const failureOf = (all: Evidence): string => {
  try {
    chooseFrom(all);
  } catch (error) {
    if (error instanceof MatchingFailed) return error.kind;
    throw error;
  }
  return "chosen";
};

test("the loudest is chosen, and the words say by how much", () => {
  expect(chooseFrom(evidence([heard("b", 41), heard("a", 9)]))).toEqual({
    charger: "a",
    attenuation: 9,
    words: "9.0 dB, found (up to 10.0 dB); 32.0 dB louder than b, the next",
  });
});

test("the standard's limits only say how sure it is", () => {
  expect(chooseFrom(evidence([heard("a", 17)])).words).toContain("potentially found (up to 20.0 dB); the only charger");
  expect(chooseFrom(evidence([heard("a", 41)])).words).toContain("more than the standard's 20.0 dB");
});

test("three decibels are always enough, and less than two are a guess", () => {
  expect(failureOf(evidence([heard("a", 10), heard("b", 13)]))).toBe("chosen");
  expect(failureOf(evidence([heard("a", 10), heard("b", 11.9)]))).toBe("ambiguous");
});

test("what is farther than any cable is not the own charger", () => {
  expect(failureOf(evidence([heard("a", 56)]))).toBe("too-far");
  expect(chooseFrom(evidence([heard("a", 56)]), { ...choiceRules, farthest: 60 }).charger).toBe("a");
});

test("nobody, and nobody with a result, are two failures", () => {
  expect(failureOf(evidence([]))).toBe("no-charger");
  expect(failureOf(evidence([silent("a")]))).toBe("no-result");
});

test("one that confirmed and tells no result blocks the choice while its modem may be restarting", () => {
  expect(failureOf(evidence([heard("a", 9), silent("b")]))).toBe("unsure");
  const later = { round: 3, isThorough: true } as const;
  const both = [heard("a", 9, { lastRound: 3 }), silent("b")];
  expect(failureOf(evidence(both, { ...later, now: 5500 }))).toBe("unsure");
  expect(failureOf(evidence(both, { ...later, now: 6500 }))).toBe("chosen");
});

test("a sound that was missed says that answers get lost, until a thorough round says the same", () => {
  const missed = evidence([heard("a", 9, { sounds: 9 })]);
  expect(failureOf(missed)).toBe("unsure");
  expect(failureOf({ ...missed, isThorough: true })).toBe("chosen");
});

test("a result that comes late says that its first copy was lost", () => {
  expect(failureOf(evidence([heard("a", 9, { delay: 205 })]))).toBe("unsure");
});

test("the loudest that was ever heard is waited for when it has fallen silent", () => {
  const both = [heard("a", 9), heard("b", 20, { lastRound: 2 })];
  expect(failureOf(evidence(both, { round: 2, isThorough: true }))).toBe("unsure");
});

test("a charger that did not see the pilot change is none", () => {
  expect(chooseFrom(evidence([heard("a", 9, { isOther: true }), heard("b", 20)])).charger).toBe("b");
  expect(failureOf(evidence([heard("a", 9, { isOther: true })]))).toBe("unsure");
});
