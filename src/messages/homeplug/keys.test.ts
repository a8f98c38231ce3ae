import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { dakOfPassword, faultOfPhrase, isNidOf, nidOf, nmkOfPhrase } from "./keys.ts";

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
  expect(isNidOf("b0f2e695666b03", "0011")).toBe(false);
});

// As Qualcomm's own key tool answers.
test.each([
  ["HomePlugAV", "50d3e4933f855b7040784df815aa8db7", "b0f2e695666b03"],
  ["HomePlugAV0123", "b59319d7e8157ba001b018669ccee30d", "026bcba5354e08"],
  ["simulated network", "e938a7e84762f64eeed5c87110d937f9", "003c56f1932403"],
])("%s is a phrase, a key and a network", (phrase, nmk, nid) => {
  expect(nmkOfPhrase(phrase)).toBe(nmk);
  expect(nidOf(nmk)).toBe(nid);
});

test.each([
  ["HomePlugAV", "689f074b8b0275a2710b0b5779ad1630"],
  ["HomePlugAV0123", "f084b4e8f6069ff1300c9bdb812367ff"],
])("%s is a device's password", (password, dak) => expect(dakOfPassword(password)).toBe(dak));

test("a phrase is of twelve printable characters or more", () => {
  expect(faultOfPhrase("simulated network")).toBeUndefined();
  expect(faultOfPhrase("HomePlugAV")).toBe("10 characters found, 12 to 64 expected");
  expect(faultOfPhrase("Überlandleitung")).toBe('"Ü" found, printable ASCII expected');
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
