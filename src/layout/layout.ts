/**
 * The layout language: a binary format is a plain value made with the functions of this file; its static type, its
 * reader, its writer and its explanation are read from that one value.
 *
 * Values are plain JSON: octets are lower-case hex, hardware addresses `aa:bb:cc:dd:ee:ff`, integers numbers, and those of
 * eight octets strings of decimal digits.
 *
 * @module
 */

declare const valueType: unique symbol;

/** Carries the static type of the value that a layout describes; exists for the compiler alone. */
export interface Typed<V> {
  readonly [valueType]?: () => V;
}
/** The static type of what a layout describes. */
export type Infer<L> = L extends Typed<infer V> ? V : never;

export interface Uint extends Typed<number> {
  readonly kind: "uint";
  readonly size: 1 | 2 | 3 | 4;
  readonly littleEndian: boolean;
}
export interface Sint extends Typed<number> {
  readonly kind: "sint";
  readonly size: 1 | 2 | 4;
  readonly littleEndian: boolean;
}
export interface Uint64 extends Typed<string> {
  readonly kind: "uint64";
  readonly littleEndian: boolean;
}
export interface Mac extends Typed<string> {
  readonly kind: "mac";
}
export interface Bytes extends Typed<string> {
  readonly kind: "bytes";
  readonly length: number;
}
/** ASCII in a field of fixed length, padded with NUL. */
export interface Text extends Typed<string> {
  readonly kind: "text";
  readonly length: number;
}
/** Written and checked, and absent from the value. */
export interface Constant extends Typed<never> {
  readonly kind: "constant";
  readonly field: Uint;
  readonly value: number;
}
/** Written as zeros, not looked at, and absent from the value. */
export interface Reserved extends Typed<never> {
  readonly kind: "reserved";
  readonly length: number;
}
/** An array behind the number of its items; between the two there may be reserved octets. */
export interface Counted<V> extends Typed<V[]> {
  readonly kind: "counted";
  readonly count: Uint;
  readonly gap: number;
  readonly item: Field;
}
/** Octets behind their number. */
export interface CountedBytes extends Typed<string> {
  readonly kind: "countedBytes";
  readonly count: Uint;
}
/** All that is left. */
export interface Rest extends Typed<string> {
  readonly kind: "rest";
}
export interface Layout<V = unknown> extends Typed<V> {
  readonly kind: "layout";
  readonly fields: Readonly<Record<string, Field>>;
}
/** Absent where the octets end before it: older firmware sends shorter messages. */
export interface Tail<F> {
  readonly kind: "tail";
  readonly field: F;
}

export type Field =
  | Uint
  | Sint
  | Uint64
  | Mac
  | Bytes
  | Text
  | Constant
  | Reserved
  | Counted<unknown>
  | CountedBytes
  | Rest
  | Layout
  | Tail<unknown>;
export type Fields = Readonly<Record<string, Field>>;

const uint = (size: Uint["size"], littleEndian: boolean): Uint => ({ kind: "uint", size, littleEndian });
export const u8 = uint(1, true);
export const u16 = uint(2, true);
export const u24 = uint(3, true);
export const u32 = uint(4, true);
/** In network byte order, as in V2GTP, SDP and everything of the Internet. */
export const u16be = uint(2, false);
export const u32be = uint(4, false);
export const s16: Sint = { kind: "sint", size: 2, littleEndian: true };
export const u64: Uint64 = { kind: "uint64", littleEndian: true };
export const mac: Mac = { kind: "mac" };
export const bytes = (length: number): Bytes => ({ kind: "bytes", length });
export const text = (length: number): Text => ({ kind: "text", length });
export const constant = (field: Uint, value: number): Constant => ({ kind: "constant", field, value });
export const reserved = (length: number): Reserved => ({ kind: "reserved", length });
export const counted = <const F extends Field>(count: Uint, item: F, gap = 0): Counted<Infer<F>> => ({
  kind: "counted",
  count,
  gap,
  item,
});
export const countedBytes = (count: Uint): CountedBytes => ({ kind: "countedBytes", count });
export const rest: Rest = { kind: "rest" };
export const tail = <const F extends Field>(field: F): Tail<F> => ({ kind: "tail", field });

type Flat<T> = { [K in keyof T]: T[K] };
type Hidden = Constant | Reserved;
type ObjectOf<F> = Flat<
  { -readonly [K in keyof F as F[K] extends Hidden | Tail<unknown> ? never : K]: Infer<F[K]> } & {
    -readonly [K in keyof F as F[K] extends Tail<unknown> ? K : never]?: F[K] extends Tail<infer G> ? Infer<G> : never;
  }
>;

/** Fields one behind the other. */
export const layout = <const F extends Fields>(fields: F): Layout<ObjectOf<F>> => ({ kind: "layout", fields });
