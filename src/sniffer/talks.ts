/**
 * What is said on TCP connections: octets become V2G messages, through TLS where it has to be and can be.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Timestamp } from "../base/timestamp.ts";
import { type Dialogue, dialogue } from "./dialogue.ts";
import type { MessageEvent, Observation, Side } from "./events.ts";
import type { TlsFacts } from "./tls/facts.ts";
import type { KeyStore } from "./tls/key-log.ts";
import { looksLikeTls } from "./tls/record-feed.ts";
import type { TlsItem } from "./tls/tls-item.ts";
import { type TlsStream, tlsStream } from "./tls/tls-stream.ts";
import { type V2gtpStream, v2gtpStream } from "./v2gtp-stream.ts";
import type { Connection, StreamSide, WireItem } from "./wire.ts";
import { endsOf, NONE, nameOf, octetsShown, SIDES, secondsOf, sideOf } from "./words.ts";

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

/** Connections whose state is kept; the flow stage gives up older ones, too. */
const MOST_TALKS = 4096;

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
  isHandshakeTold?: boolean;
}

export function talks(keys: KeyStore): Talks {
  const all = new Map<number, Talk>();

  function octets({ connection, side, data, frame, time }: WireItem & { kind: "octets" }): Observation[] {
    const talk = talkOf(connection);
    talk.kind ??= looksLikeTls(data) ? "tls" : "plain";
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
    return plain(talk, side, found, false);
  }

  function plain(talk: Talk, side: StreamSide, found: ReturnType<V2gtpStream["feed"]>, isTls: boolean): Observation[] {
    return found.flatMap((message) => {
      if ("skipped" in message) return skipped(talk, side, [message]);
      const [from, to] = endsOf(talk.connection, side);
      const { payloadType, payload, confidence } = message;
      const at = {
        frame: message.frame,
        ...secondsOf(message.time),
        source: nameOf(from),
        destination: nameOf(to),
        connection: talk.connection.number,
      };
      const read = talk.dialogue.read(payloadType, payload);
      if ("because" in read) {
        return [
          {
            type: "unreadable" as const,
            ...at,
            payloadType,
            octets: octetsShown(payload),
            because: read.because,
          },
        ];
      }
      const { warnings, ...rest } = read;
      const event: MessageEvent = {
        type: "message",
        ...at,
        side: sideOf(read.message, side),
        ...rest,
        exi: toHex(payload),
        payloadType,
        ...(isTls ? { tls: true } : {}),
        ...(warnings.length > 0 ? { warnings } : {}),
        ...(confidence < 1 ? { confidence } : {}),
      };
      return [event];
    });
  }

  function skipped(
    talk: Talk,
    side: StreamSide,
    all: readonly { skipped: Uint8Array; because: string; frame: number; time: Timestamp | undefined }[],
  ): Observation[] {
    const [from, to] = endsOf(talk.connection, side);
    return all.map(({ skipped, because, frame, time }) => ({
      type: "unreadable",
      frame,
      ...secondsOf(time),
      source: nameOf(from),
      destination: nameOf(to),
      connection: talk.connection.number,
      octets: octetsShown(skipped),
      because,
    }));
  }

  function tlsItems(talk: Talk, items: readonly TlsItem[]): Observation[] {
    const out: Observation[] = [];
    const { number } = talk.connection;
    for (const item of items) {
      const { side, frame, time } = item;
      const at = { frame, ...secondsOf(time), connection: number, side: SIDES[side] };
      if (item.kind === "plaintext") {
        if (item.lost > 0) out.push(...skipped(talk, side, talk.streams[side].hole(frame, time)));
        out.push(...plain(talk, side, talk.streams[side].feed(item.data, frame, time), true));
      } else if (item.kind === "alert") {
        const { alert } = item;
        out.push({
          type: "tls",
          ...at,
          change: "alert",
          words: alert ? `${alert.level}: ${alert.name}` : "an alert, encrypted",
        });
      } else if (item.kind === "undecryptable") {
        out.push({ type: "tls", ...at, change: "undecryptable", words: item.because });
      } else if (item.message === "Finished" || item.message === "ChangeCipherSpec") {
        out.push(...handshakeTold(talk, at));
      }
    }
    return out;
  }

  /** Told once, as soon as the handshake goes over to encryption. */
  function handshakeTold(
    talk: Talk,
    at: { frame: number; time?: number; connection: number; side: Side },
  ): Observation[] {
    if (talk.isHandshakeTold || !talk.tls) return NONE;
    talk.isHandshakeTold = true;
    const facts = talk.tls.facts();
    return [{ type: "tls", ...at, change: "handshake", words: tlsWords(facts), facts }];
  }

  function keysChanged(): Observation[] {
    return [...all.values()].flatMap((talk) => (talk.tls ? tlsItems(talk, talk.tls.keysChanged()) : NONE));
  }

  function talkOf(connection: Connection): Talk {
    let talk = all.get(connection.number);
    if (!talk) {
      talk = {
        connection,
        dialogue: dialogue(),
        streams: { client: v2gtpStream(), server: v2gtpStream() },
        late: {},
      };
      all.set(connection.number, talk);
      if (all.size > MOST_TALKS) {
        const [oldest] = all.keys();
        if (oldest !== undefined) all.delete(oldest);
      }
    }
    return talk;
  }

  function closeStreams(connection: Connection): Observation[] {
    const talk = all.get(connection.number);
    if (!talk) return NONE;
    const rest = talk.tls ? tlsItems(talk, talk.tls.end()) : [];
    return [
      ...rest,
      ...(["client", "server"] as const).flatMap((side) => skipped(talk, side, talk.streams[side].end())),
    ];
  }

  function hole({ connection, side, missing, frame, time }: WireItem & { kind: "hole" }): Observation[] {
    const talk = talkOf(connection);
    return talk.kind === "tls"
      ? tlsItems(talk, talk.tls?.gap(side, missing) ?? [])
      : skipped(talk, side, talk.streams[side].hole(frame, time));
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
