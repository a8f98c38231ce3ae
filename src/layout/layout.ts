/**
 * The layout language: a binary format is a plain value made with the functions of this file; its static type, its
 * reader, its writer and its explanation are read from that one value.
 *
 * Values are plain JSON: octets are lower-case hex, hardware addresses `aa:bb:cc:dd:ee:ff`, IPv6 addresses `fe80::1`,
 * integers numbers, and those of eight octets strings of decimal digits.
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
/** Several numbers in one, the one in the lowest bits first. */
export interface Bits<V> extends Typed<V> {
  readonly kind: "bits";
  readonly word: Uint;
  /** How many bits each has. */
  readonly parts: Readonly<Record<string, number>>;
}
export interface Mac extends Typed<string> {
  readonly kind: "mac";
}
export interface Ipv6 extends Typed<string> {
  readonly kind: "ipv6";
}
export interface Bytes extends Typed<string> {
  readonly kind: "bytes";
  readonly length: number;
}
/** Text in a field of fixed length, padded with NUL: one octet a character. */
export interface Text extends Typed<string> {
  readonly kind: "text";
  readonly length: number;
  /** Older firmware ends its message within the field. */
  readonly mayBeCut: boolean;
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
/** Zeros that fill the room of an earlier field: so many octets from its start on. Absent from the value. */
export interface Fill extends Typed<never> {
  readonly kind: "fill";
  readonly room: number;
  readonly from: string;
}
/** An array behind the number of its items; between the two there may be reserved octets. */
export interface Counted<V> extends Typed<V[]> {
  readonly kind: "counted";
  readonly count: Uint;
  readonly gap: number;
  readonly item: Field;
}
/** Items until the octets end. */
export interface Many<V> extends Typed<V[]> {
  readonly kind: "many";
  readonly item: Field;
}
/** Octets behind their number, which counts in units and leaves some out. */
export interface CountedBytes extends Typed<string> {
  readonly kind: "countedBytes";
  readonly count: Uint;
  readonly unit: number;
  readonly plus: number;
}
/** Numbers of four bits behind their number, the first in the low half of the first octet. */
export interface CountedNibbles extends Typed<number[]> {
  readonly kind: "countedNibbles";
  readonly count: Uint;
}
/** All that is left, but for some octets at the end. */
export interface Rest extends Typed<string> {
  readonly kind: "rest";
  readonly but: number;
}
/**
 * How many octets other fields of the record have, counted in units. It is believed: what it counts ends where it says,
 * or where the octets end before, as in a cut recording and in answers of modems that refuse.
 * When written it is worked out, unless it is given, which is how messages with a fault are made.
 */
export interface Length extends Typed<number> {
  readonly kind: "length";
  readonly word: Uint;
  /** The first field that it counts. */
  readonly from: string;
  /** The last; without it, or in a record that has none of this name, the last of the record. */
  readonly to: string | undefined;
  readonly unit: number;
  /** 0 says nothing. */
  readonly mayBeZero: boolean;
}
/**
 * The complement of all words of a field, added without carry; without a field, of the record up to and with itself.
 * When written it is worked out, unless it is given; when read it is not checked.
 */
export interface Checksum extends Typed<number> {
  readonly kind: "checksum";
  readonly word: Uint;
  readonly over: string | undefined;
}
/** There only where an earlier field of the record has one of these values, or has none of them. */
export interface When<F> {
  readonly kind: "when";
  readonly field: string;
  readonly values: readonly number[];
  readonly isAmong: boolean;
  readonly then: F;
}
/** Absent where the octets end before it or in it: older firmware sends shorter messages, and refusals are short. */
export interface Tail<F> {
  readonly kind: "tail";
  readonly field: F;
}
export interface Layout<V = unknown> extends Typed<V> {
  readonly kind: "layout";
  readonly fields: Readonly<Record<string, Field>>;
}
/** A record whose later fields depend on the value of an earlier one. */
export interface Tagged<V = unknown> extends Typed<V> {
  readonly kind: "tagged";
  readonly tag: string;
  readonly head: Readonly<Record<string, Field>>;
  readonly cases: Readonly<Record<number, Readonly<Record<string, Field>>>>;
}

export type Field =
  | Uint
  | Sint
  | Uint64
  | Bits<unknown>
  | Mac
  | Ipv6
  | Bytes
  | Text
  | Constant
  | Reserved
  | Fill
  | Counted<unknown>
  | Many<unknown>
  | CountedBytes
  | CountedNibbles
  | Rest
  | Length
  | Checksum
  | When<unknown>
  | Tail<unknown>
  | Layout
  | Tagged;
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
export const s32: Sint = { kind: "sint", size: 4, littleEndian: true };
export const u64: Uint64 = { kind: "uint64", littleEndian: true };
export const mac: Mac = { kind: "mac" };
export const ipv6: Ipv6 = { kind: "ipv6" };
export const bytes = (length: number): Bytes => ({ kind: "bytes", length });
export const text = (length: number): Text => ({ kind: "text", length, mayBeCut: false });
/** Text whose field ends early where the message does. */
export const cutText = (length: number): Text => ({ kind: "text", length, mayBeCut: true });
export const constant = (field: Uint, value: number): Constant => ({ kind: "constant", field, value });
export const reserved = (length: number): Reserved => ({ kind: "reserved", length });
export const fill = (room: number, from: string): Fill => ({ kind: "fill", room, from });
export const bits = <const P extends Readonly<Record<string, number>>>(
  word: Uint,
  parts: P,
): Bits<{ -readonly [K in keyof P]: number }> => ({ kind: "bits", word, parts });
export const counted = <const F extends Field>(count: Uint, item: F, gap = 0): Counted<Infer<F>> => ({
  kind: "counted",
  count,
  gap,
  item,
});
export const many = <const F extends Field>(item: F): Many<Infer<F>> => ({ kind: "many", item });
/** `unit` times the number, and `plus` octets more. */
export const countedBytes = (count: Uint, unit = 1, plus = 0): CountedBytes => ({
  kind: "countedBytes",
  count,
  unit,
  plus,
});
export const countedNibbles = (count: Uint): CountedNibbles => ({ kind: "countedNibbles", count });
export const rest: Rest = { kind: "rest", but: 0 };
export const restBut = (but: number): Rest => ({ kind: "rest", but });
export const lengthOf = (word: Uint, field: string): Length => ({ ...lengthFrom(word, field), to: field });
export const lengthFrom = (
  word: Uint,
  from: string,
  { to, unit = 1, mayBeZero = false }: { to?: string; unit?: number; mayBeZero?: boolean } = {},
): Length => ({ kind: "length", word, from, to, unit, mayBeZero });
export const checksum = (word: Uint, over?: string): Checksum => ({ kind: "checksum", word, over });
const among = (values: number | readonly number[]) => (typeof values === "number" ? [values] : values);
export const when = <const F extends Field>(field: string, values: number | readonly number[], then: F): When<F> => ({
  kind: "when",
  field,
  values: among(values),
  isAmong: true,
  then,
});
export const unless = <const F extends Field>(field: string, values: number | readonly number[], then: F): When<F> => ({
  kind: "when",
  field,
  values: among(values),
  isAmong: false,
  then,
});
export const tail = <const F extends Field>(field: F): Tail<F> => ({ kind: "tail", field });

type Flat<T> = { [K in keyof T]: T[K] };
type Plain = Constant | Reserved | Fill;
type Hidden = Plain | Tail<Plain> | When<Plain>;
type Optional = Tail<unknown> | When<unknown> | Length | Checksum;
type Inner<F> = F extends Tail<infer G> ? Inner<G> : F extends When<infer G> ? Inner<G> : Infer<F>;
type ObjectOf<F> = Flat<
  { -readonly [K in keyof F as F[K] extends Hidden | Optional ? never : K]: Infer<F[K]> } & {
    -readonly [K in keyof F as F[K] extends Optional ? K : never]?: Inner<F[K]>;
  }
>;
type CasesOf<T extends string, H, C> = {
  [K in keyof C & number]: Flat<ObjectOf<Omit<H, T>> & Record<T, K> & ObjectOf<C[K]>>;
}[keyof C & number];

/** Fields one behind the other. */
export const layout = <const F extends Fields>(fields: F): Layout<ObjectOf<F>> => ({ kind: "layout", fields });
/** The fields of `head`, one of which is the tag, and behind them those that belong to the tag's value. */
export const tagged = <
  const T extends keyof H & string,
  const H extends Fields,
  const C extends Readonly<Record<number, Fields>>,
>(
  tag: T,
  head: H,
  cases: C,
): Tagged<CasesOf<T, H, C>> => ({ kind: "tagged", tag, head, cases });
