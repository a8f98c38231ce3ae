/**
 * Which keys a connection's records are protected with, as far as the key store has their secrets.
 *
 * @module
 */

import { cipherSuiteOf, type Recipe } from "./cipher-suites.ts";
import { versionName } from "./code-points.ts";
import type { TlsSide } from "./facts.ts";
import type { KeyStore, SessionSecrets } from "./key-log.ts";
import { keyBlock, nextTrafficSecret, trafficKeys } from "./key-schedule.ts";
import { keyBlockLengths, type Protection, protection12, protection13 } from "./record-protection.ts";

/** What the hellos agreed on. */
export interface Agreement {
  /** Undefined where the ClientHello was not recorded. */
  readonly clientRandom: Uint8Array | undefined;
  readonly serverRandom: Uint8Array;
  readonly version: number;
  readonly cipherSuite: number;
  readonly encryptThenMac: boolean;
}

/** A stretch of records of one side under the same keys. `session` is all of TLS 1.2. */
export type Epoch =
  | { readonly stage: "session" }
  | { readonly stage: "early" }
  | { readonly stage: "handshake" }
  | { readonly stage: "application"; readonly updates: number };

/** KeyUpdates that are followed without their secrets in the log. */
const MOST_UPDATES = 4096;

export interface ConnectionKeys {
  readonly agreement: Agreement;
  /** Undefined where the secret is not known, or the suite cannot be decrypted. */
  protection(side: TlsSide, epoch: Epoch): Protection | undefined;
  /** How many secrets of the session are known. */
  secretCount(): number;
  /** No secrets would help: nothing here decrypts such records. */
  isHopeless(): boolean;
  /** Why there are no keys, for people. */
  because(): string;
  /** What is known of the session's secrets. */
  known(): "none" | "some" | "all";
}

const TLS12 = 0x0303;
export const TLS13 = 0x0304;

export function connectionKeys(store: KeyStore, agreement: Agreement): ConnectionKeys {
  const { recipe, name } = cipherSuiteOf(agreement.cipherSuite);
  const made = new Map<string, Protection | undefined>();
  let version = -1;
  let secrets: SessionSecrets | undefined;

  function refresh(): void {
    if (store.version() === version) return;
    version = store.version();
    secrets = agreement.clientRandom && store.secretsOf(agreement.clientRandom);
    for (const [key, protection] of made) if (!protection) made.delete(key);
  }

  function applicationSecret(recipe: Recipe, prefix: string, updates: number): Uint8Array | undefined {
    if (updates > MOST_UPDATES) return undefined;
    let from = updates;
    while (from > 0 && !secrets?.has(`${prefix}_TRAFFIC_SECRET_${from}`)) from--;
    let secret = secrets?.get(`${prefix}_TRAFFIC_SECRET_${from}`);
    for (; secret && from < updates; from++) secret = nextTrafficSecret(recipe.hash, secret);
    return secret;
  }

  function make(recipe: Recipe, side: TlsSide, epoch: Epoch): Protection | undefined {
    const prefix = side === "client" ? "CLIENT" : "SERVER";
    if (epoch.stage === "session") {
      const master = secrets?.get("CLIENT_RANDOM");
      // Before TLS 1.2 the pseudo-random function was another one.
      if (!master || !agreement.clientRandom || agreement.version !== TLS12) return undefined;
      const { clientRandom, serverRandom, encryptThenMac } = agreement;
      const keys = keyBlock(recipe.hash, master, clientRandom, serverRandom, keyBlockLengths(recipe));
      return protection12(recipe, keys[side], encryptThenMac);
    }
    const secret =
      epoch.stage === "early"
        ? secrets?.get("CLIENT_EARLY_TRAFFIC_SECRET")
        : epoch.stage === "handshake"
          ? secrets?.get(`${prefix}_HANDSHAKE_TRAFFIC_SECRET`)
          : applicationSecret(recipe, prefix, epoch.updates);
    // RFC 8446, 7.1: a secret is as long as the hash of its suite; any other belongs to another suite.
    if (secret?.length !== recipe.hash.outputLen) return undefined;
    return protection13(recipe, trafficKeys(recipe.hash, secret, recipe.key));
  }

  return {
    agreement,
    protection(side, epoch) {
      if (!recipe) return undefined;
      refresh();
      const key = `${side} ${epoch.stage} ${epoch.stage === "application" ? epoch.updates : 0}`;
      if (!made.has(key)) {
        if (made.size > 64) made.clear();
        made.set(key, make(recipe, side, epoch));
      }
      return made.get(key);
    },
    secretCount() {
      refresh();
      return secrets?.size ?? 0;
    },
    isHopeless: () => !recipe || agreement.version < TLS12,
    because() {
      refresh();
      if (!recipe) return `${name} cannot be decrypted here`;
      if (agreement.version < TLS12) return `${versionName(agreement.version)} cannot be decrypted here`;
      if (!agreement.clientRandom) return "the ClientHello is not in the recording, so that no keys can be found";
      if (!secrets) return "no keys for this session";
      return "the keys of this part of the session are missing";
    },
    known() {
      refresh();
      if (!secrets) return "none";
      if (agreement.version <= TLS12) return secrets.has("CLIENT_RANDOM") ? "all" : "none";
      const wanted = ["CLIENT", "SERVER"].flatMap((side) => [
        `${side}_HANDSHAKE_TRAFFIC_SECRET`,
        `${side}_TRAFFIC_SECRET_0`,
      ]);
      const count = wanted.filter((label) => secrets?.has(label)).length;
      return count === 0 ? "none" : count === wanted.length ? "all" : "some";
    },
  };
}

/** The epochs that may follow, nearest first: after a hole the change itself may be missing. */
export function epochsFrom(epoch: Epoch): readonly Epoch[] {
  switch (epoch.stage) {
    case "session":
      return [epoch];
    case "early":
      return [epoch, { stage: "handshake" }, { stage: "application", updates: 0 }];
    case "handshake":
      return [epoch, { stage: "application", updates: 0 }];
    case "application":
      return [epoch, { stage: "application", updates: epoch.updates + 1 }];
  }
}
