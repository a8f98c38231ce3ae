/**
 * The report as JSON, for programs: the data of the report, and for each moment of a series the side that limited then.
 *
 * @module
 */

import { limitingAt } from "./limiting.ts";
import { type Report, totals } from "./overview.ts";
import { REPORT_VERSION, type SessionReport } from "./report.ts";

export function json(report: Report): string {
  const recordings = report.recordings.map((recording) => ({
    ...recording,
    sessions: recording.sessions.map(withLimiting),
  }));
  const { unread } = report;
  return `${JSON.stringify({ type: "report", version: REPORT_VERSION, recordings, unread, totals: totals(report) })}\n`;
}

function withLimiting(session: SessionReport): unknown {
  const { series, intervals } = session;
  if (series === undefined) return session;
  const limiting = series.at.map((at) => limitingAt(intervals, at)?.side ?? null);
  return { ...session, series: { ...series, limiting } };
}
