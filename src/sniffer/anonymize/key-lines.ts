/**
 * The lines of key logs by the sessions that they open.
 *
 * @module
 */

import { fromHex } from "../../base/hex.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { writtenLike } from "./pseudonyms.ts";

/** Lines end with any of the three. */
const LINE = /(?<![^\r\n\0])([ \t]*[A-Z0-9_]+[ \t]+)([0-9a-f]{64})([ \t]+)((?:[0-9a-f]{2})+)(?![^\s\0])/gi;

/** Lines that are kept of one recording. */
const MOST_LINES = 100_000;

export interface KeyLines {
  readonly add: (keyLog: string) => void;
  /** The lines of the sessions with these client randoms, in lower-case hex; all where none are given. */
  readonly of: (sessions?: ReadonlySet<string>) => string;
}

export function keyLines(): KeyLines {
  const lines = new Map<string, string>();
  return {
    add(keyLog) {
      for (const [, label = "", random = "", , secret = ""] of keyLog.matchAll(LINE)) {
        const line = `${label.trim().toUpperCase()} ${random.toLowerCase()} ${secret.toLowerCase()}`;
        if (lines.size < MOST_LINES) lines.set(line, random.toLowerCase());
      }
    },
    of: (sessions) =>
      [...lines]
        .filter(([, random]) => sessions === undefined || sessions.has(random))
        .map(([line]) => `${line}\n`)
        .join(""),
  };
}

/** A key log in which the secrets of other sessions are noise. Every character keeps its place. */
export function withoutKeys(keyLog: string, mayKnow: (clientRandom: string) => boolean, people: Pseudonyms): string {
  const noise = (digits: string) => writtenLike(digits, people.scrambled(fromHex(digits)));
  return keyLog.replace(LINE, (whole, label: string, random: string, blank: string, secret: string) =>
    mayKnow(random.toLowerCase()) ? whole : label + noise(random) + blank + noise(secret),
  );
}
