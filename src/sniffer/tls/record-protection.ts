/**
 * Opens protected records, and proves by their MAC or tag which sequence number they had: after a hole in the recording
 * it is not known, so that several are tried.
 *
 * @module
 */

import { cbc, gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hmac } from "@noble/hashes/hmac.js";
import { type CHash, concatBytes } from "@noble/hashes/utils.js";
import type { Recipe } from "./cipher-suites.ts";
import type { WriteKeys } from "./key-schedule.ts";

export interface ProtectedRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

export interface OpenedRecord {
  readonly sequence: number;
  /** The content type; in TLS 1.3 the one that was inside. */
  readonly type: number;
  readonly content: Uint8Array;
}

export interface Protection {
  /** Opens the record with one of `tries` sequence numbers from `first` on. Undefined where none of them fits. */
  open(record: ProtectedRecord, first: number, tries: number): OpenedRecord | undefined;
  /** The fragment of a record that was opened, with other content of the same length: everything else stays as it was. */
  seal(record: ProtectedRecord, opened: OpenedRecord, content: Uint8Array): Uint8Array;
}

/** RFC 8446, 5.2: the record's version is always this. */
const TLS12 = 0x0303;

/** `seq_num ‖ type ‖ version ‖ length`: what MAC and tag of TLS 1.2 cover beside the content. */
function header12(sequence: number, type: number, version: number, length: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, Math.floor(sequence / 2 ** 32));
  view.setUint32(4, sequence >>> 0);
  header[8] = type;
  view.setUint16(9, version);
  view.setUint16(11, length);
  return header;
}

/** RFC 8446, 5.3 and RFC 7905, 2: the IV with the sequence number in its last eight octets. */
function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = iv.slice();
  const view = new DataView(nonce.buffer);
  const at = nonce.length - 8;
  view.setUint32(at, (view.getUint32(at) ^ Math.floor(sequence / 2 ** 32)) >>> 0);
  view.setUint32(at + 4, (view.getUint32(at + 4) ^ sequence) >>> 0);
  return nonce;
}

const TAG = 16;

/** What the cipher gives, or undefined where the tag does not fit. */
function openAead(
  { cipher }: Recipe,
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  try {
    if (cipher === "gcm") return gcm(key, nonce, associated).decrypt(sealed);
    return chacha20poly1305(key, nonce, associated).decrypt(sealed);
  } catch {
    return undefined;
  }
}

function sealAead(
  { cipher }: Recipe,
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  if (cipher === "gcm") return gcm(key, nonce, associated).encrypt(plain);
  return chacha20poly1305(key, nonce, associated).encrypt(plain);
}

/** RFC 8446, 5.2: the header of the record. */
function associated13(type: number, length: number): Uint8Array {
  return Uint8Array.of(type, TLS12 >> 8, TLS12 & 0xff, length >> 8, length & 0xff);
}

/** RFC 8446, 5.2. */
export function protection13(recipe: Recipe, keys: WriteKeys): Protection {
  return {
    open({ type, fragment }, first, tries) {
      if (fragment.length < TAG + 1) return undefined;
      const associated = associated13(type, fragment.length);
      for (let sequence = first; sequence < first + tries; sequence++) {
        const inner = openAead(recipe, keys.key, nonceOf(keys.iv, sequence), associated, fragment);
        if (!inner) continue;
        let end = inner.length;
        while (end > 0 && inner[end - 1] === 0) end--;
        // RFC 8446, 5.4: a record of nothing but zeros is against the rules; there is no content to give.
        return { sequence, type: end === 0 ? 0 : inner[end - 1]!, content: inner.subarray(0, Math.max(0, end - 1)) };
      }
      return undefined;
    },
    seal({ type, fragment }, opened, content) {
      // Behind content and type, zeros fill the record up.
      const inner = new Uint8Array(fragment.length - TAG);
      inner.set(content);
      inner[content.length] = opened.type;
      const nonce = nonceOf(keys.iv, opened.sequence);
      return sealAead(recipe, keys.key, nonce, associated13(type, fragment.length), inner);
    },
  };
}

/** RFC 5246, 6.2.3.3 with RFC 5288, 3 (GCM) or RFC 7905, 2 (ChaCha20-Poly1305). */
function aead12(recipe: Recipe, { key, iv }: WriteKeys): Protection {
  const explicit = recipe.cipher === "gcm" ? 8 : 0;
  const nonceIn = (fragment: Uint8Array, sequence: number) =>
    explicit > 0 ? concatBytes(iv, fragment.subarray(0, explicit)) : nonceOf(iv, sequence);
  return {
    open({ type, version, fragment }, first, tries) {
      const length = fragment.length - explicit - TAG;
      if (length < 0) return undefined;
      const sealed = fragment.subarray(explicit);
      for (let sequence = first; sequence < first + tries; sequence++) {
        const nonce = nonceIn(fragment, sequence);
        const content = openAead(recipe, key, nonce, header12(sequence, type, version, length), sealed);
        if (content) return { sequence, type, content };
      }
      return undefined;
    },
    seal({ type, version, fragment }, { sequence }, content) {
      const header = header12(sequence, type, version, content.length);
      const sealed = sealAead(recipe, key, nonceIn(fragment, sequence), header, content);
      return concatBytes(fragment.subarray(0, explicit), sealed);
    },
  };
}

