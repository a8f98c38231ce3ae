import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tryMutant } from "../../fuzz/mutant.ts";
import { fromHex, toHex } from "../base/hex.ts";
import { seededRandom } from "../base/random.ts";
import { schemas } from "../messages/schemas.ts";
import { decode, encode } from "./codec.ts";
import { compileDecode } from "./compile-decode.ts";
import { compileEncode } from "./compile-encode.ts";
import { DecodeError, EncodeError } from "./errors.ts";
import { sample } from "./sample.ts";
import type { GlobalElement, Particle, Schema } from "./schema.ts";
import { walkDecode } from "./walk-decode.ts";
import { walkEncode } from "./walk-encode.ts";

const all: readonly Schema[] = Object.values(schemas);
const { din, iso2 } = schemas as unknown as Record<"din" | "iso2", Schema>;

/** Whether a value can be written at all: a required wildcard asks for content that no value holds. */
function isWritable({ type }: GlobalElement): boolean {
  const writable = (particle: Particle): boolean => {
    if (particle.min === 0) return true;
    if (particle.kind === "wildcard") return false;
    if (particle.kind === "element") {
      return particle.type.kind !== "complex" || particle.type.content.particles.every(writable);
    }
    return particle.kind === "choice" ? particle.particles.some(writable) : particle.particles.every(writable);
  };
  return type.kind !== "complex" || type.content.particles.every(writable);
}

describe.each(all)("$name", (schema) => {
  const compiledRead = compileDecode(schema);
  const compiledWrite = compileEncode(schema);

  test.each(schema.elements.filter(isWritable))("random values of $name survive, on both paths alike", (element) => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, fullness) => {
        const value = sample(element.type, seededRandom(seed), { fullness });

        const walked = walkEncode(schema, element.name, value);
        const compiled = compiledWrite?.(element.name, value);
        if (compiled) expect(toHex(compiled)).toBe(toHex(walked));

        expect(walkDecode(schema, walked)).toEqual({ root: element.name, value });
        const read = compiledRead?.(walked);
        if (read) expect(read).toEqual({ root: element.name, value, warnings: [] });
      }),
      { numRuns: 12, seed: 42 },
    );
  });

  test("random values survive as fragments", () => {
    const random = seededRandom(9);
    for (const element of schema.elements.filter(isWritable)) {
      const value = sample(element.type, random);
      const bytes = encode(schema, element.name, value, { kind: "fragment" });
      expect(decode(schema, bytes, { kind: "fragment" })).toEqual({ root: element.name, value, warnings: [] });
    }
  });
});

test("the compiled codec takes what cars and chargers write, and leaves the rest to the plain walk", () => {
  const usual = fromHex(
    "809a02004080c1014181c210d100000ba040617408010285010004061a01e04070c84c0400c081e00604000040a1404000",
  );
  expect(compileDecode(din)?.(usual)?.value).toEqual(walkDecode(din, usual).value);
  const emptyBySecondLevel = fromHex("80984a");
  expect(compileDecode(iso2)?.(emptyBySecondLevel)).toBeUndefined();
});

describe("values that EXI carries and the schema forbids", () => {
  const stop = (SessionID: string) => ({
    Header: { SessionID },
    Body: { SessionStopReq: { ChargingSession: "Terminate" } },
  });

  test("a SessionID of nine octets is read with a warning, and refused when written", () => {
    const value = stop("010203040506070809");
    expect(() => encode(iso2, "V2G_Message", value)).toThrow(
      "Cannot write V2G_Message/Header/SessionID: 9 octets found, at most 8 expected",
    );

    const bytes = encode(iso2, "V2G_Message", value, { lenient: true });

    expect(decode(iso2, bytes)).toEqual({
      root: "V2G_Message",
      value,
      warnings: [{ path: "V2G_Message/Header/SessionID", message: "9 octets found, at most 8 expected" }],
    });
  });

  test("a value within its bounds is read without a warning", () => {
    const value = stop("0102030405060708");
    expect(decode(iso2, encode(iso2, "V2G_Message", value)).warnings).toEqual([]);
  });
});

describe("values that do not fit are refused with path, finding and expectation", () => {
  const header = { SessionID: "00" };
  const body = (Body: unknown) => () => encode(iso2, "V2G_Message", { Header: header, Body });
  test.each([
    [
      "wrong type",
      body({ SessionStopReq: { ChargingSession: 1 } }),
      "V2G_Message/Body/SessionStopReq/ChargingSession: 1 found, one of Terminate, Pause expected",
    ],
    ["missing element", body({ SessionStopReq: {} }), "V2G_Message/Body/SessionStopReq: no ChargingSession found"],
    [
      "unknown element",
      body({ SessionStopReq: { ChargingSession: "Pause", Now: true } }),
      'unknown element "Now" found',
    ],
    ["two of a choice", body({ SessionStopReq: { ChargingSession: "Pause" }, SessionStopRes: {} }), "V2G_Message/Body"],
    ["not an object", body([]), "V2G_Message/Body: an array of 0 found, an object expected"],
    [
      "over a facet",
      body({ PaymentDetailsReq: { eMAID: "x".repeat(16), ContractSignatureCertChain: { Certificate: "" } } }),
      "eMAID: 16 characters found, 14 to 15 expected",
    ],
    [
      "unknown root",
      () => encode(iso2, "V2G_Massage", {}),
      'root element "V2G_Massage" found, an element of iso2 expected',
    ],
  ])("%s", (_, attempt, words) => {
    expect(attempt).toThrow(EncodeError);
    expect(attempt).toThrow(words);
  });
});

