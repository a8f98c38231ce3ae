/**
 * What ClientHello and ServerHello say (RFC 8446, 4.1 and 4.2; RFC 5246, 7.4.1; RFC 6066).
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import { cipherSuiteOf } from "./cipher-suites.ts";
import { extensionName, extensionType, groupName, signatureName, versionName } from "./code-points.ts";
import { readName } from "./distinguished-name.ts";
import { numbersOf, type OctetCursor, octetCursor, printable } from "./octet-cursor.ts";

export interface ClientHelloFacts {
  /** In hex; what key logs are kept by. */
  readonly random: string;
  /** Newest first, without meaningless ones. */
  readonly versions: readonly string[];
  /** Names in the client's order, with numbers. */
  readonly cipherSuites: readonly { readonly code: number; readonly name: string }[];
  /** Names of all extensions in their order. */
  readonly extensions: readonly string[];
  readonly groups: readonly string[];
  /** Groups for which a key came with the hello (TLS 1.3). */
  readonly keyShares: readonly string[];
  readonly signatureAlgorithms: readonly string[];
  /** The name of the server that the client asks for (SNI). */
  readonly serverName?: string;
  /** ALPN. */
  readonly applicationProtocols: readonly string[];
  /** Length of the session id in octets. */
  readonly sessionId: number;
  /** Octets of the session ticket; 0 where one is only asked for; undefined without the extension. */
  readonly sessionTicket?: number;
  /** How many pre-shared keys are offered (TLS 1.3). */
  readonly presharedKeys: number;
  readonly earlyData: boolean;
  /** Roots that the client knows, by trusted_ca_keys (RFC 6066, 6): `sha1 …`, `CN=…`. */
  readonly trustedCaKeys?: readonly string[];
  /** Roots that the client knows, by certificate_authorities (RFC 8446, 4.2.4). */
  readonly certificateAuthorities?: readonly string[];
  /** Asks for an OCSP answer: `status_request`, `status_request_v2`. */
  readonly statusRequests: readonly string[];
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** Cut or contradicting itself. */
  readonly malformed?: true;
}

export interface ServerHelloFacts {
  readonly random: string;
  readonly version: string;
  readonly cipherSuite: { readonly code: number; readonly name: string };
  readonly extensions: readonly string[];
  /** The group of the server's key share (TLS 1.3). */
  readonly group?: string;
  readonly sessionId: number;
  readonly presharedKey: boolean;
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  readonly malformed?: true;
}

/** What decryption needs beside the facts. */
export interface ClientHello {
  readonly facts: ClientHelloFacts;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
}

export interface ServerHello {
  readonly facts: ServerHelloFacts;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly version: number;
  readonly cipherSuite: number;
  /** A HelloRetryRequest in a ServerHello's clothes (RFC 8446, 4.1.3). */
  readonly isRetry: boolean;
}

/** SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3). */
const RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

/** Extensions by number, each a cursor over its content. */
export function readExtensions(cursor: OctetCursor): Map<number, OctetCursor> {
  const extensions = new Map<number, OctetCursor>();
  if (cursor.left() === 0) return extensions;
  const list = cursor.vector(2);
  while (list.left() >= 4) {
    const type = list.u16();
    extensions.set(type, list.vector(2));
  }
  return extensions;
}

const nonsense = (name: string) => name !== "GREASE";

export function readClientHello(body: Uint8Array): ClientHello {
  const cursor = octetCursor(body);
  const legacyVersion = cursor.u16();
  const random = cursor.take(32).slice();
  const sessionId = cursor.vector(1).rest().slice();
  const suites = numbersOf(cursor.vector(2));
  cursor.vector(1);
  const extensions = readExtensions(cursor);
  const numbers = (type: number, lengthOctets: 1 | 2) => {
    const content = extensions.get(type);
    return content ? numbersOf(content.vector(lengthOctets)) : [];
  };
  const versions = extensions.has(extensionType.supportedVersions)
    ? numbers(extensionType.supportedVersions, 1)
    : [legacyVersion];
  const serverName = readServerName(extensions.get(extensionType.serverName));
  const ticket = extensions.get(extensionType.sessionTicket)?.left();
  const trustedCaKeys = readTrustedAuthorities(extensions.get(extensionType.trustedCaKeys));
  const authorities = extensions.get(extensionType.certificateAuthorities);
  const facts: ClientHelloFacts = {
    random: toHex(random),
    versions: versions.map(versionName).filter(nonsense),
    cipherSuites: suites.map((code) => ({ code, name: cipherSuiteOf(code).name })),
    extensions: [...extensions.keys()].map(extensionName),
    groups: numbers(extensionType.supportedGroups, 2).map(groupName).filter(nonsense),
    keyShares: readKeyShares(extensions.get(extensionType.keyShare)),
    signatureAlgorithms: numbers(extensionType.signatureAlgorithms, 2).map(signatureName).filter(nonsense),
    ...(serverName === undefined ? {} : { serverName }),
    applicationProtocols: readProtocols(extensions.get(extensionType.applicationProtocols)),
    sessionId: sessionId.length,
    ...(ticket === undefined ? {} : { sessionTicket: ticket }),
    presharedKeys: countPresharedKeys(extensions.get(extensionType.preSharedKey)),
    earlyData: extensions.has(extensionType.earlyData),
    ...(trustedCaKeys ? { trustedCaKeys } : {}),
    ...(authorities ? { certificateAuthorities: readAuthorities(authorities) } : {}),
    statusRequests: [extensionType.statusRequest, extensionType.statusRequestV2]
      .filter((type) => extensions.has(type))
      .map(extensionName),
    extendedMasterSecret: extensions.has(extensionType.extendedMasterSecret),
    encryptThenMac: extensions.has(extensionType.encryptThenMac),
    ...(cursor.isShort() ? { malformed: true } : {}),
  };
  return { facts, random, sessionId };
}

