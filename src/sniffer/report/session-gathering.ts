/**
 * What is gathered of a conversation while it runs: by connection for messages, and in one loose heap for what names no
 * connection and finds its session by address when that is over.
 *
 * @module
 */

import type { MessageEvent, PilotEvent } from "../events.ts";
import type { Beside } from "../limits/ac-samples.ts";
import { addressOf, isRequest, stemOf } from "../sessions/content.ts";
import { diagnosisOf, vehicleMacOf } from "../sessions/mme-fields.ts";
import type { Session } from "../sessions/session.ts";
import { joined, type Ladder, ladderStore } from "./ladder.ts";
import { type LatencyTable, latencyTable } from "./latency-table.ts";
import { type Measurements, measurements } from "./measurements.ts";
import { type Shown, shownValue, stepOf } from "./rungs.ts";
import { type SeriesStore, seriesStore } from "./series.ts";

/** Messages of text logs have no connection; all of them are one. */
const NO_CONNECTION = -1;
/** Connections gathered at once; of more the oldest is given up. */
const MOST_OPEN = 256;
/** Rungs that wait for their session. */
const MOST_LOOSE = 4096;

/** One connection. */
interface Talk {
  readonly series: SeriesStore;
  readonly measurements: Measurements;
  readonly latencies: LatencyTable;
  readonly ladder: ReturnType<typeof ladderStore>;
  /** Messages whose values are kept already: of each name the first. */
  readonly told: Set<string>;
  /** Messages. */
  count: number;
}

/** What was gathered of a session. */
export interface Gathered {
  /** The measurements of the connection that has the most of them. */
  readonly series: SeriesStore | undefined;
  readonly latencies: LatencyTable | undefined;
  readonly ladder: Ladder;
}

export interface Gathering {
  readonly feed: (event: Shown) => void;
  /** Takes what belongs to a session that is over. */
  readonly take: (session: Session) => Gathered;
}

/** @param mostPoints of the series of one connection. */
export function gathering(mostPoints?: number): Gathering {
  const talks = new Map<number, Talk>();
  let loose: { readonly event: Shown; readonly whose: string }[] = [];
  let beside: Beside = {};
  const pilots = new Set<string>();

  function talkOf(connection: number): Talk {
    let talk = talks.get(connection);
    if (!talk) {
      talk = {
        series: seriesStore(mostPoints),
        measurements: measurements(),
        latencies: latencyTable(),
        ladder: ladderStore(),
        told: new Set(),
        count: 0,
      };
      talks.set(connection, talk);
      const [oldest] = talks.keys();
      if (talks.size > MOST_OPEN && oldest !== undefined) talks.delete(oldest);
    }
    return talk;
  }

  function takeMessage(event: MessageEvent, connection: number) {
    const talk = talkOf(connection);
    talk.count++;
    const latency = talk.latencies.feed(event);
    const limit = latency === undefined ? undefined : talk.latencies.limitOf(event);
    const measured = talk.measurements.feed(event, beside);
    if (measured) talk.series.add(measured.time, measured.frame, measured.values);
    const isFirst = !talk.told.has(event.message);
    talk.told.add(event.message);
    const known = {
      ...(latency === undefined ? {} : { latency }),
      ...(isFirst ? { value: shownValue(event.value) } : {}),
      isLate: latency !== undefined && limit !== undefined && latency > limit,
    };
    talk.ladder.add(stepOf(event, known), stemOf(event.message));
  }

  /** Of several pilots nobody here knows whose is whose. */
  function notePilot(event: PilotEvent) {
    if (pilots.size < MOST_OPEN) pilots.add(event.source ?? "");
    beside = { ...beside, pilot: pilots.size > 1 ? {} : event };
  }

  function hold(event: Shown, whose: string) {
    loose.push({ event, whose });
    // In pieces, because moving thousands of them for each new one costs time.
    if (loose.length > 2 * MOST_LOOSE) loose = loose.slice(-MOST_LOOSE);
  }

  return {
    feed(event) {
      switch (event.type) {
        case "message":
          if (event.schema === "sdp") {
            hold(event, addressOf(isRequest(event.message) ? event.source : event.destination));
          } else takeMessage(event, event.connection ?? NO_CONNECTION);
          break;
        case "tcp":
          // Connections of other protocols come and go; only those with messages are worth a place.
          hold(event, `connection ${event.connection}`);
          break;
        case "tls":
        case "unreadable":
          if (event.connection === undefined) break;
          talkOf(event.connection).ladder.add(stepOf(event), event.type);
          break;
        case "mme": {
          const diagnosis = diagnosisOf(event);
          if (diagnosis !== undefined) beside = { ...beside, diagnosis };
          const mac = vehicleMacOf(event);
          if (mac !== undefined) hold(event, mac);
          break;
        }
        case "pilot":
          notePilot(event);
          hold(event, PILOT);
          break;
        default:
          event satisfies never;
      }
    },

    take(session) {
      const numbers = session.connections.map(({ connection }) => connection);
      if (numbers.length === 0 && session.messages.length > 0) numbers.push(NO_CONNECTION);
      const own = numbers.flatMap((number) => {
        const talk = talks.get(number);
        talks.delete(number);
        return talk ? [talk] : [];
      });
      const names = new Set<string | undefined>([
        session.vehicle.mac,
        session.vehicle.ip,
        ...numbers.map((number) => `connection ${number}`),
      ]);
      const pilotFrames = new Set(session.pilot.map(({ frame }) => frame));
      const isTheirs = ({ event, whose }: (typeof loose)[number]) =>
        (whose === PILOT ? pilotFrames.has(event.frame) : names.has(whose)) &&
        event.frame >= session.firstFrame &&
        event.frame <= session.lastFrame;
      const around = ladderStore();
      for (const { event } of loose.filter(isTheirs)) around.add(stepOf(event), kindOf(event));
      loose = loose.filter((one) => !isTheirs(one));
      const main = [...own].sort((a, b) => b.count - a.count)[0];
      const measuring = [...own].sort((a, b) => b.series.points - a.series.points)[0];
      return {
        series: measuring?.series,
        latencies: main?.latencies,
        ladder: joined([around.ladder(), ...own.map(({ ladder }) => ladder.ladder())]),
      };
    },
  };
}

const PILOT = "pilot";

/** What repeats itself around the messages: `mme CM_MNBC_SOUND.IND`. */
const kindOf = (event: Shown): string =>
  `${event.type} ${event.type === "mme" ? event.name : event.type === "message" ? event.message : ""}`;
