/**
 * Names of X.509 as text (RFC 4514), and what they mean in a V2G public key infrastructure.
 *
 * @module
 */

import { derChildren, readDer, readDerText, readOid } from "./der.ts";

const attributes: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.42": "GN",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};

export interface DistinguishedName {
  /** `CN=CPO EVSE Test-PKI, O=…, C=DE, DC=CPO`: in the order of the certificate. */
  readonly text: string;
  readonly parts: readonly { readonly attribute: string; readonly value: string }[];
}

/** A Name in DER. */
export function readName(der: Uint8Array): DistinguishedName {
  const parts = derChildren(readDer(der)?.content ?? new Uint8Array(0))
    .slice(0, 32)
    .flatMap(({ content }) => derChildren(content))
    .map(({ content }) => {
      const [type, value] = derChildren(content);
      const oid = type ? readOid(type.content) : "";
      return { attribute: attributes[oid] ?? oid, value: value ? clean(readDerText(value)) : "" };
    });
  return { text: parts.map(({ attribute, value }) => `${attribute}=${value}`).join(", "), parts };
}

function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}

export function valuesOf(name: DistinguishedName, attribute: string): string[] {
  return name.parts.filter((part) => part.attribute === attribute).map(({ value }) => value);
}

/** Whose certificate it is in a V2G public key infrastructure. */
export type PkiRole = "V2G" | "CPO" | "CPS" | "MO" | "OEM";

const roles: readonly PkiRole[] = ["V2G", "CPO", "CPS", "MO", "OEM"];

/** By the domain component, as ISO 15118-2, Annex F asks, else by a word in the unit or the name. */
export function roleOf(name: DistinguishedName): { role: PkiRole; by: "DC" | "OU" | "CN" } | undefined {
  for (const by of ["DC", "OU", "CN"] as const) {
    for (const value of valuesOf(name, by)) {
      const words = value.toUpperCase().split(/[^A-Z0-9]+/);
      const role = roles.find((role) => (by === "DC" ? value.toUpperCase() === role : words.includes(role)));
      if (role) return { role, by };
    }
  }
  return undefined;
}
