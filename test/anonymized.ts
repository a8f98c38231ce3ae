/**
 * Anonymizes recordings in memory, and compares what two recordings tell apart from who is in them.
 *
 * @module
 */

import { captureRecords } from "../src/capture/read.ts";
import {
  type Anonymized,
  type AnonymizeOptions,
  anonymizeCapture,
} from "../src/sniffer/anonymize/anonymize-capture.ts";
import { pipeline, type SnifferEvent } from "../src/sniffer/pipeline.ts";
import { keyStore } from "../src/sniffer/tls/key-log.ts";

export const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

export interface Outcome extends Anonymized {
  readonly octets: Uint8Array;
}

export async function anonymized(
  open: () => AsyncIterable<Uint8Array>,
  options: Partial<AnonymizeOptions> = {},
): Promise<Outcome> {
  const pieces: Uint8Array[] = [];
  const write = (piece: Uint8Array) => {
    pieces.push(piece);
  };
  const done = await anonymizeCapture(open, write, { key: KEY, format: "pcapng", ...options });
  return { ...done, octets: Buffer.concat(pieces) };
}

export async function* inPieces(octets: Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

/** All that the listener tells of a recording. */
export async function eventsIn(chunks: AsyncIterable<Uint8Array>, keyLog?: string): Promise<SnifferEvent[]> {
  const keys = keyStore();
  if (keyLog) keys.add(keyLog);
  const all = pipeline({ keys });
  const events: SnifferEvent[] = [];
  for await (const records of captureRecords(chunks)) for (const record of records) events.push(...all.feed(record));
  return [...events, ...all.end()];
}

/** Fields that name somebody, or are made of what does. */
const IDENTIFIERS = new Set([
  "source",
  "addresses",
  "responders",
  "chosen",
  "foreignRunIds",
  "sessionId",
  "vehicle",
  "charger",
  "destination",
  "mac",
  "ip",
  "id",
  "address",
  "SECC_IP_Address",
  "EVCCID",
  "EVSEID",
  "SessionID",
  "MeterID",
  "eMAID",
  "X509IssuerName",
  "X509SerialNumber",
  "SignatureValue",
  "DigestValue",
  "ContractSignatureEncryptedPrivateKey",
  "DHpublickey",
  "OEMProvisioningCert",
  "Certificate",
  "SigMeterReading",
  "NID",
  "NMK",
  "NewKey",
  "Key",
  "RunID",
  "nid",
  "nmk",
  "runId",
  "SOURCE_ADDRESS",
  "FORWARDING_STA",
  "M_SOUND_TARGET",
  "PEV_MAC",
  "EVSE_MAC",
  "PeerMAC",
  "CCoMAC",
  "MAC",
  "BridgedMAC",
  "MACs",
  "HFID",
  "sha256",
  "serial",
  "subject",
  "commonName",
  "issuer",
  "authorities",
  "serverName",
]);
/** Identifiers that are told in sentences: addresses and octets. */
const IN_WORDS = /[0-9a-f]{2}(?::[0-9a-f]{2}){5}|fe80::[0-9a-f:]+|(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])/g;
/** Of these only the length stays. */
const BLANKED = new Set(["exi", "octets", "Data", "Rnd", "Statistics"]);
/** Days stay, the time of day does not. */
const DAYS = new Set(["notBefore", "notAfter"]);

/**
 * What is told, with a number for each identifier in the order in which they come: two recordings that differ in nothing
 * but their identifiers, each replaced by always the same other one, give the same.
 */
export function nameless(events: readonly unknown[]): unknown[] {
  const numbers = new Map<string, string>();
  const numberOf = (text: string): string => {
    // Ends of connections keep their ports.
    const [, address = text, port = ""] = /^(\[.*\]|[\d.]+)(:\d+)$/.exec(text) ?? [];
    const known = numbers.get(address) ?? `#${numbers.size}`;
    numbers.set(address, known);
    return known + port;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (key === "words") return value.replace(IN_WORDS, numberOf);
      if (BLANKED.has(key)) return value.length;
      if (DAYS.has(key)) return value.slice(0, 10);
      return IDENTIFIERS.has(key) && value !== "" ? numberOf(value) : value;
    }
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value !== "object" || value === null) return value;
    if ("$value" in value && IDENTIFIERS.has(key)) return { ...value, $value: walk(value.$value, key) };
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return events.map((event) => walk(event, ""));
}
