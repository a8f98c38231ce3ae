import { expect, test } from "vitest";
import { progress, type Screen } from "./progress.ts";

function watched(isTTY: boolean) {
  const written: string[] = [];
  const screen: Screen = { isTTY, columns: 40, write: (text) => written.push(text) };
  const clock = { time: 0 };
  return { screen, written, clock, now: () => clock.time };
}

test("what is over soon shows no bar", () => {
  const { screen, written, clock, now } = watched(true);
  const bar = progress(100, screen, now);
  clock.time = 200;
  bar.advance(90);
  bar.end();
  expect(written).toEqual([]);
});

test("long work shows how far it is, within the width of the screen, and leaves no trace", () => {
  const { screen, written, clock, now } = watched(true);
  const bar = progress(100, screen, now);
  bar.at("a-recording-with-a-long-name.pcapng");
  clock.time = 500;
  bar.advance(50);
  clock.time = 520;
  bar.advance(10);
  expect(written).toHaveLength(1);
  expect(written[0]).toContain("████████████░░░░░░░░░░░░  50 %");
  expect((written[0] as string).replace("\r\u001b[K", "").length).toBeLessThan(40);
  bar.end();
  expect(written.at(-1)).toBe("\r\u001b[K");
});

test("nobody looks at a file", () => {
  const { screen, written, clock, now } = watched(false);
  const bar = progress(100, screen, now);
  clock.time = 5000;
  bar.advance(50);
  bar.end();
  expect(written).toEqual([]);
});
