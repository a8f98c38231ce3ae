/**
 * The sessions that are not over yet, and their ends by time.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, sessionIdOf, textAt } from "./content.ts";
import { type Draft, draft, finished, isBasic } from "./draft.ts";
import type { Finish } from "./ended.ts";
import type { SessionEvent } from "./session.ts";

/** Open sessions at the same time; of more the quietest is told as it stands. */
const MOST_OPEN = 64;
/** A closed session is told after this time, in which the other side closes too and the pilot falls back. In seconds. */
const LINGER = 10;
/** A session without any event for this time is over; twice the sequence timeout of 60 s. In seconds. */
const QUIET = 120;

/** How often it is looked whether something is over. In seconds. */
const SWEEP = 0.5;

/** Sessions of which only the TLS handshake could be read, and that are over, wait so many at a time for keys. */
const MOST_PARKED = 16;

export interface OpenSessions {
  begin(frame: number, time: number | undefined): Draft;
  finish(one: Draft, reason: Finish["reason"]): void;
  /** Ends what this time has made over. */
  sweep(time: number, isPlugged: boolean): void;
  all(): readonly Draft[];
  /** The youngest for which this holds. */
  latest(which: (one: Draft) => boolean): Draft | undefined;
  ofConnection(connection: number): Draft | undefined;
  bind(one: Draft, connection: number): void;
  /** A session that was joined again names the one that paused. */
  noteResumption(one: Draft, message: MessageEvent): void;
  /** The ends since the last call. */
  told(): SessionEvent[];
  /** No more keys come: tells what waited for them. */
  release(): void;
}

export function openSessions(): OpenSessions {
  const open: Draft[] = [];
  const byConnection = new Map<number, Draft>();
  const parked: { readonly one: Draft; readonly finish: Finish }[] = [];
  const paused: { readonly number: number; readonly sessionId: string }[] = [];
  let over: SessionEvent[] = [];
  let number = 0;
  let now: number | undefined;
  let swept: number | undefined;

  function finish(one: Draft, reason: Finish["reason"]): void {
    const index = open.indexOf(one);
    if (index < 0) return;
    open.splice(index, 1);
    const finish: Finish = now === undefined ? { reason } : { reason, now };
    if (!waitsForKeys(one)) tell(one, finish);
    else {
      parked.push({ one, finish });
      if (parked.length > MOST_PARKED) unpark();
    }
  }

  function unpark(): void {
    const first = parked.shift();
    if (first !== undefined) tell(first.one, first.finish);
  }

  function tell(one: Draft, finish: Finish): void {
    for (const [connection, owner] of byConnection) if (owner === one) byConnection.delete(connection);
    const session = finished(one, finish);
    if (session.ended.kind === "paused" && session.sessionId !== undefined) {
      paused.push({ number: session.session, sessionId: session.sessionId });
      if (paused.length > MOST_OPEN) paused.shift();
    }
    over.push(session);
  }

  return {
    finish,
    begin(frame, time) {
      if (open.length >= MOST_OPEN) {
        finish(
          open.reduce((one, other) => ((other.end ?? 0) < (one.end ?? 0) ? other : one)),
          "quiet",
        );
      }
      const fresh = draft(++number, frame, time);
      open.push(fresh);
      return fresh;
    },
    sweep(time, isPlugged) {
      now = time;
      if (swept !== undefined && Math.abs(time - swept) < SWEEP) return;
      swept = time;
      for (const one of [...open]) {
        const isWaitingAtThePilot = isPlugged && isBasic(one);
        if (one.closedAt !== undefined && time - one.closedAt > LINGER) finish(one, "closed");
        else if (one.end !== undefined && time - one.end > QUIET && !isWaitingAtThePilot) finish(one, "quiet");
      }
    },
    all: () => [...open],
    latest: (which) => open.findLast(which),
    ofConnection: (connection) => byConnection.get(connection),
    bind(one, connection) {
      byConnection.set(connection, one);
    },
    noteResumption(one, message) {
      if (textAt(bodyOf(message), "ResponseCode") !== "OK_OldSessionJoined") return;
      const id = sessionIdOf(message);
      const before = paused.findLast(({ sessionId }) => sessionId === id);
      if (before !== undefined) one.resumes = before.number;
    },
    release() {
      while (parked.length > 0) unpark();
    },
    told() {
      const events = over;
      over = [];
      return events;
    },
  };
}

/** Its keys may still come, and with them its messages. */
function waitsForKeys({ connections }: Draft): boolean {
  const line = connections.main;
  return line?.tls !== undefined && line.messages === 0 && !line.tls.alerts.some((alert) => alert.includes("fatal"));
}
