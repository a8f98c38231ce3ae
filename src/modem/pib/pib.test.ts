import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "../../base/hex.ts";
import { checksum32 } from "../../layout/checksum.ts";
import { nidOf, nmkOfPhrase } from "../../messages/homeplug/keys.ts";
import { getAt, setAt } from "./at.ts";
import { checkPib } from "./check.ts";
import { diffPibs } from "./diff.ts";
import { lengthOfType, PIB_FIELDS, type PibField, type PibFieldName } from "./fields.ts";
import { readChain } from "./nvm.ts";
import {
  fieldsOf,
  getField,
  hasField,
  PibError,
  readPib,
  repaired,
  setField,
  setFields,
  setNetworkKey,
} from "./pib.ts";
import { patchForEvse, patchForPev, patchForRole, roleOf } from "./roles.ts";
import { type SampleChip, samplePib } from "./sample.ts";

/** Vitest compares long arrays octet by octet, which takes milliseconds. */
const expectSame = (ours: Uint8Array, wanted: Uint8Array) => expect(Buffer.compare(ours, wanted)).toBe(0);

const CHIPS: readonly SampleChip[] = ["INT6000", "INT6300", "INT6400", "AR7400", "QCA7420", "QCA7000", "QCA7005"];
const NEW: readonly SampleChip[] = ["QCA7420", "QCA7000", "QCA7005"];

test.each([
  ["QCA7420", 9796],
  ["QCA7000", 9040],
  ["QCA7005", 9040],
  ["INT6400", 16_352],
] as const)("a block of %s has the size of real ones and no faults", (chip, length) => {
  const octets = samplePib(chip, 1);
  expect(octets).toHaveLength(length);
  expect(checkPib(octets)).toEqual([]);
  expectSame(samplePib(chip, 1), octets);
  expect(getField(octets, "NMK")).toBe(nmkOfPhrase("HomePlugAV"));
  expect(getField(samplePib(chip, 2), "MAC")).not.toBe(getField(octets, "MAC"));
});

test("a file tells what it is", () => {
  const octets = samplePib("QCA7005", 1);
  const { image, ...pib } = readPib(octets);
  expect(pib).toEqual({
    form: "chain",
    chip: "QCA7005",
    version: expect.stringMatching(/^PIB-QCA7005-1\.1\.0\.\d{4}-SIM$/),
    imageOffset: 0x3c0,
    imageLength: 8080,
    isIntact: true,
  });
  expect(image).toHaveLength(8080);
  expect(readPib(samplePib("INT6300", 1))).toMatchObject({ form: "plain", version: "3-4", imageOffset: 0 });
});

test("its first part tells who the modem is", () => {
  const octets = samplePib("QCA7420", 3, { mac: "98:48:27:5a:3c:e6" });
  const first = octets.subarray(0, 1400);
  expect(getField(first, "MAC")).toBe("98:48:27:5a:3c:e6");
  expect(readPib(first)).toMatchObject({ chip: "QCA7420", isIntact: false });
  expect(() => getField(first, "SLACMode")).toThrow(
    "Cannot read SLACMode: the file ends at 0x1b8 of the block, 0x1654 wanted",
  );
  expect(() => setField(first, "CCoSelection", 2)).toThrow("the file is cut off");
});

test("a charger's modem coordinates and hears sounds, a car's does neither", () => {
  const octets = samplePib("QCA7420", 1);
  const evse = patchForEvse(octets);
  expect(roleOf(octets)).toBe("none");
  expect(roleOf(evse)).toBe("evse");
  expect(roleOf(patchForPev(octets))).toBe("pev");
  expect(roleOf(setField(evse, "CCoSelection", 1))).toBeUndefined();
  // The recipe of the user's guide, in its own words.
  const recipe = setAt(setAt(octets, 0x74, [{ kind: "hfid", value: "EVSE" }]), 0xf4, [{ kind: "byte", value: "2" }]);
  const speeds = ["10240", "102400"].map((value) => ({ kind: "long", value }));
  expectSame(setAt(setAt(recipe, 0x1653, [{ kind: "byte", value: "2" }]), 0x1c98, speeds), evse);
  expect(diffPibs(octets, evse).map(({ name, before, after }) => [name, before, after])).toEqual([
    ["UserHFID", "", "EVSE"],
    ["CCoSelection", 0, 2],
    ["SLACMode", 0, 2],
  ]);
  expect(() => patchForEvse(samplePib("INT6400", 1))).toThrow("it passes all messages of matching on as it is");
});

test("a new key brings its identifier", () => {
  const nmk = "8f1af3ebd67252be4a8195c96e7b5fb0";
  const octets = setNetworkKey(samplePib("QCA7000", 1), nmk);
  expect(getField(octets, "NID")).toBe("65188c71e87d0d");
  expect(checkPib(octets)).toEqual([]);
  expect(checkPib(setField(octets, "NMK", "77".repeat(16)))).toEqual([
    expect.objectContaining({ fault: "nid-not-of-key", isGrave: false }),
  ]);
});

