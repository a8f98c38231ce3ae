import { expect, test } from "vitest";
import { fromHex } from "../base/hex.ts";
import type { Schema } from "../exi/schema.ts";
import { schemas } from "../messages/schemas.ts";
import { identify } from "./identify.ts";

const all: readonly Schema[] = Object.values(schemas);
const best = (hex: string) => identify(fromHex(hex), all, ["document", "fragment"])[0];

test.each([
  ["app-handshake", "8000dbab9371d3234b71d1b981899189d191818991d26b9b3a232b30020000040040"],
  ["din", "809a02004080c1014181c210d100000ba040617408010285010004061a01e04070c84c0400c081e00604000040a1404000"],
  ["iso2", "809802004080c1014181c211f000"],
  ["iso20-dc", "8038041ea65fc99ba76c4d8cebfe1b60620063e8740381fc2807c22290"],
])("a message of %s is known for one", (schema, hex) => {
  expect(best(hex)).toMatchObject({ kind: "document", schema: { name: schema } });
  expect(best(hex)?.confidence).toBeGreaterThan(0.5);
});

test("a signed part of a message is known for a fragment", () => {
  expect(best("80040152510c40829b7b6b2902930b73237b6902230ba309e8")).toMatchObject({
    root: "AuthorizationReq",
    kind: "fragment",
  });
});

test("what is no message in any schema has no candidates", () => {
  expect(identify(fromHex("80ffffffff"), all)).toEqual([]);
});
