/**
 * What an audit may want to say about a TLS connection, as sentences with their clauses. Nothing is judged here: which
 * standard the session speaks, and how grave it is, others know.
 *
 * @module
 */

import { toIsoTime } from "../../base/timestamp.ts";
import type { CertificateFacts } from "./certificate.ts";
import type { TlsFacts, TlsObservation } from "./facts.ts";

type Facts = Omit<TlsFacts, "observations">;

/** What each standard asks of TLS. ISO 15118-2, 7.7.3 and Annex F; ISO 15118-20, 7.7.3 and Annex B. */
const asked = {
  "ISO 15118-2": {
    version: "TLS 1.2",
    suites: [0xc023, 0xc025],
    suiteClause: "[V2G2-602]",
    groups: ["secp256r1"],
    signatures: ["ecdsa_secp256r1_sha256"],
    keys: ["EC secp256r1"],
    longestCertificate: 800,
  },
  "ISO 15118-20": {
    version: "TLS 1.3",
    suites: [0x1302, 0x1303],
    suiteClause: undefined,
    groups: ["secp521r1", "x448"],
    signatures: ["ecdsa_secp521r1_sha512", "ed448"],
    keys: ["EC secp521r1", "Ed448"],
    longestCertificate: 1600,
  },
} as const;

type Standard = keyof typeof asked;
const standards = Object.keys(asked) as readonly Standard[];

const seems = (items: readonly string[]) => items.join(" or ");
const isWeak = (name: string) => /NULL|RC4|3DES|EXPORT|anon/.test(name);

/** The frame in which a side sent a message. */
function frameOf(facts: Facts, side: "client" | "server", message: string): { frame?: number } {
  const step = facts.handshake.find((step) => step.side === side && step.message === message);
  return step ? { frame: step.frame } : {};
}

export function observe(facts: Facts): TlsObservation[] {
  return [
    ...standards.flatMap((standard) => observeAgreement(facts, standard)),
    ...observeAny(facts),
    ...standards.flatMap((standard) => observeCertificates(facts, standard)),
    ...observeValidity(facts),
    ...observeAlerts(facts),
  ];
}

/** Version, suite, group and signature against those of a standard. */
function observeAgreement(facts: Facts, standard: Standard): TlsObservation[] {
  const wanted = asked[standard];
  const found: TlsObservation[] = [];
  const server = { standard, side: "server", ...frameOf(facts, "server", "ServerHello") } as const;
  const client = { standard, side: "client", ...frameOf(facts, "client", "ClientHello") } as const;
  const clause = wanted.suiteClause ? { clause: wanted.suiteClause } : {};
  if (facts.clientHello && !facts.clientHello.cipherSuites.some(({ code }) => wanted.suites.some((s) => s === code))) {
    const words = `The client offers no cipher suite of ${standard}`;
    found.push({ code: "suites-not-offered", words, ...client, ...clause });
  }
  if (facts.clientHello && !facts.clientHello.versions.includes(wanted.version)) {
    found.push({ code: "version-not-offered", words: `The client does not offer ${wanted.version}`, ...client });
  }
  if (facts.version !== undefined && facts.version !== wanted.version) {
    const words = `${facts.version} was chosen, ${standard} asks for ${wanted.version}`;
    found.push({ code: "version-not-asked-for", words, ...server });
  }
  const suite = facts.cipherSuite;
  if (suite && !wanted.suites.some((code) => code === suite.code)) {
    const words = `${suite.name} was chosen, which is no suite of ${standard}`;
    found.push({ code: "suite-not-asked-for", words, ...server, ...clause });
  }
  if (facts.group !== undefined && !wanted.groups.some((group) => group === facts.group)) {
    const words = `The key exchange uses ${facts.group}, ${standard} asks for ${seems(wanted.groups)}`;
    found.push({ code: "group-not-asked-for", words, ...server });
  }
  for (const side of ["server", "client"] as const) {
    const signature = facts.signature[side];
    if (signature === undefined || wanted.signatures.some((name) => name === signature)) continue;
    const words = `The ${side} signs with ${signature}, ${standard} asks for ${seems(wanted.signatures)}`;
    found.push({ code: "signature-not-asked-for", words, standard, side });
  }
  if (standard === "ISO 15118-20" && facts.serverHello && !facts.resumed)
    found.push(...observeClientCertificate(facts));
  return found;
}

/** ISO 15118-20 asks both sides for a certificate. */
function observeClientCertificate(facts: Facts): TlsObservation[] {
  const standard = "ISO 15118-20";
  if (facts.certificateRequest === undefined) {
    if (facts.certificateRequestUnknown) return [];
    const words = "The charger does not ask the vehicle for its certificate";
    return [{ code: "client-certificate-not-asked", words, standard, side: "server" }];
  }
  const chain = facts.certificates.client;
  if (chain?.length !== 0 && (chain || !facts.finished.client)) return [];
  const words = "The vehicle sends no certificate, though asked for it";
  return [{ code: "client-certificate-not-sent", words, standard, side: "client" }];
}

