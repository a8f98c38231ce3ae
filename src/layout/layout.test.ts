import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../base/hex.ts";
import { seededRandom } from "../base/random.ts";
import { explainLayout } from "./explain.ts";
import {
  bits,
  bytes,
  checksum,
  constant,
  counted,
  countedBytes,
  countedNibbles,
  cutText,
  fill,
  ipv6,
  layout,
  lengthFrom,
  lengthOf,
  mac,
  many,
  reserved,
  rest,
  restBut,
  s16,
  s32,
  tagged,
  tail,
  text,
  u8,
  u16,
  u16be,
  u24,
  u32,
  u32be,
  u64,
  unless,
  when,
} from "./layout.ts";
import { read } from "./read.ts";
import { sample } from "./sample.ts";
import { write } from "./write.ts";

const hexOf = (octets: Uint8Array) => toHex(octets);
const Data = layout({
  DataLength: lengthOf(u16, "Data"),
  Sum: checksum(u32, "Data"),
  Data: rest,
  unused: fill(8, "Data"),
});

test("both orders of octets, signs, and numbers of eight octets", () => {
  const Numbers = layout({ a: u16, b: u16be, c: u24, d: u32be, e: s16, f: s32, g: u64 });
  const value = {
    a: 0x1234,
    b: 0x1234,
    c: 0x123456,
    d: 0x12345678,
    e: -2,
    f: -2_000_000_000,
    g: "18446744073709551615",
  };
  expect(hexOf(write(Numbers, value))).toBe("341212345634121234" + "5678feff006cca88ffffffffffffffff");
  expect(read(Numbers, write(Numbers, value)).value).toEqual(value);
  expect(() => write(Numbers, { ...value, g: "18446744073709551616" })).toThrow("Cannot write g: 18446744073709551616");
  expect(() => write(Numbers, { ...value, e: 40_000 })).toThrow(
    "Cannot write e: 40000 found, -32768 to 32767 expected",
  );
});

test("the lowest bits come first", () => {
  const Word = layout({ First: bits(u32be, { FlowLabel: 20, TrafficClass: 8, Version: 4 }) });
  const value = { First: { FlowLabel: 0x12345, TrafficClass: 0xab, Version: 6 } };
  expect(hexOf(write(Word, value))).toBe("6ab12345");
  expect(read(Word, fromHex("6ab12345")).value).toEqual(value);
  expect(() => write(Word, { First: { ...value.First, Version: 16 } })).toThrow(
    "Cannot write First: 16 found as Version, a whole number up to 15 expected",
  );
});

test("a length and a checksum are worked out, and written as given where they are given", () => {
  expect(hexOf(write(Data, { Data: "0102030405060708" }))).toBe("0800" + "fbfbfbf3" + "0102030405060708");
  expect(hexOf(write(Data, { Data: "01020304" }))).toBe("0400" + "fefdfcfb" + "0102030400000000");
  expect(hexOf(write(Data, { Data: "0102", DataLength: 7, Sum: 5 }))).toBe("0700" + "05000000" + "0102000000000000");
  expect(read(Data, write(Data, { Data: "01020304" }))).toEqual({
    value: { DataLength: 4, Sum: 0xfbfcfdfe, Data: "01020304" },
    length: 14,
  });
});

test("a length is believed, but no more than is there", () => {
  expect(read(Data, fromHex("0200 00000000 0102030405060708")).value.Data).toBe("0102");
  expect(read(Data, fromHex("0900 00000000 0102030405060708")).value).toMatchObject({
    DataLength: 9,
    Data: "0102030405060708",
  });
  const Options = many(layout({ Type: u8, Length: lengthFrom(u8, "Type", { unit: 8 }), Value: rest }));
  const Message = layout({ Options });
  const value = {
    Options: [
      { Type: 1, Value: "010203040506" },
      { Type: 3, Value: "00".repeat(14) },
    ],
  };
  expect(hexOf(write(Message, value))).toBe(`01010102030405060302${"00".repeat(14)}`);
  expect(read(Message, write(Message, value)).value).toMatchObject(value);
  expect(() => read(Message, fromHex("0100"))).toThrow("a length of 0 octets, at least 2 expected");
  expect(() => write(Message, { Options: [{ Type: 1, Value: "01" }] })).toThrow("Cannot write Options/0/Length: 0.375");
});

