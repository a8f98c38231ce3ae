/**
 * The plain walk over a schema while writing: the canonical stream under the V2G options, and for a value that does not
 * fit, the error that says where and why. The compiled writer handles values that fit and leaves all others to this one.
 *
 * @module
 */

import { bitWriter } from "./bit-writer.ts";
import { EncodeError } from "./errors.ts";
import { ITEMS, VALUE } from "./fields.ts";
import { type ElementProduction, grammarOf, type Production, type State, widthOf } from "./grammar.ts";
import { type ExpandedName, type FragmentElement, namesOf } from "./names.ts";
import { relaxedGrammarOf } from "./relaxed.ts";
import type { ComplexType, ElementParticle, Particle, Schema, Type } from "./schema.ts";
import type { Kind } from "./walk-decode.ts";
import { describeValue, writeValue } from "./write-value.ts";

export interface EncodeOptions {
  readonly kind?: Kind;
  /** Writes values that EXI can carry although the schema forbids them. */
  readonly lenient?: boolean;
  /** Writes `eMAID` fragments of ISO 15118-2 by the grammar of its type, as libcbv2g expects them. */
  readonly plainFragments?: boolean;
}

type Content = Readonly<Record<string, unknown>>;

/** @throws {EncodeError} where the value is no message of the schema. */
export function walkEncode(schema: Schema, root: string, value: unknown, options: EncodeOptions = {}): Uint8Array {
  const writer = bitWriter();
  const path: string[] = [];
  const isLenient = options.lenient === true;
  const fail = (reason: string) => new EncodeError(reason, path.join("/"));

  writer.bits(0x80, 8);
  if (options.kind === "fragment") writeFragment();
  else writeDocument();
  return writer.finish();

  function writeDocument() {
    const { elements } = schema;
    const code = elements.findIndex(({ name }) => name === root);
    const element = elements[code];
    if (!element) throw fail(unknownRoot(elements));
    writer.bits(code, widthOf(elements.length + 1));
    within(element.name, () => writeElement(element.type, value));
  }

  function writeFragment() {
    const { fragments } = namesOf(schema);
    const width = widthOf(fragments.length + 2);
    const code = fragments.findIndex(({ name }) => name === root);
    const element = fragments[code];
    if (!element) throw fail(unknownRoot(fragments));
    writer.bits(code, width);
    within(element.name, () => {
      if (element.type) writeElement(element.type, value);
      else if (options.plainFragments) writeElement(plainTypeOf(element), value);
      else writeRelaxed(element, value);
    });
    writer.bits(fragments.length + 1, width);
  }

  function unknownRoot(known: readonly ExpandedName[]): string {
    if (typeof root !== "string") return `root element ${describeValue(root)} found, a name expected`;
    const like = known.filter(({ name }) => name.toLowerCase().startsWith(root.slice(0, 6).toLowerCase()));
    const hint =
      like.length > 0
        ? ` (there are ${like
            .slice(0, 4)
            .map(({ name }) => name)
            .join(", ")})`
        : "";
    return `root element ${JSON.stringify(root)} found, an element of ${schema.name} expected${hint}`;
  }

  function plainTypeOf(element: FragmentElement): Type {
    const types = namesOf(schema).typesOf(element);
    return types.find(({ kind }) => (kind === "complex") === isObject(value)) ?? (types[0] as Type);
  }

  function within<T>(name: string, write: () => T): T {
    path.push(name);
    const result = write();
    path.pop();
    return result;
  }

  function writeElement(type: Type, value: unknown) {
    const state = grammarOf(type);
    if (type.kind === "complex") {
      writeComplex(type, state, value);
      return;
    }
    writer.bits(0, state.width);
    writeValue(writer, type, value, isLenient, fail);
    writer.bits(0, 1);
  }

  function writeComplex(type: ComplexType, start: State, value: unknown) {
    if (!isObject(value)) throw fail(`${describeValue(value)} found, an object expected`);
    const left = namesOfParts(value);
    let state = start;

    for (const attribute of type.attributes) {
      if (!left.delete(attribute.name)) {
        if (attribute.required) throw fail(`no attribute ${attribute.name} found, which is required`);
        continue;
      }
      const production = take(state, (it) => it.event === "attribute" && it.attribute === attribute);
      within(attribute.name, () => writeValue(writer, attribute.type, value[attribute.name], isLenient, fail));
      state = (production as { next: () => State }).next();
    }
    if (type.simple) {
      if (!left.delete(VALUE)) throw fail(`no ${VALUE} found, which is the value of the element itself`);
      const { simple } = type;
      const production = take(state, (it) => it.event === "text");
      within(VALUE, () => writeValue(writer, simple, value[VALUE], isLenient, fail));
      state = (production as { next: () => State }).next();
    } else {
      state = writeParticle(type.content, state, value, left, false);
    }
    const [unknown] = left;
    if (unknown !== undefined) throw fail(`unknown element ${JSON.stringify(unknown)} found${expected(state)}`);
    take(state, (it) => it.event === "end");
  }

  /** Writes what `value` has for a particle, and returns the state after it. */
  function writeParticle(particle: Particle, state: State, value: Content, left: Set<string>, item: boolean): State {
    switch (particle.kind) {
      case "element":
        return writeElements(particle, state, value, left, item);
      case "wildcard":
        return state;
      default:
        return particle.max > 1
          ? writeItems(particle, state, value, left)
          : writeGroup(particle, state, value, left, item);
    }
  }

  function writeElements(
    particle: ElementParticle,
    state: State,
    value: Content,
    left: Set<string>,
    item: boolean,
  ): State {
    const { name, min, max } = particle;
    if (!left.delete(name)) {
      if (min > 0) throw fail(`no ${name} found, which is required`);
      return state;
    }
    const found = value[name];
    if (max === 1) {
      const production = take(state, isStartOf(particle, item)) as ElementProduction;
      within(name, () => writeElement(particle.type, found));
      return production.next();
    }
    return within(name, () => {
      if (!Array.isArray(found)) throw fail(`${describeValue(found)} found, an array expected`);
      if (found.length < min || found.length > max) {
        const wanted = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
        throw fail(`${found.length} items found, ${wanted} expected`);
      }
      let here = state;
      for (const [index, entry] of found.entries()) {
        const { list } = take(here, isStartOf(particle, item)) as ElementProduction;
        within(String(index), () => writeElement(particle.type, entry));
        if (list) here = index + 1 < list.min ? list.must() : index + 1 < list.max ? list.may() : list.full();
      }
      return here;
    });
  }

  function writeGroup(
    group: Exclude<Particle, { kind: "element" | "wildcard" }>,
    state: State,
    value: Content,
    left: Set<string>,
    item: boolean,
  ): State {
    const isPresent = (particle: Particle): boolean =>
      particle.kind === "element"
        ? left.has(particle.name)
        : particle.kind !== "wildcard" && (particle.max > 1 ? left.has(ITEMS) : particle.particles.some(isPresent));
    if (group.min === 0 && !group.particles.some(isPresent)) return state;
    if (group.kind === "choice") {
      const present = group.particles.filter(isPresent);
      // Two sequences may hold the same name (PGPData): the one that lacks nothing is meant.
      const chosen = present.find((option) => !lacksAny(option, left)) ?? present[0];
      if (chosen) return writeParticle(chosen, state, value, left, item);
      if (group.particles.some(({ min }) => min === 0)) return state;
      if (group.particles.some(({ kind }) => kind === "wildcard") && item) {
        throw fail("an empty item found, which stands for content that was skipped and cannot be written");
      }
      throw fail(`nothing found of ${namesIn(group)}, one of which is required`);
    }
    let here = state;
    for (const [index, inner] of group.particles.entries()) {
      here = writeParticle(inner, here, value, left, item && index === 0);
    }
    return here;
  }

  /** The iterations of a repeated group. */
  function writeItems(
    group: Exclude<Particle, { kind: "element" | "wildcard" }>,
    state: State,
    value: Content,
    left: Set<string>,
  ) {
    if (!left.delete(ITEMS)) {
      if (group.min > 0) throw fail(`no ${ITEMS} found, which is required`);
      return state;
    }
    return within(ITEMS, () => {
      const items = value[ITEMS];
      if (!Array.isArray(items)) throw fail(`${describeValue(items)} found, an array expected`);
      if (items.length < group.min) throw fail(`${items.length} items found, at least ${group.min} expected`);
      let here = state;
      for (const [index, entry] of items.entries()) {
        here = within(String(index), () => {
          if (!isObject(entry)) throw fail(`${describeValue(entry)} found, an object expected`);
          const own = namesOfParts(entry);
          const next = writeGroup({ ...group, min: 1, max: 1 }, here, entry, own, true);
          const [unknown] = own;
          if (unknown !== undefined) throw fail(`unknown element ${JSON.stringify(unknown)} found${expected(next)}`);
          return next;
        });
      }
      return here;
    });
  }

  /** An element whose name has several types in the schema (EXI 8.5.3): the ISO 15118-2 `eMAID`. */
  function writeRelaxed(element: FragmentElement, value: unknown) {
    let state = relaxedGrammarOf(schema);
    const type = plainTypeOf(element);
    if (type.kind === "complex") {
      const { attributes, simple } = type;
      if (!isObject(value)) throw fail(`${describeValue(value)} found, an object expected`);
      const left = namesOfParts(value);
      left.delete(VALUE);
      for (const attribute of attributes) {
        const text = value[attribute.name];
        if (!left.delete(attribute.name)) continue;
        const isSame = (it: Production) =>
          it.event === "attribute" &&
          it.attribute.name === attribute.name &&
          it.attribute.namespace === attribute.namespace;
        take(state, isSame);
        within(attribute.name, () => writeValue(writer, attribute.type, text, isLenient, fail));
      }
      const [unknown] = left;
      if (unknown !== undefined) throw fail(`unknown element ${JSON.stringify(unknown)} found`);
      if (!simple) throw fail("fragments of this element cannot be written");
      const text = take(state, (it) => it.event === "text");
      within(VALUE, () => writeValue(writer, simple, value[VALUE], isLenient, fail));
      state = (text as { next: () => State }).next();
    } else {
      const text = take(state, (it) => it.event === "text");
      writeValue(writer, type, value, isLenient, fail);
      state = (text as { next: () => State }).next();
    }
    take(state, (it) => it.event === "end");
  }

  /** Writes the event code of a production. */
  function take(state: State, isMeant: (production: Production) => boolean): Production {
    const code = state.productions.findIndex(isMeant);
    const production = state.productions[code];
    if (!production) throw fail(`content found that cannot stand here${expected(state)}`);
    writer.bits(code, state.width);
    return production;
  }
}

/** Inherited names count as well, as they do for the compiled writer. */
function namesOfParts(value: Content): Set<string> {
  const names = new Set<string>();
  for (const name in value) if (value[name] !== undefined) names.add(name);
  return names;
}

const isStartOf =
  (particle: ElementParticle, item: boolean) =>
  (production: Production): boolean =>
    production.event === "element" && production.particle === particle && (!item || production.item);

const isObject = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an element that the particle requires is not there. */
const lacksAny = (particle: Particle, left: ReadonlySet<string>): boolean =>
  particle.min > 0 &&
  (particle.kind === "element"
    ? !left.has(particle.name)
    : particle.kind === "sequence" && particle.particles.some((inner) => lacksAny(inner, left)));

const namesIn = (particle: Particle): string =>
  particle.kind === "element"
    ? particle.name
    : particle.kind === "wildcard"
      ? ""
      : particle.particles.map(namesIn).filter(Boolean).join(", ");

const expected = ({ productions }: State): string => {
  const names = productions.flatMap((it) => (it.event === "element" ? [it.particle.name] : []));
  return names.length > 0 ? `, ${names.slice(0, 6).join(", ")} expected` : ", nothing more expected";
};
