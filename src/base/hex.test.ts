import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, HexError, toHex } from "./hex.ts";

test("octets survive as hex", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
});

test("digits are read as people write them", () => {
  expect(fromHex("0x80 98:02,\n 0XfF")).toEqual(Uint8Array.from([0x80, 0x98, 0x02, 0xff]));
});

test("half an octet is refused", () => {
  expect(() => fromHex("809")).toThrow(HexError);
  expect(() => fromHex("809")).toThrow("3 digits found, an even number expected");
});

test("what is no digit is named", () => {
  expect(() => fromHex("80gg")).toThrow('found "g"');
});
