/**
 * Makes values that fit a layout, by chance: for tests, and wherever a simulated device must say something.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { ipv6Text } from "../base/ipv6-address.ts";
import type { Random } from "../base/random.ts";
import type { Field, Fields, Infer, Layout, Tagged } from "./layout.ts";
import { LayoutWriteError, write } from "./write.ts";

/** Arrays and runs of octets of open length get no longer than this, which is short enough for every room they stand in. */
const LONGEST = 12;

/** A value of the layout. The same chances give the same value. */
export function sample<L extends Layout | Tagged>(layout: L, random: Random): Infer<L> {
  const below = (limit: number) => Math.floor(random() * limit);
  const octets = (count: number) => Uint8Array.from({ length: count }, () => below(256));
  const list = (item: () => unknown) => Array.from({ length: below(LONGEST / 3) }, item);

  function value(field: Field, values: Record<string, unknown>): unknown {
    switch (field.kind) {
      case "uint":
        return below(256 ** field.size);
      case "sint":
        return below(256 ** field.size) - 256 ** field.size / 2;
      case "uint64":
        return String(BigInt(below(2 ** 32)) * 2n ** 32n + BigInt(below(2 ** 32)));
      case "bits":
        return Object.fromEntries(Object.entries(field.parts).map(([name, width]) => [name, below(2 ** width)]));
      case "mac":
        return (toHex(octets(6)).match(/../g) as string[]).join(":");
      case "ipv6":
        return ipv6Text(octets(16));
      case "bytes":
        return toHex(octets(field.length));
      case "text":
        return String.fromCharCode(...Array.from({ length: below(field.length + 1) }, () => 1 + below(255)));
      case "counted":
      case "many":
        return list(() => value(field.item, values));
      case "countedBytes":
        return toHex(octets(Math.max(0, field.unit * (1 + below(3)) + field.plus)));
      case "countedNibbles":
        return Array.from({ length: below(2 * LONGEST) }, () => below(16));
      case "rest":
        return toHex(octets(below(LONGEST)));
      case "when":
        return field.values.includes(values[field.field] as number) === field.isAmong
          ? value(field.then as Field, values)
          : undefined;
      case "layout":
      case "tagged":
        return record(field);
      case "tail":
        return value(field.field as Field, values);
      case "constant":
      case "reserved":
      case "fill":
      case "length":
      case "checksum":
        return undefined;
      default:
        return field satisfies never;
    }
  }

  function record(kind: Layout | Tagged): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    let fields: Fields;
    if (kind.kind === "layout") fields = kind.fields;
    else {
      const tags = Object.keys(kind.cases).map(Number);
      values[kind.tag] = tags[below(tags.length)];
      fields = { ...kind.head, ...kind.cases[values[kind.tag] as number] };
    }
    let isCut = false;
    for (const [name, field] of Object.entries(fields)) {
      if (name in values) continue;
      // What comes behind an absent field is absent too.
      if (field.kind === "tail") isCut ||= below(3) === 0;
      const one = isCut ? undefined : value(field, values);
      if (one !== undefined) values[name] = one;
    }
    if (Object.values(fields).some((field) => field.kind === "length" && field.unit > 1))
      complete(kind, fields, values);
    return values;
  }

  /** A length that counts in units of several octets allows not every number of them. */
  function complete(kind: Layout | Tagged, fields: Fields, values: Record<string, unknown>) {
    const open = Object.keys(fields).find((name) => fields[name]?.kind === "rest");
    for (let count = 0; open !== undefined && count <= 8; count++) {
      try {
        write(kind, values as never);
        return;
      } catch (error) {
        if (!(error instanceof LayoutWriteError)) throw error;
        values[open] += "00";
      }
    }
  }

  return record(layout) as Infer<L>;
}
