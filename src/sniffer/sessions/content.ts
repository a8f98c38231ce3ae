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

/** What stands at a path of names. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Content)[name];
  }
  return found;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** A number; also one that came as decimal text, as 64-bit values do. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found === "number") return Number.isFinite(found) ? found : undefined;
  if (typeof found === "string" && /^-?\d{1,20}$/.test(found)) return Number(found);
  return undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null ? [] : [found];
}

/** A PhysicalValue or RationalNumber as a plain number. */
export function quantityAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  const digits = numberAt(found, "Value");
  const power = numberAt(found, "Multiplier") ?? numberAt(found, "Exponent");
  return digits === undefined || power === undefined ? undefined : Number(`${digits}e${power}`);
}

/** The message's own fields: DIN and ISO 15118-2 wrap them in a body, ISO 15118-20 does not. */
export function bodyOf({ value, message }: MessageEvent): Content {
  return contentOf(at(value, "Body", message) ?? value);
}

/** In hex, lower case. */
export function sessionIdOf({ value }: MessageEvent): string | undefined {
  return textAt(value, "Header", "SessionID")?.toLowerCase();
}

export const isRequest = (message: string): boolean => message.endsWith("Req");

/** `CurrentDemand` of `CurrentDemandReq`. */
export function stemOf(message: string): string {
  return message.endsWith("Req") || message.endsWith("Res") ? message.slice(0, -3) : message;
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
