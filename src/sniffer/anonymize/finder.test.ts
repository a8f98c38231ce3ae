import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "../../base/hex.ts";
import { mendChecksum, sumOf } from "./checksums.ts";
import { putBits } from "./exi-patch.ts";
import { finder, isSearchable } from "./finder.ts";
import type { Original } from "./originals.ts";

const identifier = (octets: Uint8Array, isText = false): Original => ({
  kind: isText ? "contracts" : "session identifiers",
  octets,
  made: octets.map((octet) => octet ^ 0x55),
  isText,
});
const random = fc.uint8Array({ minLength: 5, maxLength: 24 }).filter((octets) => isSearchable(identifier(octets)));

test("an identifier is found at any bit of any place, and told where", () => {
  fc.assert(
    fc.property(
      random,
      fc.nat({ max: 400 }),
      fc.uint8Array({ minLength: 80, maxLength: 80 }),
      (octets, bit, around) => {
        putBits(around, bit, octets);
        const found: number[] = [];
        finder([identifier(octets)], true).each(around, ({ at }) => found.push(at));
        expect(found).toContain(bit >>> 3);
      },
    ),
  );
});

test("an identifier is found as digits, in either case, together or apart, with what stands in its place", () => {
  fc.assert(
    fc.property(random, fc.constantFrom("", ":", "-", " "), fc.boolean(), (octets, between, isUpper) => {
      const written = (all: Uint8Array) => {
        const digits = (toHex(all).match(/../g) ?? []).join(between);
        return `key=${isUpper ? digits.toUpperCase() : digits};`;
      };
      const original = identifier(octets);
      const text = Buffer.from(written(octets));
      const found = finder([original], false).first(text);
      expect(found?.at).toBe(4);
      text.set(found?.made ?? [], found?.at);
      // Digits alone have no case.
      expect(text.toString().toLowerCase()).toBe(written(original.made).toLowerCase());
    }),
  );
});

test("four octets are chance among octets, and none in digits", () => {
  const original = identifier(Uint8Array.of(0x06, 0xef, 0x00, 0x71));
  const find = finder([original], true);

  expect(find.first(Buffer.from("decided for SessionId 06ef0071"))?.at).toBe(22);
  expect(find.first(Buffer.from("decided for SessionId 06EF0071"))?.at).toBe(22);
  expect(find.first(Uint8Array.of(1, 2, 3, 0x06, 0xef, 0x00, 0x71, 4))).toBeUndefined();
  expect(finder([identifier(Uint8Array.of(0, 0, 0, 1))], true).count).toBe(0);
});

test("what is not there is not found", () => {
  const original = identifier(Uint8Array.of(1, 35, 69, 103, 137, 171));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      expect(finder([original], true).first(octets)).toBeUndefined();
    }),
  );
});

test.each([
  ["all zeros", new Uint8Array(8), false, false],
  ["a row", Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), false, false],
  ["few octets among zeros", Uint8Array.of(0, 0, 0, 1, 0x87, 0x31), false, false],
  ["a hardware address", Uint8Array.of(0, 1, 0x87, 0x31, 0x49, 0xa9), false, true],
  ["a word", Buffer.from("Charging"), true, false],
  ["a contract", Buffer.from("DEABCC12345678"), true, true],
])("%s: searched for or not", (_, octets, isText, expected) => {
  expect(isSearchable(identifier(octets, isText))).toBe(expected);
});

/** RFC 1071, taken literally. */
function sumIsRight(packet: Uint8Array, addresses: number, start: number, protocol: number): boolean {
  const words = [
    ...packet.subarray(addresses, addresses + 32),
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    protocol,
    ...packet.subarray(start),
  ];
  const length = packet.length - start;
  [words[34], words[35]] = [length >> 8, length & 0xff];
  if (words.length % 2) words.push(0);
  let sum = 0;
  for (let i = 0; i < words.length; i += 2) {
    sum += (words[i]! << 8) | words[i + 1]!;
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum === 0xffff;
}

test("a checksum is right after any change, also where only a part of the packet was recorded", () => {
  const START = 32;
  const AT = START + 16;
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: START + 20, maxLength: START + 120 }),
      fc.uint8Array({ minLength: START + 20, maxLength: START + 120 }),
      fc.nat(),
      (packet, other, cut) => {
        const covered = { source: 0, destination: 16, addressLength: 16, protocol: 6, start: START, at: AT };
        const length = packet.length - START;
        mendChecksum(packet, packet, { ...covered, end: packet.length, length });
        expect(sumIsRight(packet, 0, START, 6)).toBe(true);

        // The recorder cut it, and somebody changed what was left.
        const end = START + 18 + 2 * (cut % Math.max(1, (length - 18) >> 1));
        const before = packet.slice(0, end);
        const after = Uint8Array.from(before, (octet, i) => other[i] ?? octet);
        mendChecksum(before, after, { ...covered, end, length });

        const whole = Uint8Array.of(...after, ...packet.subarray(end));
        expect(sumIsRight(whole, 0, START, 6)).toBe(true);
      },
    ),
  );
  expect(sumOf(Uint8Array.of(1, 2, 3), 0, 3)).toBe(0x0102 + 0x0300);
});