const BLOCK = 16;

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

function decryptCbc(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length === 0 || sealed.length % BLOCK !== 0) return undefined;
  return cbc(key, iv, { disablePadding: true }).decrypt(sealed);
}

function encryptCbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  return cbc(key, iv, { disablePadding: true }).encrypt(plain);
}

/** RFC 5246, 6.2.3.2: content and padding, whose octets all say how many there are beside the last one. */
function withPadding(content: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length).fill(length - content.length - 1);
  padded.set(content);
  return padded;
}

/** RFC 5246, 6.2.3.2: the content before the padding; undefined where the padding is wrong. */
function withoutPadding(plain: Uint8Array): Uint8Array | undefined {
  const padding = plain[plain.length - 1]!;
  const end = plain.length - padding - 1;
  if (end < 0) return undefined;
  for (let i = end; i < plain.length; i++) if (plain[i] !== padding) return undefined;
  return plain.subarray(0, end);
}

/** RFC 5246, 6.2.3.2: first the MAC, then the padding, then the cipher around all. */
function macThenEncrypt(mac: CHash, keys: WriteKeys): Protection {
  return {
    open({ type, version, fragment }, first, tries) {
      const plain = decryptCbc(keys.key, fragment.subarray(0, BLOCK), fragment.subarray(BLOCK));
      const unpadded = plain && withoutPadding(plain);
      if (!unpadded || unpadded.length < mac.outputLen) return undefined;
      const content = unpadded.subarray(0, unpadded.length - mac.outputLen);
      const proof = unpadded.subarray(content.length);
      for (let sequence = first; sequence < first + tries; sequence++) {
        const covered = concatBytes(header12(sequence, type, version, content.length), content);
        if (isSame(hmac(mac, keys.mac, covered), proof)) return { sequence, type, content };
      }
      return undefined;
    },
    seal({ type, version, fragment }, { sequence }, content) {
      const iv = fragment.subarray(0, BLOCK);
      const proof = hmac(mac, keys.mac, concatBytes(header12(sequence, type, version, content.length), content));
      const plain = withPadding(concatBytes(content, proof), fragment.length - BLOCK);
      return concatBytes(iv, encryptCbc(keys.key, iv, plain));
    },
  };
}

/** RFC 7366, 3: the MAC outside, over what is encrypted. */
function encryptThenMac(mac: CHash, keys: WriteKeys): Protection {
  return {
    open({ type, version, fragment }, first, tries) {
      const length = fragment.length - mac.outputLen;
      if (length < 2 * BLOCK) return undefined;
      const sealed = fragment.subarray(0, length);
      const proof = fragment.subarray(length);
      for (let sequence = first; sequence < first + tries; sequence++) {
        const covered = concatBytes(header12(sequence, type, version, length), sealed);
        if (!isSame(hmac(mac, keys.mac, covered), proof)) continue;
        const plain = decryptCbc(keys.key, sealed.subarray(0, BLOCK), sealed.subarray(BLOCK));
        const content = plain && withoutPadding(plain);
        return content && { sequence, type, content };
      }
      return undefined;
    },
    seal({ type, version, fragment }, { sequence }, content) {
      const iv = fragment.subarray(0, BLOCK);
      const length = fragment.length - mac.outputLen;
      const sealed = concatBytes(iv, encryptCbc(keys.key, iv, withPadding(content, length - BLOCK)));
      return concatBytes(sealed, hmac(mac, keys.mac, concatBytes(header12(sequence, type, version, length), sealed)));
    },
  };
}

/** The records of one side of a TLS 1.2 connection. */
export function protection12(recipe: Recipe, keys: WriteKeys, isEncryptThenMac: boolean): Protection {
  if (!recipe.mac) return aead12(recipe, keys);
  return isEncryptThenMac ? encryptThenMac(recipe.mac, keys) : macThenEncrypt(recipe.mac, keys);
}

/** Octets of MAC key, key and IV in the key block of TLS 1.2. */
export function keyBlockLengths(recipe: Recipe): { mac: number; key: number; iv: number } {
  // RFC 5246, 6.3: CBC suites of TLS 1.2 take no IV from the key block, each record brings its own.
  const iv = { cbc: 0, gcm: 4, "chacha20-poly1305": 12 }[recipe.cipher];
  return { mac: recipe.mac?.outputLen ?? 0, key: recipe.key, iv };
}
