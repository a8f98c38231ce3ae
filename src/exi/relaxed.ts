/**
 * The relaxed grammar of an element fragment (EXI 8.5.3): it rules where a fragment begins with an element whose name the
 * schema declares with different types. Of all V2G schemas only ISO 15118-2 has one, `eMAID`.
 *
 * @module
 */

import { type Production, type State, widthOf } from "./grammar.ts";
import { namesOf } from "./names.ts";
import type { ElementParticle, Schema } from "./schema.ts";
import { type SimpleType, string } from "./simple-types.ts";

const relaxed = new WeakMap<Schema, State>();

/** The first state of the relaxed grammar: every attribute, any attribute, every element, any element, the end, text. */
export function relaxedGrammarOf(schema: Schema): State {
  const known = relaxed.get(schema);
  if (known) return known;
  const names = namesOf(schema);

  const elements: Production[] = names.fragments.map(({ name, namespace, type }) => {
    const particle: ElementParticle = { kind: "element", name, namespace, type: type ?? TEXT, min: 0, max: 1 };
    return { event: "element", particle, next: () => content, item: false } as const;
  });
  const rest: Production[] = [
    ...elements,
    { event: "wildcard", next: () => content, item: false },
    { event: "end" },
    { event: "text", type: TEXT, next: () => content },
  ];
  const attributes: Production[] = names.attributes.map((attribute) => ({
    event: "attribute",
    attribute,
    next: () => start,
  }));
  const make = (phase: State["phase"], productions: Production[]): State => ({
    phase,
    productions,
    width: widthOf(productions.length + 1),
    content: () => content,
  });
  const content: State = make("content", rest);
  const start: State = make("first", [...attributes, { event: "anyAttribute", next: () => start }, ...rest]);
  relaxed.set(schema, start);
  return start;
}

const TEXT: SimpleType = string();