test("a length may count up to a field, and be silent", () => {
  const Record = layout({
    Length: lengthFrom(u8, "Length", { to: "Items", mayBeZero: true }),
    Items: counted(u8, u16),
    After: u8,
  });
  expect(hexOf(write(Record, { Items: [1, 2], After: 9 }))).toBe("06020100020009");
  expect(read(Record, fromHex("08020100020000000009")).value).toEqual({ Length: 8, Items: [1, 2], After: 0 });
  expect(read(Record, fromHex("00020100020009")).value).toEqual({ Length: 0, Items: [1, 2], After: 9 });
});

test("fields that hang on another are there with it alone", () => {
  const Ask = layout({ Type: u8, NID: when("Type", [2, 4], bytes(2)), HFID: when("Type", 4, text(4)) });
  expect(hexOf(write(Ask, { Type: 4, NID: "0102", HFID: "ab" }))).toBe("04010261620000");
  expect(read(Ask, fromHex("020102ffffff")).value).toEqual({ Type: 2, NID: "0102" });
  expect(read(Ask, fromHex("00")).value).toEqual({ Type: 0 });
  expect(() => write(Ask, { Type: 0, NID: "0102" })).toThrow("Cannot write NID: nothing expected where Type is 0");
  expect(() => write(Ask, { Type: 2 })).toThrow("Cannot write NID: undefined found, 2 octets in hex expected");
});

test("fields may be there but for some values, and what is hidden stays so", () => {
  const ToneMap = layout({ Count: u8, Room: unless("Count", 0, reserved(2)), Ident: tail(reserved(1)), End: tail(u8) });
  expect(hexOf(write(ToneMap, { Count: 0, End: 5 }))).toBe("000005");
  expect(hexOf(write(ToneMap, { Count: 1 }))).toBe("010000");
  expect(read(ToneMap, fromHex("0100000005")).value).toEqual({ Count: 1, End: 5 });
});

const Operation = tagged(
  "Operation",
  { Operation: u16, Length: lengthFrom(u16, "Operation") },
  { 0: { Offset: u32 }, 17: { Session: u8, Data: rest } },
);

test("a field that hangs on another may be left away even so", () => {
  const Ask = layout({ Type: u8, Cipher: when("Type", 1, tail(u16)) });
  expect(hexOf(write(Ask, { Type: 1 }))).toBe("01");
  expect(read(Ask, fromHex("01")).value).toEqual({ Type: 1 });
  expect(read(Ask, fromHex("010200")).value).toEqual({ Type: 1, Cipher: 2 });
});

test("a tag says what follows", () => {
  const Message = layout({ Operations: counted(u8, Operation) });
  const octets = write(Message, {
    Operations: [
      { Operation: 0x11, Session: 7, Data: "aabb" },
      { Operation: 0, Offset: 5 },
    ],
  });
  expect(hexOf(octets)).toBe("02" + "1100070007aabb" + "0000080005000000");
  expect(read(Message, octets).value.Operations[1]).toEqual({ Operation: 0, Length: 8, Offset: 5 });
  expect(() => read(Message, fromHex("01 1300 0400"))).toThrow("Cannot read Operations/0: Operation 0x13 is not known");
});

test("older messages end early", () => {
  const Version = layout({ Length: u8, Version: cutText(8), Ident: tail(u32), Cookie: tail(u32) });
  expect(read(Version, fromHex("03 616263")).value).toEqual({ Length: 3, Version: "abc" });
  expect(read(Version, fromHex("03 6162630000000000 01000000")).value).toEqual({ Length: 3, Version: "abc", Ident: 1 });
  expect(hexOf(write(Version, { Length: 3, Version: "abc", Ident: 1 }))).toBe("03" + "6162630000000000" + "01000000");
  expect(() => write(Version, { Length: 3, Version: "abc", Cookie: 1 })).toThrow("Cannot write Ident: undefined found");
  expect(read(Version, fromHex("03 6162630000000000 0100")).value).toEqual({ Length: 3, Version: "abc" });
});

