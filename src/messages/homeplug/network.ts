/**
 * Keys, networks and stations: the standard management messages beside SLAC (HomePlug AV 1.1, 11.5).
 *
 * @module
 */

import {
  bytes,
  counted,
  countedBytes,
  countedNibbles,
  layout,
  mac,
  rest,
  text,
  u8,
  u16,
  u32,
  when,
} from "../../layout/layout.ts";
import { mme } from "./message.ts";

/** Kinds of keys in CM_SET_KEY and CM_GET_KEY. */
export const KEY_TYPE = { DAK: 0, NMK: 1, NEK: 2, TEK: 3, hash: 4, nonce: 5 } as const;
/** `PID`: which protocol the keys belong to; the host's own messages are of "higher layer entities". */
export const PROTOCOL_HLE = 4;

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
  HashKey: when("KeyType", KEY_TYPE.hash, rest),
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

/** Amplitude of each carrier, in steps of 2 dB below full; 917 of HomePlug's 1155 carriers are in use. */
export const CM_AMP_MAP_REQ = mme("CM_AMP_MAP.REQ", 0x601c, { AMDATA: countedNibbles(u16) });
/** `ResType` 0: taken; 1: failed. */
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

export const CM_STA_CAP_REQ = mme("CM_STA_CAP.REQ", 0x6034, {});
/** What the station can do; `CCoCapability` 0 to 3: nothing, coordinator, with uncoordinated, with coordinated neighbours. */
export const CM_STA_CAP_CNF = mme("CM_STA_CAP.CNF", 0x6035, {
  HPAVVersion: u8,
  MAC: mac,
  OUI: bytes(3),
  AutoConnect: u8,
  Smoothing: u8,
  CCoCapability: u8,
  ProxyCapability: u8,
  BackupCCoCapability: u8,
  SoftHandover: u8,
  TwoSymFC: u8,
  MaxFL_AV: u16,
  HomePlug11: u8,
  HomePlug10Interop: u8,
  Regulatory: u8,
  BidirectionalBursting: u8,
  ImplementationVersion: u16,
});

export const CM_STA_IDENTIFY_REQ = mme("CM_STA_IDENTIFY.REQ", 0x6060, {});
/** What the station can do of Green PHY. */
export const CM_STA_IDENTIFY_CNF = mme("CM_STA_IDENTIFY.CNF", 0x6061, {
  GreenPHYCapability: u8,
  PowerSaveCapability: u8,
  GreenPHYPreferredAllocation: u8,
  RepeatingAndRouting: u8,
  HPAVVersion: u8,
  ExtendedFields: countedBytes(u8),
});

/** `ReqType` of CM_HFID.REQ: which human-friendly identifier to get or set. */
export const HFID_REQUEST = { getManufacturer: 0, getUser: 1, getNetwork: 2, setUser: 3, setNetwork: 4 } as const;
const { getNetwork, setUser, setNetwork } = HFID_REQUEST;
export const CM_HFID_REQ = mme("CM_HFID.REQ", 0x6040, {
  ReqType: u8,
  NID: when("ReqType", [getNetwork, setNetwork], bytes(7)),
  HFID: when("ReqType", [setUser, setNetwork], text(64)),
});
export const CM_HFID_CNF = mme("CM_HFID.CNF", 0x6041, { ResType: u8, HFID: text(64) });

/** A station that is in no network makes itself heard. */
export const CM_UNASSOCIATED_STA_IND = mme("CM_UNASSOCIATED_STA.IND", 0x6002, { NID: bytes(7), CCoCapability: u8 });

/** A station asks the coordinator for its number (TEI) in the network. */
export const CC_ASSOC_REQ = mme("CC_ASSOC.REQ", 0x0030, {
  ReqType: u8,
  NID: bytes(7),
  CCoCapability: u8,
  ProxyNetworkCapability: u8,
});
/** `LeaseTime` in minutes. */
export const CC_ASSOC_CNF = mme("CC_ASSOC.CNF", 0x0031, {
  Result: u8,
  NID: bytes(7),
  SNID: u8,
  TEI: u8,
  LeaseTime: u16,
});
/** The coordinator tells who has which number. */
export const CC_SET_TEI_MAP_IND = mme("CC_SET_TEI_MAP.IND", 0x003a, {
  Mode: u8,
  Stations: counted(u8, layout({ TEI: u8, MAC: mac, Status: u8 })),
});

/** The push button: 1 join, 2 leave, 3 tell the status. A message of HomePlug AV 1.0 without OUI. */
export const MS_PB_ENC_REQ = mme("MS_PB_ENC.REQ", 0x8000, { PBAction: u8 }, 0);
/** `AVLNStatus`: 0 to 3 in no network, 4 in one, 5 and may be its proxy, 8 its coordinator. */
export const MS_PB_ENC_CNF = mme("MS_PB_ENC.CNF", 0x8001, { Status: u8, AVLNStatus: u8 }, 0);

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
