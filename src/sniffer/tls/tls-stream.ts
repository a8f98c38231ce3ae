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
import { alertOf } from "./alerts.ts";
import { handshakeName, handshakeType } from "./code-points.ts";
import { type Agreement, type ConnectionKeys, connectionKeys, TLS13 } from "./connection-keys.ts";
import type { AlertFacts, HandshakeStep, RecordCounts, TlsFacts, TlsSide } from "./facts.ts";
import { guessSession } from "./guess-session.ts";
import { handshakeGatherer } from "./handshake-facts.ts";
import { type HandshakeFeed, handshakeFeed } from "./handshake-feed.ts";
import type { KeyStore } from "./key-log.ts";
import { type Arrived, effort, type Lane, lane, type Outcome, openNext, WIDEST_WINDOW, WINDOW, widen } from "./lane.ts";
import { observe } from "./observations.ts";
import { contentType, type LostRecords, type RecordFeed, recordFeed, type TlsRecord } from "./record-feed.ts";
import type { TlsItem } from "./tls-item.ts";

export interface TlsStream {
  /** Octets of one side, in order, with the frame that brought them. The data of items is the caller's to keep. */
  feed(side: TlsSide, octets: Uint8Array, frame: number, time: Timestamp | undefined): TlsItem[];
  /** Octets of this side are missing here; so many, if that is known. Also for a stream that is joined midway. */
  gap(side: TlsSide, length?: number): TlsItem[];
  /** The key store has more keys. Costs little where they are not of this connection. */
  keysChanged(): TlsItem[];
  /** No more octets come: what waits is given up. */
  end(): TlsItem[];
  facts(): TlsFacts;
}

/** Octets of records that wait for keys, both sides together. */
const MOST_WAITING = 4 << 20;

/** What a waiting record takes beside its octets. */
const RECORD_OVERHEAD = 128;

const MOST_STEPS = 64;
const MOST_ALERTS = 16;

/** A side's lanes: the last one is written to, those before wait for keys of an earlier part. */
interface Direction {
  readonly records: RecordFeed;
  readonly handshake: HandshakeFeed;
  lanes: Lane[];
  /** TLS 1.2: everything is protected, since ChangeCipherSpec. */
  isProtected: boolean;
  /** Something is missing, so that the next record may be protected though its ChangeCipherSpec was not seen. */
  hasHole: boolean;
  counts: { -readonly [K in keyof RecordCounts]: RecordCounts[K] };
  last: { frame: number; time: Timestamp | undefined };
}

function direction(): Direction {
  return {
    records: recordFeed(),
    handshake: handshakeFeed(),
    lanes: [lane(undefined, { stage: "session" })],
    isProtected: false,
    hasHole: false,
    counts: { clear: 0, decrypted: 0, undecryptable: 0, waiting: 0, lost: 0, holes: 0 },
    last: { frame: 0, time: undefined },
  };
}

