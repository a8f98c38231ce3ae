/**
 * Which sessions stay closed because their TLS keys are not known, and what would open them.
 *
 * @module
 */

import type { Session } from "../sniffer/sessions/index.ts";
import type { TlsFacts } from "../sniffer/tls/facts.ts";

export interface KeyLogUsed {
  /** As the user named it. */
  readonly file: string;
  /** Sessions of which it has secrets. */
  readonly sessions: number;
}

/** A sentence for each session without keys; none where all could be read. */
export function missingKeyLines(sessions: readonly Session[], keyLog: KeyLogUsed | undefined): string[] {
  const lines = sessions.flatMap(({ session, connections, firstFrame, lastFrame }) =>
    connections
      .filter(({ tls, encrypted }) => tls?.undecryptable === true && encrypted !== true)
      .map(({ tls }) => {
        const facts = tls?.facts as TlsFacts | undefined;
        const random = facts?.clientHello?.random;
        const wanted =
          random === undefined
            ? "the ClientHello is not in the recording, so nobody can tell which line of a key log belongs to it"
            : `the lines of its key log name the client random ${random}`;
        return `  Session ${session} (frames ${firstFrame} to ${lastFrame}) is encrypted, and its keys are missing: ${wanted}`;
      }),
  );
  if (lines.length === 0) return [];
  const had =
    keyLog === undefined
      ? "No key log was given and none is in the recording: --keylog FILE takes what car or charger wrote (SSLKEYLOGFILE)."
      : `${keyLog.file} has keys of ${keyLog.sessions === 0 ? "no session" : `${keyLog.sessions} session${keyLog.sessions === 1 ? "" : "s"}, but not of ${lines.length === 1 ? "this one" : "these"}`}.`;
  return ["", "Missing keys", ...lines, `  ${had}`];
}
