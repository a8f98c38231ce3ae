/**
 * The message by which dSPACE's charging emulator (DS5366) tells its own state.
 *
 * @module
 */

import { rest } from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { DSPACE } from "./oui.ts";

/** A line of ASCII that ends in JSON. */
export const SCS_DIAG_IND = vendorMme("SCS_DIAG.IND", 0x8002, DSPACE, { Text: rest }, 1);
