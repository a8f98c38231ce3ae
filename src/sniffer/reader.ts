/**
 * Joins the stages of the reader: records of a capture go in, observations come out, as they become complete. The same
 * code serves a file, a live port and a page in a browser.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { CaptureRecord, Frame, TextMessage } from "../capture/records.ts";
import { readMme } from "../messages/homeplug/frame.ts";
import { readSdp, SDP_PORT, SDP_REQUEST, SDP_RESPONSE } from "../messages/sdp.ts";
import type { Census } from "./census.ts";
import { dialogue } from "./dialogue.ts";
import type { MessageEvent, MmeEvent, Observation, PilotEvent, Side } from "./events.ts";
import { flows } from "./flows.ts";
import { pilotIn } from "./pilot.ts";
import { talks } from "./talks.ts";
import { disclosedKeyLog, type KeyStore, keyStore } from "./tls/key-log.ts";
import { v2gtpStream } from "./v2gtp-stream.ts";
import type { WireItem } from "./wire.ts";
import { endsOf, NONE, octetsShown, SIDES, secondsOf, sideOf } from "./words.ts";

export interface Reader {
  readonly feed: (record: CaptureRecord) => Observation[];
  /** What was not complete when the recording ended. */
  readonly end: () => Observation[];
  /** What all frames until now carry, also those of which nothing is told. */
  readonly census: () => Census;
}

export interface ReaderOptions {
  /** TLS keys from a key log; those inside the recording are found anyhow. */
  readonly keys?: KeyStore;
}

export function reader({ keys = keyStore() }: ReaderOptions = {}): Reader {
  const flow = flows();
  const talk = talks(keys);
  /** Messages of a text log share one dialogue: a log tells of one session at a time. */
  const logged = dialogue();

  /** The time of the last frame that had one and could be read: that of a corrupt frame may be anything. */
  let last: Timestamp | undefined;
  let isCutTold = false;

  function feed(record: CaptureRecord): Observation[] {
    switch (record.kind) {
      case "frame": {
        const items = flow.feed(record);
        if (record.time && items[0]?.kind !== "unreadable") last = record.time;
        const seen = observeAll(items);
        const isPlain = record.comment === undefined && !record.dropped && record.originalLength <= record.data.length;
        return isPlain ? seen : [...beside(record), ...seen];
      }
      case "message":
        return textMessage(record);
      case "secrets":
        keys.add(record.keyLog);
        return [
          { type: "recording", change: "secrets", words: "the recording itself holds TLS secrets" },
          ...talk.keysChanged(),
        ];
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
        return [{ type: "recording", change: "end", ...secondsOf(last), words: record.reason ?? "the recording ends" }];
      default:
        return NONE;
    }
  }

  /** Most frames carry nothing to tell, or one thing. */
  function observeAll(items: readonly WireItem[]): Observation[] {
    const [first] = items;
    if (first === undefined) return NONE;
    return items.length === 1 ? observe(first) : items.flatMap(observe);
  }

  /** What the recorder noted of a frame. */
  function beside(frame: Frame): Observation[] {
    const { number, time, comment, dropped = 0, originalLength, data } = frame;
    const at = { type: "recording", frame: number, ...secondsOf(time) } as const;
    const out: Observation[] = comment === undefined ? [] : [{ ...at, change: "comment", words: comment }];
    if (dropped > 0) out.push({ ...at, change: "drops", words: `${dropped} frames were lost just before this one` });
    if (originalLength > data.length && data.length > 0 && !isCutTold) {
      isCutTold = true;
      const words = `The recorder kept ${data.length} of ${originalLength} octets of this frame: what was beyond is missing, here and in others`;
      out.push({ ...at, change: "problem", words });
    }
    return out;
  }

  function observe(item: WireItem): Observation[] {
    switch (item.kind) {
      case "management":
        return management(item);
      case "datagram":
        return datagram(item);
      case "tcp": {
        const { connection, side, change, frame, time, segments, repeated } = item;
        const [from, to] = endsOf(connection, side);
        return [
          ...(change === "reset" ? talk.close(connection) : []),
          {
            type: "tcp",
            change,
            frame,
            ...secondsOf(time),
            connection: connection.number,
            source: from.name,
            destination: to.name,
            side: SIDES[side],
            ...(segments === undefined || repeated === undefined ? {} : { segments, repeated }),
          },
        ];
      }
      case "moved": {
        const { connection, side, frame, time, before, mac } = item;
        const [from, to] = endsOf(connection, side);
        const ends = { connection: connection.number, source: from.name, destination: to.name, side: SIDES[side] };
        return [{ type: "tcp", change: "moved", frame, ...secondsOf(time), ...ends, before, mac }];
      }
      case "octets":
        return talk.octets(item);
      case "late":
        return talk.late(item);
      case "hole": {
        const { connection, side, missing, frame, time } = item;
        const [from, to] = endsOf(connection, side);
        return [
          ...talk.hole(item),
          {
            type: "tcp",
            change: "hole",
            frame,
            ...secondsOf(time),
            connection: connection.number,
            source: from.name,
            destination: to.name,
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
    return pilot ? [event, { type: "pilot", ...at, source, ...pilot } satisfies PilotEvent] : [event];
  }

  function datagram({ frame, time, source, destination, data }: WireItem & { kind: "datagram" }): Observation[] {
    const disclosed = disclosedKeyLog(data);
    if (disclosed !== undefined) {
      keys.add(disclosed);
      const words = `TLS secrets sent in clear from ${source.name} to ${destination.name}`;
      return [{ type: "recording", change: "secrets", frame, ...secondsOf(time), words }, ...talk.keysChanged()];
    }
    const at = { frame, ...secondsOf(time), source: source.name, destination: destination.name };
    const [message] = v2gtpStream().feed(data, frame, time);
    if (!message || "skipped" in message) {
      if (source.port !== SDP_PORT && destination.port !== SDP_PORT) return NONE;
      return [
        {
          type: "unreadable",
          ...at,
          octets: octetsShown(data),
          because: "no V2GTP message on the port of SDP",
        },
      ];
    }
    return discovery(message.payloadType, message.payload, at);
  }

  function discovery(
    payloadType: number,
    payload: Uint8Array,
    at: Pick<MessageEvent, "frame" | "time" | "source" | "destination">,
  ): Observation[] {
    const sdp = readSdp(payloadType, payload);
    if ("because" in sdp) {
      return [{ type: "unreadable", ...at, payloadType, octets: octetsShown(payload), because: sdp.because }];
    }
    const side: Side = payloadType === SDP_REQUEST ? "vehicle" : payloadType === SDP_RESPONSE ? "charger" : "unknown";
    return [{ type: "message", ...at, side, schema: "sdp", message: sdp.message, value: sdp.value, payloadType }];
  }

  function textMessage({ number, time, form, data }: TextMessage): Observation[] {
    const [message] =
      form === "v2gtp" ? v2gtpStream().feed(data, number, time) : [{ payloadType: 0x8001, payload: data }];
    const at = {
      frame: number,
      ...secondsOf(time),
      // A log names no ends; which of them wrote it does not matter, for the message tells who said it.
      source: "",
      destination: "",
    };
    if (!message || "skipped" in message)
      return [{ type: "unreadable", ...at, because: "a V2GTP message that is cut" }];
    const { payloadType, payload } = message;
    if (payloadType === SDP_REQUEST || payloadType === SDP_RESPONSE) return discovery(payloadType, payload, at);
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
      const rest = observeAll(flow.end());
      return [...rest, ...talk.closeAll()];
    },
    census: flow.census,
  };
}
