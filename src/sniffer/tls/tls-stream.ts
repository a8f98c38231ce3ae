/**
 * One TLS connection from the octets of both its directions: application data in clear where keys are known, and what
 * the handshake tells in any case. TLS 1.2 (RFC 5246) and 1.3 (RFC 8446).
 *
 * Keys may come at any time, also behind the records: up to 4 MiB of records a connection wait for them and come out
 * on `keysChanged`. Whoever expects keys behind more than that reads the recording twice, the second time with all
 * keys at hand from the start.
 *
 * @module
 */

import type { Timestamp } from "../../base/timestamp.ts";
import { handshakeName, handshakeType } from "./code-points.ts";
import { type Agreement, type ConnectionKeys, connectionKeys, TLS13 } from "./connection-keys.ts";
import { type Direction, direction, recordCounts } from "./direction.ts";
import type { TlsFacts, TlsSide } from "./facts.ts";
import { guessSession } from "./guess-session.ts";
import { handshakeGatherer } from "./handshake-facts.ts";
import { journal } from "./journal.ts";
import type { KeyStore } from "./key-log.ts";
import type { KnownRecord } from "./known-record.ts";
import { type Arrived, effortWith, type Lane, lane, openNext, WINDOW, widen } from "./lane.ts";
import { observe } from "./observations.ts";
import { contentType, type LostRecords } from "./record-feed.ts";
import type { OpenedRecord } from "./record-protection.ts";
import type { TlsItem } from "./tls-item.ts";
import { type Departed, waitingRoom } from "./waiting-room.ts";

export interface TlsStream {
  /** Octets of one side, in order, with the frame that brought them. The data of items is the caller's to keep. */
  feed(side: TlsSide, octets: Uint8Array, frame: number, time: Timestamp | undefined): TlsItem[];
  /** Octets of this side are missing here; so many, if that is known. Also for a stream that is joined midway. */
  gap(side: TlsSide, length?: number): TlsItem[];
  /** The key store may have more keys: opens what waited for them. Costs little where they are not of this connection. */
  keysChanged(): TlsItem[];
  /** No more octets come: what waits is given up. */
  end(): TlsItem[];
  /** Octets that wait for keys, or for the rest of a record or of a handshake message. */
  waiting(): number;
  facts(): TlsFacts;
}

/** So many records are tried thoroughly where the recording joined a connection late; again when keys come. */
const THOROUGH_GUESSES = 2;

/** Octets of records that wait for keys, both sides together. */
const MOST_WAITING = 4 << 20;

export interface TlsStreamOptions {
  /** Octets of records that wait for keys at most. */
  readonly waiting?: number;
  /** Sees every record whose content is known, before what is in it. */
  readonly onRecord?: (record: KnownRecord) => void;
}

