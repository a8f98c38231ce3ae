/**
 * What the compiled codec does for a type: its grammar with the counting taken out and everything left aside that is not
 * met in messages as cars and chargers write them (wildcards, text between elements, repeated groups of signatures,
 * events of the second level). A stream or value that needs more than the plan is left to the plain walk.
 *
 * @module
 */

import { VALUE } from "./fields.ts";
import { grammarOf, type ListStates, type Production, type State } from "./grammar.ts";
import type { ComplexType, Type } from "./schema.ts";

/** Something that a type consists of, in the order of the wire. */
export interface Part {
  readonly kind: "attribute" | "element" | "text";
  readonly name: string;
  readonly type: Type;
  /** What may follow it; a list has one answer more for the items that must come, and one for a list that is full. */
  readonly next: Branch;
  readonly list?: { readonly min: number; readonly max: number; readonly must: Branch; readonly full: Branch };
}

/** A place where an event code stands. */
export interface Branch {
  /** Bits of the code. */
  readonly width: number;
  /** The part that each code stands for: an index, `parts.length` for the end, or -1 for what the plan leaves aside. */
  readonly targets: readonly number[];
}

export interface Plan {
  readonly parts: readonly Part[];
  readonly start: Branch;
  /** For each part, whether a value can do without it. */
  readonly mayMiss: readonly boolean[];
}

const plans = new WeakMap<ComplexType, Plan>();

export function planOf(type: ComplexType): Plan {
  let plan = plans.get(type);
  if (!plan) {
    plan = make(type);
    plans.set(type, plan);
  }
  return plan;
}

/** The identity of what a production begins with, or nothing where the plan leaves it aside. */
function subjectOf(production: Production): object | undefined {
  switch (production.event) {
    case "attribute":
      return production.attribute;
    case "element":
      return production.item ? undefined : production.particle;
    case "text":
      return production.type;
    default:
      return undefined;
  }
}

function make(type: ComplexType): Plan {
  const order: object[] = [...type.attributes];
  const particles = (among: ComplexType["content"]["particles"]) => {
    for (const particle of among) {
      if (particle.kind === "element") order.push(particle);
      else if (particle.kind !== "wildcard" && particle.max === 1) particles(particle.particles);
    }
  };
  particles(type.content.particles);
  if (type.simple) order.push(type.simple);

  const parts = new Map<object, Part>();
  const branches = new Map<State, Branch>();
  const branchOf = (state: State): Branch => {
    const known = branches.get(state);
    if (known) return known;
    const targets = state.productions.map((production) => {
      if (production.event === "end") return order.length;
      const subject = subjectOf(production);
      return subject ? order.indexOf(subject) : -1;
    });
    const branch: Branch = { width: state.width, targets };
    branches.set(state, branch);
    for (const production of state.productions) add(production);
    return branch;
  };
  const add = (production: Production) => {
    const subject = subjectOf(production);
    if (!subject || parts.has(subject)) return;
    if (production.event === "attribute") {
      const { name, type } = production.attribute;
      set(subject, { kind: "attribute", name, type }, production.next());
    } else if (production.event === "text" && production.type && production.next) {
      set(subject, { kind: "text", name: VALUE, type: production.type }, production.next());
    } else if (production.event === "element") {
      const { name, type } = production.particle;
      if (production.list) setList(subject, { kind: "element", name, type }, production.list);
      else set(subject, { kind: "element", name, type }, production.next());
    }
  };
  const set = (subject: object, part: Pick<Part, "kind" | "name" | "type">, next: State) => {
    const made = { ...part, next: { width: 0, targets: [] } as Branch };
    parts.set(subject, made);
    made.next = branchOf(next);
  };
  const setList = (subject: object, part: Pick<Part, "kind" | "name" | "type">, list: ListStates) => {
    const none: Branch = { width: 0, targets: [] };
    const made = { ...part, next: none, list: { min: list.min, max: list.max, must: none, full: none } };
    parts.set(subject, made);
    made.next = branchOf(list.may());
    made.list.must = branchOf(list.must());
    made.list.full = branchOf(list.full());
  };

  const start = branchOf(grammarOf(type));
  // A part that no state leads to stands inside something that the plan leaves aside.
  const unreachable = (subject: object): Part => ({
    kind: "element",
    name: (subject as { name: string }).name,
    type: (subject as { type: Type }).type,
    next: { width: 0, targets: [] },
  });
  const all = order.map((subject) => parts.get(subject) ?? unreachable(subject));
  return { start, parts: all, mayMiss: missable(all, start) };
}

/** Whether there is one of several parts and nothing else, as there is one message in a body. */
export function isOnlyOne({ parts, start }: Plan): boolean {
  const isLast = ({ next, list }: Part) => !list && next.targets.every((target) => target === parts.length);
  return parts.length > 1 && parts.every((part, index) => start.targets.includes(index) && isLast(part));
}

/** Which parts may be missing: those without which the end can be reached. */
function missable(parts: readonly Part[], start: Branch): readonly boolean[] {
  return parts.map((_, avoided) => {
    const seen = new Set<number>([avoided]);
    const reachesEnd = ({ targets }: Branch): boolean =>
      targets.some((target) => {
        if (target < 0 || seen.has(target)) return false;
        seen.add(target);
        const part = parts[target];
        return !part || reachesEnd(part.next) || (part.list !== undefined && reachesEnd(part.list.full));
      });
    return reachesEnd(start);
  });
}
