/**
 * A certificate of somebody else in the place of one: the same algorithms, role, days and uses; other names, numbers, key
 * and signature, all as long as they were. Nobody can have signed it: its signature fits nothing.
 *
 * @module
 */

import { type DerValue, derChildren, derTag, readDer, readDerText, readOid } from "../tls/der.ts";
import { putText, rewriteName } from "./distinguished-name-rewrite.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

const nothing = new Uint8Array(0);

/** Context tags of names (RFC 5280, 4.2.1.6). */
const DIRECTORY_NAME = 0xa4;
const TEXT_NAMES: readonly number[] = [0x81, 0x82, 0x86];
const CONTEXT_0 = 0x80;
const CONTEXT_2 = 0x82;

/** Extensions that say what a certificate is for, and nothing of its owner. */
const KEPT_EXTENSIONS: readonly string[] = ["2.5.29.15", "2.5.29.19", "2.5.29.32", "2.5.29.36", "2.5.29.37"];
const SUBJECT_KEY = "2.5.29.14";
const AUTHORITY_KEY = "2.5.29.35";
const SUBJECT_NAMES: readonly string[] = ["2.5.29.17", "2.5.29.18"];
/** Where lists of revoked certificates and answers about them are to be had. */
const PLACES: readonly string[] = ["2.5.29.31", "1.3.6.1.5.5.7.1.1"];

/** What cannot be read as a certificate is replaced as a whole. */
export function rewriteCertificate(original: Uint8Array, people: Pseudonyms): Uint8Array {
  // What is read below are views into this copy.
  const made = Uint8Array.from(original);
  const [body, , signature] = derChildren(readDer(made)?.content ?? nothing);
  const fields = derChildren(body?.content ?? nothing);
  const [serial, , issuer, validity, subject, key, ...more] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  if (!serial || !issuer || !validity || !subject || !key || !signature) return people.octets("certificates", original);
  serial.content.set(people.number("serial numbers", serial.content));
  rewriteName(issuer.whole, people);
  const [from, to] = derChildren(validity.content);
  if (from) wholeDay(from.content, true);
  if (to) wholeDay(to.content, false);
  rewriteName(subject.whole, people);
  rewriteKey(key, people);
  rewriteExtensions(
    more.find(({ tag }) => tag === 0xa3),
    people,
  );
  rewriteSignature(signature.content.subarray(1), people);
  people.originals.note({ kind: "certificates", octets: Uint8Array.from(original), made, isText: false });
  return made;
}

/** The second of its making tells one certificate from another. `YYMMDDhhmmssZ`, or with four digits of the year. */
function wholeDay(time: Uint8Array, isStart: boolean): void {
  if (time.length < 7 || time.at(-1) !== 0x5a) return;
  putText(time.subarray(-7, -1), isStart ? "000000" : "235959");
}

/** SubjectPublicKeyInfo. */
function rewriteKey({ content }: DerValue, people: Pseudonyms): void {
  const bits = derChildren(content)[1]?.content.subarray(1) ?? nothing;
  const numbers = derChildren(readDer(bits)?.content ?? nothing);
  if (readDer(bits)?.whole.length === bits.length && numbers.length === 2) {
    // RSA: modulus and exponent.
    rewriteNumber(numbers[0]!, people);
    return;
  }
  // The first octet of a point tells its form.
  const point = bits[0] === 4 || bits[0] === 2 || bits[0] === 3 ? bits.subarray(1) : bits;
  point.set(people.octets("certificates", point));
}

function rewriteNumber({ content }: DerValue, people: Pseudonyms): void {
  content.set(people.number("signatures and digests", content));
}

/** A sequence of two numbers (ECDSA), or octets. */
export function rewriteSignature(octets: Uint8Array, people: Pseudonyms): void {
  const outer = readDer(octets);
  const numbers = derChildren(outer?.content ?? nothing);
  const isEcdsa = outer?.whole.length === octets.length && numbers.length === 2 && outer.tag === derTag.sequence;
  if (isEcdsa) for (const number of numbers) rewriteNumber(number, people);
  else octets.set(people.octets("signatures and digests", octets));
}

function rewriteExtensions(value: DerValue | undefined, people: Pseudonyms): void {
  for (const { content } of derChildren(readDer(value?.content ?? nothing)?.content ?? nothing)) {
    const parts = derChildren(content);
    const octets = parts.at(-1);
    if (!parts[0] || octets?.tag !== derTag.octetString) continue;
    const name = readOid(parts[0].content);
    const inside = readDer(octets.content);
    if (KEPT_EXTENSIONS.includes(name)) continue;
    if (name === SUBJECT_KEY && inside) inside.content.set(people.octets("certificates", inside.content));
    else if (name === AUTHORITY_KEY) rewriteAuthority(inside?.content ?? nothing, people);
    else if (SUBJECT_NAMES.includes(name)) rewriteNames(inside?.content ?? nothing, people);
    else if (PLACES.includes(name)) rewritePlaces(inside?.content ?? nothing, people);
    else octets.content.fill(0);
  }
}

/** RFC 5280, 4.2.1.1: the key, and perhaps the name and number of its certificate. */
function rewriteAuthority(content: Uint8Array, people: Pseudonyms): void {
  for (const { tag, content: inside } of derChildren(content)) {
    if (tag === CONTEXT_0) inside.set(people.octets("certificates", inside));
    else if (tag === CONTEXT_2) inside.set(people.number("serial numbers", inside));
    else rewriteNames(inside, people);
  }
}

function rewriteNames(content: Uint8Array, people: Pseudonyms): void {
  for (const value of derChildren(content)) {
    if (value.tag === DIRECTORY_NAME) rewriteName(value.content, people);
    else if (TEXT_NAMES.includes(value.tag)) rewriteUrl(value, people);
    else if (value.tag === 0x87 && value.content.length === 16) value.content.set(people.ipv6(value.content));
    else if (value.tag === 0x87 && value.content.length === 4) value.content.set(people.ipv4(value.content));
    else value.content.fill(0);
  }
}

/** Whatever lies inside of it, only the texts name somebody. */
function rewritePlaces(content: Uint8Array, people: Pseudonyms): void {
  for (const value of derChildren(content)) {
    if (TEXT_NAMES.includes(value.tag)) rewriteUrl(value, people);
    else if (value.tag === DIRECTORY_NAME) rewriteName(value.content, people);
    else if ((value.tag & 0x20) !== 0) rewritePlaces(value.content, people);
  }
}

function rewriteUrl(value: DerValue, people: Pseudonyms): void {
  const text = readDerText(value);
  const [scheme = ""] = /^[a-z]+:\/\//.exec(text) ?? [];
  putText(value.content, scheme + people.text("names", text.slice(scheme.length)));
}
