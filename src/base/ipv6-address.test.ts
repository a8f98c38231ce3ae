import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./hex.ts";
import { ipv6Octets, ipv6Text } from "./ipv6-address.ts";

test.each([
  ["fe80000000000000c69083f3fbcb980e", "fe80::c690:83f3:fbcb:980e"],
  ["ff020000000000000000000000000001", "ff02::1"],
  ["00000000000000000000000000000000", "::"],
  ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
  ["20010db8000100020003000400050006", "2001:db8:1:2:3:4:5:6"],
])("%s is %s", (hex, text) => {
  expect(ipv6Text(fromHex(hex))).toBe(text);
  expect(ipv6Octets(text)).toEqual(fromHex(hex));
});

test("any address survives as text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
      expect(ipv6Octets(ipv6Text(octets))).toEqual(octets);
    }),
  );
});

test("an address may be written in other ways", () => {
  expect(toHex(ipv6Octets("FE80:0:0:0::1") as Uint8Array)).toBe("fe800000000000000000000000000001");
  expect(toHex(ipv6Octets("::ffff:10.0.0.1") as Uint8Array)).toBe("00000000000000000000ffff0a000001");
});

test.each([
  "",
  ":",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2::3",
  "fe80::1%eth0",
  "g::1",
  "12345::",
  "::256.0.0.1",
])("%j is no address", (text) => expect(ipv6Octets(text)).toBeUndefined());
