/**
 * Gathers the report of one recording from the events of its pipeline. Memory is bounded: of each session so many points
 * and rungs are kept, of many sessions fewer each.
 *
 * @module
 */

import type { CaptureEnd } from "../../capture/records.ts";
import type { Census } from "../census.ts";
import type { Observation } from "../events.ts";
import type { Finding } from "../findings/index.ts";
import { type SessionInterval, verdict } from "../limits/index.ts";
import { pilotCurrent } from "../pilot-current.ts";
import type { LimitsEvent, SnifferEvent } from "../pipeline.ts";
import { elapsed } from "../sessions/elapsed.ts";
import type { Session } from "../sessions/session.ts";
import { attenuation, header, isMeasured } from "./header.ts";
import { type Ladder, shortened } from "./ladder.ts";
import { intervalRow, shares } from "./limiting.ts";
import type { CodeRow, PhaseRow, PilotChange, RecordingReport, SessionReport } from "./report.ts";
import { isShown } from "./rungs.ts";
import { type Column, type Series, type SeriesStore, seriesStore } from "./series.ts";
import { gathering } from "./session-gathering.ts";
import { times } from "./times.ts";

export interface ReporterOptions {
  /** Points of one session's series; measurements beyond them share points. */
  readonly points?: number;
  /** Rungs of one session's ladder; whoever wants only a few gets no whole messages either. */
  readonly rungs?: number;
}

export interface Reporter {
  readonly feed: (event: SnifferEvent) => void;
  /** Gives the sessions that are over and forgets them: for whoever writes them down while the recording is read. */
  readonly drain: () => readonly SessionReport[];
  /**
   * @param end the last record of the recording, where there was one.
   * @param census what all its frames carry.
   */
  readonly report: (recording: string, end?: CaptureEnd, census?: Census) => RecordingReport;
}

/** Sessions of a recording that are kept; of more only the number is told. */
const MOST_SESSIONS = 2000;
/** Points and rungs of all sessions of a recording together. */
const POINTS_IN_ALL = 60_000;
const RUNGS_IN_ALL = 20_000;
const LEAST_RUNGS = 40;
const MOST_NAMES = 512;
const MOST_SEEN = 12;
const MOST_FINDINGS = 1000;

interface Draft {
  readonly session: Session;
  readonly store: SeriesStore | undefined;
  readonly latencies: ReturnType<NonNullable<ReturnType<ReturnType<typeof gathering>["take"]>["latencies"]>["rows"]>;
  readonly silence: { readonly seconds: number; readonly frame: number } | undefined;
  ladder: Ladder;
  readonly intervals: SessionInterval[];
  limits?: LimitsEvent;
  readonly findings: Finding[];
}

