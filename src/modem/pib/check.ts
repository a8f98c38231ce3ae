/**
 * Whether a file is a parameter block that may be written to a device.
 *
 * @module
 */

import { isNidOf } from "../../messages/homeplug/keys.ts";
import { isChain, readChain } from "./nvm.ts";
import { getField, hasField, type Pib, PibError, readPib } from "./pib.ts";

export interface PibFault {
  readonly fault:
    | "no-pib"
    | "cut"
    | "too-long"
    | "broken-chain"
    | "bad-header-checksum"
    | "bad-image-checksum"
    | "wrong-chip"
    | "wrong-length"
    | "other-device"
    | "nid-not-of-key"
    | "contradiction";
  /** Such a file is not to be written; the others are only worth saying. */
  readonly isGrave: boolean;
  readonly words: string;
}

/** The device that the block is meant for, as far as it is known. */
export interface PibTarget {
  /** `QCA7000`. */
  readonly chip?: string;
  /** The block that the device has: the new one must be as long, and bear the same address, key and maker's name. */
  readonly present?: Uint8Array;
}

/** What is wrong with the file; nothing where it may be written. Never throws for octets of any kind. */
export function checkPib(octets: Uint8Array, target: PibTarget = {}): PibFault[] {
  try {
    const pib = readPib(octets);
    const cut = pib.image.length < pib.imageLength;
    if (cut) {
      return [
        grave(
          "cut",
          `the file ends after ${pib.image.length} octets of the block, which has ${pib.imageLength} by its header`,
        ),
      ];
    }
    return [...checkSums(octets), ...checkTarget(octets, target), ...checkSense(octets)];
  } catch (error) {
    if (error instanceof PibError)
      return [grave("no-pib", error.message.replace(/^Cannot read the parameter block: /, ""))];
    throw error;
  }
}

const grave = (fault: PibFault["fault"], words: string): PibFault => ({ fault, isGrave: true, words });
const worthSaying = (fault: PibFault["fault"], words: string): PibFault => ({ fault, isGrave: false, words });

function checkSums(octets: Uint8Array): PibFault[] {
  if (!isChain(octets)) {
    const { isIntact, imageLength } = readPib(octets);
    return [
      ...(isIntact ? [] : [grave("bad-image-checksum", "the checksum of the block is wrong")]),
      ...(octets.length > imageLength ? [worthSaying("too-long", behind(octets.length - imageLength))] : []),
    ];
  }
  const { images, because } = readChain(octets);
  const faults = images.flatMap(({ headerOffset, isHeaderIntact, isImageIntact }) => {
    const place = `at 0x${headerOffset.toString(16)}`;
    return [
      ...(isHeaderIntact ? [] : [grave("bad-header-checksum", `the checksum of the header ${place} is wrong`)]),
      ...(isImageIntact
        ? []
        : [grave("bad-image-checksum", `the checksum of the image behind the header ${place} is wrong`)]),
    ];
  });
  if (because) faults.push(grave("broken-chain", because));
  const end = Math.max(...images.map(({ imageOffset, header }) => imageOffset + header.ImageLength));
  if (octets.length > end) faults.push(worthSaying("too-long", behind(octets.length - end)));
  return faults;
}

const behind = (count: number) => `${count} octets stand behind the block and belong to nothing`;

function checkTarget(octets: Uint8Array, { chip, present }: PibTarget): PibFault[] {
  const pib = readPib(octets);
  const faults: PibFault[] = [];
  if (chip !== undefined && pib.chip !== undefined && pib.chip !== chip) {
    faults.push(grave("wrong-chip", `the block is made for ${pib.chip}, and the device is a ${chip}`));
  }
  const own = present && ownPib(present);
  if (!own) return faults;
  if (pib.form !== own.form || pib.chip !== own.chip) {
    const [theirs, ours] = [pib.chip ?? "an older chip", own.chip ?? "an older chip"];
    if (chip === undefined)
      faults.push(grave("wrong-chip", `the block is made for ${theirs}, and the device is ${ours}`));
    return faults;
  }
  if (octets.length !== present.length) {
    faults.push(
      grave("wrong-length", `the file has ${octets.length} octets, and the device's own block has ${present.length}`),
    );
  }
  for (const name of ["MAC", "DAK", "ManufacturerHFID"] as const) {
    if (getField(octets, name) === getField(present, name)) continue;
    const isShown = name !== "DAK";
    const values = isShown ? `: ${getField(octets, name)} instead of ${getField(present, name)}` : "";
    faults.push(grave("other-device", `${name} is not the device's own${values}`));
  }
  return faults;
}

/** What the device's own block is; nothing can be held against one that cannot be read. */
function ownPib(present: Uint8Array): Pib | undefined {
  try {
    return readPib(present);
  } catch (error) {
    if (error instanceof PibError) return undefined;
    throw error;
  }
}

function checkSense(octets: Uint8Array): PibFault[] {
  const pib = readPib(octets);
  const faults: PibFault[] = [];
  const [nid, nmk] = [getField(octets, "NID"), getField(octets, "NMK")];
  // The upper bits of the last octet hold more than the identifier.
  const bare = nid.slice(0, 12) + (Number.parseInt(nid.slice(12), 16) & 0x3f).toString(16).padStart(2, "0");
  const isUnset = /^0*$/.test(nid);
  if (!isUnset && !isNidOf(bare, nmk)) {
    faults.push(worthSaying("nid-not-of-key", `NID ${nid} is not the one that belongs to the network's key`));
  }
  if (pib.form === "chain" && hasField(pib, "SLACMode")) {
    const [mode, selection] = [getField(octets, "SLACMode"), getField(octets, "CCoSelection")];
    if (mode === 2 && selection !== 2) {
      faults.push(
        worthSaying("contradiction", "it matches as a charger's modem, and does not always coordinate the network"),
      );
    }
    if (mode === 1 && selection !== 1) {
      faults.push(worthSaying("contradiction", "it matches as a car's modem, and may coordinate the network"));
    }
  }
  return faults;
}
