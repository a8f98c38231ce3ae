/**
 * The limits of each session, gathered while its messages pass and told when it is over.
 *
 * @module
 */

import type { Observation, PilotEvent } from "../events.ts";
import { diagnosisOf } from "../sessions/mme-fields.ts";
import type { Session } from "../sessions/session.ts";
import { type AcSampler, acSampler, type Beside } from "./ac-samples.ts";
import { basicSamples } from "./basic-samples.ts";
import { type Interval, type LimitReport, type Limits, limits } from "./intervals.ts";
import type { Doubt } from "./quality.ts";
import { type Sampler, sampler } from "./samples.ts";
import { dataFaults, verdict } from "./verdict.ts";

/** An interval that knows its session. */
export interface SessionInterval extends Interval {
  readonly session: number;
}

export interface SessionLimits {
  readonly type: "limits";
  readonly session: number;
  /** One sentence: who limited. */
  readonly verdict: string;
  /** From when the times in it count, in seconds since 1970: the first message, where nothing was said the session's start. */
  readonly origin: number;
  /** In Wh, by the charger's present values; 0 where they are not to be believed. */
  readonly energy: number;
  /** In W. */
  readonly peakPower: number;
  readonly samples: number;
  /** What is wrong with the values themselves, in words. */
  readonly faults: readonly string[];
  /** The same, with where it shows. */
  readonly doubts: readonly Doubt[];
  readonly intervals: readonly SessionInterval[];
}

/** Conversations that are gathered at once; older ones are given up. */
const MOST_OPEN = 64;

export interface LimitsBySession {
  readonly feed: (observation: Observation) => void;
  /** The limits of a session that is over; none where it never asked for current. */
  readonly session: (session: Session) => SessionLimits | undefined;
}

interface Talk {
  readonly dc: Sampler;
  readonly ac: AcSampler;
  readonly limits: Limits;
  origin?: number;
}

export function limitsBySession(): LimitsBySession {
  const open = new Map<number, Talk>();
  const pilots = new Set<string>();
  let beside: Beside = {};

  function talkOf(key: number): Talk {
    let one = open.get(key);
    if (!one) {
      one = { dc: sampler(), ac: acSampler(), limits: limits() };
      open.set(key, one);
      if (open.size > MOST_OPEN) {
        const [oldest] = open.keys();
        if (oldest !== undefined) open.delete(oldest);
      }
    }
    return one;
  }

  /** Of several pilots nobody here knows whose is whose. */
  function notePilot(event: PilotEvent): void {
    pilots.add(event.source ?? "");
    beside = { ...beside, pilot: pilots.size > 1 ? {} : event };
  }

  return {
    feed(observation) {
      if (observation.type === "pilot") notePilot(observation);
      if (observation.type === "mme") {
        const diagnosis = diagnosisOf(observation);
        if (diagnosis !== undefined) beside = { ...beside, diagnosis };
      }
      if (observation.type !== "message" || observation.schema === "sdp") return;
      // A text log has no connections: all of it is one.
      const one = talkOf(observation.connection ?? -1);
      if (observation.time !== undefined) one.origin ??= observation.time;
      const sample = one.dc.feed(observation) ?? one.ac.feed(observation, beside);
      if (sample) one.limits.feed(sample);
    },

    session(session) {
      const { connections, start = 0 } = session;
      const keys = [...connections.map(({ connection }) => connection), -1];
      const all = keys.flatMap((key) => {
        const one = open.get(key);
        open.delete(key);
        return one ? [{ ...one, report: one.limits.end(one.dc.scheduleDoubt() ?? one.ac.scheduleDoubt()) }] : [];
      });
      const main = all.sort((a, b) => b.report.samples - a.report.samples)[0];
      if (main && main.report.samples > 0) return told(session.session, main.report, main.origin ?? start);
      const basic = basicSamples(session);
      if (basic.length === 0) return undefined;
      const made = limits();
      for (const sample of basic) made.feed(sample);
      return told(session.session, made.end(), start);
    },
  };
}

function told(session: number, report: LimitReport, origin: number): SessionLimits {
  return {
    type: "limits",
    session,
    verdict: verdict(report, origin),
    origin,
    energy: report.energy,
    peakPower: report.peakPower,
    samples: report.samples,
    faults: dataFaults(report),
    doubts: report.doubts,
    intervals: report.intervals.map((interval) => ({ ...interval, session })),
  };
}
