/**
 * Names of certificates with other words in them. What a name says of the role of its owner stays: its domain component,
 * its country, and words that any such infrastructure uses.
 *
 * @module
 */

import { derChildren, derTag, readDer, readDerText, readOid } from "../tls/der.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** Words of test and real infrastructures alike. */
const GENERIC =
  /^(?:V2G|CPO|CPS|MO|MSP|EMP|OEM|EV|EVCC|EVSE|SECC|PNC|ISO|PKI|ROOT|ROOT-?CA\d?|CA|SUB|SUBCA|SUB-?CA-?\d|SUB\d|CA\d|LEAF|CERT|CERTIFICATE|CONTRACT|PROV|PROVISIONING|TEST|DEMO|QA|GMBH|AG|INC|LTD|SE|\d)$/i;

/** Country and, where it is a role, domain component (ISO 15118-2, annex F). */
const isKept = (attribute: string, value: string) =>
  attribute === "C" || (attribute === "DC" && /^(?:V2G|CPO|CPS|MO|OEM)$/i.test(value));

/** The words of a value; those with a hyphen are one where they are an identifier. */
export function nameValue(attribute: string, value: string, people: Pseudonyms): string {
  if (isKept(attribute, value)) return value;
  return value.replace(/[^\s]+/gu, (word) => {
    const isGeneric = word.split(/[-_/.()]+/).every((part) => part === "" || GENERIC.test(part));
    return isGeneric ? word : people.text("names", word);
  });
}

/** `CN=…, O=…`, as long as it was. */
export function nameInText(text: string, people: Pseudonyms): string {
  if (!text.includes("=")) return nameValue("CN", text, people);
  return text.replace(/(\s*)([^=,+;/]+)=((?:\\.|[^,+;/])*)/g, (_, blank: string, attribute: string, value: string) => {
    return `${blank}${attribute}=${nameValue(attribute.trim().toUpperCase(), value, people)}`;
  });
}

const ATTRIBUTES: Readonly<Record<string, string>> = { "2.5.4.6": "C", "0.9.2342.19200300.100.1.25": "DC" };

/** Changes a Name in DER where it lies. */
export function rewriteName(name: Uint8Array, people: Pseudonyms): void {
  for (const part of derChildren(readDer(name)?.content ?? new Uint8Array(0))) {
    for (const { content } of derChildren(part.content)) {
      const [type, value] = derChildren(content);
      if (!type || !value) continue;
      const attribute = ATTRIBUTES[readOid(type.content)] ?? "CN";
      if (value.tag === derTag.bmpString) rewriteWide(value.content, attribute, people);
      else putText(value.content, nameValue(attribute, readDerText(value), people));
    }
  }
}

/** Text of the same length in octets; where it is not, nothing is left of the old one. */
export function putText(octets: Uint8Array, text: string): void {
  const made = new TextEncoder().encode(text);
  if (made.length === octets.length) octets.set(made);
  else octets.fill(0x78);
}

/** Two octets a character, the higher one first. */
function rewriteWide(octets: Uint8Array, attribute: string, people: Pseudonyms): void {
  let text = "";
  for (let i = 0; i + 1 < octets.length; i += 2) text += String.fromCharCode((octets[i]! << 8) | octets[i + 1]!);
  const made = nameValue(attribute, text, people);
  for (let i = 0; i < made.length && 2 * i + 1 < octets.length; i++) {
    octets[2 * i] = made.charCodeAt(i) >> 8;
    octets[2 * i + 1] = made.charCodeAt(i) & 0xff;
  }
}
