/**
 * Observations as lines for people: time, frame, who speaks, what, and the values that matter. What is said again and
 * again is folded, silence is told.
 *
 * @module
 */

import { styleText } from "node:util";
import type { MessageEvent, MmeEvent, Observation, Side, TcpEvent } from "../sniffer/events.ts";
import { highlights } from "../sniffer/highlights.ts";
import { pilotIn } from "../sniffer/pilot.ts";
import { type Fold, fold, type Line } from "./collapse.ts";
import type { Origin } from "./filter.ts";
import { messageTree } from "./message-tree.ts";
import { isMatching, mmeWords, senderOf } from "./mme-words.ts";

export interface TimelineOptions {
  readonly colour: boolean;
  /** Each line, also those that say what was said before. */
  readonly all: boolean;
  /** All values, instead of those that matter. */
  readonly verbose: boolean;
  /** What times count from. */
  readonly origin: Origin;
}

export interface Timeline {
  /** The lines of an observation; none where it is not worth one, or like the one before. */
  readonly lines: (observation: Observation) => string[];
  /** What was folded last. */
  readonly end: () => string[];
}

type Paint = Parameters<typeof styleText>[0];

const TIME_WIDTH = 10;
const FRAME_WIDTH = 7;
const NAMES: Readonly<Record<Side, string>> = { vehicle: "car     →", charger: "charger ←", unknown: "?        " };
const COLOURS: Readonly<Record<Side, Paint>> = { vehicle: "cyan", charger: "yellow", unknown: "gray" };
const WHO_WIDTH = 9;
/** Most names are shorter; ChargeParameterDiscoveryReq has 27. */
const NAME_WIDTH = 28;
const INDENT = " ".repeat(TIME_WIDTH + 1 + FRAME_WIDTH + 2);

/** In seconds: a person waits no longer without asking why nothing happens. */
const SILENCE = 5;
/** In seconds: an answer that takes so long is worth a word. */
const SLOW = 0.5;
const LOOP = /^(CurrentDemand|ChargingStatus|[A-Z]+_ChargeLoop)Re[qs]$/;
/** Codes that tell of an end or a fault. */
const ALARMING = /\b(?:FAILED\w*|Failed\w*|EVSE_(?:EmergencyShutdown|Shutdown|Malfunction)|Invalid|Fault)\b/g;
/** Why a line stands behind later ones. */
const KEYS_MAY_COME = "(known at the end alone: keys may come late)";
/** Requests that wait for their answers, of connections at the same time. */
const MOST_PENDING = 64;