const anyChip = fc.constantFrom(...CHIPS);
const names = Object.keys(PIB_FIELDS) as PibFieldName[];
/** What a patch changes beside its field: the two checksums. */
const sumsOf = (octets: Uint8Array): readonly number[] => {
  const { form, imageOffset } = readPib(octets);
  const at = form === "plain" ? [8] : [imageOffset - 96 + 20, imageOffset - 96 + 92];
  return at.flatMap((start) => [0, 1, 2, 3].map((i) => start + i));
};

test("nothing changes but the field and the checksums, and those are right", () => {
  fc.assert(
    fc.property(
      anyChip,
      fc.nat(100),
      fc.nat(names.length - 1),
      fc.infiniteStream(fc.nat(255)),
      (chip, seed, nth, chance) => {
        const before = samplePib(chip, seed);
        const pib = readPib(before);
        const name = names[nth] as PibFieldName;
        if (name === "PIBLength" || name === "Checksum" || !hasField(pib, name)) return;
        const field: PibField = PIB_FIELDS[name];
        const length = lengthOfType(field.type);
        const part = Uint8Array.from({ length }, () => chance.next().value as number);
        const value = { uint: 1, sint: -1 } as Record<string, number>;
        const wanted = (value[field.type.kind] ??
          (field.type.kind === "text"
            ? "Ladesäule"
            : field.type.kind === "mac"
              ? toHex(part).replace(/..(?!$)/g, "$&:")
              : toHex(part))) as never;

        const after = setField(before, name, wanted);

        expect(getField(after, name)).toBe(wanted);
        expect(after).toHaveLength(before.length);
        const [start, sums] = [pib.imageOffset + field.offset, sumsOf(before)];
        const touched = Array.from(after.keys()).filter((at) => after[at] !== before[at]);
        expect(touched.filter((at) => !(at >= start && at < start + length) && !sums.includes(at))).toEqual([]);
        expect(readPib(after).isIntact).toBe(true);
        // Independently of how it is made: all words with the checksum in place give nothing.
        if (pib.form === "plain") expect(checksum32(after)).toBe(0);
        else
          for (const one of readChain(after).images)
            expect([one.isHeaderIntact, one.isImageIntact]).toEqual([true, true]);
      },
    ),
    { numRuns: 300 },
  );
});

test("roles are set and taken back to the octet", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NEW),
      fc.nat(1000),
      fc.constantFrom("evse" as const, "pev" as const),
      (chip, seed, role) => {
        const before = samplePib(chip, seed);
        const patched = patchForRole(before, role);
        expect(checkPib(patched, { chip, present: before })).toEqual([]);
        expectSame(setField(patchForRole(patched, "none"), "UserHFID", ""), before);
      },
    ),
  );
});

test("places and kinds as Qualcomm's tools have them", () => {
  const octets = samplePib("QCA7000", 1, { mac: "00:b0:52:11:22:33" });
  expect(getAt(octets, 0xc, "mac")).toBe("00:b0:52:11:22:33");
  expect(getAt(octets, 0x1c98, "long")).toBe("10240");
  expect(getAt(octets, 0x124, "text", 16)).toBe("QCA7000");
  expect(getAt(octets, 0x12, "key")).toBe(getField(octets, "DAK"));
  expect(getAt(octets, 0x1f8e, "data")).toBe("0000");
  const items = [
    { kind: "word", value: "0x1234" },
    { kind: "byte", value: "0b101" },
    { kind: "skip", value: "2" },
    { kind: "fill", value: "2" },
    { kind: "huge", value: "18446744073709551615" },
    { kind: "text", value: "ab" },
    { kind: "data", value: "c0 ff:ee" },
  ];
  expect(getAt(setAt(octets, 0x400, items), 0x400, "data", 21)).toBe(`3412050000${"ff".repeat(10)}6162c0ffee00`);
  expect(getField(setAt(octets, 0x64, [{ kind: "key", value: "key2" }]), "NMK")).toBe(
    "b59319d7e8157ba001b018669ccee30d",
  );
});

test.each([
  ["byte", "256", 'Cannot write "256" as byte: at most 255 expected'],
  ["long", "ten", 'Cannot write "ten" as long: a number (decimal, 0x or 0b) expected'],
  ["mac", "00:11", 'Cannot write "00:11" as mac: 6 octets in hex expected'],
  ["key", "key9", 'Cannot write "key9" as key: octets in hex expected'],
  ["hfid", "x".repeat(65), "at most 64 characters expected"],
  ["octet", "1", "one of byte, word, long, huge, mac, key, hfid, data, text, fill, zero, skip as the kind expected"],
])("a %s of %j is refused", (kind, value, words) => {
  expect(() => setAt(samplePib("QCA7000", 1), 0x400, [{ kind, value }])).toThrow(words);
});

