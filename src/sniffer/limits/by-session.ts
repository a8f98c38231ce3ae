/**
 * The limits of each session, gathered while its messages pass and told when it is over.
 *
 * @module
 */

import type { Observation } from "../events.ts";
import type { Session } from "../sessions/index.ts";
import { type Interval, type LimitReport, type Limits, limits } from "./intervals.ts";
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
  /** In Wh, by the charger's present values. */
  readonly energy: number;
  /** In W. */
  readonly peakPower: number;
  readonly samples: number;
  /** What is wrong with the values themselves. */
  readonly faults: readonly string[];
  readonly intervals: readonly SessionInterval[];
}

/** Conversations that are gathered at once; older ones are given up. */
const MOST_OPEN = 64;

export interface LimitsBySession {
  readonly feed: (observation: Observation) => void;
  /** The limits of a session that is over; none where it never asked for current. */
  readonly session: (session: Session) => SessionLimits | undefined;
}

export function limitsBySession(): LimitsBySession {
  const open = new Map<number, { readonly sampler: Sampler; readonly limits: Limits; origin?: number }>();

  return {
    feed(observation) {
      if (observation.type !== "message" || observation.schema === "sdp") return;
      // A text log has no connections: all of it is one.
      const key = observation.connection ?? -1;
      let one = open.get(key);
      if (!one) {
        one = { sampler: sampler(), limits: limits() };
        open.set(key, one);
        if (open.size > MOST_OPEN) {
          const [oldest] = open.keys();
          if (oldest !== undefined) open.delete(oldest);
        }
      }
      if (observation.time !== undefined) one.origin ??= observation.time;
      const sample = one.sampler.feed(observation);
      if (sample) one.limits.feed(sample);
    },

    session({ session, connections, start = 0 }) {
      const keys = [...connections.map(({ connection }) => connection), -1];
      const all = keys.flatMap((key) => {
        const one = open.get(key);
        open.delete(key);
        return one ? [{ ...one, report: one.limits.end() }] : [];
      });
      const main = all.sort((a, b) => b.report.samples - a.report.samples)[0];
      if (!main || main.report.samples === 0) return undefined;
      const { report } = main;
      return told(session, report, main.origin ?? start);
    },
  };
}

function told(session: number, report: LimitReport, origin: number): SessionLimits {
  return {
    type: "limits",
    session,
    verdict: verdict(report, origin),
    energy: report.energy,
    peakPower: report.peakPower,
    samples: report.samples,
    faults: dataFaults(report),
    intervals: report.intervals.map((interval) => ({ ...interval, session })),
  };
}