export function timeline({ colour, all, verbose, origin }: TimelineOptions): Timeline {
  let last: number | undefined;
  const paint = (format: Paint, text: string) => (colour ? styleText(format, text, { validateStream: false }) : text);
  const folded: Fold = fold((names, { time, frame }) => {
    const what = [...names]
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} × ${name}`)
      .join(", ");
    const until = time === undefined ? "" : ` until ${clock(time).trim()}`;
    const where = frame === undefined ? "" : ` (frame ${frame})`;
    return `${INDENT}${" ".repeat(WHO_WIDTH + 2)}${paint("gray", `⋮ ${what} more${until}${where}`)}`;
  });
  /** Connections on which something was said. */
  const used = new Set<number>();
  /** By connection: the protocols that the car offered. */
  const offers = new Map<number, ReadonlyMap<unknown, unknown>>();
  /** By connection: the request that waits for its answer. */
  const pending = new Map<number, { readonly stem: string; readonly time: number }>();

  const alarming = (words: string) => (colour ? words.replaceAll(ALARMING, (word) => paint("red", word)) : words);

  function clock(time: number | undefined): string {
    if (time === undefined) return "".padStart(TIME_WIDTH);
    return (time - (origin.time ?? time)).toFixed(3).padStart(TIME_WIDTH);
  }

  interface Told {
    readonly track: string;
    readonly isAside?: boolean;
    readonly isFleeting?: boolean;
    readonly who: string;
    readonly whoColour: Paint;
    readonly name: string;
    readonly nameColour?: Paint;
    /** Who it is, where several are the same side. */
    readonly from?: string;
    readonly words: string;
    /** To compare, where it is not the words. */
    readonly like?: string;
    /** Beside the words, not compared. */
    readonly notes?: string;
  }

  function line(observation: Observation, told: Told): Line {
    const { track, isAside = false, isFleeting = false, who, whoColour, name, nameColour, from = "" } = told;
    const { words, like = words, notes = "" } = told;
    const frame = observation.frame === undefined ? "" : String(observation.frame);
    const label = name.padEnd(NAME_WIDTH);
    const head = paint("gray", `${clock(observation.time)} ${frame.padStart(FRAME_WIDTH)}`);
    const text = [
      `${head}  ${paint(whoColour, who.padEnd(WHO_WIDTH))}`,
      nameColour ? paint(nameColour, label) : label,
      [alarming(words), notes].filter(Boolean).join("  "),
    ].join("  ");
    return {
      track,
      isAside,
      isFleeting,
      name,
      key: `${who} ${from} ${name}`,
      words: like,
      text: text.trimEnd(),
      time: observation.time,
      frame: observation.frame,
      isRequest: observation.type === "message" && name.endsWith("Req"),
      isLoop: observation.type === "message" && LOOP.test(name),
    };
  }

  function message(observation: MessageEvent): Told {
    const { side, message, value, warnings, guessed, confidence, schema, connection, tls } = observation;
    if (connection !== undefined) note(used, connection);
    const notes = [
      latencyWords(observation),
      tls && schema === "app-handshake" ? paint("green", "(decrypted)") : "",
      guessed ? paint("gray", `(taken for ${schema})`) : "",
      confidence !== undefined && confidence < 1 ? paint("gray", `(${Math.round(confidence * 100)} % sure)`) : "",
      ...(warnings ?? []).map((warning) => paint("red", `${warning.path.replace(/^.*\//, "")}: ${warning.message}`)),
    ];
    return {
      track: `connection ${connection ?? ""}`,
      who: NAMES[side],
      whoColour: COLOURS[side],
      name: message,
      nameColour: "bold",
      words: message.startsWith("supportedAppProtocol") ? protocolWords(observation) : highlights(message, value),
      notes: notes.filter(Boolean).join("  "),
    };
  }

  /** The protocols that the car offers, and the one that the charger takes, by its name. */
  function protocolWords({ message, value, connection = -1 }: MessageEvent): string {
    const content = value as {
      readonly AppProtocol?: readonly { readonly SchemaID: unknown; readonly ProtocolNamespace: unknown }[];
      readonly ResponseCode?: unknown;
      readonly SchemaID?: unknown;
    };
    if (content.AppProtocol !== undefined) {
      if (offers.size >= MOST_PENDING) offers.clear();
      offers.set(connection, new Map(content.AppProtocol.map((offer) => [offer.SchemaID, offer.ProtocolNamespace])));
      return highlights(message, value);
    }
    const taken = offers.get(connection)?.get(content.SchemaID);
    const isUsual = content.ResponseCode === "OK_SuccessfulNegotiation";
    return [taken ?? highlights(message, { SchemaID: content.SchemaID }), isUsual ? "" : content.ResponseCode]
      .filter(Boolean)
      .join(", ");
  }

  /** How long an answer took, where it took long. */
  function latencyWords({ message, connection = -1, time }: MessageEvent): string {
    if (time === undefined) return "";
    const stem = message.slice(0, -3);
    if (message.endsWith("Req")) {
      if (pending.size >= MOST_PENDING) pending.clear();
      pending.set(connection, { stem, time });
      return "";
    }
    const asked = pending.get(connection);
    pending.delete(connection);
    const latency = asked?.stem === stem ? time - asked.time : 0;
    return latency >= SLOW ? paint("gray", `after ${latency.toFixed(2)} s`) : "";
  }

  function mme(observation: MmeEvent): Told {
    const side = senderOf(observation);
    const isAside = !isMatching(observation);
    const words = mmeWords(observation);
    return {
      // Modems tell of themselves all the time, and not about what car and charger do.
      track: isAside ? `modem ${observation.name}` : "slac",
      isAside,
      who: side === undefined ? "modem" : NAMES[side],
      whoColour: side === undefined ? "gray" : COLOURS[side],
      name: observation.name,
      from: observation.source,
      words,
      // What the emulator measures is in the messages, too.
      ...(isAside ? { like: words.replaceAll(/-?[\d.]+ [VA]\b/g, "#") } : {}),
    };
  }

  function told(observation: Observation): Told {
    switch (observation.type) {
      case "message":
        return message(observation);
      case "mme":
        return mme(observation);
      case "pilot": {
        const { state, duty, voltage } = observation;
        const words = [
          `state ${state}`,
          duty === undefined ? "" : `${duty} % duty`,
          voltage === undefined ? "" : `${voltage.toFixed(1)} V`,
        ];
        return {
          track: "pilot",
          who: "pilot",
          whoColour: "magenta",
          name: "control pilot",
          words: words.filter(Boolean).join("  "),
        };
      }
      case "tcp": {
        const { side, change, source, destination, connection } = observation;
        if (change === "joined" || change === "hole") note(used, connection);
        return {
          // A car that cannot connect, or is refused, tries again from other ports.
          ...(used.has(connection) ? { track: `connection ${connection}` } : { track: "tcp", isFleeting: true }),
          who: NAMES[side],
          whoColour: COLOURS[side],
          name: `TCP ${change}`,
          words: `${source} to ${destination}`,
          notes: tcpNotes(observation),
          like: [source, destination].map((end) => end.replace(/:\d+$/, "")).join(" to "),
        };
      }
      case "tls": {
        const { side, change, words, connection } = observation;
        note(used, connection);
        return {
          track: `connection ${connection}`,
          who: NAMES[side],
          whoColour: COLOURS[side],
          name: `TLS ${change}`,
          words,
          notes: change === "undecryptable" && isLate(observation) ? paint("gray", KEYS_MAY_COME) : "",
        };
      }
      case "unreadable":
        return {
          track: `connection ${observation.connection ?? ""}`,
          who: "",
          whoColour: "red",
          name: "unreadable",
          nameColour: "red",
          words: observation.because,
        };
      case "recording":
        return {
          track: "recording",
          who: "recording",
          whoColour: "gray",
          name: observation.change,
          words: observation.words,
        };
      default:
        return observation satisfies never;
    }
  }

  /** Told after what came later. */
  const isLate = ({ time }: Pick<Observation, "time">) => time !== undefined && last !== undefined && time < last;

  /** A gap in the recording, or a car and a charger that have nothing to say. */
  function silence({ time }: Observation): string[] {
    const before = last;
    if (time === undefined || isLate({ time })) return [];
    last = time;
    if (before === undefined || time - before < SILENCE) return [];
    return [...folded.end(), `${INDENT}${paint("gray", `— ${(time - before).toFixed(1)} s of silence —`)}`];
  }

  /** All that an observation says, below its line. */
  function details(observation: Observation): string[] {
    if (!verbose) return [];
    if (observation.type === "message") return indented(observation.message, contentOf(observation));
    if (observation.type === "mme") return indented(observation.name, observation.value);
    return observation.type === "tls" && observation.facts !== undefined ? indented("facts", observation.facts) : [];
  }

  const indented = (name: string, value: unknown) =>
    messageTree(name, value)
      .split("\n")
      .slice(1)
      .map((text) => `${INDENT}${text}`);

  return {
    lines(observation) {
      const one = line(observation, told(observation));
      if (all || verbose) return [...silence(observation), one.text, ...details(observation)];
      if (isToldElsewhere(observation) || folded.isNothingNew(one)) return [];
      const quiet = silence(observation);
      const isEnd = observation.type === "recording" && observation.change === "end";
      return [...quiet, ...(isEnd ? folded.end() : []), ...folded.feed(one)];
    },
    end: folded.end,
  };
}

/** What is special about a change of a connection: octets that are missing, or came twice, and whoever moved. */
function tcpNotes({ missing, segments = 0, repeated = 0, before, mac }: TcpEvent): string {
  return [
    missing === undefined ? "" : `(${missing} octets were not recorded)`,
    repeated === 0 ? "" : `(${repeated} of ${segments} segments sent again or recorded twice)`,
    mac === undefined ? "" : `(from ${before ?? "nowhere"} to ${mac})`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Of more connections the oldest are forgotten. */
const MOST_USED = 1024;
function note(used: Set<number>, connection: number): void {
  used.add(connection);
  const [oldest] = used;
  if (used.size > MOST_USED && oldest !== undefined) used.delete(oldest);
}

/** A modem's message about the pilot has a line of its own, which says what it means. */
const isToldElsewhere = (observation: Observation): boolean =>
  observation.type === "mme" && pilotIn(observation) !== undefined;

/** The header of a message, which is the same for all of a session, is left out. */
function contentOf({ message, value }: MessageEvent): unknown {
  const body = (value as { readonly Body?: Readonly<Record<string, unknown>> } | undefined)?.Body;
  return body?.[message] ?? value;
}
