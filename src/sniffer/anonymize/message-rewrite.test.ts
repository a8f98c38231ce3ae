import { expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { encode } from "../../exi/codec.ts";
import { sample } from "../../exi/sample.ts";
import type { ComplexType, Particle, Schema, Type } from "../../exi/schema.ts";
import type { SimpleType } from "../../exi/simple-types.ts";
import { schemas } from "../../messages/schemas.ts";
import { decodeUnknown } from "../../v2g/message.ts";
import { hasRule, ruleOf } from "./message-fields.ts";
import { rewriteMessage } from "./message-rewrite.ts";
import { pseudonyms } from "./pseudonyms.ts";

/** Of each schema. */
const MESSAGES = 120;

const all = Object.values(schemas) as unknown as Schema[];

/** Visits every element and attribute of a simple type that a message may hold. */
function eachLeaf(schema: Schema, visit: (name: string, type: SimpleType) => void): void {
  const seen = new Set<ComplexType>();
  const leaf = (name: string, type: Type): void => {
    if (type.kind !== "complex") {
      visit(name, type);
      return;
    }
    if (type.simple) visit(name, type.simple);
    if (seen.has(type)) return;
    seen.add(type);
    for (const attribute of type.attributes) visit(attribute.name, attribute.type);
    type.content.particles.forEach(particle);
  };
  const particle = (one: Particle): void => {
    if (one.kind === "element") leaf(one.name, one.type);
    else if (one.kind !== "wildcard") one.particles.forEach(particle);
  };
  for (const { name, type } of schema.elements) if (/Re[qs]$|^V2G_Message$/.test(name)) leaf(name, type);
}

test("every text and every run of octets in V2G messages was thought of", () => {
  const forgotten = new Set<string>();
  for (const schema of all) {
    eachLeaf(schema, (name, { kind }) => {
      if ((kind === "string" || kind === "binary") && !hasRule(name)) forgotten.add(name);
    });
  }
  // Nobody defined what is in them, so they are blanked.
  const strange = [
    "Exponent",
    "G",
    "J",
    "ManufacturerSpecificDataContainer",
    "MgmtData",
    "Modulus",
    "P",
    "PGPKeyID",
    "PGPKeyPacket",
    "PgenCounter",
    "Q",
    "SDManufacturerSpecificDataContainer",
    "SPKISexp",
    "Seed",
    "VendorSpecificDataContainer",
    "Y",
  ];
  expect([...forgotten].sort()).toEqual(strange);
});

interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The values that differ in two messages, by the names of their fields; throws where their forms differ. */
function changes(before: unknown, after: unknown, field = ""): Change[] {
  if (typeof before !== "object" || before === null) {
    return Object.is(before, after) ? [] : [{ field, before, after }];
  }
  const others = after as Readonly<Record<string, unknown>>;
  if (Object.keys(before).join() !== Object.keys(others).join()) throw new Error(`${field} has another form`);
  return Object.entries(before).flatMap(([key, inner]) => {
    const isItem = /^\d+$/.test(key) || key === "$value" || key === "$items";
    return changes(inner, others[key], isItem ? field : key);
  });
}

/** Identifiers may change, into others that are as long. */
const isAllowed = ({ field, before, after }: Change): boolean => {
  const { as } = ruleOf(field, "binary");
  if (as === "kept" || typeof before !== "string" || typeof after !== "string") return false;
  return as === "number" || [...before].length === [...after].length;
};

test.each(all.map((schema) => [schema.name, schema] as const))(
  "%s: messages of any form keep it, and every value but identifiers",
  (_, schema) => {
    const people = pseudonyms({ key: new Uint8Array(32) });
    const random = seededRandom(15_118);
    let replaced = 0;
    const messages = schema.elements.filter(({ name }) => /Re[qs]$|^V2G_Message$/.test(name));
    for (let i = 0; i < MESSAGES && messages.length > 0; i++) {
      const { name, type } = messages[i % messages.length]!;
      const exi = encode(schema, name, sample(type, random, { fullness: 0.7 }) as never, { lenient: true });
      const made = rewriteMessage(schema, exi, people);

      expect(made).toHaveLength(exi.length);
      const [before, after] = [decodeUnknown(schema, exi), decodeUnknown(schema, made!)];
      if (before instanceof Error || after instanceof Error) throw new Error(`${name}: ${before} ${after}`);
      expect(after.root).toBe(before.root);
      const changed = changes(before.value, after.value);
      expect(changed.filter((change) => !isAllowed(change))).toEqual([]);
      replaced += changed.length;
      expect(Buffer.from(rewriteMessage(schema, exi, people)!).equals(made!)).toBe(true);
    }
    expect(replaced > 0).toBe(messages.length > 0 && schema.name !== "app-handshake");
  },
);
