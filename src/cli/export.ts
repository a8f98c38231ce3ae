/**
 * `plugtalk export IN OUT.pcapng`: a recording that Wireshark shows with its messages.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Command } from "commander";
import { CaptureWriteError } from "../capture/write-pcapng.ts";
import { type Exported, exportCapture, NoExportError, READINGS_FOR_EXPORT } from "../sniffer/export.ts";
import { USAGE, UserError } from "./exit.ts";
import { checkReadable } from "./input.ts";
import { readKeyLog } from "./key-log-file.ts";
import { newFile } from "./new-file.ts";
import { progress } from "./progress.ts";

interface Options {
  readonly keylog?: string;
  readonly full?: boolean;
  readonly force?: boolean;
}

/** Octets that are read at once. */
const PIECE = 1 << 18;

export function exportCommand(): Command {
  return new Command("export")
    .description(
      "Write a recording once more for Wireshark: the keys of TLS in front, the decoded messages as comments on their frames. Everything else stays as it is.",
    )
    .argument("<in>", "a recording: pcap, pcapng, gzip of either")
    .argument("<out>", "the new one: .pcapng, which alone has room for keys and comments")
    .option("--keylog <file>", "TLS keys in NSS key log format; those of sessions in the recording are put into it")
    .option("--full", "whole messages as JSON in the comments, and not only the values that matter")
    .option("-f, --force", "replace a file that exists")
    .exitOverride()
    .action((input: string, output: string, options: Options) => exportRecording(input, output, options));
}

async function exportRecording(input: string, output: string, options: Options): Promise<void> {
  if (!/\.(pcapng|ntar)$/i.test(output)) {
    throw new UserError(
      `Cannot export to ${output}: .pcapng expected, since pcap has no room for keys and comments`,
      USAGE,
    );
  }
  if (input === "-") {
    throw new UserError(
      "Cannot read from standard input: a recording is read several times, so a file is expected",
      USAGE,
    );
  }
  await checkReadable(input);
  const keyLog = options.keylog === undefined ? undefined : await readKeyLog(options.keylog);
  const { size } = await stat(input);
  const file = await newFile(output, input, options.force === true);
  const bar = progress(size * READINGS_FOR_EXPORT);
  bar.at(input);
  try {
    const done = await exportCapture(() => createReadStream(input, { highWaterMark: PIECE }), file.write, {
      full: options.full === true,
      ...(keyLog ? { keyLog: keyLog.text } : {}),
      onProgress: bar.advance,
    });
    await file.keep();
    bar.end();
    if (done.end.outcome !== "complete") process.stderr.write(`${done.end.reason}; all before it was written\n`);
    process.stdout.write(`${told(done)}\n`);
  } catch (error) {
    if (error instanceof NoExportError) throw new UserError(`Cannot export ${input}: ${error.message}`);
    if (error instanceof CaptureWriteError) throw new UserError(error.message);
    throw error;
  } finally {
    bar.end();
    await file.discard();
  }
}

function told({ frames, commented, mute, sessionsWithKeys }: Exported): string {
  const keys =
    sessionsWithKeys > 0
      ? `the keys of ${sessionsWithKeys} TLS session${sessionsWithKeys === 1 ? "" : "s"} in front`
      : "no keys of TLS found";
  const without = mute > 0 ? `, ${mute} more have no room for one` : "";
  return `${frames} frames, ${commented} with a comment${without}; ${keys}. Wireshark shows comments with the filter frame.comment`;
}
