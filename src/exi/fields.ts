/**
 * The way to write a complex type down: a record of fields in the order of the wire, whose static type follows from it.
 *
 * @module
 */

import {
  type Attribute,
  byName,
  type ComplexType,
  type ElementParticle,
  type GlobalElement,
  type Particle,
  type Type,
} from "./schema.ts";
import type { Infer, SimpleType, Typed } from "./simple-types.ts";

export interface Optional<F> {
  readonly kind: "optional";
  readonly field: F;
}
export interface List<F> {
  readonly kind: "list";
  readonly field: F;
  readonly min: number;
  readonly max: number;
}
export interface OptionalList<F> extends List<F> {
  readonly optional: true;
}
export interface AttributeField<F> {
  readonly kind: "attribute";
  readonly field: F;
}
export interface ChoiceField<O> {
  readonly kind: "choice";
  readonly options: O;
  readonly sorted: boolean;
}
export interface GroupField<F> {
  readonly kind: "group";
  readonly fields: F;
}
export interface WildcardField {
  readonly kind: "wildcard";
}

/** What may be written beside a field's name. */
export type Field =
  | Type
  | GlobalElement
  | Optional<unknown>
  | List<unknown>
  | AttributeField<unknown>
  | ChoiceField<unknown>
  | GroupField<unknown>
  | WildcardField;
export type Fields = Readonly<Record<string, Field>>;

/** The field may be absent. */
export const optional = <const F extends Field>(field: F): Optional<F> => ({ kind: "optional", field });
/** The field is repeated, and its value is an array. */
export const list = <const F extends Field>(field: F, min = 1, max = Number.POSITIVE_INFINITY): List<F> => ({
  kind: "list",
  field,
  min,
  max,
});
/** The field is repeated or absent altogether: an array where there is at least one. */
export const optionalList = <const F extends Field>(field: F, max = Number.POSITIVE_INFINITY): OptionalList<F> => ({
  kind: "list",
  field,
  min: 0,
  max,
  optional: true,
});
/** The field is an attribute; wrap it in `optional` where it may be absent. */
export const attribute = <const F extends SimpleType>(field: F): AttributeField<F> => ({ kind: "attribute", field });
/** Exactly one of the options stands here, under its own name; the field's name serves the reader only. */
export const choice = <const O extends Fields>(options: O): ChoiceField<O> => ({
  kind: "choice",
  options,
  sorted: false,
});
/**
 * Exactly one member of a substitution group stands here, under its own name; the field's name is the head's.
 * List the head too: it takes a code even when it is abstract.
 */
export const substitution = <const O extends Readonly<Record<string, GlobalElement>>>(options: O): ChoiceField<O> => ({
  kind: "choice",
  options,
  sorted: true,
});
/** Fields that stand or fall together, in this order; their values lie beside those of the type around them. */
export const group = <const F extends Fields>(fields: F): GroupField<F> => ({ kind: "group", fields });
/** `xs:any`. */
export const wildcard: WildcardField = { kind: "wildcard" };

/** The name under which the iterations of a repeated group stand. */
export const ITEMS = "$items";
/** The name under which the text of an element with attributes stands. */
export const VALUE = "$value";

/** Fields whose values lie in the object around them, so that their own name does not show. */
type Embedded = ChoiceField<unknown> | GroupField<unknown> | WildcardField | List<WildcardField>;
type IsEmbedded<F> = F extends Embedded | Optional<Embedded> ? true : false;
type IsOptional<F> = F extends Optional<unknown> | OptionalList<unknown> ? true : false;

type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;
/** One intersection of a union of functions' parameters, each of which may itself be a union. */
type Together<U> = [U] extends [(part: infer I) => void] ? I : never;

type ValueOf<F> =
  F extends Optional<infer G>
    ? ValueOf<G>
    : F extends AttributeField<infer G>
      ? Infer<G>
      : F extends List<infer G>
        ? ValueOf<G>[]
        : F extends Embedded
          ? Flat<EmbeddedObject<F>>
          : Infer<F>;

type EmbeddedObject<F> =
  F extends Optional<infer G>
    ? Absent<G> | EmbeddedObject<G>
    : F extends GroupField<infer G>
      ? ObjectOf<G>
      : F extends ChoiceField<infer O>
        ? {
            [K in keyof O]: ObjectOf<Pick<O, K>> & { [Other in Exclude<NamesIn<O>, NamesIn<Pick<O, K>>>]?: never };
          }[keyof O]
        : unknown;

/** What stands there when an optional choice or group is left out: none of its names. */
type Absent<F> =
  F extends ChoiceField<infer O>
    ? { [K in NamesIn<O>]?: never }
    : F extends GroupField<infer G>
      ? { [K in NamesIn<G>]?: never }
      : unknown;

/** The names of the values that a set of fields may give. */
type NamesIn<F> = {
  [K in keyof F]: F[K] extends GroupField<infer G> ? NamesIn<G> : F[K] extends WildcardField ? never : K;
}[keyof F];