function observeAny(facts: Facts): TlsObservation[] {
  const found: TlsObservation[] = [];
  const hello = facts.clientHello;
  const client = { side: "client", ...frameOf(facts, "client", "ClientHello") } as const;
  const server = { side: "server", ...frameOf(facts, "server", "ServerHello") } as const;
  const weak = hello?.cipherSuites.filter(({ name }) => isWeak(name)) ?? [];
  if (weak.length > 0) {
    const words = `The client offers weak suites: ${weak.map(({ name }) => name).join(", ")}`;
    found.push({ code: "weak-suite-offered", words, ...client });
  }
  if (facts.cipherSuite && ["ECDH_ECDSA", "RSA"].includes(facts.cipherSuite.keyExchange)) {
    const words = "No forward secrecy: who gets the charger's private key later can read this recording";
    found.push({ code: "no-forward-secrecy", words, ...server });
  }
  if (facts.cipherSuite && isWeak(facts.cipherSuite.name)) {
    found.push({ code: "weak-suite", words: `${facts.cipherSuite.name} was chosen`, ...server });
  }
  if (hello?.serverName !== undefined && /[:%]|^[\d.]+$/.test(hello.serverName)) {
    const words = `The server name is an address (${hello.serverName}), which some servers answer with illegal_parameter`;
    found.push({ code: "server-name-is-address", words, clause: "RFC 6066, 3", ...client });
  }
  if (hello && hello.trustedCaKeys === undefined && hello.certificateAuthorities === undefined) {
    const words = "The client does not say which roots it knows (trusted_ca_keys or certificate_authorities)";
    found.push({ code: "roots-not-named", words, ...client });
  }
  if (hello && hello.statusRequests.length === 0) {
    found.push({ code: "ocsp-not-asked", words: "The client does not ask for an OCSP answer", ...client });
  }
  const hasServerChain = facts.certificates.server !== undefined;
  if (hello && hello.statusRequests.length > 0 && hasServerChain && facts.ocspResponses === 0) {
    const words = "The client asked for an OCSP answer, and the server stapled none";
    found.push({ code: "ocsp-not-stapled", words, ...server });
  }
  if (facts.resumed)
    found.push({ code: "resumed", words: `An earlier session was resumed by ${facts.resumed}`, ...server });
  if (facts.earlyData === "accepted") {
    found.push({ code: "early-data", words: "Early data was accepted, which anybody can send again", ...server });
  }
  if (facts.renegotiations > 0) {
    found.push({ code: "renegotiated", words: `${facts.renegotiations} more handshakes inside the connection` });
  }
  if (hello?.malformed || facts.serverHello?.malformed) {
    found.push({ code: "malformed-hello", words: "A hello is cut or contradicts itself" });
  }
  return found;
}

/** Keys, sizes and roles of the chains against those of a standard. */
function observeCertificates(facts: Facts, standard: Standard): TlsObservation[] {
  const wanted = asked[standard];
  const found: TlsObservation[] = [];
  for (const side of ["server", "client"] as const) {
    const chain = facts.certificates[side] ?? [];
    const at = { standard, side, ...frameOf(facts, side, "Certificate") };
    for (const certificate of chain) {
      const name = nameOf(certificate);
      if (!wanted.keys.some((key) => key === certificate.key)) {
        const words = `${name} has a key of type ${certificate.key}, ${standard} asks for ${seems(wanted.keys)}`;
        found.push({ code: "certificate-key-not-asked-for", words, ...at });
      }
      if (certificate.octets > wanted.longestCertificate) {
        const words = `${name} has ${certificate.octets} octets, ${wanted.longestCertificate} at most expected`;
        found.push({ code: "certificate-too-long", words, ...at });
      }
    }
    if (chain.length > 3) {
      const words = `The ${side} sends ${chain.length} certificates, three at most expected (leaf and two authorities)`;
      found.push({ code: "chain-too-long", words, ...at });
    }
    const leaf = chain[0];
    if (side === "server" && leaf && !(leaf.role === "CPO" && leaf.roleBy === "DC")) {
      const words = `${nameOf(leaf)} of the charger does not have the domain component CPO`;
      const clause = standard === "ISO 15118-2" ? { clause: "[V2G2-875]" } : {};
      found.push({ code: "certificate-role", words, ...at, ...clause });
    }
  }
  return found;
}

/** What is wrong with a chain in any standard. */
function observeValidity(facts: Facts): TlsObservation[] {
  const found: TlsObservation[] = [];
  for (const side of ["server", "client"] as const) {
    const at = { side, ...frameOf(facts, side, "Certificate") };
    const time = facts.handshake.find((step) => step.side === side && step.message === "Certificate")?.time;
    const moment = time && toIsoTime(time);
    (facts.certificates[side] ?? []).forEach((certificate, index) => {
      const name = nameOf(certificate);
      const say = (code: string, words: string) => found.push({ code, words: `${name} ${words}`, ...at });
      const { notBefore, notAfter } = certificate;
      if (moment && notAfter !== undefined && moment > notAfter) say("certificate-expired", `expired on ${notAfter}`);
      if (moment && notBefore !== undefined && moment < notBefore) {
        say("certificate-not-yet-valid", `is valid from ${notBefore} on`);
      }
      if (certificate.malformed) say("certificate-malformed", "cannot be read as a whole");
      if (index === 0 && certificate.isAuthority)
        say("leaf-is-authority", "is a leaf and says that it is an authority");
      if (index > 0 && !certificate.isAuthority) say("issuer-is-no-authority", "issues and does not say that it may");
      if (certificate.selfSigned) {
        say("self-signed", index === 0 ? "signed itself" : "is a root, which the other side must already have");
      }
    });
  }
  return found;
}

function observeAlerts(facts: Facts): TlsObservation[] {
  return facts.alerts
    .filter(({ alert }) => alert !== undefined && alert.code !== 0)
    .map(({ alert, side, frame }) => {
      const words = `The ${side} sends the alert ${alert!.name}: ${alert!.words}`;
      return { code: alert!.level === "fatal" ? "fatal-alert" : "warning-alert", words, side, frame };
    });
}

function nameOf(certificate: CertificateFacts): string {
  return `Certificate "${certificate.commonName ?? certificate.subject}"`;
}
