import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { fromHex, toHex } from "../../base/hex.ts";
import { ipv6Text } from "../../base/ipv6-address.ts";
import { nidOf } from "../../messages/homeplug/keys.ts";
import { pseudonyms } from "./pseudonyms.ts";

const KEY = new Uint8Array(32).fill(1);
const people = () => pseudonyms({ key: KEY });
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Of a network card: nobody's and groups' addresses stay. */
const mac = octets(6).map((address) => {
  address[0]! &= 0xfe;
  address[5]! |= 1;
  return address;
});
const linkLocal = (mac: Uint8Array) =>
  Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, mac[0]! ^ 2, mac[1]!, mac[2]!, 0xff, 0xfe, mac[3]!, mac[4]!, mac[5]!);

test("the same key replaces the same by the same, another key by others; nothing changes its length", () => {
  const [a, b, other] = [people(), people(), pseudonyms({ key: new Uint8Array(32).fill(2) })];
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 7, maxLength: 40 }), octets(6), octets(16), (any, six, sixteen) => {
      for (const [made, again] of [
        [a.octets("meters", any), b.octets("meters", any)],
        [a.name("charger identifiers", any), b.name("charger identifiers", any)],
        [a.number("serial numbers", any), b.number("serial numbers", any)],
        [a.mac(six), b.mac(six)],
        [a.vehicleId(six), b.vehicleId(six)],
        [a.ipv6(sixteen), b.ipv6(sixteen)],
        [a.networkKey(sixteen), b.networkKey(sixteen)],
        [a.networkId(any.subarray(0, 7)), b.networkId(any.subarray(0, 7))],
      ]) {
        expect(again).toEqual(made);
      }
      expect(a.octets("meters", any)).toHaveLength(any.length);
      expect(a.ipv6(sixteen)).toHaveLength(16);
    }),
  );
  const one = fromHex("0011223344556677");
  expect(other.octets("meters", one)).not.toEqual(a.octets("meters", one));
});

test("hardware addresses become those of no maker, and stay different", () => {
  const all = people();
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(mac, (original) => {
      const made = all.mac(original);
      expect(made[0]! & 3).toBe(2);
      expect([undefined, toHex(original)]).toContain(seen.get(toHex(made)));
      seen.set(toHex(made), toHex(original));
    }),
  );
  for (const nobody of ["000000000000", "ffffffffffff", "0180c2000000", "333300000001", "00b052000001"]) {
    expect(toHex(all.mac(fromHex(nobody)))).toBe(nobody);
  }
});

test("with makers kept, only the other half changes", () => {
  const all = pseudonyms({ key: KEY, keepMakers: true });
  fc.assert(
    fc.property(mac, (original) => {
      expect(all.mac(original).subarray(0, 3)).toEqual(original.subarray(0, 3));
    }),
  );
});

test("an address that is made of a hardware address is made of the new one, and as long as text", () => {
  const all = people();
  fc.assert(
    fc.property(mac, (original) => {
      const made = all.ipv6(linkLocal(original));
      expect(made).toEqual(linkLocal(all.mac(original)));
      expect(ipv6Text(made)).toHaveLength(ipv6Text(linkLocal(original)).length);
    }),
  );
});

test("other interface identifiers stay what they are: made of nothing, and as long as text", () => {
  const all = people();
  fc.assert(
    fc.property(octets(8), (identifier) => {
      fc.pre(identifier[3] !== 0xff || identifier[4] !== 0xfe);
      const address = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, ...identifier);
      const made = all.ipv6(address);
      expect([made[11], made[12]]).not.toEqual([0xff, 0xfe]);
      expect(ipv6Text(made)).toHaveLength(ipv6Text(address).length);
    }),
  );
});

test("whoever asks for an address asks for the new one", () => {
  const all = people();
  const address = linkLocal(fromHex("0004a3112233"));
  const made = all.ipv6(address);
  const solicited = (suffix: Uint8Array) => Uint8Array.of(...fromHex("ff0200000000000000000001ff"), ...suffix);
  expect(all.ipv6(solicited(address.subarray(13)))).toEqual(solicited(made.subarray(13)));
  expect(toHex(all.mac(Uint8Array.of(0x33, 0x33, 0xff, ...address.subarray(13))))).toBe(`3333ff${toHex(made, 13)}`);
});

test.each([
  ["::1", "00000000000000000000000000000001"],
  ["ff02::1", "ff020000000000000000000000000001"],
  ["fe80::1", "fe800000000000000000000000000001"],
])("%s is nobody's", (_, hex) => expect(toHex(people().ipv6(fromHex(hex)))).toBe(hex));

test("global addresses become those for documentation, unique local ones stay unique local", () => {
  const all = people();
  expect(toHex(all.ipv6(fromHex("200300d1170fd500c04a33c3f229dad1")), 0, 4)).toBe("20010db8");
  expect(all.ipv6(fromHex("fd00123456780000c04a33c3f229dad1"))[0]).toBe(0xfd);
  expect(toHex(all.ipv4(fromHex("08080808")), 0, 1)).toBe("c6");
  expect(toHex(all.ipv4(fromHex("c0a8b214")))).toBe("c0a8b214");
});

