/**
 * The messages of ST's modems (ST2100) with IoTecha's firmware. All begin with two versions of their own.
 *
 * @module
 */

import { bytes, type Fields, reserved, s16, u8, u16 } from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { ST } from "./oui.ts";

const message = <const F extends Fields>(name: string, mmtype: number, fields: F) =>
  vendorMme(name, mmtype, ST, { MMEVER: u8, reserved: reserved(3), MVER: u8, ...fields }, 1);

/** Gives the modem the key of its network. */
export const STP_AUTH_SET_NMK_REQ = message("STP_AUTH_SET_NMK.REQ", 0x8000, { NMK: bytes(16) });
export const STP_AUTH_SET_NMK_CNF = message("STP_AUTH_SET_NMK.CNF", 0x8001, { Status: u8 });

/** `LinkStatus` 1: linked. */
export const STP_LINK_STATUS_REQ = message("STP_LINK_STATUS.REQ", 0x8004, {});
export const STP_LINK_STATUS_CNF = message("STP_LINK_STATUS.CNF", 0x8005, { LinkStatus: u8, DeviceMode: u8 });

export const STP_SET_MAXGAIN_REQ = message("STP_SET_MAXGAIN.REQ", 0x800c, { Gain: u8 });
export const STP_SET_MAXGAIN_CNF = message("STP_SET_MAXGAIN.CNF", 0x800d, { Status: u8, Gain: u8, PreviousGain: u8 });

/** `State` of the control pilot. */
export const PILOT_STATE = ["invalid", "A", "AB", "B", "BC", "C", "CD", "D", "DE", "E", "F"] as const;
/** The state of the control pilot, sent at every change. Voltage in mV, frequency in Hz, duty in %. */
export const STP_CPSTATE_IND = message("STP_CPSTATE.IND", 0xa22e, {
  State: u8,
  PWM_Duty: u8,
  PWM_Frequency: u16,
  CP_Voltage: s16,
});
