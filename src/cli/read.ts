/**
 * `plugtalk read FILE…`: what happened in a recording.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd } from "../capture/records.ts";
import { EVENTS_VERSION, type Observation } from "../sniffer/events.ts";
import type { Finding, Severity } from "../sniffer/findings/index.ts";
import { type LimitsEvent, pipeline, type SnifferEvent } from "../sniffer/pipeline.ts";
import type { SessionEvent } from "../sniffer/sessions/index.ts";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { BAD_INPUT, UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";
import { output } from "./output.ts";
import { sessionLines } from "./session-lines.ts";
import { timeline } from "./timeline.ts";

interface Options {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly summary?: boolean;
  readonly keylog?: string;
  readonly message?: readonly string[];
  readonly side?: "car" | "charger";
  readonly from?: number;
  readonly to?: number;
  readonly failOn?: Severity;
}

const SEVERITIES: readonly Severity[] = ["info", "notice", "warning", "error"];

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError("seconds expected");
  return value;
};

export function readCommand(): Command {
  return new Command("read")
    .description(
      "Tell what happened in a recording: pcap, pcapng, gzip of either, or a text log with V2G messages in hex.",
    )
    .argument("<file...>", "recordings, or - for standard input")
    .option("--json", "one JSON object a line: docs/events.md tells the form")
    .option("-v, --verbose", "show all values of each message")
    .option("-s, --summary", "only sessions and findings")
    .option("--keylog <file>", "TLS keys in NSS key log format; those inside the recording are found anyhow")
    .option("-m, --message <name...>", "only messages whose name contains one of these")
    .addOption(new Option("--side <side>", "only messages of one side").choices(["car", "charger"]))
    .option("--from <seconds>", "only what comes after, counted from the first frame", seconds)
    .option("--to <seconds>", "only what comes before, counted from the first frame", seconds)
    .addOption(new Option("--fail-on <severity>", "exit with 1 where something as bad is found").choices(SEVERITIES))
    .exitOverride()
    .action((files: string[], options: Options) => readFiles(files, options));
}

async function readFiles(files: readonly string[], options: Options) {
  let worst = -1;
  const faults: string[] = [];
  for (const file of files) {
    if (file !== "-") await checkReadable(file);
    const result = await readOne(file, files.length > 1, options);
    worst = Math.max(worst, ...result.findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
    if (result.end.outcome === "foreign") faults.push(`${file}: ${result.end.reason}`);
  }
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  if (options.failOn && worst >= SEVERITIES.indexOf(options.failOn)) process.exitCode = BAD_INPUT;
}

interface Result {
  readonly end: CaptureEnd;
  readonly findings: readonly Finding[];
}

async function readOne(file: string, isOneOfMany: boolean, options: Options): Promise<Result> {
  const keys = keyStore();
  if (options.keylog !== undefined) {
    await checkReadable(options.keylog);
    keys.add(await readFile(options.keylog, "utf8"));
  }
  const stages = pipeline({ keys });
  const out = output();
  const colour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
  const lines = timeline({ colour, verbose: options.verbose === true });
  const wanted = filter(options);
  const found: Finding[] = [];
  const told: { readonly session: SessionEvent; limits?: LimitsEvent }[] = [];
  let end: CaptureEnd | undefined;
  const seen = new Map<string, number>();

  const tell = (event: SnifferEvent) => {
    switch (event.type) {
      case "session":
        told.push({ session: event });
        break;
      case "limits": {
        const one = told.find(({ session }) => session.session === event.session);
        if (one) one.limits = event;
        break;
      }
      case "finding":
        found.push(event);
        break;
      case "interval":
        break;
      default: {
        const name = event.type === "mme" ? event.name : event.type === "message" ? event.message : event.type;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        if (options.summary || !wanted(event)) return;
        if (!options.json) for (const line of lines.lines(event)) out.line(line);
      }
    }
    if (options.json) out.line(JSON.stringify(event));
  };

  if (options.json) out.line(JSON.stringify({ type: "start", version: EVENTS_VERSION, file }));
  else if (isOneOfMany) out.line(`\n${file}`);
  const source = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  for await (const records of captureRecords(source)) {
    for (const record of records) {
      if (record.kind === "end") end = record;
      for (const event of stages.feed(record)) tell(event);
    }
    await out.flush();
  }
  for (const event of stages.end()) tell(event);

  if (!options.json) {
    for (const { session, limits } of told) for (const line of sessionLines(session, limits, colour)) out.line(line);
    for (const line of findingLines(found, colour)) out.line(line);
    if (told.length === 0 && end?.outcome !== "foreign") out.line(nothingFound(seen, end));
  }
  await out.flush();
  return { end: end as CaptureEnd, findings: found };
}

/** Whether an observation passes what the user asked for. */
function filter({ message, side, from, to }: Options): (observation: Observation) => boolean {
  let start: number | undefined;
  const names = message?.map((name) => name.toLowerCase());
  const wantedSide = side === "car" ? "vehicle" : side;
  return (observation) => {
    const { time } = observation;
    if (time !== undefined) start ??= time;
    const since = time === undefined || start === undefined ? 0 : time - start;
    if (from !== undefined && since < from) return false;
    if (to !== undefined && since > to) return false;
    if (wantedSide !== undefined && (!("side" in observation) || observation.side !== wantedSide)) return false;
    if (names === undefined) return true;
    const name =
      observation.type === "message" ? observation.message : observation.type === "mme" ? observation.name : "";
    return name !== "" && names.some((wanted) => name.toLowerCase().includes(wanted));
  };
}

function findingLines(found: readonly Finding[], colour: boolean): string[] {
  if (found.length === 0) return [];
  const sorted = [...found].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const paint = (severity: Severity, text: string) => {
    const code = { error: 31, warning: 33, notice: 36, info: 90 }[severity];
    return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
  return [
    "",
    "Findings",
    ...sorted.map(({ severity, words, clause, frames, count }) => {
      const where =
        frames.length > 0 ? `  [frame ${frames.slice(0, 3).join(", ")}${count > 3 ? `, … ${count} in all` : ""}]` : "";
      return `  ${paint(severity, severity.padEnd(8))} ${words}${clause ? ` (${clause})` : ""}${where}`;
    }),
  ];
}

/** No session: what there is instead, and what to try. */
function nothingFound(seen: ReadonlyMap<string, number>, end: CaptureEnd | undefined): string {
  const most = [...seen]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 6)
    .map(([name, count]) => `${name} (${count})`);
  const what = most.length > 0 ? `What was seen: ${most.join(", ")}.` : "Nothing of HomePlug, SDP or V2G was seen.";
  return `\nNo charging session found in ${end?.count ?? 0} frames. ${what}
A session is seen only where both sides' traffic passes the recorder: at the charger, at the car, or on a bridge.`;
}
