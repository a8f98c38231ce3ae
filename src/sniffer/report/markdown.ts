/**
 * The report as Markdown, for tickets, wikis and terminals.
 *
 * @module
 */

import type { Finding } from "../findings/index.ts";
import {
  byText,
  dateText,
  durationText,
  endText,
  energyText,
  powerText,
  seenText,
  shareText,
  socText,
} from "./figures.ts";
import type { IntervalRow } from "./limiting.ts";
import { type OverviewRow, overview, type Report, totals } from "./overview.ts";
import type { PartyRow, RecordingReport, SessionReport } from "./report.ts";

/** One recording in full, several as a table of their sessions. */
export function markdown(report: Report): string {
  const [only, ...others] = report.recordings;
  const isOne = only !== undefined && others.length === 0 && report.unread.length === 0;
  return `${(isOne ? recordingLines(only) : folderLines(report)).join("\n")}\n`;
}

function recordingLines(recording: RecordingReport): string[] {
  const { sessions, findings, frames, start, reason } = recording;
  const about = [`${frames} frames`, dateText(start) && `from ${dateText(start)}`].filter(Boolean).join(", ");
  return [
    `# ${text(recording.recording)}`,
    "",
    `${about}.${reason === undefined ? "" : ` ${text(reason)}.`}`,
    ...sessions.flatMap(sessionLines),
    ...(findings.length > 0 ? ["", "## Findings outside of sessions", "", ...findingLines(findings)] : []),
  ];
}

function sessionLines(report: SessionReport): string[] {
  const { session, start, duration, header, ended, verdict, faults, firstFrame, lastFrame } = report;
  const { service, soc, energy, energyFrom, peakPower, timeToCharge } = header;
  const kind = [header.protocol, service.energy, service.mode, service.control, service.payment].filter(Boolean);
  const measured = energy === undefined ? undefined : `${energyText(energy)} (by the charger's ${energyFrom})`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Car", partyText(header.vehicle)],
    ["Charger", partyText(header.charger)],
    ["Protocol", kind.join(", ")],
    ["TLS", header.tls],
    ["Began", [dateText(start), `frames ${firstFrame} to ${lastFrame}`].filter(Boolean).join(", ")],
    ["Lasted", duration === undefined ? undefined : durationText(duration)],
    ["Battery", soc && socText(soc)],
    ["Energy", measured],
    ["Peak power", peakPower === undefined ? undefined : powerText(peakPower)],
    ["Time to charge", timeToCharge === undefined ? undefined : durationText(timeToCharge)],
    ["Ended by", `${byText(ended.by)}: ${ended.words} (frame ${ended.frame})`],
  ];
  return [
    "",
    `## Session ${session}`,
    "",
    ...(verdict === undefined ? [] : [`**${text(verdict)}**`, ""]),
    ...faults.map((fault) => `> ${text(fault)}.`),
    ...(faults.length > 0 ? [""] : []),
    ...table(
      ["", ""],
      facts.flatMap(([name, value]) => (value ? [[name, text(value)]] : [])),
    ),
    ...limitLines(report.intervals),
    ...phaseLines(report),
    ...timeLines(report),
    ...latencyLines(report),
    ...(report.findings.length > 0 ? ["", "### Findings", "", ...findingLines(report.findings)] : []),
  ];
}

function limitLines(intervals: readonly IntervalRow[]): string[] {
  if (intervals.length === 0) return [];
  const rows = intervals.map(({ start, end, label, share, energy, cap, firstFrame, lastFrame }) => [
    `${start.toFixed(1)} to ${end.toFixed(1)} s`,
    text(label),
    shareText(share),
    energy === undefined ? "" : energyText(energy),
    cap === undefined ? "" : `${cap.toFixed(1)} A`,
    `${firstFrame} to ${lastFrame}`,
  ]);
  return [
    "",
    "### Who limited the power",
    "",
    ...table(["when", "by what", "of the time", "energy", "charger's cap", "frames"], rows),
  ];
}

function phaseLines({ phases }: SessionReport): string[] {
  if (phases.length === 0) return [];
  const rows = phases.map(({ name, start, end, firstFrame }) => [
    name,
    start === undefined ? "" : `${start.toFixed(3)} s`,
    start === undefined || end === undefined ? "" : durationText(end - start),
    String(firstFrame),
  ]);
  return ["", "### Phases", "", ...table(["phase", "from", "for", "from frame"], rows)];
}

