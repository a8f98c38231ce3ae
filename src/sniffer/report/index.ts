/**
 * Reports of recordings: gathered from the events of the listener, shown as a page, as Markdown, JSON or a table.
 *
 * @module
 */

export { CSV_COLUMNS, csvHeader, csvLines } from "./csv.ts";
export { html, type PageOverview, type PageParts, type PageRow, type PageSession, sessionElement } from "./html.ts";
export { json } from "./json.ts";
export type { Ladder, Omission, Rung } from "./ladder.ts";
export type { LatencyRow } from "./latency-table.ts";
export { type IntervalRow, LIMIT_SIDES, type LimitSide, type Shares } from "./limiting.ts";
export { markdown } from "./markdown.ts";
export { type OverviewRow, overview, type Report, type Totals, totals, type Unread } from "./overview.ts";
export { QUANTITIES, type Quantity, type QuantityName } from "./quantities.ts";
export * from "./report.ts";
export { type Reporter, type ReporterOptions, reporter } from "./reporter.ts";
export type { Column, Series } from "./series.ts";
export type { TimeRow } from "./times.ts";
