/**
 * Reads octets by their layout, and can tell which octets made which field.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { ipv6Text } from "../base/ipv6-address.ts";
import { macText } from "../base/mac-address.ts";
import type { Field, Fields, Infer, Layout, Length, Tagged, Uint, When } from "./layout.ts";

/** The octets are not what the layout says. */
export class LayoutError extends Error {
  override readonly name = "LayoutError";
  /** The field, from the outermost: `networks/0/NID`. */
  readonly path: string;
  /** Octets from the start of what was read. */
  readonly offset: number;
  /** The octets ended too early. */
  readonly isCut: boolean;

  constructor(reason: string, path: string, offset: number, isCut = false) {
    super(`Cannot read ${path || "the message"}: ${reason}`);
    this.path = path;
    this.offset = offset;
    this.isCut = isCut;
  }
}

/** Which octets made a field. */
export interface Span {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** `undefined` for reserved octets. */
  readonly value: unknown;
}

export interface ReadResult<V> {
  readonly value: V;
  /** Octets that were used. What follows is padding, or belongs to something else. */
  readonly length: number;
}

/** What of a record is read already. */
interface Progress {
  readonly values: Record<string, unknown>;
  readonly starts: Map<string, number>;
  /** Lengths whose first field is still to come. */
  readonly ahead: { readonly length: Length; readonly octets: number }[];
  /** Where a length says that a field, or the record, ends. */
  readonly ends: Map<string | undefined, number>;
}

