import { expect, test } from "vitest";
import { fold, isAlike, type Line } from "./collapse.ts";

const line = (key: string, words: string, rest: Partial<Line> = {}): Line => ({
  track: "connection",
  key,
  name: key,
  words,
  text: `${key} ${words}`,
  isRequest: key.endsWith("Req"),
  ...rest,
});
const told = (names: ReadonlyMap<string, number>, last: Line) =>
  `${[...names].map(([name, count]) => `${count} ${name}`).join(", ")} until ${last.time}`;
const shown = (lines: readonly Line[]) => {
  const { feed, end } = fold(told);
  return [...lines.flatMap(feed), ...end()];
};
const asked = (time: number) => line("CableCheckReq", "SoC 40 %", { time });
const ongoing = (time: number) => line("CableCheckRes", "Ongoing", { time });

test("exchanges that repeat are counted, and the answer that differs is shown with its request", () => {
  const lines = [1, 2, 3, 4].flatMap((time) => [asked(time), ongoing(time + 0.1)]);
  expect(shown([...lines, asked(5), line("CableCheckRes", "Finished", { time: 5.1 })])).toEqual([
    "CableCheckReq SoC 40 %",
    "CableCheckRes Ongoing",
    "3 CableCheckReq, 3 CableCheckRes until 4.1",
    "CableCheckReq SoC 40 %",
    "CableCheckRes Finished",
  ]);
});

test("one or two that repeat are shown", () => {
  expect(shown([asked(1), ongoing(1), asked(2), ongoing(2), line("PreChargeReq", "", { time: 3 })])).toHaveLength(5);
});

test("values that change are shown, those that hardly do are not", () => {
  const gives = (amps: number) => line("CurrentDemandRes", `gives 400 V ${amps} A`);
  expect(shown([gives(100), gives(100.4), gives(101), gives(99.6), gives(120)])).toEqual([
    "CurrentDemandRes gives 400 V 100 A",
    "3 CurrentDemandRes until undefined",
    "CurrentDemandRes gives 400 V 120 A",
  ]);
});

test("values of the charge loop are shown once a second", () => {
  const ramp = Array.from({ length: 50 }, (_, i) =>
    line("CurrentDemandRes", `gives 400 V ${i} A`, { time: i / 10, isLoop: true }),
  );
  expect(shown(ramp).filter((text) => text.startsWith("CurrentDemandRes"))).toEqual([
    "CurrentDemandRes gives 400 V 0 A",
    "CurrentDemandRes gives 400 V 10 A",
    "CurrentDemandRes gives 400 V 20 A",
    "CurrentDemandRes gives 400 V 30 A",
    "CurrentDemandRes gives 400 V 40 A",
  ]);
});

test("slow drifts are shown step by step", () => {
  const amps = Array.from({ length: 100 }, (_, i) => 100 + i);
  const lines = shown(amps.map((one) => line("CurrentDemandRes", `gives 400 V ${one} A`)));
  expect(lines.length).toBeGreaterThan(30);
});

test("what waits in another track is told before what comes later", () => {
  const modem = line("LNK_STATS.CNF", "", { track: "modem", isAside: true, time: 60 });
  const lines = [1, 2, 3, 4].flatMap((time) => [asked(time), ongoing(time)]);
  expect(shown([...lines, modem])).toEqual([
    "CableCheckReq SoC 40 %",
    "CableCheckRes Ongoing",
    "3 CableCheckReq, 3 CableCheckRes until 4",
    "LNK_STATS.CNF ",
  ]);
});

test("asides that say the same again are left out without a word", () => {
  const aside = line("SCS_DIAG.IND", "State_A1", { isAside: true });
  expect(shown(Array.from({ length: 50 }, () => aside))).toEqual(["SCS_DIAG.IND State_A1"]);
});

test("what is fleeting is shown again once something else was shown", () => {
  const opened = line("TCP opened", "a to b", { track: "tcp", isFleeting: true });
  expect(shown([opened, line("SessionSetupReq", ""), opened])).toHaveLength(3);
});

test.each([
  ["SoC 40 %", "SoC 41 %", false],
  ["asks 400 V 2 A", "asks 400.5 V 2.4 A", true],
  ["at most 65.1 kW", "at most 65.2 kW", true],
  ["Ongoing", "Finished", false],
  ["at most 50 kW", "at most 50 A", false],
])("%s and %s: alike %s", (a, b, alike) => expect(isAlike(a, b)).toBe(alike));
