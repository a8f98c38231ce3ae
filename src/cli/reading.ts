/**
 * Reads recordings and prints what they tell.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Timestamp } from "../base/timestamp.ts";
import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd } from "../capture/records.ts";
import { EVENTS_VERSION, type Observation } from "../sniffer/events.ts";
import type { Finding } from "../sniffer/findings/index.ts";
import { type LimitsEvent, pipeline, type SnifferEvent } from "../sniffer/pipeline.ts";
import type { SessionEvent } from "../sniffer/sessions/index.ts";
import { type KeyStore, keyStore } from "../sniffer/tls/key-log.ts";
import { BAD_INPUT, UserError } from "./exit.ts";
import { type FrameExplainer, frameExplainer } from "./explain-frame.ts";
import { filter, isFiltered, type Origin } from "./filter.ts";
import { findingLines } from "./finding-lines.ts";
import { checkReadable, unreadable } from "./input.ts";
import { type KeyLog, readKeyLog } from "./key-log-file.ts";
import { type KeyLogUsed, missingKeyLines } from "./missing-keys.ts";
import { nothingFound } from "./nothing-found.ts";
import { type Output, output } from "./output.ts";
import { type Progress, progress } from "./progress.ts";
import { type ReadOptions, SEVERITIES } from "./read.ts";
import { sessionLines } from "./session-lines.ts";
import { timeline } from "./timeline.ts";

/** Octets that are read at once: few enough that what they hold is soon forgotten again. */
const PIECE = 1 << 18;

export async function readFiles(files: readonly string[], options: ReadOptions): Promise<void> {
  const keyLog = options.keylog === undefined ? undefined : await readKeyLog(options.keylog);
  const out = output();
  let worst = -1;
  const faults: string[] = [];
  for (const file of files) {
    try {
      const { end, findings } = await readOne(file, { isOneOfMany: files.length > 1, keyLog, out, options });
      worst = Math.max(worst, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
      if (end.outcome === "foreign" || end.outcome === "failed") faults.push(`${file}: ${end.reason}`);
    } catch (error) {
      // The other files can be read all the same.
      if (!(error instanceof UserError)) throw error;
      faults.push(error.message);
    }
  }
  await out.flush();
  if (faults.length > 0) throw new UserError(faults.join("\n"));
  if (options.failOn && worst >= SEVERITIES.indexOf(options.failOn)) process.exitCode = BAD_INPUT;
}

interface Task {
  readonly isOneOfMany: boolean;
  readonly keyLog: KeyLog | undefined;
  readonly out: Output;
  readonly options: ReadOptions;
}

interface Result {
  readonly end: CaptureEnd;
  readonly findings: readonly Finding[];
}

async function readOne(file: string, { isOneOfMany, keyLog, out, options }: Task): Promise<Result> {
  if (file !== "-") await checkReadable(file);
  const keys = keyStore();
  if (keyLog) keys.add(keyLog.text);
  const stages = pipeline({ keys });
  const origin: Origin = {};
  const explainer = options.explain === undefined ? undefined : frameExplainer(options.explain, options.json === true);
  const printer = explainer
    ? explaining(explainer)
    : options.json
      ? jsonPrinter(out, options, origin)
      : textPrinter(out, options, origin, keyLogUsed(keyLog, keys));
  const findings: Finding[] = [];
  let end: CaptureEnd | undefined;
  const tell = (event: SnifferEvent) => {
    if (event.type === "finding") findings.push(event);
    printer.event(event);
  };

  if (options.json && !explainer) out.line(JSON.stringify({ type: "start", version: EVENTS_VERSION, file }));
  else if (isOneOfMany) out.line(`\n${file}`);
  const bar = await progressOf(file, options);
  reading: for await (const records of captureRecords(bar.watch(sourceOf(file)))) {
    for (const record of records) {
      if (record.kind === "end") end = record;
      // What it is instead is told as a fault.
      if (record.kind === "end" && record.outcome === "foreign" && !options.json) continue;
      if (record.kind === "frame") explainer?.frame(record);
      if (record.kind === "frame" || record.kind === "message") begin(origin, record.time);
      for (const event of stages.feed(record)) tell(event);
      if (explainer?.isDone()) break reading;
    }
    await out.flush();
  }
  bar.end();
  for (const event of stages.end()) tell(event);
  if (explainer) printExplanation(explainer, file, out, options);
  else printer.end(end, stages.census());
  await out.flush();
  return { end: end ?? STOPPED, findings };
}

/** Where the rest of a recording did not have to be read. */
const STOPPED: CaptureEnd = {
  kind: "end",
  outcome: "complete",
  format: undefined,
  count: 0,
  offset: 0,
  reason: undefined,
  cause: undefined,
};

const sourceOf = (file: string): AsyncIterable<Uint8Array> =>
  file === "-" ? process.stdin : createReadStream(file, { highWaterMark: PIECE });

/** Says who is being waited for, unless lines come anyhow. */
async function progressOf(
  file: string,
  { summary, explain }: ReadOptions,
): Promise<{ readonly watch: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>; end: () => void }> {
  const isQuiet = summary === true || explain !== undefined || process.stdout.isTTY !== true;
  const { size } =
    file === "-"
      ? { size: 0 }
      : await stat(file).catch((error: unknown) => {
          throw unreadable(file, error);
        });
  const bar: Progress = progress(isQuiet ? size : 0);
  bar.at(file);
  return {
    async *watch(source) {
      for await (const chunk of source) {
        yield chunk;
        bar.advance(chunk.length);
      }
    },
    end: bar.end,
  };
}

function keyLogUsed(keyLog: KeyLog | undefined, keys: KeyStore): KeyLogUsed | undefined {
  return keyLog && { file: keyLog.file, sessions: keys.sessions(16).length };
}

type Census = ReturnType<ReturnType<typeof pipeline>["census"]>;

interface Printer {
  readonly event: (event: SnifferEvent) => void;
  readonly end: (end: CaptureEnd | undefined, census: Census) => void;
}

const isObservation = (event: SnifferEvent): event is Observation =>
  event.type !== "session" && event.type !== "limits" && event.type !== "interval" && event.type !== "finding";

function jsonPrinter(out: Output, options: ReadOptions, origin: Origin): Printer {
  const wanted = filter(options, origin);
  return {
    event(event) {
      if (!isObservation(event) || (wanted(event) && options.summary !== true)) out.line(JSON.stringify(event));
    },
    end: () => undefined,
  };
}

function begin(origin: Origin, time: Timestamp | undefined): void {
  if (time !== undefined) origin.time ??= time.seconds + time.nanoseconds / 1e9;
}

function textPrinter(out: Output, options: ReadOptions, origin: Origin, keyLog: KeyLogUsed | undefined): Printer {
  const colour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
  const wanted = filter(options, origin);
  const lines = timeline({ colour, all: options.all === true, verbose: options.verbose === true, origin });
  const found: Finding[] = [];
  const sessions: { readonly session: SessionEvent; limits?: LimitsEvent }[] = [];
  const seen = new Map<string, number>();
  let hasLines = false;

  function observation(event: Observation) {
    const name = event.type === "mme" ? event.name : event.type === "message" ? event.message : undefined;
    if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + 1);
    if (!wanted(event) || options.summary) return;
    hasLines = true;
    for (const line of lines.lines(event)) out.line(line);
  }

  return {
    event(event) {
      if (isObservation(event)) observation(event);
      else if (event.type === "session") sessions.push({ session: event });
      else if (event.type === "finding") found.push(event);
      else if (event.type === "limits") {
        const one = sessions.find(({ session }) => session.session === event.session);
        if (one) one.limits = event;
      }
    },
    end(end, census) {
      for (const line of lines.end()) out.line(line);
      if (!hasLines && !options.summary && isFiltered(options)) out.line(nothingMatches(seen, options));
      for (const { session, limits } of sessions) {
        for (const line of sessionLines(session, limits, colour, origin.time)) out.line(line);
      }
      if (sessions.length > 0) out.line(recordingLine(end, seen, census));
      for (const line of missingKeyLines(
        sessions.map(({ session }) => session),
        keyLog,
      ))
        out.line(line);
      for (const line of findingLines(found, colour)) out.line(line);
      if (sessions.length === 0 && end?.outcome !== "foreign") {
        for (const line of nothingFound(seen, census, end?.count ?? 0)) out.line(line);
      }
    },
  };
}

