/**
 * Signal Level Attenuation Characterization: how car and charger find out who hangs on the same cable
 * (HomePlug Green PHY 1.1, ISO 15118-3, annex A).
 *
 * @module
 */

import { bytes, constant, counted, mac, reserved, tail, u8, u16, when } from "../../layout/layout.ts";
import { mme } from "./message.ts";

/** PEV-EVSE matching; ISO 15118-3 knows no other. */
const APPLICATION_TYPE = u8;
/** 0: no security; 1: public keys. Nothing but 0 was ever seen. */
const SECURITY_TYPE = u8;
const WITH_PUBLIC_KEYS = 1;
/** Chosen by the car for one matching; every answer repeats it octet for octet. */
const RunID = bytes(8);
const stationId = bytes(17);

/** The car asks who is there. Broadcast. */
export const CM_SLAC_PARM_REQ = mme("CM_SLAC_PARM.REQ", 0x6064, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  RunID,
  CipherSuites: when("SECURITY_TYPE", WITH_PUBLIC_KEYS, tail(counted(u8, u16))),
});

/** The charger offers to measure how loud the car is. */
export const CM_SLAC_PARM_CNF = mme("CM_SLAC_PARM.CNF", 0x6065, {
  M_SOUND_TARGET: mac,
  NUM_SOUNDS: u8,
  /** In units of 100 ms. */
  Time_Out: u8,
  RESP_TYPE: u8,
  FORWARDING_STA: mac,
  APPLICATION_TYPE,
  SECURITY_TYPE,
  RunID,
  CipherSuite: when("SECURITY_TYPE", WITH_PUBLIC_KEYS, tail(u16)),
});

/** The car is about to sound. Broadcast, three times. */
export const CM_START_ATTEN_CHAR_IND = mme("CM_START_ATTEN_CHAR.IND", 0x606a, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  NUM_SOUNDS: u8,
  /** In units of 100 ms. */
  Time_Out: u8,
  RESP_TYPE: u8,
  FORWARDING_STA: mac,
  RunID,
});

/**
 * One sound, for the modems to measure. `Cnt` sounds are left after it. Qualcomm's `pev` sends seven octets fewer, which
 * takes the end of `Rnd` away.
 */
export const CM_MNBC_SOUND_IND = mme("CM_MNBC_SOUND.IND", 0x6076, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  SenderID: stationId,
  Cnt: u8,
  RunID,
  reserved: reserved(8),
  Rnd: tail(bytes(16)),
});

/** What the modem measured of one sound, told to its own host: dB of loss, group of carriers by group. */
export const CM_ATTEN_PROFILE_IND = mme("CM_ATTEN_PROFILE.IND", 0x6086, { PEV_MAC: mac, AAG: counted(u8, u8, 1) });

/** How loud the car was at a charger: the average of its sounds in dB of loss. */
export const CM_ATTEN_CHAR_IND = mme("CM_ATTEN_CHAR.IND", 0x606e, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  SOURCE_ADDRESS: mac,
  RunID,
  SOURCE_ID: stationId,
  RESP_ID: stationId,
  NUM_SOUNDS: u8,
  ATTEN_PROFILE: counted(u8, u8),
});

/** The car has heard it; `Result` 0 is success. */
export const CM_ATTEN_CHAR_RSP = mme("CM_ATTEN_CHAR.RSP", 0x606f, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  SOURCE_ADDRESS: mac,
  RunID,
  SOURCE_ID: stationId,
  RESP_ID: stationId,
  Result: u8,
});

/**
 * The car asks to prove by the control pilot that both mean the same cable. `SignalType` is 0; `Timer` 0 in the first
 * question, in the second the time to watch the pilot is `Timer` + 1 times 100 ms. `Result`: 0 not ready, 1 ready,
 * 2 success, 3 failure, 4 not required.
 */
export const CM_VALIDATE_REQ = mme("CM_VALIDATE.REQ", 0x6078, { SignalType: u8, Timer: u8, Result: u8 });
/** `ToggleNum`: how often the charger saw the pilot change between B and C. */
export const CM_VALIDATE_CNF = mme("CM_VALIDATE.CNF", 0x6079, { SignalType: u8, ToggleNum: u8, Result: u8 });

/** The car has chosen. `MVFLength` counts the octets behind it. */
export const CM_SLAC_MATCH_REQ = mme("CM_SLAC_MATCH.REQ", 0x607c, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  MVFLength: constant(u16, 0x3e),
  PEV_ID: stationId,
  PEV_MAC: mac,
  EVSE_ID: stationId,
  EVSE_MAC: mac,
  RunID,
  reserved: reserved(8),
});

/** The charger tells the key of its network, in clear: whoever hears it can join. */
export const CM_SLAC_MATCH_CNF = mme("CM_SLAC_MATCH.CNF", 0x607d, {
  APPLICATION_TYPE,
  SECURITY_TYPE,
  MVFLength: constant(u16, 0x56),
  PEV_ID: stationId,
  PEV_MAC: mac,
  EVSE_ID: stationId,
  EVSE_MAC: mac,
  RunID,
  reserved1: reserved(8),
  NID: bytes(7),
  reserved2: reserved(1),
  NMK: bytes(16),
});
