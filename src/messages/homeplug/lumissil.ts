/**
 * The messages of Lumissil's modems (CG5317), which begin with a header of their own. Matching and keys go by the
 * standard's messages.
 *
 * @module
 */

import {
  bits,
  bytes,
  counted,
  type Fields,
  layout,
  lengthOf,
  mac,
  reserved,
  rest,
  tail,
  text,
  u8,
  u16,
  u32,
  when,
} from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { LUMISSIL } from "./oui.ts";

const FIRST = 0xac00;
const KIND = { REQ: 0, CNF: 1, IND: 2 } as const;

/** `Version` and `RequestID` are the host's choice; the answer repeats the latter. */
const header = { Version: u16, reserved1: reserved(4), RequestID: u8, reserved2: reserved(12) };

/** The maker's own library sends HomePlug AV 1.1, EVerest 1.0: the modem answers as it is asked. */
const message = <const F extends Fields>(name: string, number: number, kind: keyof typeof KIND, fields: F) =>
  vendorMme(`${name}.${kind}`, FIRST + 4 * number + KIND[kind], LUMISSIL, { ...header, ...fields }, 1);

/** `Mode`: 1 never coordinator, 2 always; 0, automatic, is not supported by every firmware. */
export const APCM_SET_CCO_REQ = message("APCM_SET_CCO", 2, "REQ", { Mode: u8 });
export const APCM_SET_CCO_CNF = message("APCM_SET_CCO", 2, "CNF", { Status: u8 });

/** `Mode`: 0 no SLAC, 1 sounds are sent (a car), 2 sounds are heard (a charger). */
export const APCM_CONF_SLAC_REQ = message("APCM_CONF_SLAC", 26, "REQ", { Mode: u8 });
export const APCM_CONF_SLAC_CNF = message("APCM_CONF_SLAC", 26, "CNF", { Status: u8 });

/** An all-`ff` NID stands for the one that is derived from the key. */
export const APCM_SET_KEY_REQ = message("APCM_SET_KEY", 0, "REQ", { NMK: bytes(16), NID: bytes(7), SecurityLevel: u8 });
export const APCM_SET_KEY_CNF = message("APCM_SET_KEY", 0, "CNF", { Status: u8 });
export const APCM_GET_KEY_REQ = message("APCM_GET_KEY", 1, "REQ", {});
export const APCM_GET_KEY_CNF = message("APCM_GET_KEY", 1, "CNF", { NID: bytes(7), NMK: bytes(16) });

/** `SecurityMode`: 0 secure, 1 simple connect, 2 adding a station by it, 3 joining by it. */
export const APCM_GET_SECURITY_MODE_REQ = message("APCM_GET_SECURITY_MODE", 8, "REQ", {});
export const APCM_GET_SECURITY_MODE_CNF = message("APCM_GET_SECURITY_MODE", 8, "CNF", { Status: u8, SecurityMode: u8 });
export const APCM_SET_SECURITY_MODE_REQ = message("APCM_SET_SECURITY_MODE", 9, "REQ", { SecurityMode: u8 });
export const APCM_SET_SECURITY_MODE_CNF = message("APCM_SET_SECURITY_MODE", 9, "CNF", { Status: u8 });

export const APCM_STA_RESTART_REQ = message("APCM_STA_RESTART", 13, "REQ", {});
export const APCM_STA_RESTART_CNF = message("APCM_STA_RESTART", 13, "CNF", { Status: u8 });
export const APCM_NET_EXIT_REQ = message("APCM_NET_EXIT", 14, "REQ", {});
export const APCM_NET_EXIT_CNF = message("APCM_NET_EXIT", 14, "CNF", { Status: u8 });

