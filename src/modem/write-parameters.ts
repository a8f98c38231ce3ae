/**
 * Writes a parameter block to an adapter: checked before, confirmed part by part, and read back afterwards.
 *
 * Until the commit the adapter works with what it had; whoever is interrupted before can begin anew at any time.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import type { Infer } from "../layout/layout.ts";
import {
  LEGACY_MODULE,
  LEGACY_PART,
  MOD_NVM_CNF,
  MOD_NVM_REQ,
  WR_MOD_CNF,
  WR_MOD_REQ,
} from "../messages/homeplug/qualcomm-memory.ts";
import {
  COMMIT,
  MODULE,
  MODULE_OPERATION_CNF,
  MODULE_OPERATION_REQ,
  MODULE_PART,
  OPERATION,
} from "../messages/homeplug/qualcomm-modules.ts";
import { statusWords } from "../messages/homeplug/status.ts";
import { ask, checkStatus, type Desk } from "./asking.ts";
import type { Backup } from "./backup.ts";
import { ModemError } from "./failures.ts";
import { checkPib, type PibFault } from "./pib/check.ts";
import { diffPibs } from "./pib/diff.ts";
import { type OnProgress, readParameters } from "./read-parameters.ts";
import { reset, waitUntilBack } from "./restart.ts";
import { adapterTiming } from "./timing.ts";

type Operation = Infer<(typeof MODULE_OPERATION_REQ)["layout"]>["Operations"][number];
type Answer = Infer<(typeof MODULE_OPERATION_CNF)["layout"]>;

/** `written`: part by part; `committed`: it lies in the flash; `restarted`; `verified`: read back, and equal. */
export type WriteStep = "written" | "committed" | "restarted" | "verified";

export interface WriteOptions {
  /** What the adapter had before, on disk. Without it nothing is written. */
  readonly backup: Backup;
  /** Also where it makes another device of it, by address, key or maker's name. Nothing else can be forced. */
  readonly isForced?: boolean;
  readonly onProgress?: OnProgress;
  readonly onStep?: (step: WriteStep) => void;
  /** It has stopped answering, and is waited for. */
  readonly onSilence?: () => void;
  /** Chosen for each session. */
  readonly session: number;
}

const WHAT = "write the parameters";
const NO_SESSION = 0x12;
const UNEXPECTED_OFFSET = 0x18;
const SEE_MODULES = 0x31;
/** An adapter that has restarted in the middle has forgotten the session; it is begun again so many times. */
const MOST_BEGINNINGS = 3;

/** What keeps the block from being written to the adapter. */
export function faultsFor(
  octets: Uint8Array,
  { adapter }: Pick<Desk, "adapter">,
  backup: Backup,
  isForced = false,
): PibFault[] {
  const target = { present: backup.octets, ...(/^QCA/.test(adapter.chip) ? { chip: adapter.chip } : {}) };
  return checkPib(octets, target).filter(({ fault, isGrave }) => isGrave && !(isForced && fault === "other-device"));
}

/**
 * Writes the block, restarts the adapter, waits for it and reads back what it has then.
 *
 * @throws {ModemError} `bad-file` before anything is written; `refused`; `vanished` and `not-verified`, naming the backup.
 */
export async function writeParameters(desk: Desk, octets: Uint8Array, options: WriteOptions): Promise<void> {
  const { backup, isForced = false, onStep } = options;
  const faults = faultsFor(octets, desk, backup, isForced);
  if (faults.length > 0) {
    const lines = faults.map(({ words }) => `  ${words}`).join("\n");
    throw new ModemError("bad-file", `Cannot ${WHAT}: nothing has been written.\n${lines}`);
  }
  const isNewer = desk.adapter.generation === "newer";
  let isCommitting = false;
  try {
    if (isNewer) await putNewer(desk, octets, options);
    else await putOlder(desk, octets, options);
    onStep?.("written");
    isCommitting = true;
    if (isNewer) await commitNewer(desk, isForced, options.session);
    else await commitOlder(desk, isForced);
    onStep?.("committed");
    // The older ones restart by themselves.
    if (isNewer) await reset(desk);
    await waitUntilBack(desk);
    onStep?.("restarted");
  } catch (error) {
    if (!(error instanceof ModemError) || error.fault !== "vanished") throw error;
    const state = isCommitting
      ? "It was about to keep them; whether it did shows when it is back."
      : "It still has what it had before: nothing was committed.";
    throw new ModemError(
      "vanished",
      `Cannot ${WHAT}: ${error.message}. ${state} What it had before is in ${backup.file}`,
      {
        checks: [...error.checks, "The same command can be given again when it is back."],
        backup: backup.file,
        cause: error,
      },
    );
  }
  await verify(desk, octets, backup);
  onStep?.("verified");
}

async function verify(desk: Desk, octets: Uint8Array, backup: Backup): Promise<void> {
  const found = await readParameters(desk);
  if (toHex(found) === toHex(octets)) return;
  const fields = found.length === octets.length ? diffPibs(octets, found) : [];
  const names = fields.map(({ name, offset }) => name ?? `0x${offset.toString(16)}`).join(", ");
  throw new ModemError(
    "not-verified",
    `${desk.adapter.mac} has other parameters than were written${names ? `: ${names}` : ` (${found.length} octets, ${octets.length} written)`}. What it had before is in ${backup.file}`,
    { checks: ["`plugtalk modem restore` gives them back."], backup: backup.file },
  );
}

