/**
 * Copies of parameter blocks on disk, made before anything is written to an adapter.
 *
 * @module
 */

import { constants } from "node:fs";
import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ModemError } from "./failures.ts";
import { getField, PibError, readPib } from "./pib/pib.ts";

/** A block that lies safely on disk. Only `backUp` makes one. */
export interface Backup {
  readonly file: string;
  /** What the adapter has at present. */
  readonly octets: Uint8Array;
  readonly [isKept]: true;
}
declare const isKept: unique symbol;

/** Where copies go unless said otherwise. */
export const backupFolder = (): string => join(homedir(), ".plugtalk", "backups");

/**
 * Writes the block to a file of its own, and reads it back. The same block is not written twice.
 *
 * @param at for its name: `2026-03-01T12-00-00.000Z`.
 * @throws {ModemError} `bad-file`, where the copy cannot be made.
 */
export async function backUp(octets: Uint8Array, mac: string, at: Date, folder = backupFolder()): Promise<Backup> {
  try {
    await mkdir(folder, { recursive: true });
    const last = await lastBackup(mac, folder);
    const isSame = last !== undefined && Buffer.compare(await readFile(last), octets) === 0;
    const file = isSame ? last : await written(octets, resolve(folder, nameFor(mac, at)));
    return { file, octets } as Backup;
  } catch (error) {
    if (error instanceof ModemError) throw error;
    const because = error instanceof Error ? error.message : String(error);
    throw new ModemError("bad-file", `Cannot keep a copy of the parameters, so nothing is written: ${because}`, {
      checks: ["--backups names another folder for it."],
      cause: error,
    });
  }
}

const nameFor = (mac: string, at: Date) => `${plain(mac)}-${at.toISOString().replaceAll(":", "-")}.pib`;
const plain = (mac: string) => mac.replaceAll(":", "");

async function written(octets: Uint8Array, file: string): Promise<string> {
  // Never over another one, and only for its owner: it holds the network's key.
  const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
  try {
    await handle.writeFile(octets);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (Buffer.compare(await readFile(file), octets) !== 0) {
    throw new ModemError(
      "bad-file",
      `Cannot keep a copy of the parameters: ${file} reads back otherwise than it was written`,
    );
  }
  return file;
}

/** The youngest copy of this adapter's block; `undefined` where there is none. */
export async function lastBackup(mac: string, folder = backupFolder()): Promise<string | undefined> {
  return (await backupsOf(mac, folder)).at(-1);
}

/** All copies of this adapter's block, the oldest first. */
export async function backupsOf(mac: string, folder = backupFolder()): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(`${plain(mac)}-`) && name.endsWith(".pib"))
    .sort()
    .map((name) => resolve(folder, name));
}

/** Whether the block is whole and bears this address: then it may be given back to it. */
export function isBackupOf(octets: Uint8Array, mac: string): boolean {
  try {
    return readPib(octets).isIntact && getField(octets, "MAC") === mac;
  } catch (error) {
    if (error instanceof PibError) return false;
    throw error;
  }
}
