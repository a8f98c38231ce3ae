import { expect, test } from "vitest";
import { echoes } from "./echoes.ts";

const frame = (number: number) => Uint8Array.of(0xff, number >> 8, number & 0xff);

test("a frame that was sent comes back once, and another one like it is somebody else's", () => {
  const { sent, isEcho } = echoes();
  sent(frame(1));
  sent(frame(1));
  expect([isEcho(frame(2)), isEcho(frame(1)), isEcho(frame(1)), isEcho(frame(1))]).toEqual([false, true, true, false]);
});

test("frames that never come back are forgotten, the oldest first", () => {
  const { sent, isEcho } = echoes();
  for (let number = 0; number < 1000; number++) sent(frame(number));
  expect(isEcho(frame(0))).toBe(false);
  expect(isEcho(frame(999))).toBe(true);
});
