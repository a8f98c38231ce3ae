/**
 * What is said on TCP connections: octets become V2G messages, through TLS where it has to be and can be.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { secondsBetween, type Timestamp } from "../base/timestamp.ts";
import { type Dialogue, dialogue } from "./dialogue.ts";
import type { MessageEvent, Observation, Side, TlsEvent } from "./events.ts";
import type { TlsFacts } from "./tls/facts.ts";
import type { KeyStore } from "./tls/key-log.ts";
import { looksLikeTls, mayBeRecords } from "./tls/record-feed.ts";
import type { HandshakeItem, TlsItem } from "./tls/tls-item.ts";
import { type TlsStream, tlsStream } from "./tls/tls-stream.ts";
import { type V2gtpMessage, type V2gtpStream, v2gtpStream } from "./v2gtp-stream.ts";
import type { Connection, StreamSide, WireItem } from "./wire.ts";
import { endsOf, NONE, octetsShown, SIDES, secondsOf, sideOf } from "./words.ts";

export interface Talks {
  readonly octets: (item: WireItem & { kind: "octets" }) => Observation[];
  readonly hole: (item: WireItem & { kind: "hole" }) => Observation[];
  /** Octets for a hole that was told already. */
  readonly late: (item: WireItem & { kind: "late" }) => Observation[];
  /** The key store has more keys: opens what waited for them. */
  readonly keysChanged: () => Observation[];
  /** A connection is over: what was begun on it is given up. */
  readonly close: (connection: Connection) => Observation[];
  readonly closeAll: () => Observation[];
}

/** Connections whose state is kept; the flow stage gives up quiet ones, too. */
const MOST_TALKS = 1024;
/** Octets that wait for the rest of a message, or for keys, of all connections together. */
const MOST_WAITING = 1 << 26;

/**
 * Octets of a connection on ports that nobody announced, after which it is somebody else's if none of them were a
 * message. No handshake of a car is so long.
 */
const MOST_STRANGE = 1 << 16;

