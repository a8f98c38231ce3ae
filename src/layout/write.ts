/**
 * Writes values by their layout.
 *
 * @module
 */

import { digitValues } from "../base/hex.ts";
import { ipv6Octets } from "../base/ipv6-address.ts";
import { checksum32 } from "./checksum.ts";
import type { Checksum, Field, Fields, Infer, Layout, Length, Tagged, Uint } from "./layout.ts";

/** The value does not fit its layout. */
export class LayoutWriteError extends Error {
  override readonly name = "LayoutWriteError";
  readonly path: string;

  constructor(reason: string, path: string) {
    super(`Cannot write ${path || "the message"}: ${reason}`);
    this.path = path;
  }
}

/** What of a record is written already. */
interface Progress {
  readonly value: Readonly<Record<string, unknown>>;
  /** Where it begins. */
  readonly from: number;
  readonly starts: Map<string, number>;
  readonly ends: Map<string, number>;
  /** Lengths and checksums that were not given, and where they go. */
  readonly owed: { readonly name: string; readonly field: Length | Checksum; readonly at: number }[];
}

/** @throws {LayoutWriteError} where a value is missing, or does not fit its field. */
export function write<L extends Layout | Tagged>(layout: L, value: Infer<L>): Uint8Array {
  const out: number[] = [];
  const path: string[] = [];
  const fail = (reason: string) => new LayoutWriteError(reason, path.join("/"));

  const checked = (size: number, value: unknown): number => {
    const most = 2 ** (8 * size) - 1;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
      throw fail(`${String(value)} found, a whole number up to ${most} expected`);
    }
    return value;
  };
  const place = ({ size, littleEndian }: Uint, value: unknown, at: number) => {
    let left = checked(size, value);
    for (let i = 0; i < size; i++) {
      out[littleEndian ? at + i : at + size - 1 - i] = left % 256;
      left = Math.floor(left / 256);
    }
  };
  const number = (word: Uint, value: unknown) => {
    const at = out.length;
    for (let i = 0; i < word.size; i++) out.push(0);
    place(word, value, at);
  };
  /** Digits, with colons between octets where there are any. */
  const hex = (value: unknown, length?: number) => {
    const from = out.length;
    const text = typeof value === "string" ? value : " ";
    let at = 0;
    while (at < text.length) {
      const [high, low] = [digitValues[text.charCodeAt(at)] ?? 255, digitValues[text.charCodeAt(at + 1)] ?? 255];
      if (high > 15 || low > 15) break;
      out.push((high << 4) | low);
      at += 2;
      if (text[at] === ":" && at + 1 < text.length) at++;
    }
    if (at === text.length && (length === undefined || out.length - from === length)) return;
    throw fail(`${String(value)} found, ${length ?? "some"} octets in hex expected`);
  };
  const zeros = (count: number) => {
    for (let i = 0; i < count; i++) out.push(0);
  };
  const list = (value: unknown): readonly unknown[] => {
    if (!Array.isArray(value)) throw fail("an array expected");
    return value;
  };

  function field(name: string, field: Field, value: unknown, progress: Progress): void {
    switch (field.kind) {
      case "uint":
        number(field, value);
        return;
      case "sint": {
        const half = 2 ** (8 * field.size - 1);
        if (typeof value !== "number" || value < -half || value >= half)
          throw fail(`${String(value)} found, ${-half} to ${half - 1} expected`);
        number({ ...field, kind: "uint" }, value < 0 ? value + 2 * half : value);
        return;
      }
      case "uint64": {
        if (typeof value !== "string" || !/^\d{1,20}$/.test(value) || BigInt(value) >= 1n << 64n)
          throw fail(`${String(value)} found, decimal digits up to 2^64 - 1 expected`);
        const view = new DataView(new ArrayBuffer(8));
        view.setBigUint64(0, BigInt(value), field.littleEndian);
        for (let i = 0; i < 8; i++) out.push(view.getUint8(i));
        return;
      }
      case "bits": {
        let [word, factor] = [0, 1];
        for (const [part, width] of Object.entries(field.parts)) {
          const bits = (value as Record<string, unknown> | undefined)?.[part];
          if (typeof bits !== "number" || !Number.isInteger(bits) || bits < 0 || bits >= 2 ** width)
            throw fail(`${String(bits)} found as ${part}, a whole number up to ${2 ** width - 1} expected`);
          word += bits * factor;
          factor *= 2 ** width;
        }
        number(field.word, word);
        return;
      }
      case "mac":
        hex(value, 6);
        return;
      case "ipv6": {
        const octets = typeof value === "string" ? ipv6Octets(value) : undefined;
        if (!octets) throw fail(`${String(value)} found, an IPv6 address without zone expected`);
        out.push(...octets);
        return;
      }
      case "bytes":
        hex(value, field.length);
        return;
      case "text": {
        if (typeof value !== "string" || value.length > field.length || !isLatin(value))
          throw fail(`${String(value)} found, at most ${field.length} characters of Latin-1 expected`);
        for (let i = 0; i < field.length; i++) out.push(i < value.length ? value.charCodeAt(i) : 0);
        return;
      }
      case "constant":
        number(field.field, field.value);
        return;
      case "reserved":
        zeros(field.length);
        return;
      case "fill":
        zeros((progress.starts.get(field.from) ?? out.length) + field.room - out.length);
        return;
      case "counted": {
        const items = list(value);
        number(field.count, items.length);
        zeros(field.gap);
        for (const [i, item] of items.entries()) within(String(i), field.item, item, progress);
        return;
      }
      case "many":
        for (const [i, item] of list(value).entries()) within(String(i), field.item, item, progress);
        return;
      case "countedBytes": {
        const at = out.length;
        number(field.count, 0);
        hex(value);
        place(field.count, (out.length - at - field.count.size - field.plus) / field.unit, at);
        return;
      }
      case "countedNibbles": {
        const items = list(value);
        number(field.count, items.length);
        for (let i = 0; i < items.length; i += 2) {
          const [low, high] = [items[i], items[i + 1] ?? 0] as [number, number];
          if (![low, high].every((half) => Number.isInteger(half) && half >= 0 && half < 16))
            throw fail(`${low} and ${high} found, whole numbers up to 15 expected`);
          out.push(low | (high << 4));
        }
        return;
      }
      case "rest":
        hex(value);
        return;
      case "length":
      case "checksum":
        if (value === undefined) progress.owed.push({ name, field, at: out.length });
        number(field.word, value ?? 0);
        return;
      case "when": {
        const then = field.then as Field;
        const holds = field.values.includes(progress.value[field.field] as number) === field.isAmong;
        if (holds && then.kind === "tail" && value === undefined) return;
        if (holds) within("", then, value, progress);
        else if (value !== undefined)
          throw fail(`nothing expected where ${field.field} is ${String(progress.value[field.field])}`);
        return;
      }
      case "layout":
      case "tagged":
        record(field, value);
        return;
      case "tail":
        within("", field.field as Field, value, progress);
        return;
      default:
        field satisfies never;
    }
  }

  function within(name: string, inner: Field, value: unknown, progress: Progress) {
    if (name !== "") path.push(name);
    field(path.at(-1) ?? "", inner, value, progress);
    if (name !== "") path.pop();
  }

  function fieldsFrom(progress: Progress, fields: Fields) {
    const { entries, hasTails } = planOf(fields);
    const last = hasTails
      ? entries.findLastIndex(
          ([name, { kind }]) => kind !== "fill" && (kind !== "tail" || progress.value[name] !== undefined),
        )
      : entries.length;
    for (const [i, [name, inner]] of entries.entries()) {
      progress.starts.set(name, out.length);
      // A tail that is absent ends the record; one with a field behind it is no tail.
      if (i <= last || inner.kind === "fill") within(name, inner, progress.value[name], progress);
      progress.ends.set(name, out.length);
    }
  }

  function record(kind: Layout | Tagged, value: unknown) {
    if (typeof value !== "object" || value === null) throw fail("an object expected");
    const progress: Progress = {
      value: value as Readonly<Record<string, unknown>>,
      from: out.length,
      starts: new Map(),
      ends: new Map(),
      owed: [],
    };
    if (kind.kind === "layout") fieldsFrom(progress, kind.fields);
    else {
      fieldsFrom(progress, kind.head);
      const fields = kind.cases[progress.value[kind.tag] as number];
      if (!fields) throw fail(`${kind.tag} ${String(progress.value[kind.tag])} is not known`);
      fieldsFrom(progress, fields);
    }
    payLengths(progress);
    payChecksums(progress);
  }

  function payLengths({ starts, ends, owed }: Progress) {
    for (const { name, field, at } of owed) {
      if (field.kind !== "length") continue;
      const end = field.to === undefined ? undefined : ends.get(field.to);
      const count = (end ?? out.length) - (starts.get(field.from) ?? out.length);
      path.push(name);
      place(field.word, count / field.unit, at);
      path.pop();
    }
  }

  function payChecksums({ from, starts, ends, owed }: Progress) {
    for (const { field, at } of owed) {
      if (field.kind !== "checksum") continue;
      const [start, end] =
        field.over === undefined ? [from, at + field.word.size] : [starts.get(field.over)!, ends.get(field.over)!];
      const sum = checksum32(Uint8Array.from(out.slice(start, end)));
      place(field.word, sum, at);
    }
  }

  record(layout, value);
  return Uint8Array.from(out);
}

interface Plan {
  readonly entries: readonly (readonly [string, Field])[];
  readonly hasTails: boolean;
}
const plans = new WeakMap<Fields, Plan>();
function planOf(fields: Fields): Plan {
  const known = plans.get(fields);
  if (known) return known;
  const entries = Object.entries(fields);
  const plan = { entries, hasTails: entries.some(([, { kind }]) => kind === "tail") };
  plans.set(fields, plan);
  return plan;
}

const isLatin = (text: string) => Array.from(text).every((one) => one > "\0" && one <= "\xff");
