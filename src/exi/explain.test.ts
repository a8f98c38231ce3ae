import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import { schemas } from "../messages/schemas.ts";
import { explain, explanationLines } from "./explain.ts";
import type { Schema } from "./schema.ts";

const named = schemas as unknown as Readonly<Record<string, Schema>>;
const lines = (schema: string, hex: string, kind: "document" | "fragment" = "document") => {
  const bytes = fromHex(hex);
  const explanation = explain(named[schema] as Schema, bytes, { kind });
  return explanationLines(explanation, bytes).map((line) => line.trim().replace(/ {2,}/g, "  "));
};

test("the worked example of the protocol handshake reads as in the standard", () => {
  const all = lines("app-handshake", "8000dbab9371d3234b71d1b981899189d191818991d26b9b3a232b30020000040040");
  expect(all.slice(0, 8)).toEqual([
    "0  10000000  EXI header",
    "8  00  SE supportedAppProtocolReq [document code 0 of 3]",
    "10  0  SE AppProtocol in <supportedAppProtocolReq> [code 0 of 1 + escape]",
    "11  0  SE ProtocolNamespace in <AppProtocol> [code 0 of 1 + escape]",
    "12  0  CH in <ProtocolNamespace> [code 0 of 1 + escape]",
    "13  00011011  string length + 2 = 27",
    '21  25 octets  "urn:din:70121:2012:MsgDef"',
    "221  0  EE in <ProtocolNamespace> [code 0 of 1 + escape]",
  ]);
  expect(all.at(-1)).toBe("264  01  EE in <supportedAppProtocolReq> [code 1 of 2 + escape]");
});

test("the fragment of ISO 15118-2's annex ends with a code of its own", () => {
  const all = lines("iso2", "80040152510c40829b7b6b2902930b73237b6902230ba309e8", "fragment");
  expect(all[1]).toBe("8  00000100  SE AuthorizationReq [fragment code 4 of 245]");
  expect(all[2]).toBe("16  00  AT Id in <AuthorizationReq> [code 0 of 3 + escape]");
  expect(all.at(-1)).toBe("191  11110100  ED");
});

test("every bit of a stream is told once, without holes", () => {
  const bytes = fromHex("809802004080c1014181c211f000");
  let next = 0;
  for (const { bit, length } of explain(named["iso2"] as Schema, bytes).steps) {
    expect(bit).toBe(next);
    next = bit + length;
  }
  expect(bytes.length * 8 - next).toBeLessThan(8);
});

test("what cannot be decoded is told up to the fault", () => {
  const bytes = fromHex("809802004080c1014181c211f4");
  const { steps, error, decoded } = explain(named["iso2"] as Schema, bytes);
  expect(decoded).toBeUndefined();
  expect(error?.path).toBe("V2G_Message/Body/SessionStopReq/ChargingSession");
  expect(steps.at(-1)?.what).toMatch(/ChargingSession/);
});
