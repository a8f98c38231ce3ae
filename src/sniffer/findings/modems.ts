/**
 * Management messages that change a modem from outside: firmware, parameters, keys, packet rules.
 *
 * @module
 */

import type { MmeEvent } from "../events.ts";
import { at } from "../sessions/content.ts";
import type { Collector } from "./collector.ts";

/** By type: Qualcomm's requests that write. */
const WRITING: Readonly<Record<number, string>> = {
  40964: "VS_WR_MEM.REQ",
  40972: "VS_ST_MAC.REQ",
  40992: "VS_WR_MOD.REQ",
  41000: "VS_MOD_NVM.REQ",
  41040: "VS_SET_KEY.REQ",
  41084: "VS_FAC_DEFAULTS.REQ",
  41096: "VS_CLASSIFICATION.REQ",
  41112: "VS_WRITE_AND_EXECUTE_APPLET.REQ",
  41216: "VS_SET_PROPERTY.REQ",
};

/** VS_MODULE_OPERATION reads and writes; its operations from 0x10 on write. */
const MODULE_OPERATION = 0xa0b0;

export function modemFindings(mme: MmeEvent, found: Collector): void {
  const { name, mmtype, frame } = mme;
  const isNamed = /^VS_(WR_|WRITE|SET_|MOD_NVM|FAC_DEFAULTS|CLASSIFICATION).*REQ$/.test(name);
  if (isNamed) found.note("modem-written", { about: name, frames: [frame] });
  else if (mmtype === MODULE_OPERATION && isWriting(mme)) {
    found.note("modem-written", { about: "VS_MODULE_OPERATION.REQ", frames: [frame] });
  } else if (name.startsWith("0x") || name === "Unknown") {
    const known = WRITING[mmtype];
    if (known !== undefined) found.note("modem-written", { about: known, frames: [frame] });
  }
}

function isWriting({ value }: MmeEvent): boolean {
  for (const field of ["MOD_OP", "OPERATION", "operation", "op"]) {
    const said = at(value, field);
    if (typeof said === "number") return said >= 0x10;
    if (typeof said === "string") return /write|start|commit|close/i.test(said);
  }
  return false;
}
