/**
 * Gathers what handshake messages tell (RFC 5246, 7.4; RFC 8446, 4).
 *
 * @module
 */

import { type CertificateFacts, readCertificate } from "./certificate.ts";
import { cipherSuiteOf } from "./cipher-suites.ts";
import { extensionType, groupName, handshakeType, signatureName, versionName } from "./code-points.ts";
import type { CertificateRequestFacts, TlsFacts, TlsSide } from "./facts.ts";
import type { HandshakeMessage } from "./handshake-feed.ts";
import {
  type ClientHello,
  readAuthorities,
  readClientHello,
  readExtensions,
  readProtocols,
  readServerHello,
  type ServerHello,
} from "./hello.ts";
import { numbersOf, octetCursor } from "./octet-cursor.ts";

/** A chain has three; more than these are not read. */
const MOST_CERTIFICATES = 12;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The part of the facts that handshake messages give. */
export type HandshakeFacts = Omit<TlsFacts, "handshake" | "alerts" | "records" | "keys" | "observations">;

export interface HandshakeGatherer {
  /** Takes a message; gives the hello if it is one. */
  take(side: TlsSide, message: HandshakeMessage): { client?: ClientHello; server?: ServerHello };
  /** The server changes to its keys (TLS 1.2): without a certificate before, it resumes a session. */
  serverChangesCipher(): void;
  /** Octets of this side are missing. */
  miss(side: TlsSide): void;
  facts(): HandshakeFacts;
}

