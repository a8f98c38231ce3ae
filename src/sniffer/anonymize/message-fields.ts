/**
 * What becomes of each text and each run of octets in V2G messages, by the name of its element or attribute; the names
 * mean the same in all standards. What stands in neither list is blanked: better too much than too little.
 *
 * @module
 */

import type { Kind } from "./originals.ts";

/** How a value is replaced. */
export type FieldRule =
  | { readonly as: "vehicle" }
  | { readonly as: "name" | "octets" | "number"; readonly kind: Kind }
  | { readonly as: "certificate" }
  | { readonly as: "distinguished name" }
  | { readonly as: "address" }
  | { readonly as: "blank" }
  | { readonly as: "kept" };

const name = (kind: Kind): FieldRule => ({ as: "name", kind });
const octets = (kind: Kind): FieldRule => ({ as: "octets", kind });
const certificate: FieldRule = { as: "certificate" };
const distinguishedName: FieldRule = { as: "distinguished name" };
const signature = octets("signatures and digests");
const secretKey = octets("keys in messages");

const REPLACED: Readonly<Record<string, FieldRule>> = {
  SessionID: octets("session identifiers"),
  EVCCID: { as: "vehicle" },
  EVSEID: name("charger identifiers"),
  MeterID: name("meters"),
  SigMeterReading: signature,
  MeterSignature: signature,
  eMAID: name("contracts"),
  EMAID: name("contracts"),
  ContractID: name("contracts"),

  Certificate: certificate,
  OEMProvisioningCert: certificate,
  X509Certificate: certificate,
  X509IssuerName: distinguishedName,
  X509SubjectName: distinguishedName,
  /** In DIN SPEC 70121 a distinguished name, too. */
  RootCertificateID: distinguishedName,
  X509SerialNumber: { as: "number", kind: "serial numbers" },
  X509SKI: octets("certificates"),
  X509CRL: octets("certificates"),
  KeyName: name("names"),

  SignatureValue: signature,
  DigestValue: signature,
  /** Encrypted for one car, and the half of a key agreement with it. */
  ContractSignatureEncryptedPrivateKey: secretKey,
  SECP521_EncryptedPrivateKey: secretKey,
  X448_EncryptedPrivateKey: secretKey,
  TPM_EncryptedPrivateKey: secretKey,
  DHpublickey: secretKey,
  DHPublicKey: secretKey,

  /** Of another charger nearby (wireless charging). */
  SSID: name("names"),
  BSSID: name("hardware addresses"),
  IPAddress: { as: "address" },
};

/** Texts that say the same of every car and charger, or what somebody wrote for people to read. */
const KEPT: readonly string[] = [
  // What a message is about.
  "ProtocolNamespace",
  "Id",
  "URI",
  "Type",
  "Target",
  "Algorithm",
  "Encoding",
  "MimeType",
  "XPath",
  "Name",
  "ServiceName",
  "ServiceScope",
  "stringValue",
  "finiteString",
  "ProviderID",
  // Prices and tariffs.
  "Currency",
  "Language",
  "PriceAlgorithm",
  "TaxRuleName",
  "SalesTariffDescription",
  "PriceScheduleDescription",
  "OverstayRuleDescription",
  // Why something ended.
  "FaultMsg",
  "EVTerminationCode",
  "EVTerminationExplanation",
  // Random, and new each time.
  "GenChallenge",
  // The parameters of a key agreement, which are public.
  "DHParams",
];

const kept: FieldRule = { as: "kept" };
const blank: FieldRule = { as: "blank" };
const rules = new Map<string, FieldRule>([...Object.entries(REPLACED), ...KEPT.map((field) => [field, kept] as const)]);

/** Numbers of more than 32 bits are times and readings, but for those that have a rule of their own. */
export function ruleOf(field: string, type: "string" | "binary" | "long"): FieldRule {
  return rules.get(field) ?? (type === "long" ? kept : blank);
}

/** Whether a field was thought of. */
export const hasRule = (field: string): boolean => rules.has(field);