/** What is known of one connection. */
interface Talk {
  readonly connection: Connection;
  readonly dialogue: Dialogue;
  readonly streams: Readonly<Record<StreamSide, V2gtpStream>>;
  /** What comes too late for those: whole messages are found in it, no more. */
  readonly late: Partial<Record<StreamSide, V2gtpStream>>;
  /** Undefined until the first octets tell. */
  kind?: "plain" | "tls";
  tls?: TlsStream;
  /** What was told of the handshake. */
  handshakeWords?: string;
  hasMessages?: boolean;
  /** The request that waits for its answer. */
  asked?: { readonly stem: string; readonly time: Timestamp | undefined };
  /** Octets that were looked at while nothing told whose connection it is. */
  strange: number;
  /** Octets that wait in it. */
  waiting: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of a connection that is nobody's session nothing is told. */
const isTold = ({ connection, hasMessages }: Talk) => connection.isExpected || hasMessages === true;

export function talks(keys: KeyStore): Talks {
  const all = new Map<number, Talk>();
  /** Octets that wait in all of them. */
  let waiting = 0;

  function octets(item: WireItem & { kind: "octets" }): Observation[] {
    const talk = talkOf(item.connection);
    const out = take(talk, item);
    note(talk);
    return waiting > MOST_WAITING ? [...out, ...makeRoom()] : out;
  }

  function note(talk: Talk): void {
    const { streams, late, tls } = talk;
    const now =
      streams.client.waiting() +
      streams.server.waiting() +
      (late.client?.waiting() ?? 0) +
      (late.server?.waiting() ?? 0) +
      (tls?.waiting() ?? 0);
    waiting += now - talk.waiting;
    talk.waiting = now;
  }

  /** Gives up what waits on the oldest connections. */
  function makeRoom(): Observation[] {
    const out: Observation[] = [];
    for (const talk of all.values()) {
      if (waiting <= MOST_WAITING / 2) break;
      if (talk.waiting === 0) continue;
      for (const side of ["client", "server"] as const) talk.late[side]?.end();
      out.push(...closeStreams(talk.connection));
    }
    return out;
  }

  function take(talk: Talk, { side, data, frame, time }: WireItem & { kind: "octets" }): Observation[] {
    if (!isTold(talk)) {
      if (talk.strange > MOST_STRANGE) return NONE;
      talk.strange += data.length;
    }
    // Where the hellos are missing, records tell it.
    if (talk.kind !== "tls" && !talk.hasMessages) {
      talk.kind = looksLikeTls(data) || mayBeRecords(data) ? "tls" : "plain";
    }
    if (talk.kind === "tls") {
      talk.tls ??= tlsStream(keys);
      return tlsItems(talk, talk.tls.feed(side, data, frame, time));
    }
    return plain(talk, side, talk.streams[side].feed(data, frame, time), false);
  }

  function late({ connection, side, data, continues, frame, time }: WireItem & { kind: "late" }): Observation[] {
    const talk = talkOf(connection);
    // TLS records need their place in the stream.
    if (talk.kind === "tls") return NONE;
    talk.late[side] ??= v2gtpStream();
    const stream = talk.late[side];
    if (!continues) stream.hole(frame, time);
    const found = stream.feed(data, frame, time).filter((message) => !("skipped" in message));
    note(talk);
    return plain(talk, side, found, false);
  }

  function plain(talk: Talk, side: StreamSide, found: ReturnType<V2gtpStream["feed"]>, isTls: boolean): Observation[] {
    if (found.length === 0) return NONE;
    const out: Observation[] = [];
    for (const one of found) {
      if ("skipped" in one) out.push(...skipped(talk, side, [one]));
      else out.push(messageOf(talk, side, one, isTls));
    }
    return out;
  }

  function messageOf(talk: Talk, side: StreamSide, found: V2gtpMessage, isTls: boolean): Observation {
    const { connection } = talk;
    const { frame, time, payloadType, payload, confidence } = found;
    const [source, destination] =
      side === "client"
        ? [connection.client.name, connection.server.name]
        : [connection.server.name, connection.client.name];
    talk.hasMessages = true;
    const read = talk.dialogue.read(payloadType, payload);
    if ("because" in read) {
      return {
        type: "unreadable",
        frame,
        ...secondsOf(time),
        source,
        destination,
        connection: connection.number,
        payloadType,
        octets: octetsShown(payload),
        because: read.because,
      };
    }
    const { schema, message, value, warnings } = read;
    // Written out, since this is the event that a recording has by the hundred thousand.
    const event: Mutable<MessageEvent> = {
      type: "message",
      frame,
      time: time === undefined ? Number.NaN : time.seconds + time.nanoseconds / 1e9,
      source,
      destination,
      side: sideOf(message, side),
      schema,
      message,
      exi: toHex(payload),
      value,
      payloadType,
      connection: connection.number,
    };
    if (time === undefined) delete event.time;
    if (read.guessed) event.guessed = true;
    if (isTls) event.tls = true;
    if (warnings.length > 0) event.warnings = warnings;
    if (confidence < 1) event.confidence = confidence;
    const latency = latencyOf(talk, message, time);
    if (latency !== undefined) event.latency = latency;
    return event;
  }

  /** Takes a request down, and gives an answer's time since its own. One that was not recorded gives none. */
  function latencyOf(talk: Talk, message: string, time: Timestamp | undefined): number | undefined {
    const stem = message.slice(0, -"Req".length);
    if (message.endsWith("Req")) {
      talk.asked = { stem, time };
      return undefined;
    }
    const { asked } = talk;
    delete talk.asked;
    if (asked?.stem !== stem || !asked.time || !time) return undefined;
    return Math.max(0, Math.round(secondsBetween(asked.time, time) * 1e9) / 1e9);
  }

  function skipped(
    talk: Talk,
    side: StreamSide,
    all: readonly { skipped: Uint8Array; because: string; frame: number; time: Timestamp | undefined }[],
  ): Observation[] {
    if (all.length === 0 || !isTold(talk)) return NONE;
    const [from, to] = endsOf(talk.connection, side);
    return all.map(({ skipped, because, frame, time }) => ({
      type: "unreadable",
      frame,
      ...secondsOf(time),
      source: from.name,
      destination: to.name,
      connection: talk.connection.number,
      octets: octetsShown(skipped),
      because,
    }));
  }

  function tlsItems(talk: Talk, items: readonly TlsItem[]): Observation[] {
    const out: Observation[] = [];
    const { number } = talk.connection;
    const closed = new Map<string, { event: Mutable<TlsEvent>; count: number }>();
    for (const item of items) {
      const { side, frame, time } = item;
      const at = { frame, ...secondsOf(time), connection: number, side: SIDES[side] };
      if (item.kind === "plaintext") {
        if (item.lost > 0) out.push(...skipped(talk, side, talk.streams[side].hole(frame, time)));
        out.push(...plain(talk, side, talk.streams[side].feed(item.data, frame, time), true));
        continue;
      }
      if (!isTold(talk)) continue;
      if (item.kind === "alert") {
        const { alert } = item;
        const words = alert ? `${alert.level}: ${alert.name}` : "an alert, encrypted";
        out.push({ type: "tls", ...at, change: "alert", words });
      } else if (item.kind === "undecryptable") {
        // All records that stay closed for the same reason are told at once.
        const key = `${side} ${item.because}`;
        const before = closed.get(key);
        const event: TlsEvent = before?.event ?? { type: "tls", ...at, change: "undecryptable", words: item.because };
        if (!before) out.push(event);
        closed.set(key, { event, count: (before?.count ?? 0) + 1 });
      } else if (isEncrypting(item)) out.push(...handshakeTold(talk, at));
    }
    for (const { event, count } of closed.values()) if (count > 1) event.words += ` (${count} records)`;
    return out;
  }

  /**
   * Told as soon as both sides go over to encryption, and once more where keys that came late show more. In TLS 1.3 the
   * server may say ChangeCipherSpec before it shows its certificate.
   */
  function handshakeTold(
    talk: Talk,
    at: { frame: number; time?: number; connection: number; side: Side },
  ): Observation[] {
    if (!talk.tls) return NONE;
    const facts = talk.tls.facts();
    if (at.side === "charger" && facts.version === "TLS 1.3" && talk.handshakeWords === undefined) return NONE;
    const words = tlsWords(facts);
    if (words === talk.handshakeWords) return NONE;
    talk.handshakeWords = words;
    return [{ type: "tls", ...at, change: "handshake", words, facts }];
  }

  function keysChanged(): Observation[] {
    return [...all.values()].flatMap((talk) => {
      if (!talk.tls || talk.waiting === 0) return NONE;
      const items = tlsItems(talk, talk.tls.keysChanged());
      note(talk);
      return items;
    });
  }

  function talkOf(connection: Connection): Talk {
    let talk = all.get(connection.number);
    if (!talk) {
      talk = {
        connection,
        dialogue: dialogue(),
        streams: { client: v2gtpStream(), server: v2gtpStream() },
        late: {},
        strange: 0,
        waiting: 0,
      };
      all.set(connection.number, talk);
      if (all.size > MOST_TALKS) {
        const [oldest] = all.values();
        if (oldest) {
          all.delete(oldest.connection.number);
          waiting -= oldest.waiting;
        }
      }
    }
    return talk;
  }

  function closeStreams(connection: Connection): Observation[] {
    const talk = all.get(connection.number);
    if (!talk) return NONE;
    const rest = talk.tls ? tlsItems(talk, talk.tls.end()) : [];
    const cut = (["client", "server"] as const).flatMap((side) => skipped(talk, side, talk.streams[side].end()));
    note(talk);
    return [...rest, ...cut];
  }

  function hole({ connection, side, missing, frame, time }: WireItem & { kind: "hole" }): Observation[] {
    const talk = talkOf(connection);
    const out =
      talk.kind === "tls"
        ? tlsItems(talk, talk.tls?.gap(side, missing) ?? [])
        : skipped(talk, side, talk.streams[side].hole(frame, time));
    note(talk);
    return out;
  }

  return {
    octets,
    hole,
    late,
    keysChanged,
    close: closeStreams,
    closeAll: () => [...all.values()].flatMap(({ connection }) => closeStreams(connection)),
  };
}

/** After these messages a side encrypts. */
const isEncrypting = ({ message }: HandshakeItem): boolean => message === "Finished" || message === "ChangeCipherSpec";

function tlsWords({ version, cipherSuite, group, certificates, resumed }: TlsFacts): string {
  const leaf = certificates.server?.[0];
  const words = [
    version,
    cipherSuite?.name,
    group,
    resumed && `resumed by ${resumed}`,
    leaf && "charger's certificate shown",
    certificates.client?.length ? "car's certificate shown" : undefined,
  ];
  return words.filter(Boolean).join(", ") || "TLS";
}
