import { describe, expect, test } from "vitest";
import { schemas } from "../messages/schemas.ts";
import { decode } from "./codec.ts";
import { DecodeError } from "./errors.ts";
import { explain } from "./explain.ts";
import type { Schema } from "./schema.ts";

const { iso2, xmldsig } = schemas as unknown as Record<"iso2" | "xmldsig", Schema>;

/** Octets from bits as one writes them down, `0 1000 …`, with the last octet filled up. */
function stream(...parts: readonly string[]): Uint8Array {
  const bits = parts.join("").replace(/[^01]/g, "");
  const octets = bits.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(octets, (octet) => Number.parseInt(octet.padEnd(8, "0"), 2));
}
const octet = (value: number) => value.toString(2).padStart(8, "0");
const characters = (text: string) => [...text].map((character) => octet(character.charCodeAt(0))).join("");
/** A string value, whose length is written with two added. */
const string = (text: string) => octet(text.length + 2) + characters(text);
/** A local name, whose length is written with one added; a namespace is written with its length alone. */
const localName = (text: string) => octet(text.length + 1) + characters(text);
const namespace = (text: string) => octet(text.length) + characters(text);
/** The code of a namespace out of the nine of ISO 15118-2, one more than its place. */
const uri = (place: number) => (place + 1).toString(2).padStart(4, "0");
const HEADER = 8;
const BODY = 5;

const start = `10000000 1001100 `;
const sessionId = `0 0 00001000 ${characters("abcdefgh")} 0 `;
const endOfHeader = "10 ";
const stop = "0 0 0 0 0 ";
const message = (parts: {
  inMessage?: string;
  inHeader?: string;
  inSessionId?: string;
  afterSessionId?: string;
  inStop?: string;
}) =>
  stream(
    start,
    parts.inMessage ?? "",
    "0 ",
    parts.inHeader ?? "",
    "0 ",
    parts.inSessionId ?? "",
    sessionId.slice(2),
    parts.afterSessionId ?? endOfHeader,
    "0 011111 ",
    parts.inStop ?? "",
    stop,
    "0 0",
  );
const VALUE = { Header: { SessionID: "6162636465666768" }, Body: { SessionStopReq: { ChargingSession: "Terminate" } } };

const unknownElement = (content: string) => `110 0000 ${namespace("urn:vendor")} ${localName("Ext")} ${content}`;

describe("what the schema does not foresee and EXI allows", () => {
  test.each<[string, Uint8Array]>([
    ["nothing of the kind", message({})],
    [
      "xsi:schemaLocation",
      message({ inMessage: `1 011 0011 ${localName("schemaLocation")} ${string("urn:x x.xsd")} ` }),
    ],
    ["an unknown attribute", message({ inStop: `1 011 0001 ${localName("more")} ${string("1")} ` })],
    ["xsi:nil that is false", message({ inHeader: "1 010 0 " })],
    [
      "xsi:type with the type that it is",
      message({ inHeader: `1 001 ${uri(HEADER)} ${localName("MessageHeaderType")} ` }),
    ],
    ["two of them", message({ inHeader: `1 010 0 1 001 ${uri(HEADER)} ${localName("MessageHeaderType")} ` })],
    ["text between elements", message({ afterSessionId: `111 ${string("stray")} ${endOfHeader}` })],
    [
      "an unknown element with text",
      message({ afterSessionId: `${unknownElement(`11 ${string("hello")} 0`)} ${endOfHeader}` }),
    ],
    ["an unknown element, empty", message({ afterSessionId: `${unknownElement("00")} ${endOfHeader}` })],
    [
      "unknown elements with attributes, nested",
      message({
        afterSessionId: `${unknownElement(
          `01 0001 ${localName("a")} ${string("1")} 10 1010 ${octet(0)} 11 ${string("x")} 0 11 ${string("y")} 0`,
        )} ${endOfHeader}`,
      }),
    ],
    [
      "an element of the schema where it does not belong",
      message({
        afterSessionId: `110 ${uri(BODY)} ${localName("SessionSetupReq")} 0 0 00000001 00000000 0 0 ${endOfHeader}`,
      }),
    ],
  ])("%s is passed over", (_, bytes) => {
    expect(decode(iso2, bytes)).toEqual({ root: "V2G_Message", value: VALUE, warnings: [] });
  });

  test("xsi:type may name a type that is derived", () => {
    const body = `000010 1 000 ${uri(BODY)} ${localName("SessionStopReqType")} ${stop}`;
    const bytes = stream(start, "0 0 ", sessionId.slice(2), endOfHeader, "0 ", body, "0 0");
    expect(decode(iso2, bytes).value).toEqual({
      Header: VALUE.Header,
      Body: { BodyElement: { ChargingSession: "Terminate" } },
    });
  });
});

describe("what EXI can carry and makes no message", () => {
  test.each<[string, Uint8Array, string]>([
    [
      "a type that is another's",
      message({ inHeader: `1 001 ${uri(BODY)} ${localName("SessionStopReqType")} ` }),
      "V2G_Message/Header at bit 176: xsi:type SessionStopReqType found",
    ],
    ["xsi:nil that is true", message({ inHeader: "1 010 1 " }), "xsi:nil found on an element that cannot be nil"],
    ["an end before its time", stream(start, "1 000"), "the end found, SE Header expected"],
    [
      "text in place of a literal",
      message({ inStop: `0 1 110 ${string("Explode")} ` }),
      "text found that is not of the type of ChargingSession",
    ],
    ["nothing in place of a literal", message({ inStop: "0 1 000 0 " }), "an empty element found, a value expected"],
  ])("%s is refused", (_, bytes, words) => {
    const attempt = () => decode(iso2, bytes);
    expect(attempt).toThrow(DecodeError);
    expect(attempt).toThrow(words);
  });

  test("a signature's key without a key is refused", () => {
    // KeyValue, code 6 of 25: text, and then the end, for which there is no code while the key is missing.
    const bytes = stream("10000000 00110 ", `011 ${string("a")} `, "100 000");
    expect(() => decode(xmldsig, bytes)).toThrow(
      "the end found, SE DSAKeyValue or SE RSAKeyValue or SE(*) or CH expected",
    );
  });
});

test("every bit of unknown content is told, too", () => {
  const bytes = message({
    inMessage: `1 011 0011 ${localName("schemaLocation")} ${string("urn:x x.xsd")} `,
    inHeader: `1 010 0 1 001 ${uri(HEADER)} ${localName("MessageHeaderType")} `,
    afterSessionId: `${unknownElement(`01 0001 ${localName("a")} ${string("1")} 10 1010 ${octet(0)} 00 11 ${string("y")} 0`)} ${endOfHeader}`,
  });
  const { steps, error } = explain(iso2, bytes);
  expect(error).toBeUndefined();
  let next = 0;
  for (const { bit, length } of steps) {
    expect(bit).toBe(next);
    next = bit + length;
  }
  expect(bytes.length * 8 - next).toBeLessThan(8);
  expect(steps.map(({ what }) => what)).toContain("skipped: {urn:vendor}Ext");
});
