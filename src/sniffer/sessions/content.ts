/**
 * Reading what a message says without believing it: values come from the wire, and a path that leads nowhere is
 * `undefined`.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";

export type Content = Readonly<Record<string, unknown>>;

const NOTHING: Content = {};

export function contentOf(value: unknown): Content {
  return typeof value === "object" && value !== null ? (value as Content) : NOTHING;
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Content)[name] : undefined;

/** What stands at a path of one, two or three names. */
export function at(value: unknown, first: string, second?: string, third?: string): unknown {
  const found = inside(value, first);
  if (second === undefined) return found;
  return third === undefined ? inside(found, second) : inside(inside(found, second), third);
}

type Path = readonly [first: string, second?: string, third?: string];

export function textAt(value: unknown, ...path: Path): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** A number; also one that came as decimal text, as 64-bit values do. */
export function numberAt(value: unknown, ...path: Path): number | undefined {
  const found = at(value, ...path);
  if (typeof found === "number") return Number.isFinite(found) ? found : undefined;
  if (typeof found === "string" && /^-?\d{1,20}$/.test(found)) return Number(found);
  return undefined;
}

export function listAt(value: unknown, ...path: Path): readonly unknown[] {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null ? [] : [found];
}

/** A PhysicalValue or RationalNumber as a plain number. */
export function quantityAt(value: unknown, ...path: Path): number | undefined {
  const found = at(value, ...path);
  const digits = numberAt(found, "Value");
  const power = numberAt(found, "Multiplier") ?? numberAt(found, "Exponent");
  return digits === undefined || power === undefined ? undefined : scaled(digits, power);
}

/** Powers of ten that are exact, and so are products with them and quotients by them, to the last digit. */
const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

function scaled(digits: number, power: number): number {
  const ten = TENS[Math.abs(power)];
  if (ten === undefined) return Number(`${digits}e${power}`);
  return power < 0 ? digits / ten : digits * ten;
}

/** The message that was asked for last, and its body: every stage asks for it, several times a message. */
let latest: { readonly message: MessageEvent; readonly body: Content } | undefined;

/** The message's own fields: DIN and ISO 15118-2 wrap them in a body, ISO 15118-20 does not. */
export function bodyOf(message: MessageEvent): Content {
  if (latest?.message === message) return latest.body;
  const body = contentOf(at(message.value, "Body", message.message) ?? message.value);
  latest = { message, body };
  return body;
}

/** In hex, lower case. */
export function sessionIdOf({ value }: MessageEvent): string | undefined {
  return textAt(value, "Header", "SessionID")?.toLowerCase();
}

export const isRequest = (message: string): boolean => message.endsWith("Req");

const stems = new Map<string, string>();
/** All standards together have about 120 messages. */
const MOST_STEMS = 512;

/** `CurrentDemand` of `CurrentDemandReq`; the same text each time, since it is looked up by. */
export function stemOf(message: string): string {
  let stem = stems.get(message);
  if (stem === undefined) {
    stem = message.endsWith("Req") || message.endsWith("Res") ? message.slice(0, -3) : message;
    if (stems.size < MOST_STEMS) stems.set(message, stem);
  }
  return stem;
}

/** A ResponseCode that refuses; the handshake writes it `Failed_…`. */
export function isFailed(code: string): boolean {
  return code.startsWith("FAILED") || code.startsWith("Failed");
}

/** The standard that a schema belongs to: `din`, `iso2`, `iso20`; undefined for what all share. */
export function dialectOf(schema: string): "din" | "iso2" | "iso20" | undefined {
  if (schema === "din" || schema === "iso2") return schema;
  return schema.startsWith("iso20") ? "iso20" : undefined;
}

/** `fe80::1` of `[fe80::1]:15118`; the text itself where there is no port. */
export function addressOf(end: string): string {
  const close = end.lastIndexOf("]");
  if (end.startsWith("[") && close > 0) return end.slice(1, close).replace(/%.*$/, "");
  return end.replace(/%.*$/, "");
}

/** Where the charger tells how it is, at the places where the standards put it. */
export function chargerStatusOf(body: Content): Content | undefined {
  const parameters = contentOf(body["DC_EVSEChargeParameter"] ?? body["AC_EVSEChargeParameter"]);
  const status =
    body["DC_EVSEStatus"] ??
    body["AC_EVSEStatus"] ??
    body["EVSEStatus"] ??
    parameters["DC_EVSEStatus"] ??
    parameters["AC_EVSEStatus"];
  return typeof status === "object" && status !== null ? (status as Content) : undefined;
}

/** Where the car tells how it is. */
export function vehicleStatusOf(body: Content): Content | undefined {
  const parameters = contentOf(body["DC_EVChargeParameter"] ?? body["DC_EVPowerDeliveryParameter"]);
  const status = body["DC_EVStatus"] ?? parameters["DC_EVStatus"];
  return typeof status === "object" && status !== null ? (status as Content) : undefined;
}
