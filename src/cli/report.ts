/**
 * `plugtalk report FILE|FOLDER…`: what happened in recordings, as a page, as Markdown, JSON or a table of values.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Command } from "commander";
import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd } from "../capture/records.ts";
import type { Census } from "../sniffer/census.ts";
import { pipeline } from "../sniffer/pipeline.ts";
import { csvHeader, csvLines } from "../sniffer/report/csv.ts";
import {
  html,
  type RecordingReport,
  type Report,
  type Reporter,
  type ReporterOptions,
  reporter,
} from "../sniffer/report/index.ts";
import { json } from "../sniffer/report/json.ts";
import { markdown } from "../sniffer/report/markdown.ts";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { BAD_INPUT, USAGE, UserError } from "./exit.ts";
import { type KeyLog, readKeyLog } from "./key-log-file.ts";
import { nothingFound } from "./nothing-found.ts";
import { pageParts } from "./page-parts.ts";
import { type Progress, progress } from "./progress.ts";
import { type RecordingFile, recordingsIn } from "./recordings.ts";
import { checkWritable, openTarget, type Target } from "./target.ts";

type Format = "html" | "markdown" | "json" | "csv";

/** How files of each format are called. */
const ENDINGS: Readonly<Record<Format, RegExp>> = {
  html: /\.html?$/i,
  markdown: /\.(md|markdown|txt)$/i,
  json: /\.json$/i,
  csv: /\.csv$/i,
};
const FORMATS = Object.keys(ENDINGS) as Format[];

interface Options extends Partial<Readonly<Record<Format, string | true>>> {
  readonly out?: string;
  readonly keylog?: string;
}

interface Wanted {
  readonly format: Format;
  /** Absent for standard output. */
  readonly file?: string;
}

/** Octets that are read at once: few enough that what they hold is soon forgotten again. */
const PIECE = 1 << 18;

/** A table of values is written while it is read, so it may have every measurement. */
const ALL_POINTS = 1_000_000;

export function reportCommand(): Command {
  return new Command("report")
    .description(
      "Report on recordings: who charged, who limited the power, what took how long, what is wrong. Of a folder, all its recordings (pcap, pcapng, gzip of either).",
    )
    .argument("[path...]", "recordings, folders of recordings, or - for standard input")
    .option("--html [file.html]", "one page for a browser, with charts, that needs nothing else")
    .option("--markdown [file.md]", "text; what is written where nothing else is said")
    .option("--json [file.json]", "all of it for a program: docs/sniff.md tells the form")
    .option("--csv [file.csv]", "the values over time, a line for each measurement")
    .option("-o, --out <file>", "where to write it; its ending tells the format where nothing else does")
    .option("--keylog <file>", "TLS keys in NSS key log format; those inside the recording are found anyhow")
    .addHelpText(
      "after",
      `
Without the name of a file a report goes to standard output:
  plugtalk report recording.pcapng
  plugtalk report recording.pcapng --html report.html --csv values.csv
  plugtalk report recordings/ --html all.html`,
    )
    .exitOverride()
    .action((paths: string[], options: Options) => report(paths, options));
}

/**
 * In per cent: so much the heap may grow before V8 cleans it up. By itself V8 lets it grow to several times of what is
 * in use, which a report of five hundred sessions shows as 280 MB for 60; so it is 190, for a few seconds more a minute.
 */
const HEAP_GROWTH = 25;

async function report(words: readonly string[], options: Options): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  const { paths, wanted } = asked(words, options);
  const files = await recordingsIn(paths);
  await checkTargets(wanted, files);
  const keyLog = options.keylog === undefined ? undefined : await readKeyLog(options.keylog);
  const parts = wanted.some(({ format }) => format === "html") ? await pageParts() : undefined;

  const table = wanted.find(({ format }) => format === "csv");
  const rows = table && (await openTarget(table.file));
  const size = wanted.every(({ format }) => format === "csv") ? ONLY_COUNTED : sizeFor(files.length);
  const found = await readAll(files, size, keyLog, rows);
  await rows?.close();
  checkSessions(found);

  for (const { format, file } of wanted) {
    if (format === "csv") continue;
    const target = await openTarget(file);
    if (format === "html" && parts) for (const piece of html(found, parts)) await target.write(piece);
    else await target.write(format === "json" ? json(found) : markdown(found));
    await target.close();
  }
  if (found.unread.length === 0) return;
  for (const { recording, because } of found.unread) process.stderr.write(`${recording}: ${because}\n`);
  process.exitCode = BAD_INPUT;
}