/** @throws {LayoutError} where octets are missing, or a constant or a tag is another. */
export function read<L extends Layout | Tagged>(
  layout: L,
  octets: Uint8Array,
  onSpan?: (span: Span) => void,
): ReadResult<Infer<L>> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const path: string[] = [];
  let at = 0;
  /** What lies behind is not ours. */
  let end = octets.length;

  const fail = (reason: string, isCut = false) => new LayoutError(reason, path.join("/"), at, isCut);
  const need = (count: number) => {
    if (count > end - at) throw fail(`${end - at} octets left, ${count} wanted`, true);
  };
  const number = ({ size, littleEndian }: Uint): number => {
    need(size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + octets[at + (littleEndian ? size - 1 - i : i)]!;
    at += size;
    return value;
  };
  const hex = (count: number): string => {
    need(count);
    at += count;
    return toHex(octets, at - count, at);
  };

  function field(field: Field, progress: Progress): unknown {
    switch (field.kind) {
      case "uint":
        return number(field);
      case "sint": {
        const value = number({ ...field, kind: "uint" });
        return value >= 2 ** (8 * field.size - 1) ? value - 2 ** (8 * field.size) : value;
      }
      case "uint64":
        need(8);
        at += 8;
        return String(view.getBigUint64(at - 8, field.littleEndian));
      case "bits": {
        const offset = at;
        const { size } = field.word;
        let word = number(field.word);
        const values: Record<string, number> = {};
        for (const [name, width] of Object.entries(field.parts)) {
          values[name] = word % 2 ** width;
          word = Math.floor(word / 2 ** width);
          onSpan?.({ path: [...path, name].join("/"), offset, length: size, value: values[name] });
        }
        return values;
      }
      case "mac":
        need(6);
        at += 6;
        return macText(octets, at - 6);
      case "ipv6":
        need(16);
        at += 16;
        return ipv6Text(octets, at - 16);
      case "bytes":
        return hex(field.length);
      case "text": {
        const length = field.mayBeCut ? Math.min(field.length, end - at) : field.length;
        need(length);
        const all = octets.subarray(at, at + length);
        at += length;
        const stop = all.indexOf(0);
        return String.fromCharCode(...(stop < 0 ? all : all.subarray(0, stop)));
      }
      case "constant": {
        const value = number(field.field);
        if (value !== field.value) throw fail(`0x${value.toString(16)} found, 0x${field.value.toString(16)} expected`);
        return value;
      }
      case "reserved":
        need(field.length);
        at += field.length;
        return undefined;
      case "fill":
        at = Math.max(at, Math.min(end, (progress.starts.get(field.from) ?? at) + field.room));
        return undefined;
      case "counted": {
        const offset = at;
        const count = number(field.count);
        need(field.gap);
        at += field.gap;
        // An item has an octet at least, so a count that cannot be true is not believed.
        need(count);
        if (isOctets(field)) {
          at += count;
          return Array.from(octets.subarray(at - count, at));
        }
        onSpan?.({ path: path.join("/"), offset, length: at - offset, value: count });
        return Array.from({ length: count }, (_, i) => within(String(i), field.item, progress));
      }
      case "many": {
        const items: unknown[] = [];
        while (at < end) {
          const from = at;
          items.push(within(String(items.length), field.item, progress));
          if (at === from) throw fail("an item without octets");
        }
        return items;
      }
      case "countedBytes": {
        const length = number(field.count) * field.unit + field.plus;
        if (length < 0) throw fail(`a length of ${length} octets`);
        return hex(length);
      }
      case "countedNibbles": {
        const count = number(field.count);
        need(Math.ceil(count / 2));
        const from = at;
        at += Math.ceil(count / 2);
        return Array.from({ length: count }, (_, i) => (octets[from + (i >> 1)]! >> (4 * (i & 1))) & 15);
      }
      case "rest":
        return hex(Math.max(0, end - at - field.but));
      case "length": {
        const value = number(field.word);
        if (value !== 0 || !field.mayBeZero) progress.ahead.push({ length: field, octets: value * field.unit });
        return value;
      }
      case "checksum":
        return number(field.word);
      case "when":
        return holds(field, progress) ? within("", field.then as Field, progress) : undefined;
      case "layout":
      case "tagged":
        return record(field);
      case "tail":
        return end > at ? orCut(field.field as Field, progress) : undefined;
      default:
        return field satisfies never;
    }
  }

  function within(name: string, inner: Field, progress: Progress): unknown {
    const from = at;
    if (name !== "") path.push(name);
    const value = field(inner, progress);
    if (onSpan && at > from && !hasParts(inner)) {
      onSpan({ path: path.join("/"), offset: from, length: at - from, value });
    }
    if (name !== "") path.pop();
    return value;
  }

  /** Padding may reach into a tail, without filling it. */
  function orCut(inner: Field, progress: Progress): unknown {
    const depth = path.length;
    try {
      return within("", inner, progress);
    } catch (error) {
      if (!(error instanceof LayoutError && error.isCut)) throw error;
      path.length = depth;
      at = end;
      return undefined;
    }
  }

  /** Lengths that start at a field, known or reached: where does what they count end? */
  function bound({ starts, ahead, ends }: Progress) {
    for (let i = ahead.length - 1; i >= 0; i--) {
      const { length, octets: count } = ahead[i]!;
      const start = starts.get(length.from);
      if (start === undefined) continue;
      ahead.splice(i, 1);
      const stop = start + count;
      if (stop < at) throw fail(`a length of ${count} octets, at least ${at - start} expected`);
      ends.set(length.to, Math.min(stop, end));
    }
  }

  function fieldsInto(progress: Progress, fields: Fields, outerEnd: number) {
    const { values, starts, ends } = progress;
    const { entries, isBounded } = planOf(fields);
    if (!isBounded && ends.size === 0 && progress.ahead.length === 0) {
      for (const [name, inner] of entries) {
        const value = within(name, inner, progress);
        if (value !== undefined && !isHidden(inner)) values[name] = value;
      }
      return;
    }
    for (const [name, inner] of entries) {
      if (inner.kind === "when" && !holds(inner, progress)) continue;
      starts.set(name, at);
      end = Math.min(...ends.values(), outerEnd);
      bound(progress);
      end = Math.min(...ends.values(), end);
      const value = within(name, inner, progress);
      if (value !== undefined && !isHidden(inner)) values[name] = value;
      if (inner.kind === "length") bound(progress);
      const stop = ends.get(name);
      if (stop === undefined) continue;
      at = Math.max(at, stop);
      ends.delete(name);
    }
  }

  function record(kind: Layout | Tagged): Record<string, unknown> {
    const outerEnd = end;
    const progress: Progress = { values: {}, starts: new Map(), ahead: [], ends: new Map() };
    if (kind.kind === "layout") fieldsInto(progress, kind.fields, outerEnd);
    else {
      fieldsInto(progress, kind.head, outerEnd);
      const tag = progress.values[kind.tag] as number;
      const fields = kind.cases[tag];
      if (!fields) throw fail(`${kind.tag} 0x${tag.toString(16)} is not known`);
      fieldsInto(progress, fields, outerEnd);
    }
    if (progress.ends.size > 0) at = Math.max(at, ...progress.ends.values());
    end = outerEnd;
    return progress.values;
  }

  return { value: record(layout) as Infer<L>, length: at };
}

interface Plan {
  readonly entries: readonly (readonly [string, Field])[];
  /** Some field depends on where others begin or end. */
  readonly isBounded: boolean;
}
const plans = new WeakMap<Fields, Plan>();
function planOf(fields: Fields): Plan {
  const known = plans.get(fields);
  if (known) return known;
  const entries = Object.entries(fields);
  const plan = { entries, isBounded: entries.some(([, { kind }]) => kind === "length" || kind === "fill") };
  plans.set(fields, plan);
  return plan;
}

const holds = (condition: When<unknown>, { values }: Progress) =>
  condition.values.includes(values[condition.field] as number) === condition.isAmong;
const isHidden = ({ kind }: Field) => kind === "constant" || kind === "reserved" || kind === "fill";
const isOctets = (field: Field) => field.kind === "counted" && field.item.kind === "uint" && field.item.size === 1;
/** Its parts have spans of their own. */
const hasParts = (field: Field) =>
  ["layout", "tagged", "counted", "many", "bits", "tail", "when"].includes(field.kind) && !isOctets(field);
