import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import { splitV2gtp } from "./v2gtp-split.ts";

test("messages that stand one behind the other are told apart", () => {
  const { parts } = splitV2gtp(fromHex("01fe8001000000028098 01fe8004000000018 0"));
  expect(parts).toEqual([
    { payloadType: 0x8001, schemas: ["app-handshake", "din", "iso2"], exi: fromHex("8098") },
    { payloadType: 0x8004, schemas: ["iso20-dc"], exi: fromHex("80") },
  ]);
});

test.each([
  ["01fe80", "3 octets left, 8 wanted"],
  ["02fd800100000000", "version 0x02fd found, 0x01fe expected"],
  ["01fe900000000002ffff", "payload type 0x9000 found, which holds no EXI"],
  ["01fe8001ffffffff80", "4294967295 octets of payload announced, 1 found"],
])("%s is refused", (hex, words) => {
  expect(splitV2gtp(fromHex(hex)).error).toContain(words);
});

test("what stands before a wrong header is not lost", () => {
  const { parts, error, rest } = splitV2gtp(fromHex("01fe8001000000028098 01fe80010000000680"));
  expect(parts).toHaveLength(1);
  expect(error).toContain("at octet 10: 6 octets of payload announced, 1 found");
  expect(rest?.exi).toEqual(fromHex("80"));
});
