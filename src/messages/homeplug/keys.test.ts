import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { isNidOf, nidOf } from "./keys.ts";

test("the NID of the well-known network HomePlugAV is that of the published tools", () => {
  expect(nidOf("50d3e4933f855b7040784df815aa8db7")).toBe("b0f2e695666b03");
  expect(nidOf("50d3e4933f855b7040784df815aa8db7", 1)).toBe("b0f2e695666b13");
  expect(nidOf("b59319d7e8157ba001b018669ccee30d")).toBe("026bcba5354e08");
});

test("a NID is known for its key's at either security level, and for no other's", () => {
  expect(isNidOf("b0f2e695666b03", "50d3e4933f855b7040784df815aa8db7")).toBe(true);
  expect(isNidOf("b0f2e695666b13", "50d3e4933f855b7040784df815aa8db7")).toBe(true);
  expect(isNidOf("b0f2e695666b23", "50d3e4933f855b7040784df815aa8db7")).toBe(false);
  expect(isNidOf("b0f2e695666b03", "b59319d7e8157ba001b018669ccee30d")).toBe(false);
});

test("a key of the wrong length is refused", () => {
  expect(() => nidOf("0011")).toThrow("the NMK has 2 octets, 16 expected");
});

describeShared("vectors/nid.json", "the NID that real chargers sent", () => {
  interface Pair {
    readonly nmk: string;
    readonly nid: string;
    readonly derived: boolean;
  }
  const pairs = JSON.parse(readFileSync(sharedUrl("vectors/nid.json"), "utf8")) as Pair[];

  test.each(pairs)("$nid of $nmk is derived: $derived", ({ nmk, nid, derived }) => {
    expect(isNidOf(nid, nmk)).toBe(derived);
    if (derived) expect(nidOf(nmk)).toBe(nid);
  });
});