test("a stream that ends early is refused with the bit at which it ended", () => {
  const attempt = () => decode(iso2, fromHex("809802"));
  expect(attempt).toThrow(DecodeError);
  expect(attempt).toThrow("Cannot read V2G_Message/Header/SessionID at bit 18: 6 bits left, 8 wanted");
});

test("mutants of messages end in a value or in an error with its place", () => {
  const random = seededRandom(2026);
  const seeds = all.flatMap((schema) =>
    schema.elements.filter(isWritable).flatMap((element) =>
      (["document", "fragment"] as const).map((kind) => ({
        schema,
        kind,
        exi: encode(schema, element.name, sample(element.type, random), { kind }),
      })),
    ),
  );
  for (let i = 0; i < 10_000; i++) {
    const { fault, mutant } = tryMutant(seeds, random);
    expect(fault && [fault, mutant.schema.name, mutant.kind, toHex(mutant.exi)]).toBeUndefined();
  }
});

test("an announced length is not believed beyond what is there", () => {
  // A SessionID that announces 2^53 octets.
  const bytes = Uint8Array.from([0x80, 0x98, 0x03, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0xff]);
  const before = process.memoryUsage().arrayBuffers;
  expect(() => decode(iso2, bytes)).toThrow(DecodeError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
});

describe("input that asks for more work than it is long", () => {
  const xmldsig = schemas.xmldsig as unknown as Schema;

  test("text by string-table hits grows only so far", () => {
    // KeyInfo: one KeyName of 4000 characters, then as many hits as there is room for.
    const octets = encode(xmldsig, "KeyInfo", { $items: [{ KeyName: "k".repeat(4000) }] });
    const long = decode(xmldsig, octets);
    expect(long.root).toBe("KeyInfo");
    const bits: number[] = [];
    for (const octet of octets) for (let i = 7; i >= 0; i--) bits.push((octet >> i) & 1);
    // Behind the first KeyName stand: the next KeyName (code 0 of 11), its text (code 0), a local hit, its end.
    const end = bits.lastIndexOf(1) - 2;
    const item = [0, 0, 0, 0, 0, ...new Array(8).fill(0), 0];
    const grown = [...bits.slice(0, end), ...Array.from({ length: 4000 }, () => item).flat(), 1, 0, 0, 0];
    while (grown.length % 8 !== 0) grown.push(0);
    const bytes = Uint8Array.from({ length: grown.length / 8 }, (_, i) =>
      grown.slice(8 * i, 8 * i + 8).reduce((sum, bit) => sum * 2 + bit, 0),
    );
    expect(() => decode(xmldsig, bytes)).toThrow("more text found by string-table hits");
  });

  test("warnings are told up to a hundred", () => {
    const SalesTariffEntry = Array.from({ length: 1024 }, () => ({
      RelativeTimeInterval: { start: 1, duration: 90_000 },
      EPriceLevel: 1,
    }));
    const value = { Id: "a", SalesTariffID: 1, SalesTariffEntry };
    const bytes = encode(iso2, "SalesTariff" as never, value as never, { kind: "fragment", lenient: true });
    expect(decode(iso2, bytes, { kind: "fragment" }).warnings).toHaveLength(100);
  });
});

test("inherited values are written alike on both paths", () => {
  const content = Object.create({ ResponseCode: "OK" }) as object;
  const value = { Header: { SessionID: "00" }, Body: { SessionStopRes: content } };
  expect(toHex(walkEncode(iso2, "V2G_Message", value))).toBe(
    toHex(compileEncode(iso2)?.("V2G_Message", value) ?? new Uint8Array()),
  );
});

test("what a fragment of eMAID does not know is refused", () => {
  expect(() =>
    encode(iso2, "eMAID" as never, { Id: "x", $value: "DE1234567890AB", more: 1 } as never, { kind: "fragment" }),
  ).toThrow('unknown element "more" found');
});

test("a fragment of eMAID may hold any attribute of the schema, and is read without those that are not its own", () => {
  // eMAID 236 of 245, Algorithm 0 of 257 with "a", {MsgDataTypes}Id 4 with "id1", text "DE".
  const bits = [
    "10000000 11101100",
    "000000000 00000011 01100001",
    "000000100 00000101 011010010110010000110001",
    "100000000 00000100 0100010001000101",
    "11110100 11110100",
  ].join("");
  const octets = bits.replaceAll(" ", "").match(/.{1,8}/g) ?? [];
  const bytes = Uint8Array.from(octets, (octet) => Number.parseInt(octet.padEnd(8, "0"), 2));
  expect(decode(iso2, bytes, { kind: "fragment" })).toMatchObject({
    root: "eMAID",
    value: { Id: "id1", $value: "DE" },
  });
});
