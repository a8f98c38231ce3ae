import { expect, test } from "vitest";
import { fromHex } from "./hex.ts";
import { ipv6Text } from "./ipv6-address.ts";

test.each([
  ["fe80000000000000c69083f3fbcb980e", "fe80::c690:83f3:fbcb:980e"],
  ["ff020000000000000000000000000001", "ff02::1"],
  ["00000000000000000000000000000000", "::"],
  ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
  ["20010db8000100020003000400050006", "2001:db8:1:2:3:4:5:6"],
])("%s is %s", (hex, text) => expect(ipv6Text(fromHex(hex))).toBe(text));
