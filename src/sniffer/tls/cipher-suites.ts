/**
 * Cipher suites: their names, and for those that can be decrypted, how. ISO 15118-2 asks for 0xC023 and 0xC025
 * [V2G2-602], ISO 15118-20 for 0x1302 and 0x1303.
 *
 * @module
 */

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384 } from "@noble/hashes/sha2.js";
import type { CHash } from "@noble/hashes/utils.js";

/** How records of a suite are made. */
export interface Recipe {
  readonly cipher: "cbc" | "gcm" | "chacha20-poly1305";
  /** Octets. */
  readonly key: number;
  /** The hash of the pseudo-random function, or of HKDF. */
  readonly hash: CHash;
  /** The hash of the HMAC of records; only with `cbc`. */
  readonly mac?: CHash;
}

export type KeyExchange = "any" | "ECDHE_ECDSA" | "ECDHE_RSA" | "ECDH_ECDSA" | "RSA" | "DHE_RSA" | "other";

export interface CipherSuite {
  readonly code: number;
  /** IANA's name, without `TLS_` changed to anything else. */
  readonly name: string;
  /** `any` in TLS 1.3, where the suite does not say it. */
  readonly keyExchange: KeyExchange;
  /** Undefined where such records cannot be decrypted here. */
  readonly recipe: Recipe | undefined;
}

const aes128Gcm: Recipe = { cipher: "gcm", key: 16, hash: sha256 };
const aes256Gcm: Recipe = { cipher: "gcm", key: 32, hash: sha384 };
const chacha: Recipe = { cipher: "chacha20-poly1305", key: 32, hash: sha256 };
const aes128Sha256: Recipe = { cipher: "cbc", key: 16, hash: sha256, mac: sha256 };
const aes256Sha256: Recipe = { cipher: "cbc", key: 32, hash: sha256, mac: sha256 };
const aes256Sha384: Recipe = { cipher: "cbc", key: 32, hash: sha384, mac: sha384 };
const aes128Sha1: Recipe = { cipher: "cbc", key: 16, hash: sha256, mac: sha1 };
const aes256Sha1: Recipe = { cipher: "cbc", key: 32, hash: sha256, mac: sha1 };

const table: readonly (readonly [code: number, name: string, keyExchange: KeyExchange, recipe?: Recipe])[] = [
  [0x1301, "TLS_AES_128_GCM_SHA256", "any", aes128Gcm],
  [0x1302, "TLS_AES_256_GCM_SHA384", "any", aes256Gcm],
  [0x1303, "TLS_CHACHA20_POLY1305_SHA256", "any", chacha],
  [0x1304, "TLS_AES_128_CCM_SHA256", "any"],
  [0x1305, "TLS_AES_128_CCM_8_SHA256", "any"],
  [0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE_ECDSA", aes128Sha256],
  [0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE_ECDSA", aes256Sha384],
  [0xc025, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256", "ECDH_ECDSA", aes128Sha256],
  [0xc026, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384", "ECDH_ECDSA", aes256Sha384],
  [0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE_ECDSA", aes128Gcm],
  [0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE_ECDSA", aes256Gcm],
  [0xc02d, "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", "ECDH_ECDSA", aes128Gcm],
  [0xc02e, "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384", "ECDH_ECDSA", aes256Gcm],
  [0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE_ECDSA", chacha],
  [0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE_ECDSA", aes128Sha1],
  [0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE_ECDSA", aes256Sha1],
  [0xc004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA", "ECDH_ECDSA", aes128Sha1],
  [0xc005, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA", "ECDH_ECDSA", aes256Sha1],
  [0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE_ECDSA"],
  [0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", "ECDHE_ECDSA"],
  [0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "ECDHE_ECDSA"],
  [0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", "ECDHE_ECDSA"],
  [0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE_RSA", aes128Sha256],
  [0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE_RSA", aes256Sha384],
  [0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE_RSA", aes128Gcm],
  [0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE_RSA", aes256Gcm],
  [0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE_RSA", chacha],
  [0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE_RSA", aes128Sha1],
  [0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE_RSA", aes256Sha1],
  [0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", "RSA", aes128Gcm],
  [0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", "RSA", aes256Gcm],
  [0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", "RSA", aes128Sha256],
  [0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", "RSA", aes256Sha256],
  [0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", "RSA", aes128Sha1],
  [0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", "RSA", aes256Sha1],
  [0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "DHE_RSA", aes128Gcm],
  [0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE_RSA", aes256Gcm],
  [0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "DHE_RSA", chacha],
  [0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", "DHE_RSA", aes128Sha256],
  [0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", "DHE_RSA", aes256Sha256],
  [0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "DHE_RSA", aes128Sha1],
  [0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "DHE_RSA", aes256Sha1],
  [0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "RSA"],
  [0x0005, "TLS_RSA_WITH_RC4_128_SHA", "RSA"],
  [0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA", "ECDHE_ECDSA"],
  [0x003b, "TLS_RSA_WITH_NULL_SHA256", "RSA"],
  [0x0000, "TLS_NULL_WITH_NULL_NULL", "other"],
  [0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "other"],
  [0x5600, "TLS_FALLBACK_SCSV", "other"],
];

const suites = new Map<number, CipherSuite>(
  table.map(([code, name, keyExchange, recipe]) => [code, { code, name, keyExchange, recipe }]),
);

export function cipherSuiteOf(code: number): CipherSuite {
  const name = `0x${code.toString(16).padStart(4, "0")}`;
  return suites.get(code) ?? { code, name, keyExchange: "other", recipe: undefined };
}
