/**
 * Findings as a person reads them: the worst first, each with the clause and the frames that prove it.
 *
 * @module
 */

import { styleText } from "node:util";
import type { Finding, Severity } from "../sniffer/findings/index.ts";
import { SEVERITIES } from "./read.ts";

const COLOURS = { error: "red", warning: "yellow", notice: "cyan", info: "gray" } as const;
const MOST_FRAMES = 3;

export function findingLines(found: readonly Finding[], colour: boolean): string[] {
  if (found.length === 0) return [];
  const sessions = new Set(found.map(({ session }) => session)).size;
  const sorted = [...found].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const paint = (severity: Severity, text: string) =>
    colour ? styleText(COLOURS[severity], text, { validateStream: false }) : text;
  return [
    "",
    "Findings",
    ...sorted.map(({ severity, words, clause, frames, count, session }) => {
      const whose = sessions > 1 && session !== undefined ? `session ${session}: ` : "";
      const more = count > MOST_FRAMES ? `, … ${count} in all` : "";
      const where = frames.length > 0 ? `  [frame ${frames.slice(0, MOST_FRAMES).join(", ")}${more}]` : "";
      return `  ${paint(severity, severity.padEnd(8))} ${whose}${words}${clause ? ` (${clause})` : ""}${where}`;
    }),
  ];
}
