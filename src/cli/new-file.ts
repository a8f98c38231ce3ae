/**
 * A file that a command makes as a whole or not at all: written beside its place, and put there when it is right.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { USAGE, UserError } from "./exit.ts";
import { checkWritable } from "./target.ts";

export interface NewFile {
  /** Where it is until it is put into its place. */
  readonly path: string;
  readonly write: (octets: Uint8Array) => Promise<void>;
  /** All that was written can be read at `path`. */
  readonly flush: () => Promise<void>;
  readonly keep: () => Promise<void>;
  /** Nothing of it is left, unless it was kept. */
  readonly discard: () => Promise<void>;
}

/** Octets that are gathered before they are written. */
const PIECE = 1 << 18;

/**
 * @param input is never written to, under whatever name.
 * @throws {UserError} where there is such a file already, and it is not to be replaced.
 */
export async function newFile(file: string, input: string, isForced: boolean): Promise<NewFile> {
  if (await isSame(file, input)) throw new UserError(`Cannot write ${file}: it is the recording itself`, USAGE);
  const exists = await stat(file).catch(() => undefined);
  if (exists && !isForced) throw new UserError(`Cannot write ${file}: it exists already; --force replaces it`, USAGE);
  await checkWritable(file);
  const path = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  let handle: FileHandle | undefined = await open(path, "w").catch((error: unknown) => {
    throw new UserError(`Cannot write ${path}: ${error instanceof Error ? error.message : error}`);
  });
  let pieces: Uint8Array[] = [];
  let length = 0;
  let isOver = false;

  // Whoever stops it finds nothing half done.
  const interrupted = () => {
    rmSync(path, { force: true });
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);

  async function flush(): Promise<void> {
    if (length === 0) return;
    const all = Buffer.concat(pieces, length);
    pieces = [];
    length = 0;
    await handle?.writeFile(all).catch((error: unknown) => {
      throw new UserError(`Cannot write ${path}: ${error instanceof Error ? error.message : error}`);
    });
  }

  async function close(): Promise<void> {
    await handle?.close();
    handle = undefined;
    isOver = true;
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
  }

  return {
    path,
    async write(octets) {
      pieces.push(octets);
      length += octets.length;
      if (length >= PIECE) await flush();
    },
    flush,
    async keep() {
      await flush();
      await close();
      await rename(path, file);
    },
    async discard() {
      if (isOver) return;
      await close();
      await rm(path, { force: true });
    },
  };
}

async function isSame(file: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([file, other].map((path) => realpath(path).catch(() => path)));
  return a === b;
}