export function handshakeGatherer(): HandshakeGatherer {
  const facts: Mutable<HandshakeFacts> = {
    signature: {},
    certificates: {},
    certificateRequestUnknown: true,
    ocspResponses: 0,
    sessionTickets: 0,
    earlyData: "not offered",
    keyUpdates: { client: 0, server: 0 },
    renegotiations: 0,
    finished: { client: false, server: false },
  };
  /** Part of the server's handshake is missing: what was not seen may have been sent. */
  let hasHole = false;
  const is13 = () => facts.version === "TLS 1.3";

  function takeClientHello(body: Uint8Array): ClientHello {
    const hello = readClientHello(body);
    if (facts.finished.client) facts.renegotiations++;
    facts.clientHello = hello.facts;
    if (hello.facts.earlyData) facts.earlyData = "unknown";
    return hello;
  }

  function takeServerHello(body: Uint8Array): ServerHello {
    const hello = readServerHello(body);
    if (hello.isRetry) {
      facts.retriedFor = hello.facts.group ?? "no other group";
      return hello;
    }
    const { code, name, keyExchange } = cipherSuiteOf(hello.cipherSuite);
    facts.serverHello = hello.facts;
    facts.version = versionName(hello.version);
    facts.cipherSuite = { code, name, keyExchange };
    if (hello.facts.group !== undefined) facts.group = hello.facts.group;
    if (hello.facts.presharedKey) facts.resumed = "pre-shared key";
    return hello;
  }

  /** RFC 5246, 7.4.2; RFC 8446, 4.4.2. */
  function takeCertificates(side: TlsSide, body: Uint8Array): void {
    const cursor = octetCursor(body);
    if (is13()) cursor.vector(1);
    const list = cursor.vector(3);
    const chain: CertificateFacts[] = [];
    while (list.left() >= 3 && chain.length < MOST_CERTIFICATES) {
      chain.push(readCertificate(list.vector(3).rest()));
      if (is13() && readExtensions(list).has(extensionType.statusRequest) && side === "server") facts.ocspResponses++;
    }
    facts.certificates = { ...facts.certificates, [side]: chain };
  }

  /** RFC 8422, 5.4. */
  function takeServerKeyExchange(body: Uint8Array): void {
    const cursor = octetCursor(body);
    const isNamedCurve = cursor.u8() === 3;
    if (!isNamedCurve) return;
    facts.group = groupName(cursor.u16());
    cursor.vector(1);
    if (cursor.left() >= 2) facts.signature = { ...facts.signature, server: signatureName(cursor.u16()) };
  }

  /** RFC 5246, 7.4.4; RFC 8446, 4.3.2. */
  function takeCertificateRequest(body: Uint8Array): void {
    const cursor = octetCursor(body);
    cursor.vector(1);
    let request: CertificateRequestFacts;
    if (is13()) {
      const extensions = readExtensions(cursor);
      const algorithms = extensions.get(extensionType.signatureAlgorithms);
      const authorities = extensions.get(extensionType.certificateAuthorities);
      request = {
        signatureAlgorithms: algorithms ? numbersOf(algorithms.vector(2)).map(signatureName) : [],
        authorities: authorities ? readAuthorities(authorities) : [],
      };
    } else {
      const signatureAlgorithms = numbersOf(cursor.vector(2)).map(signatureName);
      request = { signatureAlgorithms, authorities: readAuthorities(cursor) };
    }
    facts.certificateRequest = request;
  }

  /** RFC 6066, 8; RFC 6961, 2.2. */
  function takeCertificateStatus(body: Uint8Array): void {
    const cursor = octetCursor(body);
    const isSeveral = cursor.u8() === 2;
    if (!isSeveral) {
      facts.ocspResponses += cursor.vector(3).left() > 0 ? 1 : 0;
      return;
    }
    const list = cursor.vector(3);
    while (list.left() >= 3) facts.ocspResponses += list.vector(3).left() > 0 ? 1 : 0;
  }

  /** RFC 8446, 4.3.1. */
  function takeEncryptedExtensions(body: Uint8Array): void {
    const extensions = readExtensions(octetCursor(body));
    const [protocol] = readProtocols(extensions.get(extensionType.applicationProtocols));
    if (protocol !== undefined) facts.applicationProtocol = protocol;
    if (facts.earlyData !== "not offered")
      facts.earlyData = extensions.has(extensionType.earlyData) ? "accepted" : "refused";
  }

  return {
    take(side, { type, body }) {
      switch (type) {
        case handshakeType.ClientHello:
          return side === "client" ? { client: takeClientHello(body) } : {};
        case handshakeType.ServerHello:
          return side === "server" ? { server: takeServerHello(body) } : {};
        case handshakeType.Certificate:
          takeCertificates(side, body);
          break;
        case handshakeType.ServerKeyExchange:
          takeServerKeyExchange(body);
          break;
        case handshakeType.CertificateRequest:
          takeCertificateRequest(body);
          break;
        case handshakeType.CertificateStatus:
          takeCertificateStatus(body);
          break;
        case handshakeType.EncryptedExtensions:
          takeEncryptedExtensions(body);
          break;
        case handshakeType.CertificateVerify:
          facts.signature = { ...facts.signature, [side]: signatureName(octetCursor(body).u16()) };
          break;
        case handshakeType.NewSessionTicket:
          facts.sessionTickets++;
          break;
        case handshakeType.KeyUpdate:
          facts.keyUpdates = { ...facts.keyUpdates, [side]: facts.keyUpdates[side] + 1 };
          break;
        case handshakeType.Finished:
          facts.finished = { ...facts.finished, [side]: true };
          if (side === "server") facts.certificateRequestUnknown = false;
          break;
        case handshakeType.ServerHelloDone:
          facts.certificateRequestUnknown = false;
          break;
      }
      return {};
    },
    serverChangesCipher() {
      if (facts.serverHello && !hasHole && !is13() && !facts.certificates.server)
        facts.resumed = "session id or ticket";
    },
    miss(side) {
      if (side === "server" && facts.certificateRequestUnknown) hasHole = true;
    },
    facts: () => ({
      ...facts,
      certificateRequestUnknown: !facts.certificateRequest && (facts.certificateRequestUnknown || hasHole),
    }),
  };
}
