/**
 * What a simulated modem says of its flash memory, its Ethernet side and its own mishaps.
 *
 * @module
 */

import {
  CP_RPT_IND,
  FR_LBK_CNF,
  GET_ENET_PHY_CNF,
  GET_NVM_CNF,
  GET_PROPERTY_CNF,
  LBK_STAT_CNF,
  SET_PROPERTY_CNF,
  WD_RPT_IND,
} from "../messages/homeplug/qualcomm.ts";
import { type Answers, said } from "./modem-answers.ts";
import type { ModemState } from "./simulated-modem.ts";

const NO_FLASH = 0x10;
const NOT_SUPPORTED = 2;
/** A flash of two megabytes (M25P16): maker and capacity as JEDEC numbers them, page, block and size. */
const FLASH = { Type: 0x1520, PageSize: 0x100, BlockSize: 0x1_0000, MemorySize: 0x20_0000 };
/** 100 Mbit/s, full duplex, connected. */
const ETHERNET = { Speed: 1, Duplex: 1, Link: 2, FlowControl: 0 };
/** `Control` of its Ethernet side, and what it answers. */
const READ = 0;
const WRITE = 1;
const BAD_CONTROL = 1;
const WRITTEN = 2;
/** Where the data of a report begin, counted from the field behind the offset. */
const DATA_OFFSET = 0;
/** Nothing has happened. */
const NO_MISHAP = "00".repeat(64);

export function hardwareAnswers(state: ModemState): Answers {
  return {
    "GET_NVM.REQ": () =>
      said(
        GET_NVM_CNF,
        state.hasFlash
          ? { Status: 0, ...FLASH }
          : { Status: NO_FLASH, Type: 0, PageSize: 0, BlockSize: 0, MemorySize: 0 },
      ),
    "GET_ENET_PHY.REQ": ({ Control }) =>
      said(GET_ENET_PHY_CNF, {
        Status: Control === READ ? 0 : Control === WRITE ? WRITTEN : BAD_CONTROL,
        ...ETHERNET,
      }),
    "WD_RPT.REQ": ({ SessionID }) =>
      said(WD_RPT_IND, {
        Status: 0,
        SessionID: Number(SessionID),
        NumParts: 1,
        Part: 1,
        DataOffset: DATA_OFFSET,
        Data: NO_MISHAP,
      }),
    "CP_RPT.REQ": ({ SessionID }) =>
      said(CP_RPT_IND, {
        Status: 0,
        MajorVersion: 1,
        MinorVersion: 0,
        SessionID: Number(SessionID),
        TotalSize: NO_MISHAP.length / 2,
        BlockOffset: 0,
        NextIndex: 0,
        NumParts: 1,
        Part: 1,
        DataOffset: DATA_OFFSET,
        Data: NO_MISHAP,
      }),
    "GET_PROPERTY.REQ": ({ Cookie, DataFormat }) =>
      said(GET_PROPERTY_CNF, {
        Status: NOT_SUPPORTED,
        Cookie: Number(Cookie),
        DataFormat: Number(DataFormat),
        Data: "",
      }),
    "SET_PROPERTY.REQ": ({ Cookie }) => said(SET_PROPERTY_CNF, { Status: NOT_SUPPORTED, Cookie: Number(Cookie) }),
    "FR_LBK.REQ": ({ Duration, Length }) =>
      said(FR_LBK_CNF, { Status: 0, Duration: Number(Duration), Length: Number(Length) }),
    "LBK_STAT.REQ": () => said(LBK_STAT_CNF, { Status: 0, LoopbackStatus: 0 }),
  };
}
