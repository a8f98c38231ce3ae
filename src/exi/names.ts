/**
 * The names a schema knows: its elements in the order of their event codes, and its string tables as they stand before
 * the first octet (EXI 7.3, appendix D).
 *
 * @module
 */

import { type Attribute, byName, compareCodePoints, type Particle, type Schema, type Type } from "./schema.ts";
import { sameSimpleType } from "./simple-types.ts";

export const XSI = "http://www.w3.org/2001/XMLSchema-instance";
export const XSD = "http://www.w3.org/2001/XMLSchema";
const XML = "http://www.w3.org/XML/1998/namespace";

/** The names of XML Schema's own types, which are in the string table of every schema-informed stream. */
const XSD_NAMES =
  `ENTITIES ENTITY ID IDREF IDREFS NCName NMTOKEN NMTOKENS NOTATION Name QName anySimpleType anyType anyURI
base64Binary boolean byte date dateTime decimal double duration float gDay gMonth gMonthDay gYear gYearMonth hexBinary
int integer language long negativeInteger nonNegativeInteger nonPositiveInteger normalizedString positiveInteger short
string time token unsignedByte unsignedInt unsignedLong unsignedShort`.split(/\s+/);

export interface ExpandedName {
  readonly name: string;
  readonly namespace: string;
}

/** An element as a fragment may begin with it. */
export interface FragmentElement extends ExpandedName {
  /** Absent where the schema declares the name with different types: then the relaxed grammar rules (EXI 8.5.3). */
  readonly type?: Type;
}

export interface Names {
  /** The types that the schema gives to an element's name. */
  readonly typesOf: (name: ExpandedName) => readonly Type[];
  readonly fragments: readonly FragmentElement[];
  /** Every attribute declared anywhere, in order; the relaxed grammar takes them all. */
  readonly attributes: readonly Attribute[];
  readonly uris: readonly string[];
  readonly localNames: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<Schema, Names>();

export function namesOf(schema: Schema): Names {
  let names = known.get(schema);
  if (!names) {
    names = gather(schema);
    known.set(schema, names);
  }
  return names;
}

function gather(schema: Schema): Names {
  const elements = new Map<string, FragmentElement>();
  const typesByName = new Map<string, Set<Type>>();
  const attributes = new Map<string, Attribute>();
  const seen = new Set<Type>();
  const key = ({ name, namespace }: ExpandedName) => `${name} ${namespace}`;

  const declare = ({ name, namespace, type }: ExpandedName & { readonly type: Type }) => {
    const own = key({ name, namespace });
    const before = elements.get(own);
    const isUnique = !before || (before.type !== undefined && isSameType(before.type, type));
    elements.set(own, isUnique ? { name, namespace, type } : { name, namespace });
    typesByName.set(own, (typesByName.get(own) ?? new Set()).add(type));
    look(type);
  };
  const look = (type: Type) => {
    if (type.kind !== "complex" || seen.has(type)) return;
    seen.add(type);
    for (const attribute of type.attributes) attributes.set(key(attribute), attribute);
    lookInto(type.content.particles);
  };
  const lookInto = (particles: readonly Particle[]) => {
    for (const particle of particles) {
      if (particle.kind === "element") declare(particle);
      else if (particle.kind !== "wildcard") lookInto(particle.particles);
    }
  };
  for (const element of schema.elements) declare(element);
  for (const { type } of schema.types) look(type);

  const all = [...elements.values(), ...attributes.values(), ...schema.types];
  const localNames = new Map<string, string[]>([
    ["", []],
    [XML, ["base", "id", "lang", "space"]],
    [XSI, ["nil", "type"]],
    [XSD, XSD_NAMES],
  ]);
  for (const namespace of ["", ...schema.namespaces]) {
    const own = all.filter((declared) => declared.namespace === namespace).map(({ name }) => name);
    localNames.set(namespace, [...new Set(own)].sort(compareCodePoints));
  }
  return {
    typesOf: (name) => [...(typesByName.get(key(name)) ?? [])],
    fragments: [...elements.values()].sort(byName),
    attributes: [...attributes.values()].sort(byName),
    uris: ["", XML, XSI, XSD, ...schema.namespaces.filter((namespace) => namespace !== "")],
    localNames,
  };
}

const isSameType = (a: Type, b: Type) =>
  a === b || (a.kind !== "complex" && b.kind !== "complex" && sameSimpleType(a, b));