export function readServerHello(body: Uint8Array): ServerHello {
  const cursor = octetCursor(body);
  const legacyVersion = cursor.u16();
  const random = cursor.take(32).slice();
  const sessionId = cursor.vector(1).rest().slice();
  const cipherSuite = cursor.u16();
  cursor.u8();
  const extensions = readExtensions(cursor);
  const version = extensions.get(extensionType.supportedVersions)?.u16() ?? legacyVersion;
  const group = extensions.get(extensionType.keyShare)?.u16();
  const facts: ServerHelloFacts = {
    random: toHex(random),
    version: versionName(version),
    cipherSuite: { code: cipherSuite, name: cipherSuiteOf(cipherSuite).name },
    extensions: [...extensions.keys()].map(extensionName),
    ...(group === undefined ? {} : { group: groupName(group) }),
    sessionId: sessionId.length,
    presharedKey: extensions.has(extensionType.preSharedKey),
    extendedMasterSecret: extensions.has(extensionType.extendedMasterSecret),
    encryptThenMac: extensions.has(extensionType.encryptThenMac),
    ...(cursor.isShort() ? { malformed: true } : {}),
  };
  return { facts, random, sessionId, version, cipherSuite, isRetry: toHex(random) === RETRY };
}

/** RFC 6066, 3. */
function readServerName(content: OctetCursor | undefined): string | undefined {
  if (!content || content.left() === 0) return undefined;
  const names = content.vector(2);
  while (names.left() >= 3) {
    const isHostName = names.u8() === 0;
    const name = names.vector(2).rest();
    if (isHostName) return printable(name);
  }
  return undefined;
}

/** RFC 7301, 3.1. */
export function readProtocols(content: OctetCursor | undefined): string[] {
  const protocols: string[] = [];
  const list = content?.vector(2);
  while (list && list.left() >= 1) protocols.push(printable(list.vector(1).rest()));
  return protocols;
}

/** RFC 8446, 4.2.8. */
function readKeyShares(content: OctetCursor | undefined): string[] {
  const shares: string[] = [];
  const list = content?.vector(2);
  while (list && list.left() >= 4) {
    shares.push(groupName(list.u16()));
    list.vector(2);
  }
  return shares.filter(nonsense);
}

/** RFC 8446, 4.2.11. */
function countPresharedKeys(content: OctetCursor | undefined): number {
  const list = content?.vector(2);
  let count = 0;
  while (list && list.left() >= 6) {
    list.vector(2);
    list.take(4);
    count++;
  }
  return count;
}

/** RFC 6066, 6. */
function readTrustedAuthorities(content: OctetCursor | undefined): string[] | undefined {
  if (!content) return undefined;
  if (content.left() === 0) return [];
  const list = content.vector(2);
  const authorities: string[] = [];
  while (list.left() >= 1) {
    const type = list.u8();
    if (type === 0) authorities.push("agreed before");
    else if (type === 1) authorities.push(`key sha1 ${toHex(list.take(20))}`);
    else if (type === 2) authorities.push(readName(list.vector(2).rest()).text);
    else if (type === 3) authorities.push(`certificate sha1 ${toHex(list.take(20))}`);
    else break;
  }
  return authorities;
}

/** RFC 8446, 4.2.4; RFC 5246, 7.4.4: distinguished names. */
export function readAuthorities(content: OctetCursor): string[] {
  const list = content.vector(2);
  const authorities: string[] = [];
  while (list.left() >= 2) authorities.push(readName(list.vector(2).rest()).text);
  return authorities;
}