/** Names that are listed where none of them was meant. */
const MOST_NAMES = 40;

/** Where filters leave nothing: what there is. */
function nothingMatches(seen: ReadonlyMap<string, number>, { message }: ReadOptions): string {
  const nothing = "Nothing in this recording passes these filters";
  if (message === undefined || seen.size === 0) return nothing;
  const names = [...seen.keys()];
  const more = names.length > MOST_NAMES ? ", …" : "";
  return `${nothing}; its messages are ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}

/** What was read, in one line. */
function recordingLine(end: CaptureEnd | undefined, seen: ReadonlyMap<string, number>, { repeated }: Census): string {
  const messages = [...seen].reduce((sum, [name, count]) => (/Re[qs]$/.test(name) ? sum + count : sum), 0);
  const twice = repeated === 0 ? "" : `, ${repeated} TCP segments sent again or recorded twice`;
  return `\nRecording  ${end?.count ?? 0} frames, ${messages} V2G messages${twice}`;
}

const explaining = (explainer: FrameExplainer): Printer => ({
  event(event) {
    if (isObservation(event)) explainer.observe(event);
  },
  end: () => undefined,
});

function printExplanation(explainer: FrameExplainer, file: string, out: Output, { explain }: ReadOptions): void {
  const lines = explainer.lines();
  if (lines.length === 0) {
    throw new UserError(`Cannot explain frame ${explain} of ${file}: it completes no message; ${explainer.nearest()}`);
  }
  for (const line of lines) out.line(line);
}
