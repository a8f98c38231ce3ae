/**
 * Finds the session of the key store that a connection belongs to whose ClientHello was not recorded: the one whose keys
 * fit a record of it.
 *
 * @module
 */

import { fromHex, toHex } from "../../base/hex.ts";
import { type Agreement, type ConnectionKeys, connectionKeys, type Epoch, TLS13 } from "./connection-keys.ts";
import type { KeyStore } from "./key-log.ts";
import { type Arrived, charge, type Effort, WINDOW } from "./lane.ts";

/** So many sessions are tried, the latest first. */
const MOST_SESSIONS = 16;

/** Sequence numbers that a thorough search tries where no more than two sessions are known. */
const WIDE_WINDOW = 1024;

/** The suites whose records can be opened without knowing the hellos: those of TLS 1.3. */
const suites13 = [0x1301, 0x1302, 0x1303];

const epochs13: readonly Epoch[] = [{ stage: "application", updates: 0 }, { stage: "handshake" }];

export interface Guess {
  readonly keys: ConnectionKeys;
  readonly epoch: Epoch;
  /** How many sequence numbers it takes to find the next one. */
  readonly tries: number;
}

/** What the hellos said, as far as they were recorded. */
export interface Clues {
  readonly clientRandom: Uint8Array | undefined;
  readonly agreement: Agreement | undefined;
}

/** `isThorough`: also when many records may be missing before this one. */
export function guessSession(
  store: KeyStore,
  { clientRandom, agreement }: Clues,
  record: Arrived,
  effort: Effort,
  isThorough: boolean,
): Guess | undefined {
  if (agreement?.clientRandom) return undefined;
  const sessions = clientRandom ? [toHex(clientRandom)] : store.sessions(MOST_SESSIONS);
  const serverRandom = new Uint8Array(0);
  const bases = agreement
    ? [agreement]
    : suites13.map((cipherSuite) => ({ serverRandom, version: TLS13, cipherSuite, encryptThenMac: false }));
  const candidates = sessions.flatMap((session) =>
    bases.map((base) => connectionKeys(store, { ...base, clientRandom: fromHex(session) })),
  );

  function search(first: number, end: number): Guess | undefined {
    for (const keys of candidates) {
      for (const epoch of keys.agreement.version === TLS13 ? epochs13 : [{ stage: "session" } as const]) {
        const protection = effort.credit > 0 ? keys.protection(record.side, epoch) : undefined;
        if (!protection) continue;
        if (protection.open(record, first, end - first)) return { keys, epoch, tries: end };
        charge(effort, record, end - first);
      }
    }
    return undefined;
  }

  const near = search(0, WINDOW);
  return near || !isThorough || sessions.length > 2 ? near : search(WINDOW, WIDE_WINDOW);
}
