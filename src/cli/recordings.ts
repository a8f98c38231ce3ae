/**
 * The recordings that the words of a command line mean: files, folders with files in them, standard input.
 *
 * @module
 */

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "./exit.ts";
import { unreadable } from "./input.ts";

export interface RecordingFile {
  /** To open it; `-` for standard input. */
  readonly path: string;
  /** To show it: without the folder where that is the same for all. */
  readonly name: string;
  /** In octets; 0 for standard input. */
  readonly size: number;
}

/** What a folder is searched for. Text logs have no name of their own; they are read where they are named. */
const RECORDING = /\.(pcap|pcapng|cap|ntar)(\.gz)?$/i;

/**
 * In the order of the words, in folders by name.
 *
 * @throws {UserError} where one is not there, or a folder holds no recording.
 */
export async function recordingsIn(paths: readonly string[]): Promise<RecordingFile[]> {
  const all: RecordingFile[] = [];
  for (const path of paths) {
    if (path === "-") all.push({ path, name: "standard input", size: 0 });
    else {
      const kind = await stat(path).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (kind.isDirectory()) all.push(...(await inFolder(path)));
      else all.push({ path, name: basename(path), size: kind.size });
    }
  }
  const names = new Set(all.map(({ name }) => name));
  return names.size === all.length ? all : all.map((one) => ({ ...one, name: one.path }));
}

async function inFolder(folder: string): Promise<RecordingFile[]> {
  const inside = await readdir(folder, { recursive: true, encoding: "utf8" }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const names = inside.filter((name) => RECORDING.test(name)).sort();
  const files: RecordingFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const kind = await stat(path).catch(() => undefined);
    // What cannot be opened is told when its turn comes.
    if (kind?.isFile() !== false) files.push({ path, name, size: kind?.size ?? 0 });
  }
  if (files.length === 0) {
    const found = inside.length === 0 ? "it is empty" : `none of its ${inside.length} files is one by its name`;
    throw new UserError(
      `No recordings in ${folder}: ${found}; *.pcap, *.pcapng or *.cap expected, packed with gzip or not`,
    );
  }
  return files;
}