function timeLines({ times }: SessionReport): string[] {
  if (times.length === 0) return [];
  const rows = times.map(({ name, measured, limit, clause }) => [
    text(name),
    durationText(measured),
    limit === undefined ? "" : `${durationText(limit)}${measured > limit ? " **exceeded**" : ""}`,
    text(clause ?? ""),
  ]);
  return ["", "### Times", "", ...table(["", "measured", "limit", "clause"], rows)];
}

function latencyLines({ latencies }: SessionReport): string[] {
  const rows = latencies.map(({ message, requests, responses, min, mean, p95, max, limit, late }) => [
    text(message),
    `${requests} / ${responses}`,
    ...[min, mean, p95, max].map((value) => (value === undefined ? "" : durationText(value))),
    durationText(limit),
    late === 0 ? "0" : `**${late}**`,
  ]);
  const names = ["message", "asked / answered", "min", "mean", "95 %", "max", "limit", "later"];
  return rows.length === 0 ? [] : ["", "### Latencies", "", ...table(names, rows)];
}

const findingLines = (findings: readonly Finding[]): string[] =>
  findings.map(({ severity, words, clause, frames, count }) => {
    const where = frames.length === 0 ? "" : `, frame ${frames.slice(0, 3).join(", ")}${count > 3 ? ", …" : ""}`;
    return `- **${severity}** ${text(words)}${clause === undefined ? "" : ` (${text(clause)})`}${where}`;
  });

function folderLines(report: Report): string[] {
  const sums = totals(report);
  const { limitedBy, chargingTime, endings } = sums;
  const share = (seconds: number) => shareText(chargingTime > 0 ? seconds / chargingTime : 0);
  const nothing = report.recordings.filter(({ sessions }) => sessions.length === 0);
  return [
    `# ${sums.sessions} sessions in ${sums.recordings} recordings`,
    "",
    ...table(
      ["", ""],
      [
        ["Sessions", `${sums.sessions}, ${sums.charged} with charging current, ${sums.encrypted} encrypted`],
        ["Energy", energyText(sums.energy)],
        ["Charging time", durationText(chargingTime)],
        ["Limited by", `the car ${share(limitedBy.vehicle)}, the charger ${share(limitedBy.charger)} of that time`],
        ["Ended", endings.map(({ by, kind, count }) => `${count} × ${endText(kind)} (${byText(by)})`).join(", ")],
      ],
    ),
    "",
    "## Sessions",
    "",
    ...table(
      ["recording", "#", "car", "charger", "protocol", "lasted", "battery", "energy", "who limited", "end", "findings"],
      overview(report).map(overviewCells),
    ),
    ...(sums.findings.length > 0 ? ["", "## Most frequent findings", ""] : []),
    ...sums.findings.map(({ severity, words, sessions }) => `- **${severity}** ${text(words)}: ${sessions} sessions`),
    ...(nothing.length > 0 ? ["", "## Recordings without a session", ""] : []),
    ...nothing.map((recording) => `- ${text(recording.recording)}: ${text(seenText(recording))}`),
    ...(report.unread.length > 0 ? ["", "## Not read", ""] : []),
    ...report.unread.map(({ recording, because }) => `- ${text(recording)}: ${text(because)}`),
  ];
}

function overviewCells(row: OverviewRow): string[] {
  const { error, warning, notice } = row.findings;
  return [
    text(row.recording),
    String(row.session),
    text(row.vehicle),
    text(row.charger),
    text([row.protocol, row.kind, row.isEncrypted ? "TLS" : ""].filter(Boolean).join(", ")),
    row.duration === undefined ? "" : durationText(row.duration),
    row.soc === undefined ? "" : socText(row.soc),
    row.energy === undefined ? "" : energyText(row.energy),
    text(row.verdict),
    text(row.ended.words),
    `${error} errors, ${warning} warnings, ${notice} notices`,
  ];
}

const partyText = ({ mac, id, name, ip }: PartyRow): string | undefined =>
  [mac, name ?? id, ip].filter(Boolean).join(", ") || undefined;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

/** Words of a recording as text and nothing else: no markup, no HTML, no new cell. */
const text = (words: string): string =>
  words
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a hostile charger sends must not steer a terminal
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replace(/[\\`*[\]|<&]/g, (sign) => (sign === "<" ? "&lt;" : sign === "&" ? "&amp;" : `\\${sign}`));
