/**
 * The messages of Vertexcom's modems (MSE102x, formerly SPiDCOM). Matching and keys go by the standard's messages.
 *
 * @module
 */

import {
  bytes,
  counted,
  fill,
  layout,
  lengthOf,
  mac,
  rest,
  s16,
  tail,
  text,
  u8,
  u16,
  u32,
} from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { VERTEXCOM } from "./oui.ts";

/** Which firmware. */
export const VS_GET_VERSION_REQ = vendorMme("VS_GET_VERSION.REQ", 0xa000, VERTEXCOM, {}, 1);
export const VS_GET_VERSION_CNF = vendorMme(
  "VS_GET_VERSION.CNF",
  0xa001,
  VERTEXCOM,
  {
    Result: u8,
    DeviceID: u16,
    Image: u8,
    ApplicationVersion: text(16),
    StackVersion: text(64),
    AlternateVersion: tail(text(16)),
    BootLoaderVersion: tail(text(64)),
  },
  1,
);

/** Restarts the modem, which tells when it is back, and wants to hear that it was heard. */
export const VS_RESET_REQ = vendorMme("VS_RESET.REQ", 0xa008, VERTEXCOM, {}, 1);
export const VS_RESET_CNF = vendorMme("VS_RESET.CNF", 0xa009, VERTEXCOM, { Result: u8 }, 1);
export const VS_RESET_IND = vendorMme("VS_RESET.IND", 0xa00a, VERTEXCOM, {}, 1);
export const VS_RESET_RSP = vendorMme("VS_RESET.RSP", 0xa00b, VERTEXCOM, {}, 1);

/** The network of the modem and who is in it; which of the four rates is which no public source tells. */
export const VS_NW_INFO_REQ = vendorMme("VS_NW_INFO.REQ", 0xa0fc, VERTEXCOM, {}, 1);
export const VS_NW_INFO_CNF = vendorMme(
  "VS_NW_INFO.CNF",
  0xa0fd,
  VERTEXCOM,
  {
    NID: bytes(7),
    SNID: u8,
    CCoTEI: u8,
    CCoMAC: mac,
    Stations: counted(u8, layout({ TEI: u8, MAC: mac, Rate1: u16, Rate2: u16, Rate3: u16, Rate4: u16, AGC: u8 })),
  },
  1,
);

/** Bits of `ChangeMask`. */
export const PILOT_CHANGE = { frequency: 1, duty: 2, voltage: 4 } as const;
/** The control pilot as the modem measures it: duty in 0.1 %, frequency in Hz, voltage in mV. */
export const CP_STATE_IND = vendorMme(
  "CP_STATE.IND",
  0xa10e,
  VERTEXCOM,
  { ChangeMask: u8, PWM_Frequency: u16, PWM_Duty: u16, CP_Voltage: s16 },
  1,
);

/** Reads or writes a file of the modem, fragment by fragment of at most 1024 octets. */
export const VS_FILE_ACCESS_REQ = vendorMme(
  "VS_FILE_ACCESS.REQ",
  0xa4fc,
  VERTEXCOM,
  {
    Operation: u8,
    FileType: u8,
    Parameter: text(32),
    TotalFragments: u16,
    Fragment: u16,
    Offset: u32,
    Checksum: u32,
    Length: lengthOf(u16, "Data"),
    Data: rest,
    room: fill(1024, "Data"),
  },
  1,
);
