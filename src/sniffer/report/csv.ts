/**
 * The time series of all sessions as comma-separated values (RFC 4180), a line for each measurement, with the side that
 * limited the power at that moment.
 *
 * @module
 */

import { limitingAt } from "./limiting.ts";
import { QUANTITIES, type QuantityName } from "./quantities.ts";
import type { RecordingReport, SessionReport } from "./report.ts";

const NAMES = Object.keys(QUANTITIES) as QuantityName[];

/** The columns, always the same, so that tables of several recordings fit together. */
export const CSV_COLUMNS: readonly string[] = [
  "recording",
  "session",
  "time",
  "elapsed_s",
  "frame",
  "limitingSide",
  "limitingReason",
  ...NAMES.map((name) => `${name}_${QUANTITIES[name].unit === "%" ? "percent" : QUANTITIES[name].unit}`),
];

/** The line of the names, with its end. */
export const csvHeader = (): string => line(CSV_COLUMNS);

/** The lines of sessions, each with its end. */
export function* csvLines({ recording, sessions }: Pick<RecordingReport, "recording" | "sessions">): Generator<string> {
  for (const session of sessions) yield* sessionLines(recording, session);
}

function* sessionLines(recording: string, { session, start, series, intervals }: SessionReport): Generator<string> {
  if (series === undefined) return;
  const columns = NAMES.map((name) => series.columns.find(({ quantity }) => quantity === name)?.values);
  for (const [index, at] of series.at.entries()) {
    const limiting = limitingAt(intervals, at);
    yield line([
      recording,
      session,
      start === undefined ? undefined : (start + at).toFixed(3),
      at,
      series.frames[index],
      limiting?.side,
      limiting?.reason,
      ...columns.map((values) => values?.[index]),
    ]);
  }
}

const line = (cells: readonly (string | number | null | undefined)[]): string => `${cells.map(cell).join(",")}\r\n`;

function cell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet would take such a name for a formula.
  const text = /^[=+@\t\r-]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
