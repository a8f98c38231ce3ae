/**
 * The lines of key logs by the sessions that they open, for files that are to be opened by others.
 *
 * @module
 */

/** A line of a key log in the middle of others; they end with any of the three. Its parts: label, blank, random, blank, secret. */
export const KEY_LINE = /(?<![^\r\n\0])([ \t]*[A-Z0-9_]+[ \t]+)([0-9a-f]{64})([ \t]+)((?:[0-9a-f]{2})+)(?![^\s\0])/gi;

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
      for (const [, label = "", random = "", , secret = ""] of keyLog.matchAll(KEY_LINE)) {
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
