/**
 * The grammar of a type: its states, and what may come next in each (EXI 8.5.4). States are made when they are first
 * asked for, so that schemas may refer to themselves and unused types cost nothing.
 *
 * @module
 */

import type { Attribute, ComplexType, ElementParticle, Particle, Type } from "./schema.ts";
import type { SimpleType } from "./simple-types.ts";

/** One thing that may come next; its place among its fellows is its event code. */
export type Production =
  | { readonly event: "attribute"; readonly attribute: Attribute; readonly next: () => State }
  /** Any attribute, in the relaxed grammar of a fragment. */
  | { readonly event: "anyAttribute"; readonly next: () => State }
  | ElementProduction
  | { readonly event: "wildcard"; readonly next: () => State; readonly item: boolean }
  | { readonly event: "end" }
  /** Text of a simple type; without a type it is the text of mixed content, after which the state stays. */
  | { readonly event: "text"; readonly type?: SimpleType; readonly next?: () => State };

export interface ElementProduction {
  readonly event: "element";
  readonly particle: ElementParticle;
  /** Where the walk goes on after this element: a state, or a list that counts its items. */
  readonly next: () => State;
  readonly list?: ListStates;
  /** Another iteration of a repeated group begins with this element. */
  readonly item: boolean;
}

/** The states between the items of a list (EXI unrolls a bounded list; a counter says which of the three it is). */
export interface ListStates {
  readonly min: number;
  readonly max: number;
  /** Another item has to come. */
  readonly must: () => State;
  /** Another item may come. */
  readonly may: () => State;
  /** No further item may come. */
  readonly full: () => State;
}

/** Where in an element a state lies; it decides which events of the second level are possible (EXI 8.5.4.4). */
export type Phase = "first" | "attributes" | "content";

export interface State {
  readonly phase: Phase;
  readonly productions: readonly Production[];
  /** Bits of an event code: one code more than there are productions, for the escape to the second level. */
  readonly width: number;
  /** The state after unexpected content has been met here. */
  readonly content: () => State;
}

/** The bits that tell `count` codes apart. */
export const widthOf = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

const grammars = new WeakMap<Type, State>();

/** The first state of an element of this type. */
export function grammarOf(type: Type): State {
  let grammar = grammars.get(type);
  if (!grammar) {
    grammar = type.kind === "complex" ? complexGrammar(type) : simpleGrammar(type);
    grammars.set(type, grammar);
  }
  return grammar;
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

function state(phase: Phase, productions: readonly Production[], content?: () => State): State {
  const made: State = { phase, productions, width: widthOf(productions.length + 1), content: content ?? (() => made) };
  return made;
}

const end = once(() => state("content", [{ event: "end" }]));

function simpleGrammar(type: SimpleType): State {
  const text: Production[] = [{ event: "text", type, next: end }];
  return state(
    "first",
    text,
    once(() => state("content", text)),
  );
}

function complexGrammar(type: ComplexType): State {
  const { content, sequence } = contentOf(type.mixed);
  const last = once(() => content([{ event: "end" }]));
  const start = type.simple
    ? once(() => state("content", [{ event: "text", type: type.simple as SimpleType, next: end }]))
    : once(() => content(sequence(type.content.particles, 0, last)));

  /** The state in which the attributes from `index` on may come. */
  const tagState = (index: number): State => {
    const productions: Production[] = [];
    for (let i = index; i < type.attributes.length; i++) {
      const attribute = type.attributes[i] as Attribute;
      productions.push({ event: "attribute", attribute, next: once(() => tagState(i + 1)) });
      if (attribute.required) return state(phase(index), productions, start);
    }
    return state(phase(index), [...productions, ...start().productions], start);
  };
  const phase = (index: number): Phase => (index === 0 ? "first" : "attributes");
  return tagState(0);
}

/** Elements in the order of the schema, then the wildcard, the end, and text; each only once. */
function inOrder(productions: readonly Production[], mixed: boolean): Production[] {
  const elements = new Map<ElementParticle, Production>();
  for (const production of productions) {
    if (production.event === "element" && !elements.has(production.particle)) {
      elements.set(production.particle, production);
    }
  }
  const only = (event: Production["event"]) =>
    productions.filter((production) => production.event === event).slice(0, 1);
  const text: Production[] = mixed ? [{ event: "text" }] : [];
  return [...elements.values(), ...only("wildcard"), ...only("end"), ...text];
}

const isNullable = (particle: Particle): boolean => {
  if (particle.min === 0) return true;
  if (particle.kind === "sequence") return particle.particles.every(isNullable);
  if (particle.kind === "choice") return particle.particles.some(isNullable);
  return false;
};

/** Makes the states of one type's content. */
function contentOf(mixed: boolean) {
  const content = (productions: readonly Production[]) => state("content", inOrder(productions, mixed));

  /** What may come first in the particles from `index` on, and then `after` them. */
  function sequence(particles: readonly Particle[], index: number, after: () => State): readonly Production[] {
    const particle = particles[index];
    if (!particle) return after().productions;
    const rest = once(() => content(sequence(particles, index + 1, after)));
    return isNullable(particle) ? [...first(particle, rest), ...rest().productions] : first(particle, rest);
  }

  /** What a particle itself may begin with. */
  function first(particle: Particle, rest: () => State): readonly Production[] {
    switch (particle.kind) {
      case "element":
        return [
          particle.max === 1 ? { event: "element", particle, next: rest, item: false } : listItem(particle, rest),
        ];
      case "wildcard": {
        const next: () => State = particle.max === 1 ? rest : once(() => content([again, ...rest().productions]));
        const again: Production = { event: "wildcard", next, item: false };
        return [again];
      }
      default: {
        const inner = (after: () => State) =>
          particle.kind === "sequence"
            ? sequence(particle.particles, 0, after)
            : particle.particles.flatMap((option) => first(option, after));
        if (particle.max === 1) return inner(rest);
        const items = once(() => inner(loop).map(asItem));
        const loop: () => State = once(() => content([...items(), ...rest().productions]));
        return items();
      }
    }
  }

  function listItem(particle: ElementParticle, rest: () => State): ElementProduction {
    const list: ListStates = {
      min: particle.min,
      max: particle.max,
      must: once(() => content([item])),
      may: once(() => content([item, ...rest().productions])),
      full: rest,
    };
    const item: ElementProduction = { event: "element", particle, list, item: false, next: list.may };
    return item;
  }

  return { content, sequence };
}

const asItem = (production: Production): Production =>
  production.event === "element" || production.event === "wildcard" ? { ...production, item: true } : production;
