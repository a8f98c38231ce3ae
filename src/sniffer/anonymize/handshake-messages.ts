/**
 * Handshake messages of TLS with other certificates, names, tickets and signatures in them (RFC 5246, 7.4; RFC 8446, 4).
 * Versions, suites, groups and the keys of the exchange stay: whoever has the secrets of the session opens it as before.
 *
 * @module
 */

import { extensionType, handshakeType } from "../tls/code-points.ts";
import { readServerHello } from "../tls/hello.ts";
import { type OctetCursor, octetCursor } from "../tls/octet-cursor.ts";
import { rewriteCertificate, rewriteSignature } from "./certificate-rewrite.ts";
import { putText, rewriteName } from "./distinguished-name-rewrite.ts";
import { addressInText } from "./free-text.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** What the two sides of a connection agreed on, as far as messages are written differently by it. */
export interface Handshake {
  isTls13: boolean;
}

const TLS13 = 0x0304;
const TICKETS = "TLS session tickets and identifiers";

/** Extensions that hold numbers of the registry, lengths, or keys that are used once. */
const KEPT_EXTENSIONS: readonly number[] = [
  1, 10, 11, 13, 15, 16, 18, 19, 20, 21, 22, 23, 27, 28, 42, 43, 45, 49, 50, 51,
];
const COOKIE = 44;
const RENEGOTIATION = 0xff01;

/** Changes the body of a message where it lies. */
export function rewriteHandshake(type: number, body: Uint8Array, agreed: Handshake, people: Pseudonyms): void {
  const cursor = octetCursor(body);
  switch (type) {
    case handshakeType.ClientHello:
      hello(cursor, people);
      cursor.vector(2);
      cursor.vector(1);
      extensions(cursor, type, people);
      break;
    case handshakeType.ServerHello:
      agreed.isTls13 = readServerHello(body).version === TLS13;
      hello(cursor, people);
      cursor.take(3);
      extensions(cursor, type, people);
      break;
    case handshakeType.EncryptedExtensions:
      extensions(cursor, type, people);
      break;
    case handshakeType.Certificate:
      certificates(cursor, agreed, people);
      break;
    case handshakeType.CertificateStatus:
      cursor.u8();
      cursor.vector(3).rest().fill(0);
      break;
    case handshakeType.ServerKeyExchange: {
      const isNamedCurve = cursor.u8() === 3;
      if (!isNamedCurve) {
        cursor.rest().fill(0);
        break;
      }
      cursor.u16();
      cursor.vector(1);
      cursor.u16();
      rewriteSignature(cursor.vector(2).rest(), people);
      break;
    }
    case handshakeType.CertificateRequest:
      cursor.vector(1);
      if (agreed.isTls13) extensions(cursor, type, people);
      else {
        cursor.vector(2);
        authorities(cursor, people);
      }
      break;
    case handshakeType.CertificateVerify:
      cursor.u16();
      rewriteSignature(cursor.vector(2).rest(), people);
      break;
    case handshakeType.NewSessionTicket:
      cursor.take(agreed.isTls13 ? 8 : 4);
      if (agreed.isTls13) cursor.vector(1);
      replace(cursor.vector(2).rest(), people);
      if (agreed.isTls13) extensions(cursor, type, people);
      break;
    // It proves what was said before, and so would prove a guess.
    case handshakeType.Finished:
      body.set(people.scrambled(body));
      break;
    case handshakeType.HelloRequest:
    case handshakeType.EndOfEarlyData:
    case handshakeType.ServerHelloDone:
    case handshakeType.ClientKeyExchange:
    case handshakeType.KeyUpdate:
      break;
    default:
      body.fill(0);
  }
}

/** Version, random number, session identifier. */
function hello(cursor: OctetCursor, people: Pseudonyms): void {
  cursor.u16();
  cursor.take(32);
  replace(cursor.vector(1).rest(), people);
}

const replace = (octets: Uint8Array, people: Pseudonyms) => octets.set(people.octets(TICKETS, octets));

function extensions(cursor: OctetCursor, message: number, people: Pseudonyms): void {
  if (cursor.left() === 0) return;
  const list = cursor.vector(2);
  while (list.left() >= 4) {
    const type = list.u16();
    extension(type, list.vector(2), message, people);
  }
}

function extension(type: number, content: OctetCursor, message: number, people: Pseudonyms): void {
  if (KEPT_EXTENSIONS.includes(type) || content.left() === 0) return;
  switch (type) {
    case extensionType.serverName:
      serverNames(content.vector(2), people);
      break;
    case extensionType.sessionTicket:
      replace(content.rest(), people);
      break;
    case extensionType.preSharedKey:
      if (message === handshakeType.ClientHello) presharedKeys(content, people);
      break;
    case extensionType.trustedCaKeys:
      trustedAuthorities(content.vector(2), people);
      break;
    case extensionType.certificateAuthorities:
      authorities(content, people);
      break;
    case extensionType.statusRequest:
      content.u8();
      if (message === handshakeType.Certificate) content.vector(3).rest().fill(0);
      else {
        const responders = content.vector(2);
        while (responders.left() >= 2) replace(responders.vector(2).rest(), people);
        replace(content.vector(2).rest(), people);
      }
      break;
    case COOKIE:
      replace(content.vector(2).rest(), people);
      break;
    case RENEGOTIATION:
      replace(content.vector(1).rest(), people);
      break;
    // Those that mean nothing (RFC 8701) are empty or hold one octet of nothing.
    default:
      content.rest().fill(0);
  }
}

/** RFC 6066, 3. */
function serverNames(list: OctetCursor, people: Pseudonyms): void {
  while (list.left() >= 3) {
    list.u8();
    const octets = list.vector(2).rest();
    const text = new TextDecoder().decode(octets);
    putText(octets, addressInText(text, people) ?? people.text("names", text));
  }
}

/** RFC 8446, 4.2.11: identities with their age, then as many proofs. */
function presharedKeys(content: OctetCursor, people: Pseudonyms): void {
  const identities = content.vector(2);
  while (identities.left() >= 6) {
    replace(identities.vector(2).rest(), people);
    identities.take(4);
  }
  const proofs = content.vector(2);
  while (proofs.left() >= 1) {
    const proof = proofs.vector(1).rest();
    proof.set(people.scrambled(proof));
  }
}

/** RFC 6066, 6. */
function trustedAuthorities(list: OctetCursor, people: Pseudonyms): void {
  while (list.left() >= 1) {
    const type = list.u8();
    if (type === 2) rewriteName(list.vector(2).rest(), people);
    else if (type === 1 || type === 3) {
      const hash = list.take(20);
      hash.set(people.octets("certificates", hash));
    } else if (type !== 0) list.rest().fill(0);
  }
}

/** RFC 5246, 7.4.4; RFC 8446, 4.2.4. */
function authorities(cursor: OctetCursor, people: Pseudonyms): void {
  const list = cursor.vector(2);
  while (list.left() >= 2) rewriteName(list.vector(2).rest(), people);
}

function certificates(cursor: OctetCursor, { isTls13 }: Handshake, people: Pseudonyms): void {
  if (isTls13) cursor.vector(1);
  const list = cursor.vector(3);
  while (list.left() >= 3) {
    const certificate = list.vector(3).rest();
    certificate.set(rewriteCertificate(certificate, people));
    if (isTls13) extensions(list, handshakeType.Certificate, people);
  }
}
