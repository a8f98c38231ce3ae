/**
 * The options of commands that record what they hear.
 *
 * @module
 */

import { type Command, InvalidArgumentError } from "commander";
import { type RotatingRecorder, rotatingRecorder } from "../app/rotating-recorder.ts";

export interface RecordingOptions {
  /** False where nothing is to be kept. */
  readonly record: string | false;
  readonly fileSize: number;
  readonly files: number;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("more than 0 expected");
  return value;
};

export const recordingOptions = (command: Command, folder: string): Command =>
  command
    .option("-r, --record <folder>", "where everything that is heard is kept, as pcapng", folder)
    .option("--no-record", "keep nothing")
    .option("--file-size <MB>", "a file is followed by the next one at this size", positive, 100)
    .option("--files <number>", "how many files are kept; the oldest goes first", positive, 20);

export function recorderFor(
  { record, fileSize, files }: RecordingOptions,
  interfaces: readonly string[],
  onTrouble: (words: string) => void,
): RotatingRecorder | undefined {
  if (record === false) return undefined;
  return rotatingRecorder({ folder: record, interfaces, fileSize: fileSize * 1e6, files, onTrouble });
}
