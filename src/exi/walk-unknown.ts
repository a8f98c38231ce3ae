/**
 * Content that the schema leaves open or does not know: read by the rules of EXI, and skipped.
 *
 * @module
 */

import { BitError } from "./bit-reader.ts";
import { widthOf } from "./grammar.ts";
import { type ExpandedName, XSD, XSI } from "./names.ts";
import type { Schema, Type } from "./schema.ts";
import type { ValueReader } from "./walk-value.ts";

/** Elements nest at most this deep; the deepest of all schemas needs fourteen levels. */
export const DEEPEST = 64;

export interface UnknownContent {
  readonly skipText: (owner: ExpandedName) => void;
  readonly skipElement: () => void;
}

export interface Surroundings extends ValueReader {
  readonly schema: Schema;
  /** The names of the elements around. */
  readonly path: string[];
  readonly readElement: (name: ExpandedName, type: Type) => unknown;
}

export function unknownContent({ reader, strings, note, schema, path, readElement }: Surroundings): UnknownContent {
  function skipText(owner: ExpandedName) {
    strings.value(owner, "skipped: ");
  }

  /** By the grammar of its name where the schema has one, else by the built-in one. */
  function skipElement() {
    if (path.length > DEEPEST) throw new BitError(`elements nested more than ${DEEPEST} deep found`);
    const owner = strings.name("skipped: ");
    const element = schema.elements.find(isNamed(owner));
    path.push(owner.name);
    if (element) readElement(owner, element.type);
    else skipBuiltIn(owner);
    path.pop();
  }

  /** The built-in element grammar (EXI 8.4.3), with learning switched off as the options of V2G have it. */
  function skipBuiltIn(owner: ExpandedName) {
    for (;;) {
      const from = reader.position;
      const event = (["EE", "AT(*)", "SE(*)", "CH"] as const)[reader.bits(2) as 0 | 1 | 2 | 3];
      note(from, () => `${event} in <${owner.name}> [built-in grammar]`);
      if (event === "EE") return;
      if (event === "AT(*)") {
        const attribute = strings.name("attribute ");
        if (attribute.namespace !== XSI || attribute.name !== "type") {
          skipText(attribute);
          continue;
        }
        skipTyped(owner, strings.name("xsi:type = "));
        return;
      }
      if (event === "SE(*)") skipElement();
      else skipText(owner);
      skipBuiltInContent(owner);
      return;
    }
  }

  function skipBuiltInContent(owner: ExpandedName) {
    for (;;) {
      const from = reader.position;
      const event = reader.bits(1) === 0 ? "EE" : reader.bits(1) === 0 ? "SE(*)" : "CH";
      note(from, () => `${event} in <${owner.name}> [built-in grammar]`);
      if (event === "EE") return;
      if (event === "SE(*)") skipElement();
      else skipText(owner);
    }
  }

  /** The rest of an unknown element that says its own type. */
  function skipTyped(owner: ExpandedName, typeName: ExpandedName) {
    if (typeName.namespace === XSD && typeName.name === "anyType") {
      skipAny(owner);
      return;
    }
    const named = schema.types.find(isNamed(typeName));
    if (!named) throw new BitError(`xsi:type ${typeName.name} found, anyType or a type of the schema expected`);
    readElement(owner, named.type);
  }

  /** The grammar of xs:anyType (EXI 8.5.4.1.3.3): any attributes, then any elements and text. */
  function skipAny(owner: ExpandedName) {
    let events = ["AT(*)", "SE(*)", "EE", "CH"];
    for (;;) {
      const from = reader.position;
      const event = events[reader.bits(widthOf(events.length + 1))];
      note(from, () => `${event ?? "escape"} in <${owner.name}> [any type]`);
      if (!event) throw new BitError("an event of the second level found in an unknown element");
      if (event === "EE") return;
      if (event === "AT(*)") {
        skipText(strings.name("attribute "));
        continue;
      }
      if (event === "SE(*)") skipElement();
      else skipText(owner);
      events = ["SE(*)", "EE", "CH"];
    }
  }

  return { skipText, skipElement };
}

const isNamed = (wanted: ExpandedName) => (known: ExpandedName) =>
  known.name === wanted.name && known.namespace === wanted.namespace;
