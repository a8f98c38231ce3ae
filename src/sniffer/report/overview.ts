/**
 * Many recordings at a glance: a row for each session, and what they are in all.
 *
 * @module
 */

import type { Finding, Severity } from "../findings/index.ts";
import type { EndKind } from "../sessions/ended.ts";
import type { LimitSide } from "./limiting.ts";
import type { RecordingReport, SessionReport } from "./report.ts";

/** All that was asked for. */
export interface Report {
  readonly recordings: readonly RecordingReport[];
  /** What was to be read and could not be. */
  readonly unread: readonly Unread[];
}

export interface Unread {
  readonly recording: string;
  readonly because: string;
}

export interface OverviewRow {
  readonly recording: string;
  readonly session: number;
  readonly start?: number;
  readonly duration?: number;
  readonly vehicle: string;
  readonly charger: string;
  readonly protocol: string;
  /** `AC`, `DC`. */
  readonly kind: string;
  readonly isEncrypted: boolean;
  readonly soc?: { readonly first: number; readonly last: number };
  readonly energy?: number;
  readonly peakPower?: number;
  readonly verdict: string;
  readonly ended: SessionReport["ended"];
  readonly findings: Counts;
}

export type Counts = Readonly<Record<Severity, number>>;

export interface Totals {
  readonly recordings: number;
  readonly withoutSession: number;
  readonly unread: number;
  readonly sessions: number;
  readonly encrypted: number;
  /** Sessions in which the car asked for current. */
  readonly charged: number;
  /** In Wh, of those sessions whose values can be believed. */
  readonly energy: number;
  /** Seconds in which cars asked for current, and which side limited during them. */
  readonly chargingTime: number;
  readonly limitedBy: Readonly<Record<LimitSide, number>>;
  /** How often sessions ended so, the most frequent first. */
  readonly endings: readonly { readonly by: string; readonly kind: EndKind; readonly count: number }[];
  /** In how many sessions each was found, the most frequent first, ten at most; infos are left out. */
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly words: string;
    readonly sessions: number;
  }[];
}

export function overviewRow(recording: string, report: SessionReport): OverviewRow {
  const { session, start, duration, header, verdict, ended, findings } = report;
  const { vehicle, charger, service, soc, energy, peakPower, isEncrypted } = header;
  return {
    recording,
    session,
    ...(start === undefined ? {} : { start }),
    ...(duration === undefined ? {} : { duration }),
    vehicle: vehicle.mac ?? vehicle.id ?? vehicle.ip ?? "",
    charger: charger.name ?? charger.id ?? charger.mac ?? charger.ip ?? "",
    protocol: header.protocol ?? "",
    kind: service.energy ?? "",
    isEncrypted,
    ...(soc === undefined ? {} : { soc }),
    ...(energy === undefined ? {} : { energy }),
    ...(peakPower === undefined ? {} : { peakPower }),
    verdict: verdict ?? "",
    ended,
    findings: counts(findings),
  };
}

export const overview = ({ recordings }: Report): OverviewRow[] =>
  recordings.flatMap(({ recording, sessions }) => sessions.map((session) => overviewRow(recording, session)));

export function counts(findings: readonly Finding[]): Counts {
  const all = { error: 0, warning: 0, notice: 0, info: 0 };
  for (const { severity } of findings) all[severity]++;
  return all;
}

const MOST_FINDINGS = 10;

export function totals({ recordings, unread }: Report): Totals {
  const sessions = recordings.flatMap(({ sessions }) => sessions);
  const limitedBy: Record<LimitSide, number> = { vehicle: 0, charger: 0, cable: 0, ending: 0 };
  let chargingTime = 0;
  for (const { intervals } of sessions) {
    for (const { side, start, end } of intervals) {
      limitedBy[side] += end - start;
      chargingTime += end - start;
    }
  }
  const endings = new Map<string, { by: string; kind: EndKind; count: number }>();
  for (const { by, kind } of sessions.map(({ ended }) => ended)) {
    const one = endings.get(`${by} ${kind}`) ?? { by, kind, count: 0 };
    one.count++;
    endings.set(`${by} ${kind}`, one);
  }
  return {
    recordings: recordings.length,
    withoutSession: recordings.filter(({ sessions }) => sessions.length === 0).length,
    unread: unread.length,
    sessions: sessions.length + recordings.reduce((sum, { moreSessions = 0 }) => sum + moreSessions, 0),
    encrypted: sessions.filter(({ header }) => header.isEncrypted).length,
    charged: sessions.filter(({ intervals }) => intervals.length > 0).length,
    energy: sessions.reduce((sum, { header }) => sum + (header.energy ?? 0), 0),
    chargingTime,
    limitedBy,
    endings: [...endings.values()].sort((a, b) => b.count - a.count),
    findings: frequentFindings(sessions),
  };
}

function frequentFindings(sessions: readonly SessionReport[]): Totals["findings"] {
  const found = new Map<string, { code: string; severity: Severity; words: string; sessions: number }>();
  for (const { findings } of sessions) {
    const seen = new Set<string>();
    for (const { code, severity, words } of findings) {
      if (severity === "info" || seen.has(code)) continue;
      seen.add(code);
      // What varies from session to session stands behind the colon.
      const one = found.get(code) ?? { code, severity, words: words.replace(/:.*$/, ""), sessions: 0 };
      one.sessions++;
      found.set(code, one);
    }
  }
  return [...found.values()].sort((a, b) => b.sessions - a.sessions).slice(0, MOST_FINDINGS);
}
