import { expect, test } from "vitest";
import { din70121, iso2 } from "./dialect.ts";
import { offerOf, takeFrom, takenFrom } from "./negotiation.ts";

const entry = (ProtocolNamespace: string, SchemaID: number, Priority: number, minor = 0) => ({
  ProtocolNamespace,
  VersionNumberMajor: 2,
  VersionNumberMinor: minor,
  SchemaID,
  Priority,
});

test("the car's priority decides, whatever the order in the list", () => {
  const offer = [entry(din70121.namespace, 5, 2), entry(iso2.namespace, 9, 1)];
  expect(takeFrom(offer, [din70121, iso2])).toEqual({
    dialect: iso2,
    answer: { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 9 },
  });
});

test("what nobody here speaks is passed over (Model Y offers a protocol of its own first)", () => {
  const offer = [
    { ...entry("urn:tesla:din:2018:MsgDef", 2, 1), VersionNumberMajor: 0 },
    entry(din70121.namespace, 1, 2),
  ];
  expect(takeFrom(offer, [din70121, iso2]).dialect).toBe(din70121);
});

test("a SchemaID of 0 is one like any other (BMW iX3)", () => {
  expect(takeFrom([entry(iso2.namespace, 0, 1)], [iso2]).answer.SchemaID).toBe(0);
});

test("another minor version will do, another major version will not", () => {
  expect(takeFrom([entry(iso2.namespace, 1, 1, 1)], [iso2]).answer.ResponseCode).toBe(
    "OK_SuccessfulNegotiationWithMinorDeviation",
  );
  expect(takeFrom([{ ...entry(iso2.namespace, 1, 1), VersionNumberMajor: 1 }], [iso2])).toEqual({
    answer: { ResponseCode: "Failed_NoNegotiation" },
  });
});

test("the car finds what it offered by the number in the answer", () => {
  const offer = [iso2, din70121];
  for (const spoken of [[din70121], [iso2], [din70121, iso2]]) {
    const { dialect, answer } = takeFrom(offerOf(offer), spoken);
    expect(takenFrom(offerOf(offer), offer, answer)).toBe(dialect);
  }
  expect(takenFrom(offerOf(offer), offer, { ResponseCode: "Failed_NoNegotiation" })).toBeUndefined();
  expect(takenFrom(offerOf(offer), offer, { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 77 })).toBeUndefined();
});