test("EVCCID is the car's hardware address, also with zeros behind it", () => {
  const all = people();
  const car = fromHex("0004a3112233");
  expect(all.vehicleId(car)).toEqual(all.mac(car));
  expect(toHex(all.vehicleId(fromHex("0004a31122330000")))).toBe(`${toHex(all.mac(car))}0000`);
});

test("a RunID that is made of the car's address is made of the new one; the words of some cars stay", () => {
  const all = people();
  const car = fromHex("0004a3112233");
  all.mac(car);
  expect(toHex(all.runId(fromHex("0004a31122330007")))).toBe(`${toHex(all.mac(car))}0007`);
  expect(all.runId(Buffer.from("TESLA EV"))).toEqual(Buffer.from("TESLA EV"));
  // A car that counts comes by letters, too.
  expect(all.runId(Buffer.from("PQRSTUVW"))).not.toEqual(Buffer.from("PQRSTUVW"));
  expect(toHex(all.runId(fromHex("944dc3d0ed5abf0a")))).not.toContain("944dc3d0");
});

test("identifiers with hyphens and without them stay the same one, letters and digits in their places", () => {
  const all = people();
  const text = (original: string) => all.text("contracts", original);
  expect(text("DE-ABC-C12345678-9")).toMatch(/^DE-[A-Z]{3}-C\d{8}-\d$/);
  expect(text("DEABCC123456789")).toBe(text("DE-ABC-C12345678-9").replaceAll("-", ""));
  expect(text("deabcc123456789").toUpperCase()).toBe(text("DEABCC123456789"));
  expect(text("DE*PNX*E12345*1")).toMatch(/^DE\*[A-Z]{3}\*E\d{5}\*\d$/);
  expect(text("WVWZZZE1ZMP012345")).toMatch(/^[A-HJ-NPR-Z]{6}[A-HJ-NPR-Z]\d[A-HJ-NPR-Z]{3}\d{6}$/);
  expect(text("00000")).toBe("00000");
  expect(text("Zähler 7")).toMatch(/^[A-Z][^\s]{5} \d$/);
});

test("short identifiers do not become the same, or stay the same", () => {
  const all = people();
  const meters = Array.from({ length: 10 }, (_, i) => `M${i + 1}`);
  const made = meters.map((meter) => all.text("meters", meter));
  expect(new Set(made).size).toBe(10);
  expect(made.filter((meter, i) => meter === meters[i])).toEqual([]);
  const macs = Array.from({ length: 15 }, (_, i) => toHex(all.mac(Uint8Array.of(2, 0, 0, 0, 0, i + 1))));
  expect(new Set(macs).size).toBe(15);
});

test("a number keeps its bits, so that it is as long in every encoding", () => {
  const all = people();
  fc.assert(
    fc.property(fc.bigInt({ min: 1n << 9n, max: 1n << 160n }), (original) => {
      const hex = original.toString(16);
      const made = BigInt(`0x${toHex(all.number("serial numbers", fromHex(hex.length % 2 ? `0${hex}` : hex)))}`);
      expect(made.toString(2)).toHaveLength(original.toString(2).length);
    }),
  );
});

test.each([
  ["7777cb02777777777777777777777777", 3],
  ["77777777777777777777777777777777", 1],
])("the weak network key %s stays as weak", (key, different) => {
  const made = people().networkKey(fromHex(key));
  expect(toHex(made)).not.toBe(key);
  expect(new Set(made).size).toBe(different);
});

test("a row of numbers stays one, text stays text", () => {
  const all = people();
  const row = all.networkKey(Uint8Array.from({ length: 16 }, (_, i) => i + 1));
  expect(new Set(row.subarray(1).map((octet, i) => octet - row[i]!))).toEqual(new Set([1]));
  expect(Buffer.from(all.networkKey(Buffer.from("AB12CD34EF56GH78"))).toString()).toMatch(/^([A-Z]{2}\d\d){4}$/);
});

describeShared("vectors/nid.json", "network identifiers", () => {
  const pairs = JSON.parse(readFileSync(sharedUrl("vectors/nid.json"), "utf8")) as {
    nmk: string;
    nid: string;
    derived: boolean;
  }[];

  test("what was derived from its key is derived from the new key, wherever it was seen first", () => {
    const all = people();
    // The first look, in which identifiers come before their keys.
    for (const { nid } of pairs) all.networkId(fromHex(nid));
    for (const { nmk } of pairs) all.networkKey(fromHex(nmk));
    all.learned();
    expect(pairs.filter(({ derived }) => derived).length).toBeGreaterThan(10);
    for (const { nmk, nid, derived } of pairs) {
      const [key, identifier] = [all.networkKey(fromHex(nmk)), all.networkId(fromHex(nid))];
      const isDerived = toHex(identifier) === nidOf(toHex(key));
      expect([nmk, isDerived]).toEqual([nmk, derived]);
      expect(toHex(identifier)).not.toBe(nid);
    }
  });
});
