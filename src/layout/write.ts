/**
 * Writes values by their layout.
 *
 * @module
 */

import { fromHex } from "../base/hex.ts";
import type { Field, Fields, Infer, Layout, Uint } from "./layout.ts";

/** The value does not fit its layout. */
export class LayoutWriteError extends Error {
  override readonly name = "LayoutWriteError";
  readonly path: string;

  constructor(reason: string, path: string) {
    super(`Cannot write ${path || "the message"}: ${reason}`);
    this.path = path;
  }
}

/** @throws {LayoutWriteError} where a value is missing, or does not fit its field. */
export function write<L extends Layout>(layout: L, value: Infer<L>): Uint8Array {
  const out: number[] = [];
  const path: string[] = [];
  const fail = (reason: string) => new LayoutWriteError(reason, path.join("/"));

  const number = ({ size, littleEndian }: Uint, value: unknown) => {
    const most = 2 ** (8 * size) - 1;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
      throw fail(`${String(value)} found, a whole number up to ${most} expected`);
    }
    const octets = Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
    out.push(...(littleEndian ? octets : octets.reverse()));
  };
  const hex = (value: unknown, length?: number) => {
    const digits = typeof value === "string" ? value.replaceAll(":", "") : "";
    const isHex = typeof value === "string" && /^([0-9a-fA-F]{2})*$/.test(digits);
    if (!isHex || (length !== undefined && digits.length !== 2 * length)) {
      throw fail(`${String(value)} found, ${length ?? "some"} octets in hex expected`);
    }
    for (const octet of fromHex(digits)) out.push(octet);
  };

  function field(field: Field, value: unknown): void {
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
        if (typeof value !== "string" || !/^\d{1,20}$/.test(value))
          throw fail(`${String(value)} found, decimal digits expected`);
        const view = new DataView(new ArrayBuffer(8));
        view.setBigUint64(0, BigInt(value), field.littleEndian);
        for (let i = 0; i < 8; i++) out.push(view.getUint8(i));
        return;
      }
      case "mac":
        hex(value, 6);
        return;
      case "bytes":
        hex(value, field.length);
        return;
      case "text": {
        if (typeof value !== "string" || value.length > field.length)
          throw fail(`at most ${field.length} characters expected`);
        for (let i = 0; i < field.length; i++) out.push(i < value.length ? value.charCodeAt(i) & 0xff : 0);
        return;
      }
      case "constant":
        number(field.field, field.value);
        return;
      case "reserved":
        for (let i = 0; i < field.length; i++) out.push(0);
        return;
      case "counted":
        if (!Array.isArray(value)) throw fail("an array expected");
        number(field.count, value.length);
        for (let i = 0; i < field.gap; i++) out.push(0);
        for (const [i, item] of value.entries()) within(String(i), field.item, item);
        return;
      case "countedBytes":
        if (typeof value !== "string") throw fail("octets in hex expected");
        number(field.count, value.replaceAll(":", "").length / 2);
        hex(value);
        return;
      case "rest":
        hex(value);
        return;
      case "layout":
        record(field.fields, value);
        return;
      case "tail":
        if (value !== undefined) within("", field.field as Field, value);
        return;
      default:
        field satisfies never;
    }
  }

  function within(name: string, inner: Field, value: unknown) {
    if (name !== "") path.push(name);
    field(inner, value);
    if (name !== "") path.pop();
  }

  function record(fields: Fields, value: unknown) {
    if (typeof value !== "object" || value === null) throw fail("an object expected");
    for (const [name, inner] of Object.entries(fields)) within(name, inner, (value as Record<string, unknown>)[name]);
  }

  record(layout.fields, value);
  return Uint8Array.from(out);
}