export function tlsStream(store: KeyStore, options: TlsStreamOptions = {}): TlsStream {
  const sides = { client: direction(), server: direction() };
  const room = waitingRoom(sides, options.waiting ?? MOST_WAITING);
  const gatherer = handshakeGatherer();
  const told = journal();
  const work = effortWith(store);
  let order = 0;
  let seenVersion = store.version();
  /** How many secrets of the session there were when they were last tried. */
  let triedSecrets = 0;
  let thoroughGuesses = THOROUGH_GUESSES;
  let clientRandom: Uint8Array | undefined;
  let hasEarlyData = false;
  let agreement: Agreement | undefined;
  let keys: ConnectionKeys | undefined;

  const current = (side: TlsSide) => sides[side].lanes.at(-1)!;
  const is13 = () => agreement?.version === TLS13;

  function arrive(record: Arrived, out: TlsItem[]): void {
    const here = sides[record.side];
    if (isClear(here, record)) {
      here.hasHole = false;
      here.counts.clear++;
      options.onRecord?.({ record, type: record.type, content: record.fragment, lost: 0 });
      takeContent(record, record.type, record.fragment, false, current(record.side), out);
    } else if (!tryRecord(current(record.side), record, out)) {
      giveUp(room.hold(record), ", and too much waits for them", out);
    }
  }

  function isClear(here: Direction, record: Arrived): boolean {
    if (record.type === contentType.applicationData) {
      if (agreement && !is13() && !here.isProtected) changeCipher(record.side, WINDOW);
      return false;
    }
    if (is13()) return true;
    if (here.isProtected) return false;
    if (!here.hasHole || record.type === contentType.changeCipherSpec) return true;
    // The ChangeCipherSpec may be in the hole.
    const isReadable = looksClear(record);
    if (!isReadable) changeCipher(record.side, WINDOW);
    return isReadable;
  }

  /** Opens the record if it can be, or gives it up; false where it has to wait for keys. */
  function tryRecord(at: Lane, record: Arrived, out: TlsItem[]): boolean {
    const before: Lane = { ...at };
    let outcome = openNext(at, record, work);
    if (outcome.kind === "no keys" && adoptGuess(record)) outcome = openNext(at, record, work);
    if (outcome.kind === "no keys" && !at.keys?.isHopeless()) return false;
    const here = sides[record.side];
    if (outcome.kind !== "opened") {
      const because = outcome.kind === "no keys" ? reason(at) : "its keys are known, but it does not fit them";
      here.counts.undecryptable++;
      here.misfits++;
      here.handshake.reset();
      told.closed(record, because, out);
      return true;
    }
    if (at.held.length > 0) {
      // What waits is of an earlier part, whose keys are missing.
      here.lanes.splice(here.lanes.indexOf(at), 0, before);
      at.held = [];
    }
    if (outcome.lost > 0 || outcome.isNewEpoch) here.handshake.reset();
    here.counts.decrypted++;
    here.counts.lost += Math.max(0, outcome.lost - here.misfits);
    here.misfits = 0;
    here.missing += outcome.lost;
    here.hasHole = false;
    tellOpened(record, outcome.record, here.missing, at);
    takeContent(record, outcome.record.type, outcome.record.content, true, at, out);
    return true;
  }

  function tellOpened(record: Arrived, opened: OpenedRecord, lost: number, { keys, epoch }: Lane): void {
    const protection = keys?.protection(record.side, epoch);
    const clientRandom = keys?.agreement.clientRandom;
    if (!protection || !clientRandom) return;
    const { type, content } = opened;
    options.onRecord?.({ record, type, content, lost, opened: { record: opened, protection, clientRandom } });
  }

  /** A stream without its ClientHello or ServerHello: which session of the key store fits it? */
  function adoptGuess(record: Arrived): boolean {
    if (keys?.agreement.clientRandom) return false;
    const guess = guessSession(store, { clientRandom, agreement }, record, work, thoroughGuesses-- > 0);
    if (!guess) return false;
    keys = guess.keys;
    agreement = keys.agreement;
    for (const lane of [...sides.client.lanes, ...sides.server.lanes]) {
      Object.assign(lane, { keys, epoch: guess.epoch, tries: Math.max(lane.tries, guess.tries) });
    }
    return true;
  }

  function giveUp(departed: readonly Departed[], addition: string, out: TlsItem[]): void {
    for (const { record, lane } of departed) {
      sides[record.side].counts.undecryptable++;
      told.closed(record, reason(lane) + addition, out);
    }
  }

  function takeContent(
    { side, frame, time }: Arrived,
    type: number,
    content: Uint8Array,
    encrypted: boolean,
    at: Lane,
    out: TlsItem[],
  ): void {
    const seen = { side, frame, time };
    switch (type) {
      case contentType.applicationData: {
        // RFC 5246, 6.2.1: records without content only hide traffic.
        if (content.length === 0) break;
        const early = at.epoch.stage === "early" ? { early: true as const } : {};
        const lost = sides[side].missing;
        sides[side].missing = 0;
        out.push({ kind: "plaintext", ...seen, data: content, lost, ...early });
        break;
      }
      case contentType.alert:
        told.alert(seen, content, encrypted, out);
        break;
      case contentType.changeCipherSpec:
        told.step(seen, "ChangeCipherSpec", content.length, encrypted, out);
        if (!agreement) sides[side].hasHole = true;
        else if (!is13()) changeCipher(side, 1);
        break;
      case contentType.handshake:
        for (const message of sides[side].handshake.feed(content)) {
          told.step(seen, handshakeName(message.type), message.length, encrypted, out);
          const hello = gatherer.take(side, message);
          if (hello.client) {
            clientRandom = hello.client.random;
            hasEarlyData = hello.client.facts.earlyData;
          } else if (hello.server && !hello.server.isRetry) {
            const { random: serverRandom, version, cipherSuite, facts } = hello.server;
            agreement = { clientRandom, serverRandom, version, cipherSuite, encryptThenMac: facts.encryptThenMac };
            keys = connectionKeys(store, agreement);
            if (version === TLS13) startHandshakeKeys(out);
          } else if (is13()) moveOn(side, message.type, at);
        }
        break;
    }
  }

  /** RFC 5246, 7.1: from here on the keys of the latest hellos hold. */
  function changeCipher(side: TlsSide, tries: number): void {
    const here = sides[side];
    if (side === "server") gatherer.serverChangesCipher();
    here.isProtected = true;
    here.handshake.reset();
    if (current(side).held.length === 0) here.lanes.pop();
    here.lanes.push(lane(keys, { stage: "session" }, tries));
  }

  /** RFC 8446, 2: all that follows a ServerHello is protected; early data may have come before it. */
  function startHandshakeKeys(out: TlsItem[]): void {
    Object.assign(current("server"), { keys, epoch: { stage: "handshake" } });
    Object.assign(current("client"), { keys, epoch: { stage: hasEarlyData ? "early" : "handshake" } });
    room.offer((at, record) => tryRecord(at, record, out));
  }

  /** RFC 8446, 4.4.4, 4.5 and 4.6.3: messages after which their sender changes its keys. */
  function moveOn(side: TlsSide, type: number, at: Lane): void {
    const { epoch } = at;
    if (epoch.stage === "early" && type === handshakeType.EndOfEarlyData) at.epoch = { stage: "handshake" };
    else if (epoch.stage === "handshake" && type === handshakeType.Finished) {
      at.epoch = { stage: "application", updates: 0 };
    } else if (epoch.stage === "application" && type === handshakeType.KeyUpdate) {
      at.epoch = { stage: "application", updates: epoch.updates + 1 };
    } else return;
    at.sequence = 0;
    sides[side].handshake.reset();
  }

  function takeNewKeys(out: TlsItem[]): void {
    if (store.version() === seenVersion) return;
    seenVersion = store.version();
    thoroughGuesses = THOROUGH_GUESSES;
    const latest = keys?.agreement.clientRandom ? undefined : room.latest();
    if (latest) adoptGuess(latest);
    if ((keys?.secretCount() ?? 0) === triedSecrets || work.credit <= 0) return;
    room.offer((at, record) => tryRecord(at, record, out));
    triedSecrets = keys?.secretCount() ?? 0;
  }

  function lose(side: TlsSide, lost: LostRecords, out: TlsItem[]): void {
    if (lost.records === 0) return;
    const here = sides[side];
    here.counts.holes++;
    here.hasHole = true;
    here.handshake.reset();
    gatherer.miss(side);
    widen(current(side), Math.max(WINDOW, lost.atMost));
    out.push({ kind: "undecryptable", side, ...here.last, content: "unknown", length: 0, because: lost.because });
  }

  return {
    feed(side, octets, frame, time) {
      const out: TlsItem[] = [];
      const here = sides[side];
      takeNewKeys(out);
      here.last = { frame, time };
      for (const item of here.records.feed(octets)) {
        if (item.kind === "lost") lose(side, item, out);
        else arrive({ side, order: order++, frame, time, ...item }, out);
      }
      return out;
    },
    gap(side, length) {
      const out: TlsItem[] = [];
      lose(side, sides[side].records.gap(length), out);
      return out;
    },
    keysChanged() {
      const out: TlsItem[] = [];
      takeNewKeys(out);
      return out;
    },
    end() {
      const out: TlsItem[] = [];
      giveUp(room.leave(), "", out);
      for (const side of ["client", "server"] as const) {
        const { records, handshake, last } = sides[side];
        handshake.reset();
        const length = records.waiting();
        if (length === 0) continue;
        const because = "the recording ends inside this record";
        out.push({ kind: "undecryptable", side, ...last, content: "unknown", length, because });
        records.gap(undefined);
      }
      return out;
    },
    waiting: () =>
      room.size() +
      [sides.client, sides.server].reduce(
        (sum, { records, handshake }) => sum + records.waiting() + handshake.waiting(),
        0,
      ),
    facts() {
      const records = { client: recordCounts(sides.client), server: recordCounts(sides.server) };
      const facts = { ...gatherer.facts(), ...told.facts(), records, keys: keys?.known() ?? "none" };
      return { ...facts, observations: observe(facts) };
    },
  };
}

function reason(at: Lane): string {
  return at.keys?.because() ?? "the hellos are not in the recording, so that no keys can be found";
}

/** Whether an alert or handshake record can be one in clear: what is encrypted looks otherwise. */
function looksClear({ type, fragment }: Arrived): boolean {
  if (type === contentType.alert) return fragment.length === 2;
  return fragment.length >= 4 && fragment[1] === 0 && !/\d/.test(handshakeName(fragment[0]!));
}