test("nothing is written past the end", () => {
  const octets = samplePib("QCA7000", 1);
  expect(() => setAt(octets, 0x2030, [{ kind: "byte", value: "1" }])).toThrow(
    "Cannot write 1 octets at 0x2030: the block ends at 0x1f90",
  );
  expect(() => setField(octets, "SimpleQoS", 1)).toThrow("the block of QCA7000 ends at 0x1f90");
  expect(getField(setField(samplePib("QCA7420", 1), "SimpleQoS", 1), "SimpleQoS")).toBe(1);
  expect(() => getAt(octets, 0x1f8f, "word")).toThrow("Cannot read word at 0x1f8f: the block ends at 0x1f90");
});

test("every field that the block has is told with its meaning", () => {
  const fields = fieldsOf(samplePib("QCA7000", 1, { role: "evse" }));
  expect(fields.find(({ name }) => name === "SLACMode")).toMatchObject({ offset: 0x1653, value: 2, words: "charger" });
  expect(fields.find(({ name }) => name === "DAK")).toMatchObject({ isSecret: true });
  expect(fields.map(({ name }) => name)).not.toContain("SimpleQoS");
  expect(fieldsOf(samplePib("INT6000", 1)).map(({ name }) => name)).toContain("PIBLength");
  for (const [i, { offset }] of fields.entries())
    if (i > 0) expect(offset).toBeGreaterThanOrEqual(fields[i - 1]?.offset as number);
});

test("a wrong chip, another device's block, a cut or damaged file, and something else", () => {
  const own = samplePib("QCA7000", 1);
  const faultsOf = (octets: Uint8Array, target = {}) =>
    checkPib(octets, target).map(({ fault, isGrave }) => (isGrave ? fault : `(${fault})`));
  expect(faultsOf(samplePib("QCA7420", 2), { chip: "QCA7000" })).toEqual(["wrong-chip"]);
  expect(faultsOf(samplePib("QCA7420", 2), { present: own })).toEqual(["wrong-chip"]);
  expect(faultsOf(samplePib("QCA7000", 2), { present: own })).toEqual(["other-device", "other-device"]);
  expect(checkPib(samplePib("QCA7000", 2), { present: own })[1]?.words).toBe("DAK is not the device's own");
  expect(faultsOf(own.subarray(0, 5000))).toEqual(["cut"]);
  expect(checkPib(own.subarray(0, 5000))[0]?.words).toBe(
    "the file ends after 4040 octets of the block, which has 8080 by its header",
  );
  expect(faultsOf(own.subarray(0, 500))).toEqual(["no-pib"]);
  expect(faultsOf(Uint8Array.from([...own, 0, 0]))).toEqual(["(too-long)"]);
  const damaged = Uint8Array.from(own);
  damaged[0x3c0 + 0x500]! ^= 1;
  expect(checkPib(damaged)).toEqual([
    {
      fault: "bad-image-checksum",
      isGrave: true,
      words: "the checksum of the image behind the header at 0x360 is wrong",
    },
  ]);
  expect(checkPib(repaired(damaged))).toEqual([]);
  damaged[0x360 + 60]! ^= 1;
  expect(faultsOf(damaged)).toEqual(["bad-header-checksum", "bad-image-checksum"]);
  expect(faultsOf(setField(own, "SLACMode", 2))).toEqual(["(contradiction)"]);
  expect(checkPib(new TextEncoder().encode("no parameters at all, only words and words"))[0]).toMatchObject({
    fault: "no-pib",
    words: expect.stringContaining(
      "octets that begin with 6e6f2070 found, a chain of images (01000100...) or a version header",
    ),
  });
  expect(faultsOf(new Uint8Array())).toEqual(["no-pib"]);
  expect(() => readPib(new Uint8Array(20_000))).toThrow(PibError);
});

test("a chain that goes round in circles ends", () => {
  const octets = Uint8Array.from(samplePib("QCA7000", 1));
  new DataView(octets.buffer).setUint32(0x360 + 28, 0, true);
  expect(checkPib(octets).map(({ words }) => words)).toContain("the header at 0x360 points back to 0x0");
});

test("any octets end in a list of faults", () => {
  fc.assert(
    fc.property(
      anyChip,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
      fc.nat(17_000),
      (chip, changes, length) => {
        const octets = Uint8Array.from(samplePib(chip, 7)).subarray(0, length);
        if (octets.length === 0) return;
        // Most of what matters stands in the headers.
        for (const [at, value] of changes) octets[at % Math.min(octets.length, 1400)] = value;
        for (const { words } of checkPib(octets, { present: octets })) expect(words.length).toBeGreaterThan(10);
      },
    ),
  );
});

test("other octets than those of fields are told, too", () => {
  const before = samplePib("QCA7420", 1);
  const after = setFields(setAt(before, 0x500, [{ kind: "data", value: "01020304" }]), { NID: nidOf("00".repeat(16)) });
  expect(diffPibs(before, after).map(({ name, offset, before, after }) => [name, offset, before, after])).toEqual([
    ["NID", 0xf8, getField(before, "NID"), getField(after, "NID")],
    [undefined, 0x500, "00000000", "01020304"],
  ]);
  const longer = diffPibs(samplePib("QCA7000", 1, { role: "pev" }), before).at(-1);
  expect(longer).toMatchObject({ offset: expect.any(Number), after: expect.anything() });
});
