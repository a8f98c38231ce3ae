/**
 * Joins the stages of the reader: records of a capture go in, observations come out, as they become complete. The same
 * code serves a file, a live port and a page in a browser.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { CaptureRecord, TextMessage } from "../capture/records.ts";
import { readMme } from "../messages/homeplug/frame.ts";
import { readSdp, SDP_PORT, SDP_REQUEST, SDP_RESPONSE } from "../messages/sdp.ts";
import { type Dialogue, dialogue } from "./dialogue.ts";
import type { MessageEvent, MmeEvent, Observation, PilotEvent, Side } from "./events.ts";
import { flows } from "./flows.ts";
import { pilotIn } from "./pilot.ts";
import type { TlsFacts } from "./tls/facts.ts";
import { disclosedKeyLog, type KeyStore, keyStore } from "./tls/key-log.ts";
import { looksLikeTls } from "./tls/record-feed.ts";
import type { TlsItem } from "./tls/tls-item.ts";
import { type TlsStream, tlsStream } from "./tls/tls-stream.ts";
import { type V2gtpStream, v2gtpStream } from "./v2gtp-stream.ts";
import type { Connection, End, StreamSide, WireItem } from "./wire.ts";

export interface Reader {
  readonly feed: (record: CaptureRecord) => Observation[];
  /** What was not complete when the recording ended. */
  readonly end: () => Observation[];
}

export interface ReaderOptions {
  /** TLS keys from a key log; those inside the recording are found anyhow. */
  readonly keys?: KeyStore;
}

/** Octets of what cannot be read that are shown. */
const MOST_SHOWN = 64;

/** Connections whose state is kept; the flow stage gives up older ones, too. */
const MOST_TALKS = 4096;

/** What is known of one connection. */
interface Talk {
  readonly connection: Connection;
  readonly dialogue: Dialogue;
  readonly streams: Readonly<Record<StreamSide, V2gtpStream>>;
  /** Undefined until the first octets tell. */
  kind?: "plain" | "tls";
  tls?: TlsStream;
  isHandshakeTold?: boolean;
}

const SIDES: Readonly<Record<StreamSide, Side>> = { client: "vehicle", server: "charger" };

