/**
 * Events of the second level (EXI 8.5.4.4): what a stream may hold although the schema does not foresee it. Whoever writes
 * by the options of V2G writes none; whoever reads understands, skips or refuses them.
 *
 * @module
 */

import { BitError } from "./bit-reader.ts";
import { type Production, type State, widthOf } from "./grammar.ts";
import type { ExpandedName } from "./names.ts";
import type { Schema, Type } from "./schema.ts";
import type { UnknownContent } from "./walk-unknown.ts";
import type { ValueReader } from "./walk-value.ts";

interface Surroundings extends ValueReader, UnknownContent {
  readonly schema: Schema;
}

/** Makes the reader of what follows an escape. */
export function secondLevel({ reader, strings, note, schema, skipText, skipElement }: Surroundings) {
  return readSecondLevel;

  /**
   * An event that the schema does not foresee here: understood, skipped or refused.
   *
   * @returns the state after it, or the type that the element says it has.
   */
  function readSecondLevel(
    owner: ExpandedName,
    state: State,
    from: number,
    type: Type | undefined,
  ): State | Type | "end" {
    const hasEnd = state.productions.some(({ event }) => event === "end");
    const events = [
      ...(hasEnd ? [] : ["EE"]),
      ...(state.phase === "first" ? ["AT(xsi:type)", "AT(xsi:nil)"] : []),
      ...(state.phase !== "content" ? ["AT(*)", "AT(untyped)"] : []),
      "SE(*)",
      "CH",
    ];
    const code = reader.bits(widthOf(events.length));
    const event = events[code];
    if (!event) throw new BitError(`event code ${state.productions.length}.${code} found, which does not exist`);
    note(from, () => `${event} in <${owner.name}> [second level, code ${code} of ${events.length}]`);
    switch (event) {
      case "EE":
        // Only a value may be missing, since it may be an empty one.
        if (!state.productions.some(isTypedText)) throw new BitError(`the end found, ${expected(state)} expected`);
        return "end";
      case "AT(xsi:type)":
        return readType(type);
      case "AT(xsi:nil)": {
        const from = reader.position;
        if (reader.bits(1) === 1) throw new BitError("xsi:nil found on an element that cannot be nil");
        note(from, () => "xsi:nil = false");
        return state;
      }
      case "AT(*)":
        skipText(strings.name("attribute "));
        return state;
      case "SE(*)":
        skipElement();
        return state.content();
      case "CH": {
        if (state.productions.some(isTypedText)) {
          throw new BitError(`text found that is not of the type of ${owner.name}`);
        }
        skipText(owner);
        return state.content();
      }
      default:
        throw new BitError(`${event} found, ${expected(state)} expected`);
    }
  }

  /** xsi:type: the element's own type, or one derived from it. */
  function readType(declared: Type | undefined): Type {
    const { name, namespace } = strings.name("xsi:type = ");
    const named = schema.types.find((known) => known.name === name && known.namespace === namespace);
    if (!named || !declared || !isDerived(named.type, declared)) {
      throw new BitError(`xsi:type ${name} found, the type of the element or one derived from it expected`);
    }
    return named.type;
  }
}

const isTypedText = (production: Production): boolean => production.event === "text" && production.type !== undefined;

/** Whether a type begins with all that another has, as an extension does; of simple types, whether the form is the same. */
function isDerived(type: Type, from: Type): boolean {
  if (type === from) return true;
  if (type.kind !== "complex" || from.kind !== "complex") return type.kind === from.kind;
  return (
    type.simple === from.simple &&
    from.attributes.every((attribute) => type.attributes.includes(attribute)) &&
    from.content.particles.every((particle, i) => type.content.particles[i] === particle)
  );
}

/** What may come in a state, in words. */
export function expected({ productions }: State): string {
  const names = productions.map(nameOf);
  return names.length > 6 ? `${names.slice(0, 5).join(", ")} or ${names.length - 5} others` : names.join(" or ");
}

export function nameOf(production: Production): string {
  switch (production.event) {
    case "attribute":
      return `AT ${production.attribute.name}`;
    case "element":
      return `SE ${production.particle.name}`;
    case "anyAttribute":
      return "AT(*)";
    case "wildcard":
      return "SE(*)";
    case "end":
      return "EE";
    case "text":
      return "CH";
    default:
      return production satisfies never;
  }
}
