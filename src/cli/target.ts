/**
 * Where a command writes what it made: a file, or standard output.
 *
 * @module
 */

import { access, constants, type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "./exit.ts";

export interface Target {
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Texts are gathered to pieces of this length: a write for each line would cost more than making it. */
const PIECE = 1 << 16;

/**
 * Says that a file cannot be written before hours of reading are lost.
 *
 * @throws {UserError}
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    const kind = await stat(file).catch(() => undefined);
    if (kind?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    await access(kind ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** @param file absent for standard output. */
export async function openTarget(file?: string): Promise<Target> {
  const handle = file === undefined ? undefined : await opened(file);
  let pieces: string[] = [];
  let length = 0;

  async function flush() {
    const text = pieces.join("");
    pieces = [];
    length = 0;
    if (text === "") return;
    if (handle) {
      await handle.writeFile(text).catch((error: unknown) => {
        throw unwritable(file as string, error);
      });
    } else if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }

  return {
    async write(text) {
      pieces.push(text);
      length += text.length;
      if (length >= PIECE) await flush();
    },
    async close() {
      await flush();
      await handle?.close();
    },
  };
}

const opened = (file: string): Promise<FileHandle> =>
  open(file, "w").catch((error: unknown) => {
    throw unwritable(file, error);
  });

function unwritable(file: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such folder",
    ENOTDIR: "its folder is none",
    EISDIR: "it is a folder",
    EACCES: "permissions forbid it",
    EROFS: "permissions forbid it",
    ENOSPC: "the disk is full",
  };
  return new UserError(`Cannot write ${file}: ${words[code ?? ""] ?? error}`);
}
