/**
 * Keys, networks and stations: the standard management messages beside SLAC (HomePlug AV 1.1, 11.5).
 *
 * @module
 */

import { bytes, counted, countedBytes, layout, mac, rest, text, u8, u16, u32 } from "../../layout/layout.ts";
import { mme } from "./message.ts";

/** Gives the modem the key of the network that it is to join. */
export const CM_SET_KEY_REQ = mme("CM_SET_KEY.REQ", 0x6008, {
  KeyType: u8,
  MyNonce: u32,
  YourNonce: u32,
  PID: u8,
  PRN: u16,
  PMN: u8,
  CCoCapability: u8,
  NID: bytes(7),
  NewEKS: u8,
  NewKey: bytes(16),
});
/** 0 is success by the standard; Qualcomm's modems say 1 for it. */
export const CM_SET_KEY_CNF = mme("CM_SET_KEY.CNF", 0x6009, {
  Result: u8,
  MyNonce: u32,
  YourNonce: u32,
  PID: u8,
  PRN: u16,
  PMN: u8,
  CCoCapability: u8,
});

export const CM_GET_KEY_REQ = mme("CM_GET_KEY.REQ", 0x600c, {
  RequestType: u8,
  KeyType: u8,
  NID: bytes(7),
  MyNonce: u32,
  PID: u8,
  PRN: u16,
  PMN: u8,
});
/** `Result` 0: the key follows; 1: refused; 2: not supported. */
export const CM_GET_KEY_CNF = mme("CM_GET_KEY.CNF", 0x600d, {
  Result: u8,
  KeyType: u8,
  MyNonce: u32,
  YourNonce: u32,
  NID: bytes(7),
  EKS: u8,
  PID: u8,
  PRN: u16,
  PMN: u8,
  Key: bytes(16),
});

export const CM_ENCRYPTED_PAYLOAD_IND = mme("CM_ENCRYPTED_PAYLOAD.IND", 0x6006, {
  PEKS: u8,
  AVLNStatus: u8,
  PID: u8,
  PRN: u16,
  PMN: u8,
  IV: bytes(16),
  Payload: countedBytes(u16),
});
export const CM_ENCRYPTED_PAYLOAD_RSP = mme("CM_ENCRYPTED_PAYLOAD.RSP", 0x6007, { Result: u8, PID: u8, PRN: u16 });

/** Amplitude of each carrier, two in an octet, in steps of 2 dB below full. */
export const CM_AMP_MAP_REQ = mme("CM_AMP_MAP.REQ", 0x601c, { AMLEN: u16, AMDATA: rest });
export const CM_AMP_MAP_CNF = mme("CM_AMP_MAP.CNF", 0x601d, { ResType: u8 });

export const CM_BRG_INFO_REQ = mme("CM_BRG_INFO.REQ", 0x6020, {});
export const CM_BRG_INFO_CNF = mme("CM_BRG_INFO.CNF", 0x6021, { IsBridge: u8, TEI: u8, MACs: counted(u8, mac) });

export const CM_NW_INFO_REQ = mme("CM_NW_INFO.REQ", 0x6038, {});
/** The networks that the station belongs to. `Role`: 0 station, 1 proxy coordinator, 2 coordinator. */
export const CM_NW_INFO_CNF = mme("CM_NW_INFO.CNF", 0x6039, {
  Networks: counted(
    u8,
    layout({ NID: bytes(7), SNID: u8, TEI: u8, Role: u8, CCoMAC: mac, Access: u8, NumCordNWs: u8 }),
  ),
});

export const CM_NW_STATS_REQ = mme("CM_NW_STATS.REQ", 0x6048, {});
/** Average rates to and from each station in Mbit/s. */
export const CM_NW_STATS_CNF = mme("CM_NW_STATS.CNF", 0x6049, {
  Stations: counted(u8, layout({ MAC: mac, AvgPHYDR_TX: u8, AvgPHYDR_RX: u8 })),
});

export const CM_HFID_REQ = mme("CM_HFID.REQ", 0x6040, { ReqType: u8 });
export const CM_HFID_CNF = mme("CM_HFID.CNF", 0x6041, { ResType: u8, HFID: text(64) });

export const CC_DISCOVER_LIST_REQ = mme("CC_DISCOVER_LIST.REQ", 0x0014, {});
/** `SignalLevel`: 1 is above -10 dB, then steps of 5 dB down to 15. */
export const CC_DISCOVER_LIST_CNF = mme("CC_DISCOVER_LIST.CNF", 0x0015, {
  Stations: counted(
    u8,
    layout({ MAC: mac, TEI: u8, SameNetwork: u8, SNID: u8, Capabilities: u8, SignalLevel: u8, AvgBLE: u8 }),
  ),
  Networks: counted(
    u8,
    layout({ NID: bytes(7), SNID: u8, HybridMode: u8, NumSlots: u8, CoordinatingStatus: u8, Offset: u16 }),
  ),
});