test("data that a refusal leaves out are counted in vain, and their room may be full of zeros", () => {
  const Answer = layout({
    Status: u8,
    Count: lengthOf(u8, "Data"),
    Data: when("Status", 0, rest),
    unused: fill(4, "Data"),
  });
  expect(read(Answer, fromHex("1009")).value).toEqual({ Status: 16, Count: 9 });
  expect(hexOf(write(Answer, { Status: 16, Count: 9 }))).toBe("100900000000");
  expect(hexOf(write(Answer, { Status: 16 }))).toBe("100000000000");
  expect(hexOf(write(Answer, { Status: 0, Data: "0102" }))).toBe("000201020000");
});

test("a length may count tails that are absent", () => {
  const Report = layout({
    Size: lengthFrom(u8, "Name", { to: "Late" }),
    Name: tail(text(2)),
    Late: tail(u8),
    room: fill(5, "Name"),
  });
  expect(hexOf(write(Report, { Name: "ab" }))).toBe("026162000000");
  expect(read(Report, fromHex("026162000000")).value).toEqual({ Size: 2, Name: "ab" });
  expect(hexOf(write(Report, {}))).toBe("000000000000");
  expect(read(Report, fromHex("00")).value).toEqual({ Size: 0 });
  expect(read(Report, fromHex("04616207ff00")).value).toEqual({ Size: 4, Name: "ab", Late: 7 });
});

test("the explanation names each octet once, and stops at the fault", () => {
  const octets = write(Operation, { Operation: 0x11, Session: 7, Data: "aabb" });
  expect(explainLayout(Operation, octets).spans.map(({ path, offset, length }) => [path, offset, length])).toEqual([
    ["Operation", 0, 2],
    ["Length", 2, 2],
    ["Session", 4, 1],
    ["Data", 5, 2],
  ]);
  const { spans, error } = explainLayout(Operation, fromHex("0000 0800 0500"));
  expect(spans.map(({ path }) => path)).toEqual(["Operation", "Length"]);
  expect(error?.message).toBe("Cannot read Offset: 2 octets left, 4 wanted");
});

const Everything = layout({
  Magic: constant(u16, 0x1234),
  reserved: reserved(3),
  Kind: u8,
  Peer: mac,
  Address: ipv6,
  Time: u64,
  Flags: bits(u16be, { low: 3, middle: 9, high: 4 }),
  Name: text(9),
  Stations: counted(u8, layout({ MAC: mac, Bridged: counted(u8, mac) }), 2),
  Groups: counted(u8, u8, 1),
  Extension: countedBytes(u8, 8, 6),
  Amplitudes: countedNibbles(u16),
  Operations: counted(u8, Operation),
  OptionsLength: lengthOf(u16, "Options"),
  Options: many(layout({ Type: u8, Length: lengthFrom(u8, "Type", { unit: 4 }), Value: rest })),
  Whole: lengthFrom(u16, "Magic"),
  Data,
  Middle: restBut(10),
  Check: checksum(u32),
  Late: tail(u32),
  Later: tail(u16),
});

test("random values survive, their octets are all explained, and any octets end in a value or in a reason", () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), (seed, changes) => {
      const value = { ...sample(Everything, seededRandom(seed)), Late: 1, Later: 2 };
      const octets = write(Everything, value);
      const back = read(Everything, octets);
      expect(back.value).toMatchObject(value);
      expect(back.length).toBe(octets.length);
      expect(write(Everything, back.value)).toEqual(octets);

      const explained = new Uint8Array(octets.length);
      for (const { offset, length, path } of explainLayout(Everything, octets).spans) {
        if (/\/(low|middle)$/.test(path)) continue;
        for (let i = offset; i < offset + length; i++) explained[i] = explained[i]! + 1;
      }
      expect(explained.every((times) => times === 1)).toBe(true);

      for (const [at, octet] of changes) octets[at % octets.length] = octet;
      const { spans, error } = explainLayout(Everything, octets);
      expect(spans.every(({ offset, length }) => offset + length <= octets.length)).toBe(true);
      if (error) expect(error.message).toMatch(/^Cannot read /);
    }),
  );
});
