/**
 * TLS secrets as programs log them (NSS key log format: `LABEL client-random secret`, one a line), kept by the random
 * number of the ClientHello. They come from a file, from a Decryption Secrets Block, or from UDP datagrams that carry
 * them over the cable in clear.
 *
 * @module
 */

import { fromHex, toHex } from "../../base/hex.ts";

/** Sessions that are kept; the oldest give way. A recording has one a minute. */
const MOST_SESSIONS = 65_536;

/** So many sessions are told by age. */
const MOST_LATEST = 16;

/** Of one session: the five labels, and some KeyUpdates. */
const MOST_SECRETS = 32;

/** The secrets of one session by their label in capitals: `CLIENT_RANDOM` is the master secret of TLS 1.2. */
export type SessionSecrets = ReadonlyMap<string, Uint8Array>;

/** What became of the lines of a key log. */
export interface KeyLogReading {
  /** Lines with a secret that was not known. */
  readonly added: number;
  /** Lines with a secret that was known. */
  readonly repeated: number;
  /** Sound lines whose label no decryption needs or can use (`RSA`, `ECH_SECRET`). */
  readonly unused: number;
  /** Lines that are no key log line, comment or empty. */
  readonly unread: number;
}

export interface KeyStore {
  /** Takes the lines of a key log: any line ends, either case, comments behind `#`. */
  add(keyLog: string): KeyLogReading;
  secretsOf(clientRandom: Uint8Array): SessionSecrets | undefined;
  /** So many client randoms, 16 at most, in lower-case hex, the latest first: for a connection without its ClientHello. */
  sessions(most: number): readonly string[];
  /** Changes whenever a secret is added. */
  version(): number;
}

const keyLogLine = /^\s*([A-Z0-9_]+)[ \t]+([0-9a-f]{64})[ \t]+((?:[0-9a-f]{2})+)\s*$/i;

/** Labels that decryption uses. The number of a traffic secret counts the KeyUpdates before it. */
const usedLabel =
  /^(?:CLIENT_RANDOM|CLIENT_EARLY_TRAFFIC_SECRET|(?:CLIENT|SERVER)_(?:HANDSHAKE_TRAFFIC_SECRET|TRAFFIC_SECRET_\d{1,4}))$/;

interface KeyLogLine {
  readonly label: string;
  readonly clientRandom: string;
  readonly secret: Uint8Array;
}

/** `unread` where the line is none, `skip` where it is empty or a comment. */
function readLine(line: string): KeyLogLine | "skip" | "unread" {
  if (/^\s*(?:#.*)?$/.test(line)) return "skip";
  // The longest secret is the output of a SHA-512; whatever is longer is not worth the expression.
  const match = line.length > 300 ? null : keyLogLine.exec(line);
  if (!match) return "unread";
  const label = match[1]!.toUpperCase();
  const secret = fromHex(match[3]!);
  const isSound = label === "CLIENT_RANDOM" ? secret.length === 48 : secret.length >= 32 && secret.length <= 64;
  return isSound ? { label, clientRandom: match[2]!.toLowerCase(), secret } : "unread";
}

export function keyStore(): KeyStore {
  const sessions = new Map<string, Map<string, Uint8Array>>();
  /** The latest first. */
  let latest: string[] = [];
  let version = 0;

  function keep({ label, clientRandom, secret }: KeyLogLine): boolean {
    let session = sessions.get(clientRandom);
    if (!session) {
      session = new Map();
      sessions.set(clientRandom, session);
      latest = [clientRandom, ...latest.slice(0, MOST_LATEST - 1)];
      if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.keys().next().value as string);
    }
    const known = session.get(label);
    if (known && toHex(known) === toHex(secret)) return false;
    if (session.size >= MOST_SECRETS && !known) return false;
    session.set(label, secret);
    version++;
    return true;
  }

  return {
    add(keyLog) {
      let [added, repeated, unused, unread] = [0, 0, 0, 0];
      for (const text of keyLog.split(/\r\n|[\n\r\0]/)) {
        const line = readLine(text);
        if (line === "skip") continue;
        if (line === "unread") unread++;
        else if (!usedLabel.test(line.label)) unused++;
        else if (keep(line)) added++;
        else repeated++;
      }
      return { added, repeated, unused, unread };
    },
    secretsOf: (clientRandom) => sessions.get(toHex(clientRandom)),
    sessions: (most) => latest.slice(0, most),
    version: () => version,
  };
}

/** The longest label that is used has 34 characters with its number. */
const LONGEST_LABEL = 40;

/**
 * Whether a datagram may be a key log, by its length and how it begins: with a label in capitals and a blank, or with a
 * comment. Nearly all datagrams of a recording are told from it so.
 */
export function mayDiscloseKeys(data: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < 175 || length > 1800) return false;
  if (data[start] === 0x23) return true;
  for (let at = start; at < start + LONGEST_LABEL; at++) {
    const octet = data[at]!;
    if (octet === 0x20 || octet === 0x09) return at > start;
    const isOfLabel = (octet >= 0x41 && octet <= 0x5a) || octet === 0x5f || (octet >= 0x30 && octet <= 0x39);
    if (!isOfLabel) return false;
  }
  return false;
}

/**
 * The key log in a UDP datagram, where a device discloses its secrets so: 175 to 1800 octets, of whose lines every one
 * is a key log line. Any other payload gives undefined, at the first octet that does not fit.
 */
export function disclosedKeyLog(payload: Uint8Array): string | undefined {
  if (!mayDiscloseKeys(payload, 0, payload.length)) return undefined;
  let text = "";
  for (const octet of payload) {
    const isText = (octet >= 0x20 && octet < 0x7f) || octet === 0x0a || octet === 0x0d || octet === 0x09 || octet === 0;
    if (!isText) return undefined;
    text += String.fromCharCode(octet);
  }
  const lines = text.split(/[\r\n\0]+/).filter((line) => line !== "");
  const isKeyLog = lines.length > 0 && lines.every((line) => typeof readLine(line) === "object");
  return isKeyLog ? text : undefined;
}
