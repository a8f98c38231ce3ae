/**
 * Learns who is named in a message that is decoded already: much faster than to change it.
 *
 * @module
 */

import { fromHex } from "../../base/hex.ts";
import { ITEMS, VALUE } from "../../exi/fields.ts";
import type { ComplexType, Particle, Schema, Type } from "../../exi/schema.ts";
import { ruleOf } from "./message-fields.ts";
import { otherNumber, otherOctets, otherText } from "./message-rewrite.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

type Leaf = "string" | "binary" | "long";

const kinds = new WeakMap<Schema, ReadonlyMap<string, Leaf>>();

/** How the fields of a schema are written that are texts, octets or long numbers; a name means one thing in a schema. */
function leavesOf(schema: Schema): ReadonlyMap<string, Leaf> {
  const known = kinds.get(schema);
  if (known) return known;
  const leaves = new Map<string, Leaf>();
  const seen = new Set<ComplexType>();
  const add = (name: string, type: Type): void => {
    if (type.kind === "string" || type.kind === "binary" || type.kind === "long") leaves.set(name, type.kind);
    if (type.kind !== "complex") return;
    if (type.simple) add(name, type.simple);
    if (seen.has(type)) return;
    seen.add(type);
    for (const attribute of type.attributes) add(attribute.name, attribute.type);
    type.content.particles.forEach(within);
  };
  const within = (particle: Particle): void => {
    if (particle.kind === "element") add(particle.name, particle.type);
    else if (particle.kind !== "wildcard") particle.particles.forEach(within);
  };
  for (const { name, type } of schema.elements) add(name, type);
  kinds.set(schema, leaves);
  return leaves;
}

export function learnMessage(schema: Schema, value: unknown, people: Pseudonyms): void {
  const leaves = leavesOf(schema);
  const learn = (inner: unknown, field: string): void => {
    if (typeof inner === "string") {
      if (inner !== "") leaf(inner, field);
    } else if (Array.isArray(inner)) for (const item of inner) learn(item, field);
    else if (typeof inner === "object" && inner !== null) {
      for (const [name, one] of Object.entries(inner)) learn(one, name === VALUE || name === ITEMS ? field : name);
    }
  };
  const leaf = (text: string, field: string): void => {
    const kind = leaves.get(field);
    if (kind === undefined) return;
    const rule = ruleOf(field, kind);
    if (rule.as === "kept" || rule.as === "blank") return;
    if (kind === "binary") otherOctets(fromHex(text), rule, people);
    else if (kind === "string") otherText(text, rule, people);
    else if (!text.startsWith("-")) otherNumber(BigInt(text), rule, people);
  };
  learn(value, "");
}
