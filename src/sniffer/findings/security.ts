/**
 * The security audit of a session: encryption, keys, session ids.
 *
 * @module
 */

import { isNidOf } from "../../messages/homeplug/keys.ts";
import { addressOf, listAt, textAt } from "../sessions/content.ts";
import type { Session } from "../sessions/session.ts";
import type { Collector } from "./collector.ts";
import type { Finding, Severity } from "./finding.ts";
import { alphabetOf, weaknessOf } from "./network-key.ts";

/** What earlier sessions of the recording had. Bounded. */
export interface Earlier {
  /** By NMK. */
  readonly keys: Map<string, { readonly session: number; readonly charger: string | undefined }>;
  /** By SessionID. */
  readonly ids: Map<string, number>;
}

const MOST_REMEMBERED = 256;

export const earlier = (): Earlier => ({ keys: new Map(), ids: new Map() });

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_REMEMBERED && oldest !== undefined) map.delete(oldest);
}

export function securityFindings(session: Session, before: Earlier, found: Collector): void {
  encryptionFindings(session, found);
  keyFindings(session, before, found);
  sessionIdFindings(session, before, found);
  sdpFindings(session, found);
}

const talks = ({ exchanges }: Session): boolean => exchanges.length > 0;

export const isEncrypted = ({ connections }: Session): boolean =>
  connections.some(({ tls, encrypted }) => tls !== undefined || encrypted === true);

function encryptionFindings(session: Session, found: Collector): void {
  const { sdp, protocol, service, exchanges, connections } = session;
  const first = exchanges[0]?.firstFrame ?? session.firstFrame;
  const isClear = talks(session) && !isEncrypted(session);
  if (isClear) {
    const isDowngrade = sdp?.wanted === "tls" && sdp.offered !== "tls";
    if (isDowngrade) found.note("tls-refused", { frames: [sdp.firstFrame, first] });
    else if (protocol !== "iso20") found.note("no-tls", { frames: [first] });
    if (protocol === "iso20") found.note("iso20-without-tls", { frames: [first] });
    if (service.payment === "Contract" || service.payment === "PnC") found.note("pnc-without-tls", { frames: [first] });
  }
  for (const { tls, openedFrame } of connections) {
    if (tls === undefined) continue;
    if (tls.undecryptable) {
      const random = textAt(tls.facts, "clientHello", "random");
      const about = random === undefined ? "" : ` (client random ${random})`;
      found.note("undecryptable", { about, frames: [openedFrame ?? first] });
    }
    const version = textAt(tls.facts, "version") ?? /TLS 1\.\d/.exec(tls.words)?.[0];
    if (protocol === "iso20" && version !== undefined && version !== "TLS 1.3") {
      found.note("tls-version", { about: `this is ${version}`, frames: [openedFrame ?? first] });
    }
  }
}

function keyFindings({ slac, session, charger }: Session, before: Earlier, found: Collector): void {
  for (const { nmk, nid, matchConfirmFrame, lastFrame } of slac?.attempts ?? []) {
    if (nmk === undefined || nmk.length !== 32) continue;
    const frames = [matchConfirmFrame ?? lastFrame];
    found.note("nmk-in-clear", { frames });
    const weakness = weaknessOf(nmk);
    const alphabet = alphabetOf(nmk);
    if (weakness !== undefined) found.note("nmk-weak", { about: weakness, frames });
    else if (alphabet !== undefined) found.note("nmk-alphabet", { about: alphabet, frames });
    if (nid?.length === 14 && !isNidOf(nid, nmk)) found.note("nid-not-derived", { frames });
    const known = before.keys.get(nmk);
    if (known !== undefined && known.session !== session) {
      const other = known.charger !== charger.mac && known.charger !== undefined ? ` by ${known.charger}` : "";
      found.note("nmk-reused", { about: `session ${known.session}${other}`, frames });
    }
    remember(before.keys, nmk, { session, charger: charger.mac });
  }
}

function sessionIdFindings(session: Session, before: Earlier, found: Collector): void {
  const { sessionId: id, resumes, firstFrame, exchanges, connections } = session;
  if (id === undefined) return;
  const frames = [exchanges.find(({ message }) => message === "SessionSetup")?.lastFrame ?? firstFrame];
  if (/^(00)+$/.test(id)) found.note("session-id-zero", { frames });
  else {
    const guess = guessable(id);
    if (guess !== undefined) found.note("session-id-guessable", { about: guess, frames });
    const known = before.ids.get(id);
    // That a session was paused, or taken up again, may be what a hole has swallowed.
    const isWhole = connections.every(({ holes }) => holes === 0);
    if (known !== undefined && resumes === undefined && isWhole) {
      found.note("session-id-reused", { about: `session ${known}`, frames });
    }
    remember(before.ids, id, session.session);
  }
  if (id.length !== 16) found.note("session-id-short", { about: String(id.length / 2), frames });
}

/** Why a SessionID can be guessed. */
function guessable(id: string): string | undefined {
  const octets = (id.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16));
  const steps = octets.slice(1).map((octet, index) => octet - (octets[index] ?? 0));
  if (octets.length > 2 && new Set(steps).size === 1) return `${id} is a row of numbers`;
  if (octets.length > 2 && new Set(octets).size <= 2) return `${id} has hardly any variety`;
  return undefined;
}

function sdpFindings({ sdp }: Session, found: Collector): void {
  if (sdp === undefined) return;
  const frames = [sdp.firstFrame, sdp.lastFrame];
  if (sdp.responders.length > 1) found.note("sdp-two-answers", { about: sdp.responders.join(", "), frames });
  const hosts = [...new Set(sdp.addresses.map(addressOf))];
  const foreign = hosts.filter((host) => sdp.responders.length > 0 && !sdp.responders.includes(host));
  for (const about of foreign) found.note("sdp-foreign-address", { about, frames });
}

/** How grave what TLS observed is; what is not listed is a notice. */
const GRAVITY: Readonly<Record<string, Severity>> = {
  "version-not-asked-for": "error",
  "weak-suite": "error",
  "suite-not-asked-for": "warning",
  "group-not-asked-for": "warning",
  "signature-not-asked-for": "warning",
  "client-certificate-not-asked": "warning",
  "client-certificate-not-sent": "warning",
  "no-forward-secrecy": "warning",
  "weak-suite-offered": "warning",
  "fatal-alert": "error",
  "early-data": "warning",
  resumed: "info",
  "server-name-is-address": "info",
};

const STANDARD: Readonly<Record<string, string>> = { iso2: "ISO 15118-2", iso20: "ISO 15118-20" };

/** What the TLS handshake showed, as far as it concerns this session's standard. */
export function tlsFindings({ session, connections, protocol, firstFrame }: Session): Finding[] {
  const wanted = protocol === undefined ? undefined : STANDARD[protocol];
  return connections.flatMap(({ tls, openedFrame }) =>
    listAt(tls?.facts, "observations").flatMap((observation): Finding[] => {
      const [code, words] = [textAt(observation, "code"), textAt(observation, "words")];
      const standard = textAt(observation, "standard");
      if (code === undefined || words === undefined || (standard !== undefined && standard !== wanted)) return [];
      const clause = textAt(observation, "clause");
      const frame = (observation as { readonly frame?: unknown }).frame;
      return [
        {
          type: "finding",
          severity: GRAVITY[code] ?? "notice",
          code: `tls-${code}`,
          area: "security",
          words,
          ...(clause === undefined ? {} : { clause }),
          frames: [typeof frame === "number" ? frame : (openedFrame ?? firstFrame)],
          count: 1,
          session,
        },
      ];
    }),
  );
}