export function reader({ keys = keyStore() }: ReaderOptions = {}): Reader {
  const flow = flows();
  const talks = new Map<number, Talk>();
  /** Messages of a text log share one dialogue: a log tells of one session at a time. */
  const logged = dialogue();

  function feed(record: CaptureRecord): Observation[] {
    switch (record.kind) {
      case "frame": {
        const items = flow.feed(record);
        const comment: Observation[] = record.comment
          ? [
              {
                type: "recording",
                change: "comment",
                frame: record.number,
                ...secondsOf(record.time),
                words: record.comment,
              },
            ]
          : [];
        if (items.length === 0 && comment.length === 0) return NONE;
        return [...comment, ...items.flatMap(observe)];
      }
      case "message":
        return textMessage(record);
      case "secrets":
        keys.add(record.keyLog);
        return keysChanged();
      case "statistics": {
        const lost = (record.dropped ?? 0) + (record.droppedBySystem ?? 0);
        if (lost === 0) return NONE;
        return [
          {
            type: "recording",
            change: "drops",
            ...secondsOf(record.time),
            words: `${lost} frames were lost while recording`,
          },
        ];
      }
      case "problem":
        return [{ type: "recording", change: "problem", words: record.reason }];
      case "end":
        return record.reason ? [{ type: "recording", change: "end", words: record.reason }] : NONE;
      default:
        return NONE;
    }
  }

  function observe(item: WireItem): Observation[] {
    switch (item.kind) {
      case "management":
        return management(item);
      case "datagram":
        return datagram(item);
      case "tcp": {
        const { connection, side, change, frame, time } = item;
        const [from, to] = endsOf(connection, side);
        return [
          ...(change === "reset" ? closeStreams(connection) : []),
          {
            type: "tcp",
            change,
            frame,
            ...secondsOf(time),
            connection: connection.number,
            source: nameOf(from),
            destination: nameOf(to),
            side: SIDES[side],
          },
        ];
      }
      case "octets":
        return octets(item);
      case "hole": {
        const { connection, side, missing, frame, time } = item;
        const [from, to] = endsOf(connection, side);
        const talk = talkOf(connection);
        const rest =
          talk.kind === "tls"
            ? tlsItems(talk, talk.tls?.gap(side, missing) ?? [])
            : skipped(talk, side, talk.streams[side].hole(frame, time));
        return [
          ...rest,
          {
            type: "tcp",
            change: "hole",
            frame,
            ...secondsOf(time),
            connection: connection.number,
            source: nameOf(from),
            destination: nameOf(to),
            side: SIDES[side],
            missing,
          },
        ];
      }
      case "unreadable":
        return [
          {
            type: "unreadable",
            frame: item.frame,
            ...secondsOf(item.time),
            source: "",
            destination: "",
            because: item.because,
          },
        ];
      default:
        return item satisfies never;
    }
  }

  function management({ frame, time, source, destination, octets }: WireItem & { kind: "management" }): Observation[] {
    const at = { frame, ...secondsOf(time) };
    const message = readMme(octets);
    if (!("name" in message)) return [{ type: "unreadable", ...at, source, destination, because: message.because }];
    const { name, mmtype, value, because } = message;
    const event: MmeEvent = {
      type: "mme",
      ...at,
      name,
      mmtype,
      source,
      destination,
      value,
      ...(because ? { because } : {}),
    };
    const pilot = pilotIn(event);
    return pilot ? [event, { type: "pilot", ...at, ...pilot } satisfies PilotEvent] : [event];
  }

  function datagram({ frame, time, source, destination, data }: WireItem & { kind: "datagram" }): Observation[] {
    const disclosed = disclosedKeyLog(data);
    if (disclosed !== undefined) {
      keys.add(disclosed);
      return keysChanged();
    }
    if (source.port !== SDP_PORT && destination.port !== SDP_PORT) return NONE;
    const at = { frame, ...secondsOf(time), source: nameOf(source), destination: nameOf(destination) };
    const [message] = v2gtpStream().feed(data, frame, time);
    if (!message || "skipped" in message) {
      return [
        {
          type: "unreadable",
          ...at,
          octets: toHex(data, 0, Math.min(data.length, MOST_SHOWN)),
          because: "no V2GTP message on the port of SDP",
        },
      ];
    }
    const { payloadType, payload } = message;
    const sdp = readSdp(payloadType, payload);
    if ("because" in sdp) {
      return [
        {
          type: "unreadable",
          ...at,
          payloadType,
          octets: toHex(payload, 0, Math.min(payload.length, MOST_SHOWN)),
          because: sdp.because,
        },
      ];
    }
    const side: Side = payloadType === SDP_REQUEST ? "vehicle" : payloadType === SDP_RESPONSE ? "charger" : "unknown";
    return [{ type: "message", ...at, side, schema: "sdp", message: sdp.message, value: sdp.value, payloadType }];
  }

  function octets({ connection, side, data, frame, time }: WireItem & { kind: "octets" }): Observation[] {
    const talk = talkOf(connection);
    talk.kind ??= looksLikeTls(data) ? "tls" : "plain";
    if (talk.kind === "tls") {
      talk.tls ??= tlsStream(keys);
      return tlsItems(talk, talk.tls.feed(side, data, frame, time));
    }
    return plain(talk, side, data, frame, time, false);
  }

  function plain(
    talk: Talk,
    side: StreamSide,
    data: Uint8Array,
    frame: number,
    time: Timestamp | undefined,
    isTls: boolean,
  ): Observation[] {
    return talk.streams[side].feed(data, frame, time).flatMap((message) => {
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
            octets: toHex(payload, 0, Math.min(payload.length, MOST_SHOWN)),
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
      octets: toHex(skipped, 0, Math.min(skipped.length, MOST_SHOWN)),
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
        out.push(...plain(talk, side, item.data, frame, time, true));
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
    return [...talks.values()].flatMap((talk) => (talk.tls ? tlsItems(talk, talk.tls.keysChanged()) : NONE));
  }

  function talkOf(connection: Connection): Talk {
    let talk = talks.get(connection.number);
    if (!talk) {
      talk = {
        connection,
        dialogue: dialogue(),
        streams: { client: v2gtpStream(), server: v2gtpStream() },
      };
      talks.set(connection.number, talk);
      if (talks.size > MOST_TALKS) {
        const [oldest] = talks.keys();
        if (oldest !== undefined) talks.delete(oldest);
      }
    }
    return talk;
  }

  function closeStreams(connection: Connection): Observation[] {
    const talk = talks.get(connection.number);
    if (!talk) return NONE;
    const rest = talk.tls ? tlsItems(talk, talk.tls.end()) : [];
    return [
      ...rest,
      ...(["client", "server"] as const).flatMap((side) => skipped(talk, side, talk.streams[side].end())),
    ];
  }

  function textMessage({ number, time, form, data, direction }: TextMessage): Observation[] {
    const [message] =
      form === "v2gtp" ? v2gtpStream().feed(data, number, time) : [{ payloadType: 0x8001, payload: data }];
    const at = {
      frame: number,
      ...secondsOf(time),
      source: direction === "out" ? "this side" : "",
      destination: direction === "in" ? "this side" : "",
    };
    if (!message || "skipped" in message)
      return [{ type: "unreadable", ...at, because: "a V2GTP message that is cut" }];
    const { payloadType, payload } = message;
    const read = logged.read(payloadType, payload);
    if ("because" in read) return [{ type: "unreadable", ...at, payloadType, because: read.because }];
    const { warnings, ...rest } = read;
    return [
      {
        type: "message",
        ...at,
        side: sideOf(read.message, undefined),
        ...rest,
        exi: toHex(payload),
        payloadType,
        ...(warnings.length > 0 ? { warnings } : {}),
      },
    ];
  }

  return {
    feed,
    end() {
      const rest = flow.end().flatMap(observe);
      return [...rest, ...[...talks.values()].flatMap(({ connection }) => closeStreams(connection))];
    },
  };
}

const NONE: Observation[] = [];

const secondsOf = (time: Timestamp | undefined) => (time ? { time: time.seconds + time.nanoseconds / 1e9 } : {});
const nameOf = ({ address, port }: End) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
const endsOf = ({ client, server }: Connection, side: StreamSide): readonly [End, End] =>
  side === "client" ? [client, server] : [server, client];

/** Requests come from the car, answers from the charger, whatever TCP says of a stream that was joined midway. */
function sideOf(message: string, side: StreamSide | undefined): Side {
  if (message.endsWith("Req")) return "vehicle";
  if (message.endsWith("Res")) return "charger";
  return side ? SIDES[side] : "unknown";
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