/** What is to be read, and what is to be written where. */
function asked(words: readonly string[], options: Options): { paths: string[]; wanted: Wanted[] } {
  const paths = [...words];
  const wanted: Wanted[] = [];
  for (const format of FORMATS) {
    const value = options[format];
    if (value === undefined) continue;
    if (value === true || ENDINGS[format].test(value))
      wanted.push({ format, ...(value === true ? {} : { file: value }) });
    else {
      // `report --html recording.pcap`: it is the recording that is meant, and it must not be written to.
      paths.unshift(value);
      wanted.push({ format });
    }
  }
  const { out } = options;
  if (wanted.length === 0) {
    const format = out === undefined ? "markdown" : FORMATS.find((one) => ENDINGS[one].test(out));
    if (format === undefined) {
      throw new UserError(
        `Cannot tell the format of ${out} by its ending: .html, .md, .json or .csv expected, or one of --html, --markdown, --json, --csv`,
        USAGE,
      );
    }
    wanted.push({ format });
  }
  if (out !== undefined) {
    const nameless = wanted.findIndex(({ file }) => file === undefined);
    const others = wanted.filter(({ file }, index) => file === undefined && index !== nameless);
    if (nameless < 0 || others.length > 0) {
      throw new UserError("--out names one file: give each format its own, as in --html a.html --csv a.csv", USAGE);
    }
    wanted[nameless] = { format: (wanted[nameless] as Wanted).format, file: out };
  }
  if (paths.length === 0) throw new UserError("Nothing to report on: a recording or a folder expected", USAGE);
  return { paths, wanted };
}

async function checkTargets(wanted: readonly Wanted[], files: readonly RecordingFile[]): Promise<void> {
  const nameless = wanted.filter(({ file }) => file === undefined);
  if (nameless.length > 1) {
    throw new UserError("Several formats cannot all go to standard output: name files, as in --csv values.csv", USAGE);
  }
  if (nameless[0]?.format === "html" && process.stdout.isTTY) {
    throw new UserError("A page is for a browser: name a file, as in --html report.html", USAGE);
  }
  const inputs = new Set(files.map(({ path }) => resolve(path)));
  for (const { file } of wanted) {
    if (file === undefined) continue;
    if (inputs.has(resolve(file))) throw new UserError(`Cannot write ${file}: it is the recording`, USAGE);
    await checkWritable(file);
  }
}

/** Where only values are wanted, sessions are counted. */
const ONLY_COUNTED: ReporterOptions = { points: 16, rungs: 0 };

/** Of many recordings less of each: a page of them is for finding the one that matters. */
function sizeFor(recordings: number): ReporterOptions {
  if (recordings === 1) return {};
  return recordings <= 100 ? { points: 1024, rungs: 200 } : { points: 256, rungs: 60 };
}

async function readAll(
  files: readonly RecordingFile[],
  size: ReporterOptions,
  keyLog: KeyLog | undefined,
  rows: Target | undefined,
): Promise<Report> {
  const recordings: RecordingReport[] = [];
  const unread: { recording: string; because: string }[] = [];
  await rows?.write(csvHeader());
  const bar = progress(files.reduce((sum, { size }) => sum + size, 0));
  try {
    for (const [index, file] of files.entries()) {
      bar.at(files.length === 1 ? file.name : `${index + 1} of ${files.length}: ${file.name}`);
      const page = reporter(size);
      const values = rows && reporter({ points: ALL_POINTS, rungs: 0 });
      const writeValues = async () => {
        const sessions = values?.drain() ?? [];
        for (const line of csvLines({ recording: file.name, sessions })) await rows?.write(line);
      };
      const { end, census } = await readOne(file, keyLog, bar, [page, ...(values ? [values] : [])], writeValues);
      if (end.outcome === "foreign" || (end.outcome === "failed" && end.count === 0)) {
        unread.push({ recording: file.name, because: end.reason ?? "it cannot be read" });
        continue;
      }
      recordings.push(page.report(file.name, end, census));
    }
  } finally {
    bar.end();
  }
  return { recordings, unread };
}

async function readOne(
  { path }: RecordingFile,
  keyLog: KeyLog | undefined,
  bar: Progress,
  reporters: readonly Reporter[],
  writeDown: () => Promise<void>,
): Promise<{ readonly end: CaptureEnd; readonly census: Census }> {
  const keys = keyStore();
  if (keyLog !== undefined) keys.add(keyLog.text);
  const stages = pipeline({ keys });
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: PIECE });
  let end: CaptureEnd | undefined;
  for await (const records of captureRecords(watched(source, bar))) {
    for (const record of records) {
      if (record.kind === "end") end = record;
      for (const event of stages.feed(record)) for (const one of reporters) one.feed(event);
    }
    await writeDown();
  }
  for (const event of stages.end()) for (const one of reporters) one.feed(event);
  await writeDown();
  return { end: end as CaptureEnd, census: stages.census() };
}

async function* watched(source: AsyncIterable<Uint8Array>, bar: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    bar.advance(chunk.length);
    yield chunk;
  }
}

/** @throws {UserError} where there is nothing that a report could show. */
function checkSessions({ recordings, unread }: Report): void {
  const reasons = unread.map(({ recording, because }) => `${recording}: ${because}`);
  if (recordings.length === 0) throw new UserError(reasons.join("\n"));
  if (recordings.some(({ sessions }) => sessions.length > 0)) return;
  const [first] = recordings;
  if (first === undefined || recordings.length > 1) {
    const frames = recordings.reduce((sum, { frames }) => sum + frames, 0);
    const where = `${recordings.length} recordings with ${frames} frames`;
    throw new UserError([`No charging session in ${where}.`, ...reasons].join("\n"));
  }
  const { recording, seen, protocols, senders, frames } = first;
  const counts = new Map(seen.map(({ name, count }) => [name, count]));
  const lines = nothingFound(counts, { protocols, senders, repeated: 0 }, frames).filter(Boolean);
  throw new UserError([`${recording}: ${lines[0]}`, ...lines.slice(1)].join("\n"));
}
