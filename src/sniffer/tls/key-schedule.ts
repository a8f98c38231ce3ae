/**
 * From the secrets of a key log to the keys of records.
 *
 * @module
 */

import { expand } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { type CHash, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** RFC 5246, 5: the pseudo-random function of TLS 1.2. */
export function prf(hash: CHash, secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const labelled = concatBytes(utf8ToBytes(label), seed);
  const output = new Uint8Array(length);
  let link = labelled;
  for (let at = 0; at < length; ) {
    link = hmac(hash, secret, link);
    const part = hmac(hash, secret, concatBytes(link, labelled)).subarray(0, length - at);
    output.set(part, at);
    at += part.length;
  }
  return output;
}

/** What one side writes its records with. */
export interface WriteKeys {
  readonly mac: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

export interface KeyBlock {
  readonly client: WriteKeys;
  readonly server: WriteKeys;
}

export interface KeyBlockLengths {
  readonly mac: number;
  readonly key: number;
  readonly iv: number;
}

/** RFC 5246, 6.3. */
export function keyBlock(
  hash: CHash,
  masterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  { mac, key, iv }: KeyBlockLengths,
): KeyBlock {
  const seed = concatBytes(serverRandom, clientRandom);
  const block = prf(hash, masterSecret, "key expansion", seed, 2 * (mac + key + iv));
  let at = 0;
  const next = (length: number) => {
    at += length;
    return block.slice(at - length, at);
  };
  const [clientMac, serverMac, clientKey, serverKey] = [next(mac), next(mac), next(key), next(key)];
  return {
    client: { mac: clientMac, key: clientKey, iv: next(iv) },
    server: { mac: serverMac, key: serverKey, iv: next(iv) },
  };
}

/** RFC 8446, 7.1. */
export function expandLabel(
  hash: CHash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const name = utf8ToBytes(`tls13 ${label}`);
  const info = concatBytes(
    Uint8Array.of(length >> 8, length & 0xff, name.length),
    name,
    Uint8Array.of(context.length),
    context,
  );
  return expand(hash, secret, info, length);
}

const nothing = new Uint8Array(0);

/** RFC 8446, 7.3. */
export function trafficKeys(hash: CHash, secret: Uint8Array, keyLength: number): WriteKeys {
  return {
    mac: nothing,
    key: expandLabel(hash, secret, "key", nothing, keyLength),
    iv: expandLabel(hash, secret, "iv", nothing, 12),
  };
}

/** RFC 8446, 7.2: the secret after a KeyUpdate. */
export function nextTrafficSecret(hash: CHash, secret: Uint8Array): Uint8Array {
  return expandLabel(hash, secret, "traffic upd", nothing, secret.length);
}
