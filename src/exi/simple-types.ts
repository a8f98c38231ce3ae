/**
 * The simple types of the schema language: what an attribute, or an element without elements inside, may hold.
 *
 * @module
 */

declare const valueType: unique symbol;

/** Carries the static type of the value that a schema describes; exists for the compiler alone. */
export interface Typed<V> {
  readonly [valueType]?: () => V;
}

/** The static type of what a schema describes: `type PhysicalValueType = Infer<typeof PhysicalValueType>`. */
export type Infer<S> = S extends Typed<infer V> ? V : never;

/** `xs:boolean`. */
export interface BooleanType extends Typed<boolean> {
  readonly kind: "boolean";
}

/** An integer of at most 32 bits; a JavaScript number. EXI packs it in n bits when it has fewer than 4096 values. */
export interface IntegerType extends Typed<number> {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
}

/** An integer that may exceed 32 bits (`xs:long`, `xs:unsignedLong`, `xs:integer`); a string of decimal digits. */
export interface LongType extends Typed<string> {
  readonly kind: "long";
  readonly min?: bigint;
  readonly max?: bigint;
}

/** `xs:string` and its kin. The bounds count Unicode code points and are facets: EXI itself carries any length. */
export interface StringType extends Typed<string> {
  readonly kind: "string";
  readonly base: StringBase;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly orShorter?: true;
}
export type StringBase = "string" | "anyURI" | "ID" | "IDREF";

/** `xs:hexBinary` and `xs:base64Binary`; a string of lower-case hex digits. The bounds count octets and are facets. */
export interface BinaryType extends Typed<string> {
  readonly kind: "binary";
  readonly base: "hexBinary" | "base64Binary";
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A string out of a fixed list; EXI carries its place in the list. */
export interface EnumerationType<V extends string = string> extends Typed<V> {
  readonly kind: "enumeration";
  readonly values: readonly V[];
}

export type SimpleType = BooleanType | IntegerType | LongType | StringType | BinaryType | EnumerationType;

export interface LengthBounds {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Shorter values are written all the same, since the field has them; whoever reads one gets a warning. */
  readonly orShorter?: true;
}

/** `xs:boolean`. */
export const boolean: BooleanType = { kind: "boolean" };
/** An integer between two bounds, both included, that fits 32 bits. */
export const integer = (min: number, max: number): IntegerType => ({ kind: "integer", min, max });
/** `xs:byte`: -128 to 127. */
export const byte = integer(-128, 127);
/** `xs:unsignedByte`: 0 to 255. */
export const unsignedByte = integer(0, 255);
/** `xs:short`: -32768 to 32767. */
export const short = integer(-32_768, 32_767);
/** `xs:unsignedShort`: 0 to 65535. */
export const unsignedShort = integer(0, 65_535);
/** `xs:int`: 32 bits, signed. */
export const int = integer(-2_147_483_648, 2_147_483_647);
/** `xs:unsignedInt`: 32 bits, unsigned. */
export const unsignedInt = integer(0, 4_294_967_295);
/** `xs:long`: 64 bits, signed, as a string of decimal digits. */
export const long: LongType = { kind: "long", min: -(2n ** 63n), max: 2n ** 63n - 1n };
/** `xs:unsignedLong`: 64 bits, unsigned, as a string of decimal digits. */
export const unsignedLong: LongType = { kind: "long", min: 0n, max: 2n ** 64n - 1n };
/** `xs:integer`: of any size, as a string of decimal digits. */
export const anyInteger: LongType = { kind: "long" };

/** `xs:string`, with bounds in code points where the standard sets them. */
export const string = (bounds: LengthBounds = {}): StringType => ({ kind: "string", base: "string", ...bounds });
/** `xs:anyURI`. */
export const anyURI = (bounds: LengthBounds = {}): StringType => ({ kind: "string", base: "anyURI", ...bounds });
/** `xs:ID`: the name by which a signature refers to an element. */
export const ID: StringType = { kind: "string", base: "ID" };
/** `xs:IDREF`. */
export const IDREF: StringType = { kind: "string", base: "IDREF" };
/** `xs:hexBinary`, with bounds in octets where the standard sets them. */
export const hexBinary = (bounds: LengthBounds = {}): BinaryType => ({ kind: "binary", base: "hexBinary", ...bounds });
/** `xs:base64Binary`, with bounds in octets where the standard sets them. */
export const base64Binary = (bounds: LengthBounds = {}): BinaryType => ({
  kind: "binary",
  base: "base64Binary",
  ...bounds,
});
/** One of the given literals, in the order of the standard, which is the order of their codes. */
export const enumeration = <const V extends string>(...values: V[]): EnumerationType<V> => ({
  kind: "enumeration",
  values,
});

/** Whether two simple types allow the same values in the same form. */
export function sameSimpleType(a: SimpleType, b: SimpleType): boolean {
  const facets = (type: SimpleType) =>
    Object.entries(type)
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join();
  return facets(a) === facets(b);
}