async function operate(desk: Desk, operation: Operation, limit?: number, onSilence?: () => void): Promise<Answer> {
  const isAnswer = (answer: Answer) => {
    const [one] = answer.Operations;
    if (!one) return true;
    if (one.Operation !== operation.Operation) return false;
    return !("Offset" in one && "Offset" in operation) || one.Offset === operation.Offset;
  };
  return ask(desk, MODULE_OPERATION_REQ, { Operations: [operation] }, MODULE_OPERATION_CNF, {
    test: isAnswer,
    ...(limit === undefined ? {} : { limit, patience: limit }),
    ...(onSilence === undefined ? {} : { onSilence }),
  });
}

async function putNewer(desk: Desk, octets: Uint8Array, options: WriteOptions): Promise<void> {
  for (let beginning = 1; ; beginning++) {
    await begin(desk, octets, options);
    if (await putParts(desk, octets, options)) return;
    if (beginning === MOST_BEGINNINGS) {
      throw new ModemError("refused", `Cannot ${WHAT}: ${desk.adapter.mac} has lost the session ${beginning} times`, {
        checks: ["Does it restart again and again? Then its power supply is too weak."],
      });
    }
  }
}

async function begin(desk: Desk, octets: Uint8Array, { session, onSilence }: WriteOptions): Promise<void> {
  const spec = { ModuleID: MODULE.parameters, ModuleSubID: 0, Length: octets.length, Checksum: checksum32(octets) };
  const answer = await operate(
    desk,
    { Operation: OPERATION.startSession, SessionID: session, Modules: [spec] },
    undefined,
    onSilence,
  );
  checkModules(desk, answer);
}

/** False where the adapter knows nothing of the session. */
async function putParts(desk: Desk, octets: Uint8Array, options: WriteOptions): Promise<boolean> {
  const { session, onProgress, onSilence } = options;
  for (let at = 0; at < octets.length; at += MODULE_PART) {
    const part = octets.subarray(at, at + MODULE_PART);
    let isRepeated = false;
    const { Status } = await operate(
      desk,
      {
        Operation: OPERATION.write,
        SessionID: session,
        ModuleIndex: 0,
        ModuleID: MODULE.parameters,
        ModuleSubID: 0,
        Offset: at,
        Data: toHex(part),
      },
      undefined,
      () => {
        isRepeated = true;
        onSilence?.();
      },
    );
    if (Status === NO_SESSION) return false;
    // Where the answer was lost, and not the part, it expects the next one. The sum tells at the commit.
    if (!(isRepeated && Status === UNEXPECTED_OFFSET)) checkStatus(MODULE_OPERATION_CNF, Status, desk.adapter, WHAT);
    onProgress?.(Math.min(at + part.length, octets.length), octets.length);
  }
  return true;
}

async function commitNewer(desk: Desk, isForced: boolean, session: number): Promise<void> {
  const { commit } = desk.timing ?? adapterTiming;
  const CommitCode = COMMIT.noReset | (isForced ? COMMIT.force : 0);
  const answer = await operate(desk, { Operation: OPERATION.commit, SessionID: session, CommitCode }, commit);
  checkModules(desk, answer);
}

/** The status of the one module says more than that of the whole. */
function checkModules(desk: Desk, { Status, Operations: [one] }: Answer): void {
  const own = one && "Modules" in one ? one.Modules[0]?.Status : undefined;
  const words = Status === SEE_MODULES && own !== undefined ? statusWords(MODULE_OPERATION_CNF, own) : undefined;
  if (words !== undefined) {
    throw new ModemError(
      "refused",
      `Cannot ${WHAT}: ${desk.adapter.mac} refuses, ${words}. It still has what it had before`,
    );
  }
  checkStatus(MODULE_OPERATION_CNF, Status, desk.adapter, WHAT);
}

async function putOlder(desk: Desk, octets: Uint8Array, { onProgress, onSilence }: WriteOptions): Promise<void> {
  for (let at = 0; at < octets.length; at += LEGACY_PART) {
    const part = octets.subarray(at, at + LEGACY_PART);
    const { Status } = await ask(
      desk,
      WR_MOD_REQ,
      { ModuleID: LEGACY_MODULE.parameters, Offset: at, Data: toHex(part) },
      WR_MOD_CNF,
      { test: (answer) => answer.Offset === at, ...(onSilence ? { onSilence } : {}) },
    );
    checkStatus(WR_MOD_CNF, Status, desk.adapter, WHAT);
    onProgress?.(Math.min(at + part.length, octets.length), octets.length);
  }
}

async function commitOlder(desk: Desk, isForced: boolean): Promise<void> {
  const { commit } = desk.timing ?? adapterTiming;
  const ModuleID = LEGACY_MODULE.parameters | (isForced ? LEGACY_MODULE.force : 0);
  const { Status } = await ask(desk, MOD_NVM_REQ, { ModuleID }, MOD_NVM_CNF, { limit: commit, patience: commit });
  checkStatus(MOD_NVM_CNF, Status, desk.adapter, WHAT);
}