export function tlsStream(store: KeyStore, options: { readonly waiting?: number } = {}): TlsStream {
  const mostWaiting = options.waiting ?? MOST_WAITING;
  const sides = { client: direction(), server: direction() };
  const gatherer = handshakeGatherer();
  const steps: HandshakeStep[] = [];
  const alerts: AlertFacts[] = [];
  const work = effort();
  let order = 0;
  let waiting = 0;
  let seenVersion = store.version();
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
      takeContent(record, record.type, record.fragment, false, 0, current(record.side), out);
      return;
    }
    tryRecord(current(record.side), record, out) || hold(record, out);
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
    const { fragment } = record;
    const isReadable =
      record.type === contentType.alert
        ? fragment.length === 2
        : fragment.length >= 4 && fragment[1] === 0 && !/\d/.test(handshakeName(fragment[0]!));
    if (!isReadable) changeCipher(record.side, WINDOW);
    return isReadable;
  }

  /** Opens the record if it can be, or gives it up; false where it has to wait for keys. */
  function tryRecord(at: Lane, record: Arrived, out: TlsItem[]): boolean {
    const before: Lane = { ...at };
    let outcome: Outcome = openNext(at, record, work);
    if (outcome.kind === "no keys" && !at.keys?.agreement.clientRandom) {
      adoptGuess(at, record);
      outcome = openNext(at, record, work);
    }
    if (outcome.kind === "no keys" && !at.keys?.isHopeless()) return false;
    const here = sides[record.side];
    if (outcome.kind !== "opened") {
      const why = outcome.kind === "no keys" ? at.keys!.because() : "its keys are known, but it does not fit them";
      giveUp(record, why, out);
      here.handshake.reset();
      return true;
    }
    if (at.held.length > 0) {
      here.lanes.splice(here.lanes.indexOf(at), 0, before);
      at.held = [];
    }
    if (outcome.lost > 0 || outcome.isNewEpoch) here.handshake.reset();
    here.counts.decrypted++;
    here.counts.lost += outcome.lost;
    here.hasHole = false;
    const { type, content } = outcome.record;
    takeContent(record, type, content, true, outcome.lost, at, out);
    return true;
  }

  /** A stream that was joined midway: which session of the key store fits it? */
  function adoptGuess(at: Lane, record: Arrived): void {
    const guess = guessSession(store, agreement, record, work);
    if (!guess) return;
    agreement = guess.keys.agreement;
    keys = guess.keys;
    clientRandom = agreement.clientRandom;
    for (const side of ["client", "server"] as const) {
      for (const lane of sides[side].lanes) {
        if (lane.keys && lane.epoch.stage === "session") lane.keys = keys;
        else Object.assign(lane, { keys, epoch: guess.epoch, tries: Math.max(lane.tries, WINDOW) });
      }
    }
    at.tries = Math.max(at.tries, WINDOW);
  }

  function hold(record: Arrived, out: TlsItem[]): void {
    current(record.side).held.push({ ...record, fragment: record.fragment.slice() });
    sides[record.side].counts.waiting++;
    waiting += record.fragment.length + RECORD_OVERHEAD;
    while (waiting > mostWaiting) giveUpOldest(out);
  }

  function release(record: Arrived): void {
    sides[record.side].counts.waiting--;
    waiting -= record.fragment.length + RECORD_OVERHEAD;
  }

  /** Half of what waits, so that it is not done for each record. */
  function giveUpOldest(out: TlsItem[]): void {
    const all = [...sides.client.lanes, ...sides.server.lanes].flatMap(({ held }) => held);
    all.sort((a, b) => a.order - b.order);
    const gone = new Set(all.slice(0, Math.ceil(all.length / 2)));
    for (const side of ["client", "server"] as const) {
      for (const lane of sides[side].lanes) {
        const kept = lane.held.filter((record) => !gone.has(record));
        const count = lane.held.length - kept.length;
        if (count > 0) widen(lane, Math.min(WIDEST_WINDOW, lane.tries + count));
        lane.held = kept;
      }
    }
    for (const record of gone) {
      release(record);
      giveUp(record, `${reason(current(record.side))}, and too much waits for them`, out);
    }
  }

  function reason(at: Lane): string {
    return at.keys?.because() ?? "the handshake is not in the recording, so that no keys can be found";
  }

  function giveUp({ side, frame, time, type, fragment }: Arrived, because: string, out: TlsItem[]): void {
    sides[side].counts.undecryptable++;
    const content = type === 23 ? "application data" : type === 22 ? "handshake" : type === 21 ? "alert" : "unknown";
    if (content === "alert") noteAlert({ side, frame, time, alert: undefined, encrypted: true });
    if (content === "handshake")
      note({ side, frame, time, message: "protected", length: fragment.length, encrypted: true });
    out.push({ kind: "undecryptable", side, frame, time, content, length: fragment.length, because });
  }

  function note(step: HandshakeStep): void {
    if (steps.length < MOST_STEPS) steps.push(step);
  }

  function noteAlert(alert: AlertFacts): void {
    if (alerts.length < MOST_ALERTS) alerts.push(alert);
  }

  function takeContent(
    { side, frame, time }: Arrived,
    type: number,
    content: Uint8Array,
    encrypted: boolean,
    lost: number,
    at: Lane,
    out: TlsItem[],
  ): void {
    const seen = { side, frame, time };
    switch (type) {
      case contentType.applicationData:
        // RFC 5246, 6.2.1: records without content only hide traffic.
        if (content.length > 0 || lost > 0) {
          const early = at.epoch.stage === "early" ? { early: true as const } : {};
          out.push({ kind: "plaintext", ...seen, data: content, lost, ...early });
        }
        break;
      case contentType.alert: {
        const alert = { ...seen, alert: alertOf(content[0] ?? 2, content[1] ?? 255), encrypted };
        noteAlert(alert);
        out.push({ kind: "alert", ...alert });
        break;
      }
      case contentType.changeCipherSpec: {
        const step = { ...seen, message: "ChangeCipherSpec", length: content.length, encrypted };
        note(step);
        out.push({ kind: "handshake", ...step });
        if (!agreement) sides[side].hasHole = true;
        else if (!is13()) changeCipher(side, 1);
        break;
      }
      case contentType.handshake:
        for (const message of sides[side].handshake.feed(content)) {
          const step = { ...seen, message: handshakeName(message.type), length: message.length, encrypted };
          note(step);
          out.push({ kind: "handshake", ...step });
          takeMessage(side, message.type, gatherer.take(side, message), at, out);
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

  function takeMessage(
    side: TlsSide,
    type: number,
    { client, server }: ReturnType<typeof gatherer.take>,
    at: Lane,
    out: TlsItem[],
  ): void {
    if (client) {
      clientRandom = client.random;
      hasEarlyData = client.facts.earlyData;
    } else if (server && !server.isRetry) {
      const { random: serverRandom, version, cipherSuite, facts } = server;
      agreement = { clientRandom, serverRandom, version, cipherSuite, encryptThenMac: facts.encryptThenMac };
      keys = connectionKeys(store, agreement);
      if (version === TLS13) startHandshakeKeys(out);
    } else if (is13() && at.epoch.stage !== "session") {
      moveOn(side, type, at);
    }
  }

  /** RFC 8446, 2: all that follows a ServerHello is protected; early data may have come before it. */
  function startHandshakeKeys(out: TlsItem[]): void {
    Object.assign(current("server"), { keys, epoch: { stage: "handshake" } });
    Object.assign(current("client"), { keys, epoch: { stage: hasEarlyData ? "early" : "handshake" } });
    drain(out);
  }

  /** RFC 8446, 4.4.4, 4.5 and 4.6.3: messages after which their sender changes its keys. */
  function moveOn(side: TlsSide, type: number, at: Lane): void {
    const { stage } = at.epoch;
    if (type === handshakeType.EndOfEarlyData) at.epoch = { stage: "handshake" };
    else if (type === handshakeType.Finished) at.epoch = { stage: "application", updates: 0 };
    else if (type === handshakeType.KeyUpdate && at.epoch.stage === "application") {
      at.epoch = { stage: "application", updates: at.epoch.updates + 1 };
    } else return;
    if (stage === "application" && type === handshakeType.Finished) return;
    at.sequence = 0;
    sides[side].handshake.reset();
  }

  /** Tries all that waits again, oldest first over both sides. */
  function drain(out: TlsItem[]): void {
    const queues = [...sides.client.lanes, ...sides.server.lanes]
      .filter(({ held }) => held.length > 0)
      .map((lane) => ({ lane, records: lane.held, at: 0 }));
    for (const { lane } of queues) lane.held = [];
    for (;;) {
      let next: (typeof queues)[number] | undefined;
      for (const queue of queues) {
        const record = queue.records[queue.at];
        if (record && (!next || record.order < next.records[next.at]!.order)) next = queue;
      }
      if (!next) break;
      const record = next.records[next.at++]!;
      // A change of cipher among what waited opens a lane for the rest.
      const at = sides[record.side].lanes.includes(next.lane) ? next.lane : current(record.side);
      if (tryRecord(at, record, out)) release(record);
      else at.held.push(record);
    }
    for (const here of [sides.client, sides.server]) {
      here.lanes = here.lanes.filter((lane, index) => index === here.lanes.length - 1 || lane.held.length > 0);
    }
  }

  function lose(side: TlsSide, lost: LostRecords, out: TlsItem[]): void {
    const here = sides[side];
    if (lost.records === 0) return;
    here.counts.holes++;
    here.hasHole = true;
    here.handshake.reset();
    widen(current(side), Math.max(WINDOW, lost.atMost + 1));
    const { frame, time } = here.last;
    out.push({ kind: "undecryptable", side, frame, time, content: "unknown", length: 0, because: lost.because });
  }

  return {
    feed(side, octets, frame, time) {
      const out: TlsItem[] = [];
      const here = sides[side];
      here.last = { frame, time };
      for (const item of here.records.feed(octets)) {
        if (item.kind === "lost") lose(side, item, out);
        else arrive(arrivedOf(item, side, order++, frame, time), out);
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
      if (store.version() !== seenVersion) {
        seenVersion = store.version();
        drain(out);
      }
      return out;
    },
    end() {
      const out: TlsItem[] = [];
      const all = (["client", "server"] as const).flatMap((side) =>
        sides[side].lanes.flatMap((lane) => lane.held.splice(0).map((record) => ({ record, why: reason(lane) }))),
      );
      for (const { record, why } of all.sort((a, b) => a.record.order - b.record.order)) {
        release(record);
        giveUp(record, why, out);
      }
      for (const side of ["client", "server"] as const) {
        const length = sides[side].records.waiting();
        if (length === 0) continue;
        const because = "the recording ends inside this record";
        out.push({ kind: "undecryptable", side, ...sides[side].last, content: "unknown", length, because });
        sides[side].records.gap(undefined);
      }
      return out;
    },
    facts() {
      const facts = {
        ...gatherer.facts(),
        handshake: [...steps],
        alerts: [...alerts],
        records: { client: { ...sides.client.counts }, server: { ...sides.server.counts } },
        keys: keys?.known() ?? "none",
      };
      return { ...facts, observations: observe(facts) };
    },
  };
}

function arrivedOf(
  { type, version, fragment }: TlsRecord,
  side: TlsSide,
  order: number,
  frame: number,
  time: Timestamp | undefined,
): Arrived {
  return { side, order, frame, time, type, version, fragment };
}
