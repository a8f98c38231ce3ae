import { describe, expect, test } from "vitest";
import { attribute, choice, list, mixed, optional, optionalList, vocabulary, wildcard } from "./fields.ts";
import { grammarOf, type Production, type State, widthOf } from "./grammar.ts";
import type { Type } from "./schema.ts";
import { boolean, string, unsignedByte } from "./simple-types.ts";

const { sequence, simpleContent } = vocabulary("urn:test");

const nameOf = (production: Production) => {
  if (production.event === "element") return production.particle.name;
  if (production.event === "attribute") return `@${production.attribute.name}`;
  return production.event;
};
const codes = (state: State) => state.productions.map(nameOf);
const step = (state: State, name: string): State => {
  const production = state.productions.find((it) => nameOf(it) === name) as { next: () => State };
  return production.next();
};
const start = (type: Type) => grammarOf(type);

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 3],
  [36, 6],
  [37, 6],
  [256, 8],
  [257, 9],
])("%i codes take %i bits", (count, bits) => expect(widthOf(count)).toBe(bits));

test("a mandatory single child costs one bit, for every state has an escape", () => {
  const state = start(sequence({ a: boolean }));
  expect(codes(state)).toEqual(["a"]);
  expect(state.width).toBe(1);
});

test("after an element come those that may be next, up to the first that must", () => {
  const type = sequence({ a: optional(boolean), b: optional(boolean), c: boolean, d: optional(boolean) });
  expect(codes(start(type))).toEqual(["a", "b", "c"]);
  expect(codes(step(start(type), "a"))).toEqual(["b", "c"]);
  expect(codes(step(start(type), "c"))).toEqual(["d", "end"]);
});

test("an optional attribute shares its state with what follows", () => {
  const type = sequence({ Id: optional(attribute(string())), a: optional(boolean), b: boolean });
  expect(codes(start(type))).toEqual(["@Id", "a", "b"]);
  expect(codes(step(start(type), "@Id"))).toEqual(["a", "b"]);
});

test("attributes come by name, whatever their order in the schema, and a required one stands alone", () => {
  const type = sequence({ URI: optional(attribute(string())), Algorithm: attribute(string()) });
  expect(codes(start(type))).toEqual(["@Algorithm"]);
  expect(codes(step(start(type), "@Algorithm"))).toEqual(["@URI", "end"]);
});

describe("lists", () => {
  const lists = (min: number, max: number) => {
    const first = start(sequence({ a: list(boolean, min, max), b: boolean })).productions[0];
    if (first?.event !== "element" || !first.list) throw new Error("a list expected");
    return first.list;
  };

  test("a bounded list loses its own code when it is full", () => {
    expect(codes(lists(1, 4).may())).toEqual(["a", "b"]);
    expect(codes(lists(1, 4).full())).toEqual(["b"]);
  });

  test("what must be repeated has no way round", () => {
    expect(codes(lists(2, 255).must())).toEqual(["a"]);
  });
});

test("text of mixed content comes after everything else, in every state of the content", () => {
  const type = mixed(sequence({ Algorithm: attribute(string()), a: optional(boolean), any: optionalList(wildcard) }));
  const content = step(start(type), "@Algorithm");
  expect(codes(content)).toEqual(["a", "wildcard", "end", "text"]);
  expect(codes(step(content, "a"))).toEqual(["wildcard", "end", "text"]);
  expect(codes(step(content, "wildcard"))).toEqual(["wildcard", "end", "text"]);
});

test("each turn of a repeated choice begins an item", () => {
  const type = sequence({ $items: list(choice({ a: boolean, b: unsignedByte })) });
  expect(codes(start(type))).toEqual(["a", "b"]);
  expect(codes(step(start(type), "a"))).toEqual(["a", "b", "end"]);
  expect(step(start(type), "b").productions[0]).toMatchObject({ item: true });
});

test("a value with attributes is text, then the end", () => {
  const type = simpleContent(string(), { Id: optional(attribute(string())) });
  expect(codes(start(type))).toEqual(["@Id", "text"]);
  expect(codes(step(start(type), "text"))).toEqual(["end"]);
});
