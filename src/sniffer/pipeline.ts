/**
 * All stages of the listener in a row: records of a capture go in; what was seen, and what follows from it, comes out as
 * events in the order in which they become known. A file, a live port and a page in a browser differ only in where the
 * records come from.
 *
 * After a session come the intervals in which one side limited its power, their verdict, and its findings.
 *
 * @module
 */

import type { CaptureRecord } from "../capture/records.ts";
import type { Census } from "./census.ts";
import type { Observation } from "./events.ts";
import { type Finding, findings } from "./findings/index.ts";
import { limitsBySession, type SessionInterval, type SessionLimits } from "./limits/index.ts";
import { type ReaderOptions, reader } from "./reader.ts";
import { type SessionEvent, sessions } from "./sessions/index.ts";

/** The verdict on a session; its intervals are events of their own. */
export type LimitsEvent = Omit<SessionLimits, "intervals">;

/** All that the listener tells. */
export type SnifferEvent = Observation | SessionEvent | SessionInterval | LimitsEvent | Finding;

export interface Pipeline {
  readonly feed: (record: CaptureRecord) => readonly SnifferEvent[];
  /**
   * It is this late, and no record came: tells the sessions that are over by that, and with them what belongs to none. For live
   * ports, where nobody knows whether another record will come. In seconds since 1970.
   */
  readonly pass: (time: number) => readonly SnifferEvent[];
  /** What was not complete when the recording ended, and the sessions that were still open. */
  readonly end: () => readonly SnifferEvent[];
  /** What all frames until now carry, also those of which nothing is told. */
  readonly census: () => Census;
}

const NONE: readonly SnifferEvent[] = [];

export function pipeline(options: ReaderOptions = {}): Pipeline {
  const stages = { reader: reader(options), sessions: sessions(), findings: findings(), limits: limitsBySession() };
  let isOver = false;

  function follow(observation: Observation, events: SnifferEvent[]) {
    events.push(observation);
    stages.limits.feed(observation);
    events.push(...stages.findings.feed(observation));
    for (const session of stages.sessions.feed(observation)) conclude(session, events);
  }

  function conclude(session: SessionEvent, events: SnifferEvent[]) {
    events.push(session);
    const limits = stages.limits.session(session);
    if (limits) {
      const { intervals, ...verdict } = limits;
      events.push(...intervals, verdict, ...stages.findings.feed(limits));
    }
    events.push(...stages.findings.feed(session));
  }

  /** What still waits was seen before the recording ended. */
  function rest(): readonly Observation[] {
    if (isOver) return [];
    isOver = true;
    return stages.reader.end();
  }

  return {
    feed(record) {
      const observations = stages.reader.feed(record);
      const before = record.kind === "end" ? rest() : [];
      if (observations.length === 0 && before.length === 0) return NONE;
      const events: SnifferEvent[] = [];
      for (const observation of before) follow(observation, events);
      for (const observation of observations) follow(observation, events);
      return events;
    },

    pass(time) {
      const over = stages.sessions.pass(time);
      if (over.length === 0) return NONE;
      const events: SnifferEvent[] = [];
      for (const session of over) conclude(session, events);
      events.push(...stages.findings.pass());
      return events;
    },

    end() {
      const events: SnifferEvent[] = [];
      for (const observation of rest()) follow(observation, events);
      for (const session of stages.sessions.end()) conclude(session, events);
      events.push(...stages.findings.end());
      return events;
    },

    census: stages.reader.census,
  };
}
