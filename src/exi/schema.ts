/**
 * What a schema is: plain data from which codec, explanation, samples and XML are read.
 *
 * The words follow XML Schema, because the standards are written in it: a type is simple or complex, a complex type has
 * attributes and particles, a particle is an element, a choice, a sequence or a wildcard. `fields.ts` is the way to write
 * such types down.
 *
 * @module
 */

import type { Infer, SimpleType, Typed } from "./simple-types.ts";

export interface Attribute {
  readonly name: string;
  readonly namespace: string;
  readonly type: SimpleType;
  readonly required: boolean;
}

/** A type with attributes, and with either particles (`content`) or a simple value (`simple`). */
export interface ComplexType<V = unknown> extends Typed<V> {
  readonly kind: "complex";
  readonly attributes: readonly Attribute[];
  readonly content: Sequence;
  readonly simple?: SimpleType;
  /** Text may stand between the elements; it is skipped when read and never written. */
  readonly mixed: boolean;
  /** Only types derived from it are meant to be used; an empty one is still met in the field. */
  readonly abstract: boolean;
}

export type Type = SimpleType | ComplexType;

/** How often a particle stands there; `Infinity` where the standard sets no bound. */
export interface Occurrence {
  readonly min: number;
  readonly max: number;
}

export interface ElementParticle extends Occurrence {
  readonly kind: "element";
  readonly name: string;
  readonly namespace: string;
  readonly type: Type;
}

export interface Sequence extends Occurrence {
  readonly kind: "sequence";
  readonly particles: readonly Particle[];
}

export interface Choice extends Occurrence {
  readonly kind: "choice";
  readonly particles: readonly Particle[];
}

/** `xs:any`: elements of any kind may stand here; they are skipped when read and never written. */
export interface Wildcard extends Occurrence {
  readonly kind: "wildcard";
}

export type Particle = ElementParticle | Sequence | Choice | Wildcard;

/** An element declared for itself, so that a document or a fragment can begin with it, or others refer to it. */
export interface GlobalElement<V = unknown> extends Typed<V> {
  readonly kind: "global";
  readonly name: string;
  readonly namespace: string;
  readonly type: Type;
}

/** The order of EXI: by local name, then by namespace, by code point. */
export function byName(
  a: { readonly name: string; readonly namespace: string },
  b: { readonly name: string; readonly namespace: string },
): number {
  return compareCodePoints(a.name, b.name) || compareCodePoints(a.namespace, b.namespace);
}

/** UTF-16 order is code-point order for the names of these schemas, which are ASCII. */
export const compareCodePoints = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The exports of a file of a standard: its types and elements under their names. */
export type Declarations = Readonly<Record<string, unknown>>;

export interface NamedType {
  readonly name: string;
  readonly namespace: string;
  readonly type: Type;
}

/** A complete schema, which is one EXI grammar: all its elements, and all its named types. */
export interface Schema<R extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>>
  extends Typed<R> {
  /** Short name, as used on the command line: `din`, `iso2`, `iso20-dc`, … */
  readonly name: string;
  /** The namespace by which the protocol handshake names it. */
  readonly namespace: string;
  /** The target namespaces of its vocabularies, sorted. */
  readonly namespaces: readonly string[];
  /** All global elements, in the order of EXI. */
  readonly elements: readonly GlobalElement[];
  /** The named types, simple and complex; those that no element uses still declare elements and names. */
  readonly types: readonly NamedType[];
}

type Flat<T> = { [K in keyof T]: T[K] };
/** One intersection of a union of functions' parameters. */
type Together<U> = [U] extends [(part: infer I) => void] ? I : never;
type Roots<D> = { -readonly [K in keyof D as D[K] extends GlobalElement ? K : never]: Infer<D[K]> };

/** Gathers the declarations of a standard, by target namespace, into a schema. An element is exported under its name. */
export function schema<const D extends Readonly<Record<string, Declarations>>>(
  name: string,
  namespace: string,
  declarations: D,
): Schema<Flat<Roots<Together<{ [N in keyof D]: (part: D[N]) => void }[keyof D]>>>> {
  const all = Object.entries(declarations).flatMap(([namespace, file]) =>
    Object.entries(file).map(([name, value]) => ({ name, namespace, value: value as GlobalElement | Type })),
  );
  const elements = all.flatMap(({ value }) => (value?.kind === "global" ? [value] : []));
  const types = all.flatMap(({ name, namespace, value }) => (isType(value) ? [{ name, namespace, type: value }] : []));
  const namespaces = Object.keys(declarations).sort(compareCodePoints);
  return { name, namespace, namespaces, elements: elements.sort(byName), types };
}

const simpleKinds = ["boolean", "integer", "long", "string", "binary", "enumeration"];
const isType = (value: GlobalElement | Type | undefined): value is Type =>
  value !== undefined && (value.kind === "complex" || simpleKinds.includes(value.kind));