export function reporter({ points, rungs: mostRungs = Number.POSITIVE_INFINITY }: ReporterOptions = {}): Reporter {
  const talks = gathering(points);
  const drafts: Draft[] = [];
  const bySession = new Map<number, Draft>();
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  let moreSessions = 0;
  let start: number | undefined;
  let end: number | undefined;

  function observe(event: Observation) {
    if (event.time !== undefined) {
      start = start === undefined ? event.time : Math.min(start, event.time);
      end = end === undefined ? event.time : Math.max(end, event.time);
    }
    const name = event.type === "message" ? event.message : event.type === "mme" ? event.name : event.type;
    if (event.type !== "recording" && (seen.size < MOST_NAMES || seen.has(name))) {
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    if (isShown(event)) talks.feed(event);
  }

  function begin(session: Session) {
    const gathered = talks.take(session);
    if (drafts.length >= MOST_SESSIONS) {
      moreSessions++;
      return;
    }
    const draft: Draft = {
      session,
      store: gathered.series,
      latencies: gathered.latencies?.rows() ?? [],
      silence: gathered.latencies?.silence(),
      ladder: fitting(gathered.ladder, mostRungs),
      intervals: [],
      findings: [],
    };
    drafts.push(draft);
    bySession.set(session.session, draft);
    keepBounds();
  }

  function keepBounds() {
    const inAll = drafts.reduce((sum, { store }) => sum + (store?.points ?? 0), 0);
    if (points === undefined && inAll > POINTS_IN_ALL) for (const { store } of drafts) store?.thin();
    const rungs = drafts.reduce((sum, { ladder }) => sum + ladder.rungs.length, 0);
    if (rungs <= RUNGS_IN_ALL) return;
    for (const draft of drafts) {
      draft.ladder = fitting(draft.ladder, Math.max(LEAST_RUNGS, draft.ladder.rungs.length >> 1));
    }
  }

  return {
    feed(event) {
      switch (event.type) {
        case "session":
          begin(event);
          break;
        case "interval":
          bySession.get(event.session)?.intervals.push(event);
          break;
        case "limits": {
          const draft = bySession.get(event.session);
          if (draft) draft.limits = event;
          break;
        }
        case "finding": {
          const list = event.session === undefined ? findings : bySession.get(event.session)?.findings;
          if (list !== undefined && list.length < MOST_FINDINGS) list.push(event);
          break;
        }
        default:
          observe(event);
      }
    },

    drain() {
      bySession.clear();
      return drafts.splice(0).map(sessionReport);
    },

    report: (recording, last, census) => ({
      recording,
      frames: last?.count ?? 0,
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      outcome: last?.outcome ?? "complete",
      ...(last?.reason === undefined ? {} : { reason: last.reason }),
      sessions: drafts.map(sessionReport),
      ...(moreSessions === 0 ? {} : { moreSessions }),
      findings: worstFirst(findings),
      seen: [...seen]
        .sort((a, b) => b[1] - a[1])
        .slice(0, MOST_SEEN)
        .map(([name, count]) => ({ name, count })),
      protocols: census?.protocols.slice(0, MOST_SEEN) ?? [],
      senders: census?.senders.slice(0, MOST_SEEN) ?? [],
    }),
  };
}

function sessionReport({
  session,
  store,
  latencies,
  silence,
  ladder,
  intervals,
  limits,
  findings,
}: Draft): SessionReport {
  const origin = session.start ?? 0;
  const at = (time: number | undefined) => (time === undefined ? undefined : Math.round((time - origin) * 1000) / 1000);
  const series = honest((store ?? pilotStore(session))?.series(origin), limits);
  const rows = intervals.map((interval) => intervalRow(interval, origin, isMeasured(limits)));
  const shared = shares(rows);
  const { by, kind, words, frame, cause } = session.ended;
  return {
    session: session.session,
    ...(session.resumes === undefined ? {} : { resumes: session.resumes }),
    ...(session.start === undefined ? {} : { start: session.start }),
    ...(session.start === undefined || session.end === undefined
      ? {}
      : { duration: elapsed(session.start, session.end) }),
    firstFrame: session.firstFrame,
    lastFrame: session.lastFrame,
    header: header(session, limits, series),
    ended: { by, kind, words, frame, ...(cause === undefined ? {} : { cause }) },
    phases: session.phases.map(
      ({ name, firstFrame, lastFrame, start, end }): PhaseRow => ({
        name,
        firstFrame,
        lastFrame,
        ...defined("start", at(start)),
        ...defined("end", at(end)),
      }),
    ),
    pilot: session.pilot.map(({ time, ...row }): PilotChange => ({ ...row, ...defined("at", at(time)) })),
    ...(limits === undefined
      ? {}
      : { verdict: intervals.length > 0 ? verdict({ intervals }, origin) : limits.verdict }),
    faults: (limits?.doubts ?? []).filter(({ isDelivered }) => isDelivered).map(({ words }) => words),
    intervals: rows,
    ...(shared === undefined ? {} : { shares: shared }),
    ...(series === undefined ? {} : { series }),
    attenuation: attenuation(session),
    latencies,
    times: times(session, silence),
    codes: session.codes.map(({ time, ...row }): CodeRow => ({ ...row, ...defined("at", at(time)) })),
    ladder: {
      ...ladder,
      rungs: ladder.rungs.map((rung) => ("omitted" in rung ? rung : { ...rung, ...defined("at", at(rung.at)) })),
    },
    findings: worstFirst(findings),
  };
}

/** Ladders shorter than this are an overview, for which whole messages weigh too much. */
const WITH_VALUES = 1000;

function fitting(ladder: Ladder, most: number): Ladder {
  const { rungs, steps } = shortened(ladder, most);
  if (most >= WITH_VALUES) return { rungs, steps };
  return { steps, rungs: rungs.map(withoutValue) };
}

function withoutValue(rung: Ladder["rungs"][number]): Ladder["rungs"][number] {
  if (!("value" in rung)) return rung;
  const { value, ...rest } = rung;
  return rest;
}

const defined = <N extends string, V>(name: N, value: V | undefined): { readonly [K in N]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: V };

/** Marks what the charger says of its current, and of the power that follows from it, where it is scaled wrongly. */
function honest(series: Series | undefined, limits: LimitsEvent | undefined): Series | undefined {
  const isScaled = limits?.doubts.some(({ code }) => code === "present-current-scaled") === true;
  if (series === undefined || !isScaled) return series;
  const mark = (column: Column): Column =>
    column.quantity === "presentCurrent" || column.quantity === "presentPower"
      ? { ...column, isImplausible: true }
      : column;
  return { ...series, columns: series.columns.map(mark) };
}

/** What the pilot alone allowed, where nothing else was said: a step for each change. */
function pilotStore({ pilot, end, connections }: Session): SeriesStore | undefined {
  if (connections.length > 0) return undefined;
  const store = seriesStore();
  for (const [index, { time, frame, duty, state }] of pilot.entries()) {
    const allowed = duty === undefined || !state.endsWith("2") ? 0 : pilotCurrent(duty);
    const until = pilot[index + 1]?.time ?? end;
    if (time === undefined || allowed === undefined) continue;
    store.add(time, frame, { pilotCurrent: allowed });
    if (until !== undefined && until > time) store.add(until, frame, { pilotCurrent: allowed });
  }
  const isCharging = pilot.some(({ state }) => state === "C2" || state === "D2");
  return isCharging ? store : undefined;
}

const SEVERITIES = ["error", "warning", "notice", "info"];
const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
