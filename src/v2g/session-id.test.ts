import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { isNoSession, isSameSession, newSessionId } from "./session-id.ts";

test("no session is written as one octet or as eight", () => {
  expect(["00", "0000000000000000", ""].every(isNoSession)).toBe(true);
  expect(isNoSession("0000000000000001")).toBe(false);
});

test("a number is the same with and without leading zeros", () => {
  expect(isSameSession("00000000a1b2c3d4", "A1B2C3D4")).toBe(true);
  expect(isSameSession("a1b2c3d400000000", "a1b2c3d4")).toBe(false);
});

test("a new number has eight octets and is none but by the seed", () => {
  expect(newSessionId(seededRandom(1))).toBe(newSessionId(seededRandom(1)));
  expect(newSessionId()).toMatch(/^[0-9a-f]{16}$/);
});
