/**
 * Reads octets by their layout, and can tell which octets made which field.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Field, Fields, Infer, Layout, Uint } from "./layout.ts";

/** The octets are not what the layout says. */
export class LayoutError extends Error {
  override readonly name = "LayoutError";
  /** The field, from the outermost: `networks/0/NID`. */
  readonly path: string;
  /** Octets from the start of what was read. */
  readonly offset: number;

  constructor(reason: string, path: string, offset: number) {
    super(`Cannot read ${path || "the message"}: ${reason}`);
    this.path = path;
    this.offset = offset;
  }
}

/** Which octets made a field. */
export interface Span {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly value: unknown;
}

export interface ReadResult<V> {
  readonly value: V;
  /** Octets that were used. What follows is padding, or belongs to something else. */
  readonly length: number;
}

/** @throws {LayoutError} where octets are missing, or a constant is another. */
export function read<L extends Layout>(
  layout: L,
  octets: Uint8Array,
  onSpan?: (span: Span) => void,
): ReadResult<Infer<L>> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const path: string[] = [];
  let at = 0;

  const fail = (reason: string) => new LayoutError(reason, path.join("/"), at);
  const need = (count: number) => {
    if (count > octets.length - at) throw fail(`${octets.length - at} octets left, ${count} wanted`);
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

  function field(field: Field): unknown {
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
      case "mac":
        return (hex(6).match(/../g) as string[]).join(":");
      case "bytes":
        return hex(field.length);
      case "text": {
        need(field.length);
        const all = octets.subarray(at, at + field.length);
        at += field.length;
        const end = all.indexOf(0);
        return String.fromCharCode(...(end < 0 ? all : all.subarray(0, end)));
      }
      case "constant": {
        const value = number(field.field);
        if (value !== field.value) throw fail(`0x${value.toString(16)} found, 0x${field.value.toString(16)} expected`);
        return undefined;
      }
      case "reserved":
        need(field.length);
        at += field.length;
        return undefined;
      case "counted": {
        const count = number(field.count);
        need(field.gap);
        at += field.gap;
        return Array.from({ length: count }, (_, i) => within(String(i), field.item));
      }
      case "countedBytes":
        return hex(number(field.count));
      case "rest":
        return hex(octets.length - at);
      case "layout":
        return record(field.fields);
      case "tail":
        return octets.length > at ? (within("", field.field as Field) as unknown) : undefined;
      default:
        return field satisfies never;
    }
  }

  function within(name: string, inner: Field): unknown {
    const from = at;
    if (name !== "") path.push(name);
    const value = field(inner);
    const isPart = inner.kind === "layout" || inner.kind === "counted" || inner.kind === "tail";
    if (!isPart) onSpan?.({ path: path.join("/"), offset: from, length: at - from, value });
    if (name !== "") path.pop();
    return value;
  }

  function record(fields: Fields): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(fields)) {
      const value = within(name, inner);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  return { value: record(layout.fields) as Infer<L>, length: at };
}

/** The field, octet by octet: what `--explain` shows. */
export function explainLayout(
  layout: Layout,
  octets: Uint8Array,
): { readonly spans: Span[]; readonly error?: LayoutError } {
  const spans: Span[] = [];
  try {
    read(layout, octets, (span) => spans.push(span));
    return { spans };
  } catch (error) {
    if (error instanceof LayoutError) return { spans, error };
    throw error;
  }
}