export const APCM_STA_CAP_REQ = message("APCM_STA_CAP", 16, "REQ", {});
export const APCM_STA_CAP_CNF = message("APCM_STA_CAP", 16, "CNF", {
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

export const APCM_NW_INFO_REQ = message("APCM_NW_INFO", 17, "REQ", {});
export const APCM_NW_INFO_CNF = message("APCM_NW_INFO", 17, "CNF", {
  Networks: counted(
    u8,
    layout({ NID: bytes(7), SNID: u8, TEI: u8, Role: u8, CCoMAC: mac, Access: u8, NumCordNWs: u8 }),
  ),
});

/** `TransmitLink` 1 asks for what is sent to `PeerMAC`, 0 for what is heard from it. */
export const NSCM_LINK_STATS_REQ = message("NSCM_LINK_STATS", 18, "REQ", {
  ReqType: u8,
  NID: bytes(7),
  TransmitLink: u8,
  PeerMAC: mac,
});
export const NSCM_LINK_STATS_CNF = message("NSCM_LINK_STATS", 18, "CNF", {
  Status: u8,
  TransmitLink: u8,
  Transmit: when(
    "TransmitLink",
    1,
    tail(
      layout({
        BeaconPeriods: u16,
        MSDUs: u32,
        Octets: u32,
        SegmentsGenerated: u32,
        SegmentsDelivered: u32,
        SegmentsDropped: u32,
        PBs: u32,
        MPDUs: u32,
        MPDUsAcked: u32,
      }),
    ),
  ),
  Receive: when(
    "TransmitLink",
    0,
    tail(
      layout({
        BeaconPeriods: u16,
        MSDUs: u32,
        Octets: u32,
        SegmentsReceived: u32,
        SegmentsMissed: u32,
        PBs: u32,
        MPDUs: u32,
        ICVFailed: u32,
      }),
    ),
  ),
});

export const NSCM_GET_VERSION_REQ = message("NSCM_GET_VERSION", 27, "REQ", {});
export const NSCM_GET_VERSION_CNF = message("NSCM_GET_VERSION", 27, "CNF", {
  Major: u16,
  Minor: u16,
  Sub: u16,
  Build: u16,
  Patch: tail(u16),
});

/** `Mode`: 0 starts the firmware again, 1 waits for the host to load it. Nothing is answered. */
export const NSCM_RESET_DEVICE_REQ = message("NSCM_RESET_DEVICE", 28, "REQ", { Mode: u8 });

/** `State`: 1 in no network, 2 waiting to be in step, 3 associating, 4 authenticating, 5 a station, 6 the coordinator. */
export const NSCM_GET_DEVICE_STATE_REQ = message("NSCM_GET_DEVICE_STATE", 38, "REQ", {});
export const NSCM_GET_DEVICE_STATE_CNF = message("NSCM_GET_DEVICE_STATE", 38, "CNF", { State: u8 });

/** `LinkStatus` 1: linked. */
export const NSCM_GET_D_LINK_STATUS_REQ = message("NSCM_GET_D_LINK_STATUS", 39, "REQ", {});
export const NSCM_GET_D_LINK_STATUS_CNF = message("NSCM_GET_D_LINK_STATUS", 39, "CNF", { LinkStatus: u8 });

/** `MessageStatus`: 1 ready to join a network, 2 joined, 3 no longer in it. */
export const NSCM_VS_HOST_MESSAGE_STATUS_IND = message("NSCM_VS_HOST_MESSAGE_STATUS", 40, "IND", { MessageStatus: u8 });

/** Leaves the network. */
export const NSCM_D_LINK_TERMINATE_REQ = message("NSCM_D_LINK_TERMINATE", 42, "REQ", {});
export const NSCM_D_LINK_TERMINATE_CNF = message("NSCM_D_LINK_TERMINATE", 42, "CNF", {});

export const NSCM_DEVICE_INFO_REQ = message("NSCM_DEVICE_INFO", 43, "REQ", {});
/**
 * `Role` 1 station, 2 coordinator; `HostInterface` 0 SPI, 1 Ethernet, 2 both; `LineFrequency` 0 50 Hz, 1 60 Hz, 2 a signal
 * from outside; `ReceiverSensitivity` in dB, 3 to 43.
 */
export const NSCM_DEVICE_INFO_CNF = message("NSCM_DEVICE_INFO", 43, "CNF", {
  Connectivity: bits(u8, { Role: 2, HostInterface: 2, reserved: 4 }),
  TEI: u8,
  MAC: mac,
  NMK: bytes(16),
  NID: bytes(7),
  SecurityLevel: u8,
  LineFrequency: u8,
  SNID: u8,
  ManufacturerHFID: text(64),
  UserHFID: text(64),
  NetworkHFID: text(64),
  ReceiverSensitivity: u8,
});

/** Memory by address, at most 1452 octets; an answer with none says that it failed. */
export const NSCM_READ_MEM_REQ = message("NSCM_READ_MEM", 35, "REQ", { Address: u32, Size: u32 });
export const NSCM_READ_MEM_CNF = message("NSCM_READ_MEM", 35, "CNF", { Size: lengthOf(u32, "Data"), Data: rest });
export const NSCM_WRITE_MEM_REQ = message("NSCM_WRITE_MEM", 36, "REQ", {
  Address: u32,
  Size: lengthOf(u32, "Data"),
  Data: rest,
});
export const NSCM_WRITE_MEM_CNF = message("NSCM_WRITE_MEM", 36, "CNF", { Status: u32 });

/** Which human-friendly identifier to get or set: as in CM_HFID. */
export const APCM_GET_HFID_REQ = message("APCM_GET_HFID", 20, "REQ", {
  ReqType: u8,
  NID: when("ReqType", 2, bytes(7)),
});
export const APCM_GET_HFID_CNF = message("APCM_GET_HFID", 20, "CNF", { ReqType: u8, HFID: text(64) });
export const APCM_SET_HFID_REQ = message("APCM_SET_HFID", 21, "REQ", {
  ReqType: u8,
  NID: when("ReqType", 4, bytes(7)),
  HFID: text(64),
});
export const APCM_SET_HFID_CNF = message("APCM_SET_HFID", 21, "CNF", { Status: u8 });

/** The link has come (1) or gone (0). The one message without the maker's header, under a number that others use, too. */
export const NSCM_D_LINK_READY_IND = vendorMme("NSCM_D_LINK_READY.IND", 0xa002, LUMISSIL, { LinkStatus: u8 }, 1);
