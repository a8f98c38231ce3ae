/**
 * The whole job of the user's guide: read, back up, patch, write, restart, wait, verify; and its undoing.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import type { Desk } from "./asking.ts";
import { type Backup, backUp, backupsOf, isBackupOf } from "./backup.ts";
import { ModemError } from "./failures.ts";
import { diffPibs, type PibDifference } from "./pib/diff.ts";
import { PibError } from "./pib/pib.ts";
import { type PibRole, patchForRole } from "./pib/roles.ts";
import { type OnProgress, readParameters } from "./read-parameters.ts";
import { type WriteStep, writeParameters } from "./write-parameters.ts";

export interface JobOptions {
  /** By the calendar, for the name of the backup. */
  readonly at: Date;
  readonly backups?: string;
  /** Of the writing. */
  readonly session: number;
  readonly isForced?: boolean;
  readonly onProgress?: (what: "reading" | "writing", done: number, total?: number) => void;
  readonly onStep?: (step: "read" | "backed up" | WriteStep, backup?: string) => void;
  readonly onSilence?: () => void;
  /** Asked before anything is written; a false answer leaves everything as it is. */
  readonly confirm?: (changes: readonly PibDifference[], backup: string) => Promise<boolean>;
}

export interface JobDone {
  /** Nothing was written where there is nothing to change, or where nobody wanted it. */
  readonly outcome: "written" | "nothing to do" | "not wanted";
  readonly backup: string;
  readonly changes: readonly PibDifference[];
}

/** Gives the adapter a part in charging; `none` makes an ordinary one of it again. */
export async function setUp(desk: Desk, role: PibRole, options: JobOptions): Promise<JobDone> {
  return change(desk, options, (octets) => {
    try {
      return patchForRole(octets, role);
    } catch (error) {
      if (error instanceof PibError) throw new ModemError("unsuitable", error.message, { cause: error });
      throw error;
    }
  });
}

/** Reads, keeps a copy, makes another block of it, and writes that one. */
export async function change(
  desk: Desk,
  options: JobOptions,
  patch: (octets: Uint8Array) => Uint8Array,
): Promise<JobDone> {
  const backup = await readAndBackUp(desk, options);
  return put(desk, patch(backup.octets), backup, options);
}

/**
 * Gives an adapter back what it had: a copy by name, or the youngest that differs from what it has.
 *
 * @throws {ModemError} `bad-file`, where there is none.
 */
export async function restore(desk: Desk, copy: Uint8Array | undefined, options: JobOptions): Promise<JobDone> {
  const { mac } = desk.adapter;
  const files = await backupsOf(mac, options.backups);
  const backup = await readAndBackUp(desk, options);
  const wanted = copy ?? (await youngestOther(files, mac, backup.octets));
  if (wanted) return put(desk, wanted, backup, options);
  throw new ModemError("bad-file", `Cannot restore ${mac}: there is no copy of its parameters that differs from them`, {
    checks: [
      "Give the file, where it lies elsewhere.",
      "`plugtalk modem factory` gives it back what its maker gave it.",
    ],
  });
}

async function youngestOther(
  files: readonly string[],
  mac: string,
  present: Uint8Array,
): Promise<Uint8Array | undefined> {
  for (const file of files.toReversed()) {
    const octets = Uint8Array.from(await readFile(file));
    if (isBackupOf(octets, mac) && Buffer.compare(octets, present) !== 0) return octets;
  }
  return undefined;
}

/** Writes a whole block, as it is. */
export async function replace(desk: Desk, octets: Uint8Array, options: JobOptions): Promise<JobDone> {
  const backup = await readAndBackUp(desk, options);
  return put(desk, octets, backup, options);
}

/** What it has, on disk. */
export async function readAndBackUp(desk: Desk, options: JobOptions): Promise<Backup> {
  const { at, backups, onProgress, onStep } = options;
  const reading: OnProgress = (done, total) => onProgress?.("reading", done, total);
  const octets = await readParameters(desk, { onProgress: reading });
  onStep?.("read");
  const backup = await backUp(octets, desk.adapter.mac, at, backups);
  onStep?.("backed up", backup.file);
  return backup;
}

async function put(desk: Desk, octets: Uint8Array, backup: Backup, options: JobOptions): Promise<JobDone> {
  const { isForced = false, session, onProgress, onStep, onSilence, confirm } = options;
  const changes = differences(backup.octets, octets);
  const isSame = Buffer.compare(backup.octets, octets) === 0;
  if (isSame) return { outcome: "nothing to do", backup: backup.file, changes };
  if (confirm && !(await confirm(changes, backup.file))) return { outcome: "not wanted", backup: backup.file, changes };
  await writeParameters(desk, octets, {
    backup,
    isForced,
    session,
    onProgress: (done, total) => onProgress?.("writing", done, total),
    ...(onStep ? { onStep } : {}),
    ...(onSilence ? { onSilence } : {}),
  });
  return { outcome: "written", backup: backup.file, changes };
}

/** None where the file is no block at all: that is said when it is written. */
function differences(before: Uint8Array, after: Uint8Array): PibDifference[] {
  try {
    return diffPibs(before, after);
  } catch (error) {
    if (error instanceof PibError) return [];
    throw error;
  }
}
