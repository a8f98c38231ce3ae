/**
 * The TCP connections of a session and the TLS in them.
 *
 * @module
 */

import type { TcpEvent, TlsEvent } from "../events.ts";
import type { Connection, Tls } from "./session.ts";

const MOST_CONNECTIONS = 16;
const MOST_ALERTS = 8;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Line extends Omit<Mutable<Connection>, "tls"> {
  tls?: Mutable<Tls> & { alerts: string[] };
}

export interface Connections {
  tcp(event: TcpEvent): void;
  tls(event: TlsEvent): void;
  /** A message or something unreadable came by. */
  talk(connection: number, isReadable: boolean, isEncrypted?: boolean): void;
  /** The one by which messages came last; before any came, the latest. */
  readonly main: Readonly<Line> | undefined;
  readonly count: number;
  rows(): readonly Connection[];
}

export function connections(): Connections {
  const lines: Line[] = [];
  let latest: Line | undefined;
  let main: Line | undefined;
  let count = 0;

  function line(connection: number): Line {
    const known = lines.find((one) => one.connection === connection);
    if (known !== undefined) return known;
    if (latest?.connection === connection) return latest;
    latest = { connection, holes: 0, messages: 0, unreadable: 0 };
    count++;
    if (lines.length < MOST_CONNECTIONS) lines.push(latest);
    return latest;
  }

  return {
    get main() {
      return main ?? latest;
    },
    get count() {
      return count;
    },
    tcp(event) {
      const one = line(event.connection);
      const { source, destination, side, frame, time } = event;
      if (side === "vehicle") [one.vehicle, one.charger] = [source, destination];
      if (side === "charger") [one.vehicle, one.charger] = [destination, source];
      switch (event.change) {
        case "opened":
          one.openedFrame ??= frame;
          if (time !== undefined) one.opened ??= time;
          break;
        case "joined":
          one.joined = true;
          break;
        case "hole":
          one.holes++;
          break;
        case "closed":
        case "reset":
          if (one.ended !== undefined) break;
          one.ended = event.change;
          one.endedBy = side;
          one.endedFrame = frame;
          if (time !== undefined) one.endedAt = time;
      }
    },
    tls(event) {
      const one = line(event.connection);
      one.tls ??= { words: "", alerts: [], undecryptable: false };
      if (event.change === "handshake") {
        one.tls.words = event.words;
        if (event.facts !== undefined) one.tls.facts = event.facts;
      } else if (event.change === "alert") {
        if (one.tls.alerts.length < MOST_ALERTS) one.tls.alerts.push(`${event.side}: ${event.words}`);
      } else one.tls.undecryptable = true;
    },
    talk(connection, isReadable, isEncrypted) {
      const one = line(connection);
      if (isEncrypted) one.encrypted = true;
      if (isReadable) {
        one.messages++;
        main = one;
      } else one.unreadable++;
    },
    rows: () =>
      lines.map(({ tls, ...one }) =>
        tls === undefined
          ? { ...one }
          : {
              ...one,
              tls: { ...tls, alerts: [...tls.alerts], undecryptable: tls.undecryptable && one.encrypted !== true },
            },
      ),
  };
}
