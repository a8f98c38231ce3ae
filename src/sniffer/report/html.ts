/**
 * The report as one page for a browser, with all that it needs inside: no request leaves it. The page's own script makes
 * the document from data, so that nothing of a recording is ever markup; a policy forbids every other script.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { markdown } from "./markdown.ts";
import { type OverviewRow, overviewRow, type Report, type Totals, totals, type Unread } from "./overview.ts";
import type { RecordingReport, SessionReport } from "./report.ts";

/** What the page is made of beside the data: texts of the chart library (uPlot), and of the page's script and style. */
export interface PageParts {
  readonly chartScript: string;
  readonly chartStyle: string;
  readonly script: string;
  readonly style: string;
}

/** What the page's script finds in the element `overview`. The sessions stand in elements of their own, see {@link sessionElement}. */
export interface PageOverview {
  readonly recordings: readonly Omit<RecordingReport, "sessions">[];
  readonly unread: readonly Unread[];
  readonly rows: readonly PageRow[];
  readonly totals: Totals;
}

export interface PageRow extends OverviewRow {
  /** The element with the session's data. */
  readonly element: string;
}

/** What the page's script finds in the element of a session. */
export type PageSession = SessionReport & { readonly recording: string };

/** The name of the element that holds a session: counted from 0, `session-0`. */
export const sessionElement = (index: number): string => `session-${index}`;

/** The page in pieces, so that one of many sessions need not be in memory as a whole. */
export function* html(report: Report, parts: PageParts): Generator<string> {
  const style = lines(`${parts.chartStyle}\n${parts.style}`);
  const scripts = [parts.chartScript, parts.script].map(scriptText);
  const { recordings, unread } = report;
  const sessions = recordings.flatMap(({ recording, sessions }) =>
    sessions.map((session): PageSession => ({ recording, ...session })),
  );
  const overview: PageOverview = {
    recordings: recordings.map(({ sessions: _, ...recording }) => recording),
    unread,
    rows: sessions.map((session, index) => ({
      element: sessionElement(index),
      ...overviewRow(session.recording, session),
    })),
    totals: totals(report),
  };
  const [only, ...others] = recordings;
  const title = only !== undefined && others.length === 0 ? only.recording : `${recordings.length} recordings`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(hashOf).join(" ")}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Plugtalk">
<title>${escaped(title)} · Plugtalk report</title>
<style>${style}</style>
</head>
<body>
<main id="report"></main>
<noscript><pre>${escaped(markdown(report))}</pre></noscript>
`;
  yield dataElement("overview", overview);
  for (const [index, session] of sessions.entries()) yield dataElement(sessionElement(index), session);
  yield `${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/** Text between tags or in an attribute. */
function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => names[sign] as string);
}

/** JSON inside an element that no browser runs; without `<`, no end tag and no comment can begin in it. */
const dataElement = (id: string, data: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>\n`;

/** A script as it may stand in a page: nothing in it ends the element. */
const scriptText = (script: string): string =>
  lines(script)
    .replace(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "<\\!--");

/** As a browser reads it before it takes the hash. */
const lines = (text: string): string => text.replace(/\r\n?/g, "\n");

const hashOf = (text: string): string => `'sha256-${btoa(String.fromCharCode(...sha256(utf8ToBytes(text))))}'`;
