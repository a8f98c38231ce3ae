/**
 * The sniffer in a Qualcomm chip: it tells the frame control of whatever goes over the line, never user data.
 *
 * @module
 */

import { SNIFFER_CNF, SNIFFER_CONTROL, SNIFFER_REQ } from "../messages/homeplug/qualcomm-links.ts";
import { ask, assertQualcomm, checkStatus, type Desk } from "./asking.ts";

export interface SnifferState {
  readonly isOn: boolean;
  /** Whom it tells. */
  readonly to: string;
}

/**
 * Switches it, or asks how it is.
 *
 * @throws {ModemError} `unsuitable`, `refused`, `vanished`
 */
export async function sniffer(desk: Desk, control: keyof typeof SNIFFER_CONTROL): Promise<SnifferState> {
  assertQualcomm(desk, "switch the sniffer of");
  const { Status, State, DestinationMAC } = await ask(
    desk,
    SNIFFER_REQ,
    { Control: SNIFFER_CONTROL[control] },
    SNIFFER_CNF,
  );
  checkStatus(SNIFFER_CNF, Status, desk.adapter, "switch its sniffer");
  return { isOn: State === 1, to: DestinationMAC };
}
