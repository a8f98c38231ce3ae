/**
 * What the user's guide of Qualcomm's Green PHY chips has written into the parameters of a charger's and a car's modem.
 *
 * @module
 */

import { type FieldValues, getField, PibError, readPib, setFields } from "./pib.ts";

export type PibRole = "evse" | "pev" | "none";

/** Where the modem's light changes its colour, in kbit/s: a charging network is slow. */
const SPEEDS = { LowLinkSpeed: 10_240, HighLinkSpeed: 102_400 };

const CCO = { automatically: 0, never: 1, always: 2 };
const SLAC = { none: 0, pev: 1, evse: 2 };

/** `none` gives back an ordinary adapter. The name is for people: it changes nothing. */
const ROLES: Readonly<Record<PibRole, FieldValues>> = {
  evse: { CCoSelection: CCO.always, SLACMode: SLAC.evse, UserHFID: "EVSE", ...SPEEDS },
  pev: { CCoSelection: CCO.never, SLACMode: SLAC.pev, UserHFID: "PEV", ...SPEEDS },
  none: { CCoSelection: CCO.automatically, SLACMode: SLAC.none },
};

/**
 * A copy of the block for this role.
 *
 * @throws {PibError} where the block is an older chip's, which has no part in matching to set: it passes all of it on.
 */
export function patchForRole(octets: Uint8Array, role: PibRole): Uint8Array {
  if (readPib(octets).form === "plain") {
    throw new PibError(
      "Cannot set a role: the parameter block is that of an older chip (INT6x00, AR7400), which has none; it passes all messages of matching on as it is",
    );
  }
  return setFields(octets, ROLES[role]);
}

export const patchForEvse = (octets: Uint8Array): Uint8Array => patchForRole(octets, "evse");
export const patchForPev = (octets: Uint8Array): Uint8Array => patchForRole(octets, "pev");

/** The role that a block is set for; `undefined` where its settings contradict each other, or it has none. */
export function roleOf(octets: Uint8Array): PibRole | undefined {
  if (readPib(octets).form === "plain") return undefined;
  const [selection, mode] = [getField(octets, "CCoSelection"), getField(octets, "SLACMode")];
  if (mode === SLAC.evse && selection === CCO.always) return "evse";
  if (mode === SLAC.pev && selection === CCO.never) return "pev";
  return mode === SLAC.none ? "none" : undefined;
}
