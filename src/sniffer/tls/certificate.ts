/**
 * What a certificate says (RFC 5280), as far as an audit of a charging session asks. Signatures are not verified.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../../base/hex.ts";
import { type DerValue, derChildren, derTag, readDer, readDerText, readDerTime, readOid } from "./der.ts";
import { type PkiRole, readName, roleOf, valuesOf } from "./distinguished-name.ts";

export interface CertificateFacts {
  /** In DER. */
  readonly octets: number;
  /** In hex. */
  readonly sha256: string;
  readonly subject: string;
  readonly commonName?: string;
  readonly issuer: string;
  /** In hex. */
  readonly serial: string;
  /** `2025-10-27T15:35:37Z`. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** `EC secp256r1`, `Ed448`, `RSA 2048`. */
  readonly key: string;
  readonly signatureAlgorithm: string;
  /** `DNS:…`, `IP:…`, `URI:…`. */
  readonly alternativeNames: readonly string[];
  readonly isAuthority: boolean;
  readonly pathLength?: number;
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  /** Where its revocation can be asked for. */
  readonly ocsp: readonly string[];
  readonly role?: PkiRole;
  /** What the role was read from: `DC` is what the standards ask, the others are hints. */
  readonly roleBy?: "DC" | "OU" | "CN";
  /** Subject and issuer are the same. */
  readonly selfSigned: boolean;
  /** Not all of it could be read. */
  readonly malformed?: true;
}

const curves: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.1": "secp192r1",
  "1.3.132.0.33": "secp224r1",
  "1.2.840.10045.3.1.7": "secp256r1",
  "1.3.132.0.34": "secp384r1",
  "1.3.132.0.35": "secp521r1",
  "1.3.132.0.10": "secp256k1",
  "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
  "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
  "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
};

const algorithms: Readonly<Record<string, string>> = {
  "1.2.840.10045.2.1": "EC",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "RSASSA-PSS",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.3.101.110": "X25519",
  "1.3.101.111": "X448",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
};

const usages = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

const purposes: Readonly<Record<string, string>> = {
  "1.3.6.1.5.5.7.3.1": "serverAuth",
  "1.3.6.1.5.5.7.3.2": "clientAuth",
  "1.3.6.1.5.5.7.3.9": "OCSPSigning",
};

const nothing = new Uint8Array(0);

/** Never fails: what cannot be read is empty, and `malformed` says so. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  const [body, outerAlgorithm] = derChildren(readDer(der)?.content ?? nothing);
  const fields = derChildren(body?.content ?? nothing);
  const hasVersion = fields[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, key, ...more] = hasVersion ? fields.slice(1) : fields;
  const subjectName = readName(subject?.whole ?? nothing);
  const issuerName = readName(issuer?.whole ?? nothing);
  const [notBefore, notAfter] = derChildren(validity?.content ?? nothing).map(readDerTime);
  const extensions = readCertificateExtensions(more.find(({ tag }) => tag === 0xa3));
  const constraints = derChildren(readDer(extensions.get("2.5.29.19") ?? nothing)?.content ?? nothing);
  const pathLength = constraints.find(({ tag }) => tag === derTag.integer)?.content[0];
  const commonName = valuesOf(subjectName, "CN").at(-1);
  const role = roleOf(subjectName);
  return {
    octets: der.length,
    sha256: toHex(sha256(der)),
    subject: subjectName.text,
    ...(commonName === undefined ? {} : { commonName }),
    issuer: issuerName.text,
    serial: toHex((serial?.content ?? nothing).subarray(0, 32)),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter }),
    key: keyOf(key),
    signatureAlgorithm: algorithmOf(outerAlgorithm),
    alternativeNames: alternativeNamesOf(extensions.get("2.5.29.17")),
    isAuthority: constraints[0]?.tag === derTag.boolean && constraints[0].content[0] !== 0,
    ...(pathLength === undefined ? {} : { pathLength }),
    keyUsage: keyUsageOf(extensions.get("2.5.29.15")),
    extendedKeyUsage: derChildren(readDer(extensions.get("2.5.29.37") ?? nothing)?.content ?? nothing)
      .slice(0, 16)
      .map(({ content }) => purposes[readOid(content)] ?? readOid(content)),
    ocsp: ocspOf(extensions.get("1.3.6.1.5.5.7.1.1")),
    ...(role ? { role: role.role, roleBy: role.by } : {}),
    selfSigned: subjectName.text !== "" && subjectName.text === issuerName.text,
    ...(notAfter === undefined || key === undefined || outerAlgorithm === undefined ? { malformed: true } : {}),
  };
}

/** AlgorithmIdentifier. */
function algorithmOf(value: DerValue | undefined): string {
  const [oid] = derChildren(value?.content ?? nothing);
  if (!oid) return "unknown";
  return algorithms[readOid(oid.content)] ?? readOid(oid.content);
}

/** SubjectPublicKeyInfo. */
function keyOf(value: DerValue | undefined): string {
  const [algorithm, bits] = derChildren(value?.content ?? nothing);
  const name = algorithmOf(algorithm);
  if (name === "EC") {
    const curve = derChildren(algorithm?.content ?? nothing)[1];
    if (curve?.tag !== derTag.oid) return "EC with its own parameters";
    return `EC ${curves[readOid(curve.content)] ?? readOid(curve.content)}`;
  }
  if (name !== "RSA") return name;
  const modulus = derChildren(readDer(bits?.content.subarray(1) ?? nothing)?.content ?? nothing)[0]?.content ?? nothing;
  const first = modulus.findIndex((octet) => octet !== 0);
  if (first === -1) return "RSA";
  return `RSA ${(modulus.length - first) * 8 - Math.clz32(modulus[first]!) + 24}`;
}

/** The content of each extension by its identifier. */
function readCertificateExtensions(value: DerValue | undefined): Map<string, Uint8Array> {
  const extensions = new Map<string, Uint8Array>();
  for (const { content } of derChildren(readDer(value?.content ?? nothing)?.content ?? nothing)) {
    const parts = derChildren(content);
    const octets = parts.at(-1);
    if (parts[0] && octets?.tag === derTag.octetString) extensions.set(readOid(parts[0].content), octets.content);
  }
  return extensions;
}

function keyUsageOf(extension: Uint8Array | undefined): string[] {
  const bits = readDer(extension ?? nothing)?.content.subarray(1) ?? nothing;
  return usages.filter((_, i) => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
}

/** RFC 5280, 4.2.1.6. */
function alternativeNamesOf(extension: Uint8Array | undefined): string[] {
  return derChildren(readDer(extension ?? nothing)?.content ?? nothing)
    .slice(0, 64)
    .map((name) => {
      const { tag, content } = name;
      if (tag === 0x82) return `DNS:${readDerText(name)}`;
      if (tag === 0x86) return `URI:${readDerText(name)}`;
      if (tag === 0x81) return `email:${readDerText(name)}`;
      if (tag === 0x87) return `IP:${content.length === 4 ? content.join(".") : toHex(content.subarray(0, 32))}`;
      if (tag === 0xa4) return `name:${readName(content).text}`;
      return `other:${toHex(content.subarray(0, 64))}`;
    });
}

/** RFC 5280, 4.2.2.1: access descriptions with id-ad-ocsp. */
function ocspOf(extension: Uint8Array | undefined): string[] {
  return derChildren(readDer(extension ?? nothing)?.content ?? nothing)
    .slice(0, 16)
    .map(({ content }) => derChildren(content))
    .filter(([method]) => method && readOid(method.content) === "1.3.6.1.5.5.7.48.1")
    .flatMap(([, location]) => (location ? [readDerText(location)] : []));
}
