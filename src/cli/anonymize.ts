/**
 * `plugtalk anonymize IN OUT`: a recording that can be given away.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Command } from "commander";
import { CaptureWriteError } from "../capture/write-pcapng.ts";
import {
  type Anonymized,
  anonymizeCapture,
  NoCaptureError,
  READINGS,
  READINGS_OF_OUTPUT,
} from "../sniffer/anonymize/anonymize-capture.ts";
import type { OutputFormat } from "../sniffer/anonymize/capture-output.ts";
import { keyFromWords } from "../sniffer/anonymize/keyed-octets.ts";
import { leftoverLines, summaryLines } from "./anonymize-lines.ts";
import { USAGE, UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";
import { readKeyLog } from "./key-log-file.ts";
import { type NewFile, newFile } from "./new-file.ts";
import { type Progress, progress } from "./progress.ts";

interface Options {
  readonly key?: string;
  readonly keylog?: string;
  readonly keepMakers?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Octets that are read at once. */
const PIECE = 1 << 18;
/** Fewer characters are soon tried out. */
const SHORTEST_KEY = 12;

export function anonymizeCommand(): Command {
  return new Command("anonymize")
    .description(
      "Replace who is in a recording: addresses, keys, identifiers, contracts, certificates. It stays as long as it was, and says the same otherwise. docs/sniff.md tells what is replaced.",
    )
    .argument("<in>", "a recording: pcap, pcapng, gzip of either")
    .argument("<out>", "the new one, pcap or pcapng by its ending")
    .option("--key <words>", "the same words replace the same identifiers by the same others, also in other recordings")
    .option("--keylog <file>", "TLS keys in NSS key log format; those inside the recording are found anyhow")
    .option("--keep-makers", "leave the half of hardware addresses that names their maker")
    .option("-f, --force", "replace a file that exists")
    .option("--json", "tell what was done as JSON")
    .exitOverride()
    .action((input: string, output: string, options: Options) => anonymize(input, output, options));
}

async function anonymize(input: string, output: string, options: Options): Promise<void> {
  const format = formatOf(output);
  if (input === "-") {
    throw new UserError(
      "Cannot read from standard input: a recording is read several times, so a file is expected",
      USAGE,
    );
  }
  await checkReadable(input);
  if (options.key !== undefined && options.key.length < SHORTEST_KEY) {
    process.stderr.write(`The key is short: whoever guesses it can test guesses of what was replaced\n`);
  }
  const key = options.key === undefined ? crypto.getRandomValues(new Uint8Array(32)) : keyFromWords(options.key);
  const keyLog = options.keylog === undefined ? undefined : await readKeyLog(options.keylog);
  const { size } = await stat(input);
  const file = await newFile(output, input, options.force === true);
  const bar = progress(size * (READINGS + READINGS_OF_OUTPUT));
  try {
    bar.at(input);
    const done = await anonymizeCapture(() => createReadStream(input, { highWaterMark: PIECE }), file.write, {
      key,
      format,
      keepMakers: options.keepMakers === true,
      ...(keyLog ? { keyLog: keyLog.text } : {}),
      onProgress: bar.advance,
    });
    await finish(done, file, bar, output, options);
  } catch (error) {
    if (error instanceof NoCaptureError) throw new UserError(`${input}: ${error.message}`);
    if (error instanceof CaptureWriteError) throw new UserError(error.message);
    throw error;
  } finally {
    bar.end();
    await file.discard();
  }
}

async function finish(
  done: Anonymized,
  file: NewFile,
  bar: Progress,
  output: string,
  { json }: Options,
): Promise<void> {
  await file.flush();
  bar.at("checking what was written");
  const check = await done.check(() => createReadStream(file.path, { highWaterMark: PIECE }));
  bar.end();
  if (check.left.length > 0 || check.changed.length > 0) {
    throw new UserError(
      [
        `Cannot anonymize: what was written is not what it should be, and was removed`,
        ...leftoverLines(check),
        done.end.outcome === "complete"
          ? "This is a fault in plugtalk, please report it."
          : `The recording is damaged (${done.end.reason}), so that the last frames may be none: leave some out ` +
            `(editcap -r IN OUT 1-${Math.max(1, done.summary.frames - 1)}) and try again`,
      ].join("\n"),
    );
  }
  await file.keep();
  const { summary, end } = done;
  if (end.outcome !== "complete") process.stderr.write(`${end.reason}; all before it was written\n`);
  if (json) {
    const { messages, replaced, blanked, ...rest } = summary;
    const objects = [messages, replaced, blanked].map((map) => Object.fromEntries(map as ReadonlyMap<string, unknown>));
    const { searched, unsearched } = check;
    const told = {
      output,
      ...rest,
      messages: objects[0],
      replaced: objects[1],
      blanked: objects[2],
      searched,
      unsearched,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  } else process.stdout.write(`${summaryLines(summary, check).join("\n")}\n`);
}

function formatOf(file: string): OutputFormat {
  if (/\.(pcapng|ntar)$/i.test(file)) return "pcapng";
  if (/\.(pcap|cap)$/i.test(file)) return "pcap";
  throw new UserError(`Cannot tell the format of ${file} by its ending: .pcap or .pcapng expected`, USAGE);
}
