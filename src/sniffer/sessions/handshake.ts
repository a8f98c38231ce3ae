/**
 * The protocol handshake: what the car offered and the charger took (ISO 15118-2, 8.2).
 *
 * @module
 */

import { listAt, numberAt, textAt } from "./content.ts";
import type { OfferedProtocol } from "./session.ts";

/** The schema allows 20. */
const MOST_OFFERS = 20;

export function readOffer(value: unknown): OfferedProtocol[] {
  return listAt(value, "AppProtocol")
    .slice(0, MOST_OFFERS)
    .map((entry) => ({
      namespace: textAt(entry, "ProtocolNamespace") ?? "",
      version: `${numberAt(entry, "VersionNumberMajor") ?? "?"}.${numberAt(entry, "VersionNumberMinor") ?? "?"}`,
      schemaId: numberAt(entry, "SchemaID") ?? -1,
      priority: numberAt(entry, "Priority") ?? 0,
    }));
}

export function choose(
  value: unknown,
  offered: readonly OfferedProtocol[],
): { readonly responseCode?: string; readonly chosen?: OfferedProtocol } {
  const responseCode = textAt(value, "ResponseCode");
  const id = numberAt(value, "SchemaID");
  const isTaken = responseCode === undefined || /^ok/i.test(responseCode);
  const chosen = isTaken ? offered.find((one) => one.schemaId === id) : undefined;
  return { ...(responseCode === undefined ? {} : { responseCode }), ...(chosen === undefined ? {} : { chosen }) };
}

const NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^urn:din:70121:/, "DIN 70121"],
  [/^urn:iso:15118:2:2010:MsgDef/, "ISO 15118-2 (draft of 2010)"],
  [/^urn:iso:15118:2:/, "ISO 15118-2"],
  [/^urn:iso:std:iso:15118:-20:(.*)$/, "ISO 15118-20 $1"],
];

/** The standard that a namespace stands for, in words; the namespace itself where it is nobody's standard. */
export function protocolName(namespace: string): string {
  for (const [pattern, name] of NAMES) {
    const found = pattern.exec(namespace);
    if (found !== null) return name.replace("$1", found[1] ?? "");
  }
  return namespace.slice(0, 80);
}
