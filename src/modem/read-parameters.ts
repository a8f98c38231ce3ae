/**
 * Reads the parameter block out of an adapter, in whichever way its chip has.
 *
 * @module
 */

import { fromHex, toHex } from "../base/hex.ts";
import { checksum32 } from "../layout/checksum.ts";
import { LEGACY_MODULE, LEGACY_PART, RD_MOD_CNF, RD_MOD_REQ } from "../messages/homeplug/qualcomm-memory.ts";
import {
  MODULE,
  MODULE_OPERATION_CNF,
  MODULE_OPERATION_REQ,
  MODULE_PART,
  OPERATION,
} from "../messages/homeplug/qualcomm-modules.ts";
import { ask, checkStatus, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";
import { PibError, readPib } from "./pib/pib.ts";

/** So many octets are done; of how many, as far as that is known. */
export type OnProgress = (done: number, total?: number) => void;

/** No block is longer; one that seems to be is read no further. */
const LONGEST = 1 << 20;
const NO_SECRET = "00".repeat(16);
const WHAT = "read the parameters";

export interface ReadOptions {
  readonly onProgress?: OnProgress;
  /** `flash`: what the adapter will start with; what it works with otherwise. Newer chips only. */
  readonly from?: "memory" | "flash";
}

/**
 * The whole block, as a file has it.
 *
 * @throws {ModemError} `unsuitable`, `refused`, `vanished`
 */
export async function readParameters(
  desk: Desk,
  { onProgress, from = "memory" }: ReadOptions = {},
): Promise<Uint8Array> {
  assertReadable(desk);
  const octets: number[] = [];
  const longest = desk.adapter.generation === "newer" ? MODULE_PART : LEGACY_PART;
  let total: number | undefined;
  for (;;) {
    const wanted = Math.min(longest, (total ?? Number.POSITIVE_INFINITY) - octets.length);
    const part = await readPart(desk, octets.length, wanted, from);
    octets.push(...part);
    total ??= lengthFrom(octets);
    onProgress?.(octets.length, total);
    if (octets.length > LONGEST) {
      throw new ModemError(
        "refused",
        `Cannot ${WHAT}: ${desk.adapter.mac} has given ${LONGEST} octets, and does not end`,
      );
    }
    // A newer chip ends with a part that is short, an older one where its header says so.
    if (desk.adapter.generation === "newer" ? part.length < longest : octets.length >= (total ?? 0)) break;
  }
  return assertWhole(Uint8Array.from(octets), desk);
}

/** Its checksum may be wrong all the same: an adapter in use need not keep it. */
function assertWhole(octets: Uint8Array, { adapter }: Desk): Uint8Array {
  try {
    const { image, imageLength } = readPib(octets);
    if (image.length === imageLength) return octets;
    throw new PibError(`${image.length} octets of the block found, ${imageLength} expected`);
  } catch (error) {
    if (!(error instanceof PibError)) throw error;
    const because = error.message.replace(/^Cannot read the parameter block: /, "");
    throw new ModemError("refused", `Cannot ${WHAT}: what ${adapter.mac} gives is no whole block, ${because}`, {
      cause: error,
    });
  }
}

/** The beginning alone, in which most of its identity stands; and further parts that are named by where they begin. */
export async function readParametersPartly(desk: Desk, offsets: readonly number[]): Promise<Uint8Array> {
  assertReadable(desk);
  const longest = desk.adapter.generation === "newer" ? MODULE_PART : LEGACY_PART;
  const starts = [...new Set([0, ...offsets.map((offset) => Math.floor(offset / longest) * longest)])];
  const octets = new Uint8Array(Math.max(...starts) + longest);
  let end = 0;
  for (const start of starts) {
    const part = await readPart(desk, start, longest, "memory");
    octets.set(part, start);
    end = Math.max(end, start + part.length);
  }
  return octets.subarray(0, end);
}

function assertReadable({ adapter }: Desk): void {
  const { mac, vendor, chip, generation, isInBootLoader } = adapter;
  if (generation === "other") {
    throw new ModemError(
      "unsuitable",
      `Cannot ${WHAT}: ${mac} is a ${vendor} ${chip}, which has no parameter block of Qualcomm's kind`,
    );
  }
  if (isInBootLoader) {
    throw new ModemError("unsuitable", `Cannot ${WHAT}: ${mac} runs no firmware, only its boot loader`, {
      checks: ["`plugtalk modem boot` gives it parameters and firmware."],
    });
  }
}

/** The length by the block's own header, older chips only: newer ones end when they give less. */
function lengthFrom(octets: readonly number[]): number | undefined {
  try {
    const { form, imageLength } = readPib(Uint8Array.from(octets));
    return form === "plain" ? imageLength : undefined;
  } catch (error) {
    if (error instanceof PibError) return undefined;
    throw error;
  }
}

async function readPart(desk: Desk, offset: number, length: number, from: "memory" | "flash"): Promise<Uint8Array> {
  return desk.adapter.generation === "newer"
    ? readNewer(desk, offset, length, from === "flash" ? OPERATION.readFlash : OPERATION.readMemory)
    : readOlder(desk, offset, length);
}

async function readNewer(desk: Desk, Offset: number, DataLength: number, Operation: 0 | 1): Promise<Uint8Array> {
  const question = { Operation, ModuleID: MODULE.parameters, ModuleSubID: 0, DataLength, Offset };
  const { Status, Operations } = await ask(
    desk,
    MODULE_OPERATION_REQ,
    { Operations: [question] },
    MODULE_OPERATION_CNF,
    {
      test: ({ Operations: [one] }) =>
        one === undefined || (one.Operation === Operation && "Offset" in one && one.Offset === Offset),
    },
  );
  checkStatus(MODULE_OPERATION_CNF, Status, desk.adapter, WHAT);
  const [answer] = Operations;
  return answer && "Data" in answer ? fromHex(answer.Data).subarray(0, DataLength) : new Uint8Array(0);
}

async function readOlder(desk: Desk, Offset: number, Length: number): Promise<Uint8Array> {
  const question = { ModuleID: LEGACY_MODULE.parameters, Access: 0, Length, Offset, Secret: NO_SECRET };
  const answer = await ask(desk, RD_MOD_REQ, question, RD_MOD_CNF, { test: (answer) => answer.Offset === Offset });
  checkStatus(RD_MOD_CNF, answer.Status, desk.adapter, WHAT);
  const octets = fromHex(answer.Data);
  if (octets.length === 0) {
    throw new ModemError("refused", `Cannot ${WHAT}: ${desk.adapter.mac} gives nothing at ${Offset}`);
  }
  if (answer.Checksum !== checksum32(octets)) {
    throw new ModemError(
      "refused",
      `Cannot ${WHAT}: what ${desk.adapter.mac} gives at ${Offset} does not add up (${toHex(octets, 0, 4)}…)`,
    );
  }
  // Some give whole parts, also behind the end.
  return octets.subarray(0, Length);
}
