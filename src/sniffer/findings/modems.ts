/**
 * Management messages that change a modem from outside: firmware, parameters, keys, packet rules.
 *
 * @module
 */

import type { MmeEvent } from "../events.ts";
import type { Collector } from "./collector.ts";

/** Qualcomm's requests that write. CM_SET_KEY is part of every match and not among them. */
const WRITING: ReadonlySet<string> = new Set(
  [
    "WR_MEM",
    "ST_MAC",
    "WR_MOD",
    "MOD_NVM",
    "SET_KEY",
    "FAC_DEFAULTS",
    "CLASSIFICATION",
    "WRITE_AND_EXECUTE_APPLET",
    "SET_PROPERTY",
  ].map((name) => `${name}.REQ`),
);

export function modemFindings(mme: MmeEvent, found: Collector): void {
  const isWriting = WRITING.has(mme.name) || (mme.name === "MODULE_OPERATION.REQ" && writes(mme));
  if (isWriting) found.note("modem-written", { about: mme.name, frames: [mme.frame] });
}

/** Its data begin with the operation, the low octet first: 0 reads, from 0x10 on it writes. */
function writes({ value }: MmeEvent): boolean {
  const data = value["Data"];
  return typeof data === "string" && Number.parseInt(data.slice(0, 2), 16) >= 0x10;
}