type RequiredPart<F> = {
  -readonly [K in keyof F as IsEmbedded<F[K]> extends true
    ? never
    : IsOptional<F[K]> extends true
      ? never
      : K]: ValueOf<F[K]>;
};
type OptionalPart<F> = {
  -readonly [K in keyof F as IsEmbedded<F[K]> extends true
    ? never
    : IsOptional<F[K]> extends true
      ? K
      : never]?: ValueOf<F[K]>;
};
type EmbeddedKeys<F> = { [K in keyof F]: IsEmbedded<F[K]> extends true ? K : never }[keyof F];
type EmbeddedPart<F> = [EmbeddedKeys<F>] extends [never]
  ? unknown
  : Together<{ [K in EmbeddedKeys<F>]: (part: EmbeddedObject<F[K]>) => void }[EmbeddedKeys<F>]>;

/** The object that a set of fields describes. */
export type ObjectOf<F> = Flat<RequiredPart<F> & OptionalPart<F> & EmbeddedPart<F>>;

/** The makers of types and elements whose names belong to one namespace: one call for each namespace of a standard. */
export interface Vocabulary {
  /** A type with these fields, in this order. */
  sequence<const F extends Fields>(fields: F): ComplexType<ObjectOf<F>>;
  /** A type that begins with the fields of another. */
  extension<B, const F extends Fields>(base: ComplexType<B>, fields: F): ComplexType<Flat<B & ObjectOf<F>>>;
  /** A simple value with attributes: `{ Id: "…", $value: "…" }`. */
  simpleContent<
    V,
    const F extends Readonly<Record<string, AttributeField<unknown> | Optional<AttributeField<unknown>>>>,
  >(simple: SimpleType & Typed<V>, attributes: F): ComplexType<Flat<ObjectOf<F> & { [VALUE]: V }>>;
  /** An element of this namespace that can begin a document or be referred to. */
  element<const V>(name: string, type: Type & Typed<V>): GlobalElement<V>;
}

/** Whether names declared inside a type belong to the namespace of the schema, or to none. */
export type Form = "qualified" | "unqualified";

/**
 * The makers for one namespace. The attributes of ISO 15118-2 and -20 are qualified, those of DIN SPEC 70121 and xmldsig
 * are not; elements inside types are qualified everywhere but in the protocol handshake.
 */
export function vocabulary(
  namespace: string,
  attributeForm: Form = "unqualified",
  elementForm: Form = "qualified",
): Vocabulary {
  const attributeNamespace = attributeForm === "qualified" ? namespace : "";
  const elementNamespace = elementForm === "qualified" ? namespace : "";
  const attributesOf = (fields: Fields) => Object.entries(fields).flatMap(([name, field]) => attributeOf(name, field));
  const attributeOf = (name: string, field: Field): Attribute[] => {
    const required = field.kind !== "optional";
    const inner = field.kind === "optional" ? (field.field as Field) : field;
    if (inner.kind !== "attribute") return [];
    return [{ name, namespace: attributeNamespace, type: inner.field as SimpleType, required }];
  };
  const particlesOf = (fields: Fields) => Object.entries(fields).flatMap(([name, field]) => particleOf(name, field));

  function particleOf(name: string, field: Field): Particle[] {
    const once = { min: 1, max: 1 };
    switch (field.kind) {
      case "attribute":
        return [];
      case "optional":
        return particleOf(name, field.field as Field).map((particle) => ({ ...particle, min: 0 }));
      case "list":
        return particleOf(name, field.field as Field).map((particle) => ({
          ...particle,
          min: field.min,
          max: field.max,
        }));
      case "wildcard":
        return [{ kind: "wildcard", ...once }];
      case "group":
        return [{ kind: "sequence", particles: particlesOf(field.fields as Fields), ...once }];
      case "choice": {
        const particles = particlesOf(field.options as Fields);
        return [
          {
            kind: "choice",
            particles: field.sorted ? (particles as ElementParticle[]).sort(byName) : particles,
            ...once,
          },
        ];
      }
      case "global":
        return [{ kind: "element", name: field.name, namespace: field.namespace, type: field.type, ...once }];
      default:
        return [{ kind: "element", name, namespace: elementNamespace, type: field, ...once }];
    }
  }

  const complex = (attributes: Attribute[], particles: Particle[], rest: Partial<ComplexType> = {}): ComplexType => ({
    kind: "complex",
    attributes: attributes.sort(byName),
    content: { kind: "sequence", particles, min: 1, max: 1 },
    mixed: false,
    abstract: false,
    ...rest,
  });

  // The casts below join the data made here with the static types that only the compiler knows.
  return {
    sequence: (fields) => complex(attributesOf(fields), particlesOf(fields)) as never,
    extension: (base, fields) =>
      complex(
        [...base.attributes, ...attributesOf(fields)],
        [...base.content.particles, ...particlesOf(fields)],
      ) as never,
    simpleContent: (simple, attributes) => complex(attributesOf(attributes), [], { simple }) as never,
    element: (name, type) => ({ kind: "global", name, namespace, type }),
  };
}

/** Text may stand between the elements of this type. */
export const mixed = <T extends ComplexType>(type: T): T => ({ ...type, mixed: true });
/** Only types derived from this one are meant to be used. */
export const abstract = <T extends ComplexType>(type: T): T => ({ ...type, abstract: true });
