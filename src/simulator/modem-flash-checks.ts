/**
 * What a simulated modem looks at before it lets something into its flash memory, and the numbers that it refuses with:
 * those of the newer module messages, and what the older ones have for them.
 *
 * @module
 */

import { readChain } from "../modem/pib/nvm.ts";
import { getField, type Pib, PibError, readPib } from "../modem/pib/pib.ts";
import type { ModemState } from "./simulated-modem.ts";

const FAULT = {
  header: 0x40,
  firmware: 0x41,
  parameters: 0x44,
  invalid: 0x50,
  mac: 0x52,
  dak: 0x53,
  manufacturer: 0x54,
} as const;

/** The same by MOD_NVM, which looks at no DAK but one that is not zero. */
export const OLDER_FAULT: Readonly<Record<number, number>> = {
  [FAULT.header]: 0x1c,
  [FAULT.firmware]: 0x20,
  [FAULT.parameters]: 0x44,
  [FAULT.invalid]: 0x24,
  [FAULT.mac]: 0x48,
  [FAULT.dak]: 0x46,
  [FAULT.manufacturer]: 0x50,
};

/** 0 where the block may be written: it is whole, made for this chip, and leaves the device who it is unless forced. */
export function faultOfParameters(octets: Uint8Array, state: ModemState, isForced: boolean): number {
  let [block, own]: (Pib | undefined)[] = [];
  try {
    block = readPib(octets);
    own = readPib(state.factory);
  } catch (error) {
    if (error instanceof PibError) return FAULT.invalid;
    throw error;
  }
  if (block.form !== own.form || block.chip !== own.chip || block.imageLength !== own.imageLength) return FAULT.invalid;
  if (!block.isIntact) return FAULT.parameters;
  if (isForced) return 0;
  const differs = (name: "MAC" | "DAK" | "ManufacturerHFID") => getField(octets, name) !== getField(state.flash, name);
  if (differs("MAC")) return FAULT.mac;
  if (differs("DAK")) return FAULT.dak;
  return differs("ManufacturerHFID") ? FAULT.manufacturer : 0;
}

/** 0 where all headers and images of the chain add up. */
export function faultOfFirmware(octets: Uint8Array): number {
  const { images, because } = readChain(octets);
  if (because !== undefined || images.length === 0 || images.some(({ isHeaderIntact }) => !isHeaderIntact)) {
    return FAULT.header;
  }
  return images.every(({ isImageIntact }) => isImageIntact) ? 0 : FAULT.firmware;
}
