/**
 * A V2G message with other identifiers in it, octet for octet as long as it was.
 *
 * @module
 */

import { fromHex, toHex } from "../../base/hex.ts";
import { DecodeError } from "../../exi/errors.ts";
import type { Schema } from "../../exi/schema.ts";
import { type ValueAt, walkDecode } from "../../exi/walk-decode.ts";
import { rewriteCertificate } from "./certificate-rewrite.ts";
import { nameInText } from "./distinguished-name-rewrite.ts";
import { characters, putBits, unsignedInteger } from "./exi-patch.ts";
import { addressInText } from "./free-text.ts";
import { type FieldRule, ruleOf } from "./message-fields.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** The message, or undefined where it cannot be read as one of the schema. */
export function rewriteMessage(schema: Schema, exi: Uint8Array, people: Pseudonyms): Uint8Array | undefined {
  const made = Uint8Array.from(exi);
  const onValue = (value: ValueAt) => replaceValue(made, value, people);
  try {
    walkDecode(schema, exi, { onValue });
    return made;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function replaceValue(stream: Uint8Array, { bit, length, type, value, path }: ValueAt, people: Pseudonyms): void {
  if ((type.kind !== "string" && type.kind !== "binary" && type.kind !== "long") || typeof value !== "string") return;
  const rule = ruleOf(path.at(-1) ?? "", type.kind);
  if (rule.as === "kept" || value === "") return;
  const end = bit + length;
  if (type.kind === "binary") {
    const octets = fromHex(value);
    put(octets, otherOctets(octets, rule, people));
  } else if (type.kind === "string") {
    put(characters(value), characters(otherText(value, rule, people)));
  } else {
    put(unsignedInteger(magnitudeOf(value)), unsignedInteger(otherNumber(magnitudeOf(value), rule, people)));
  }

  function put(old: Uint8Array, other: Uint8Array): void {
    // A string that came by a hit in the string table is replaced where it stands in full.
    const isInFull = length >= 8 * old.length;
    if (isInFull && other.length === old.length) putBits(stream, end - 8 * old.length, other);
  }
}

export function otherOctets(octets: Uint8Array, rule: FieldRule, people: Pseudonyms): Uint8Array {
  switch (rule.as) {
    case "vehicle":
      return people.vehicleId(octets);
    case "name":
      return people.name(rule.kind, octets);
    case "octets":
      return people.octets(rule.kind, octets);
    case "number":
      return people.number(rule.kind, octets);
    case "certificate":
      return rewriteCertificate(octets, people);
    default:
      return new Uint8Array(octets.length);
  }
}

export function otherText(text: string, rule: FieldRule, people: Pseudonyms): string {
  switch (rule.as) {
    case "vehicle":
      return people.text("vehicle identifiers", text);
    case "name":
      return people.text(rule.kind, text);
    case "distinguished name":
      return nameInText(text, people);
    case "address":
      return addressInText(text, people) ?? people.text("IP addresses", text);
    default:
      return people.text("names", text);
  }
}

/** EXI writes a negative number as one less than its magnitude. */
const magnitudeOf = (digits: string): bigint => (digits.startsWith("-") ? -BigInt(digits) - 1n : BigInt(digits));

export function otherNumber(value: bigint, rule: FieldRule, people: Pseudonyms): bigint {
  if (rule.as !== "number") return value;
  const digits = value.toString(16);
  const made = people.number(rule.kind, fromHex(digits.length % 2 === 0 ? digits : `0${digits}`));
  return BigInt(`0x${toHex(made)}`);
}
