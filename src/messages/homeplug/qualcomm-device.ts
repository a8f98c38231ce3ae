/**
 * What a Qualcomm modem says of itself, its key, its settings and its reports. Where Qualcomm's own name of a message is
 * not `VS_` and Wireshark's, it is told.
 *
 * @module
 */

import {
  bytes,
  cutText,
  fill,
  layout,
  lengthFrom,
  lengthOf,
  mac,
  reserved,
  rest,
  tail,
  text,
  u8,
  u16,
  u32,
} from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { QUALCOMM } from "./oui.ts";

/** `DeviceID`: the family of the chip. Before AR7400 they know the older module messages only (`qualcomm-memory.ts`). */
export const DEVICE_CLASS = {
  INT6000: 0x01,
  INT6300: 0x02,
  INT6400: 0x03,
  AR7400: 0x04,
  AR6405: 0x05,
  QCA7420: 0x20,
  QCA6410: 0x21,
  QCA7000: 0x22,
  QCA7500: 0x30,
} as const;

/** `Ident`: which chip of its family. Also where the parameter block names the chip that it is made for. */
export const CHIP_IDENT: Readonly<Record<number, string>> = {
  1899520: "QCA7420",
  1899772: "QCA7420",
  1792156: "QCA7000",
  1792220: "QCA7000",
  1792124: "QCA7005",
  1792172: "QCA7006AQ",
  1792236: "QCA6410",
  1792188: "QCA6411",
  1920000: "QCA7500",
  1920015: "QCA7500",
  251665690: "QCA7450",
  234888474: "QCA7451",
};

/** Which chip, which firmware: every modem of this make answers it. VS_SW_VER; newer chips echo the cookie. */
export const GET_SW_REQ = vendorMme("GET_SW.REQ", 0xa000, QUALCOMM, { Cookie: tail(u32) });
/**
 * `VersionLength` counts the NUL behind `Version`. What follows differs: firmware from QCA7420 on tells its chip in
 * `Ident`, the boot ROM, whose version is `BootLoader`, in `BootLoaderIdent`.
 */
export const GET_SW_CNF = vendorMme("GET_SW.CNF", 0xa001, QUALCOMM, {
  Status: u8,
  DeviceID: u8,
  VersionLength: u8,
  Version: cutText(64),
  Upgradeable: tail(u8),
  BootLoaderIdent: tail(u32),
  reserved: tail(reserved(185)),
  Ident: tail(u32),
  Stepping: tail(u32),
  Cookie: tail(u32),
  Late: tail(bytes(8)),
});

/** Restarts the modem, which then is deaf for some seconds. `Status`: 1 failed, 2 busy. */
export const RS_DEV_REQ = vendorMme("RS_DEV.REQ", 0xa01c, QUALCOMM, {});
export const RS_DEV_CNF = vendorMme("RS_DEV.CNF", 0xa01d, QUALCOMM, { Status: u8 });

/** Back to the factory's parameter block; the modem restarts by itself. */
export const FAC_DEFAULTS_REQ = vendorMme("FAC_DEFAULTS.REQ", 0xa07c, QUALCOMM, {});
export const FAC_DEFAULTS_CNF = vendorMme("FAC_DEFAULTS.CNF", 0xa07d, QUALCOMM, { Status: u8 });

/** `LinkStatus` 1 where the modem is in a network with at least one other station. VS_PL_LINK_STATUS. */
export const LINK_STATUS_REQ = vendorMme("LINK_STATUS.REQ", 0xa0b8, QUALCOMM, {});
export const LINK_STATUS_CNF = vendorMme("LINK_STATUS.CNF", 0xa0b9, QUALCOMM, { Status: u8, LinkStatus: u8 });

/** `PEKS` of SET_KEY: whose key. */
export const PEKS = { local: 0x0f, remoteByDak: 0x00 } as const;
/** Gives this modem, or through it a remote one, the network's key; the modem derives the NID. */
export const VS_SET_KEY_REQ = vendorMme("SET_KEY.REQ", 0xa050, QUALCOMM, {
  EKS: u8,
  NMK: bytes(16),
  PEKS: u8,
  RemoteMAC: mac,
  DAK: bytes(16),
});
export const VS_SET_KEY_CNF = vendorMme("SET_KEY.CNF", 0xa051, QUALCOMM, { Status: u8 });

/** Build and counters of the firmware. VS_OP_ATTRIBUTES; `ReportType` 0 asks for the binary form. */
export const OP_ATTR_REQ = vendorMme("OP_ATTR.REQ", 0xa068, QUALCOMM, { Cookie: u32, ReportType: u8 });
/**
 * The data stand in a room of 1024 octets; newer firmware appends fields. `LineFrequency`: bits 0 and 1 the mains, 1 50 Hz,
 * 2 60 Hz; bits 2 and 3 its zero crossing, 1 detected, 2 missing.
 */
export const OP_ATTR_CNF = vendorMme("OP_ATTR.CNF", 0xa069, QUALCOMM, {
  Status: u16,
  Cookie: u32,
  ReportType: u8,
  DataLength: lengthFrom(u16, "Hardware", { to: "MicrocontrollerDiagnosis" }),
  Hardware: tail(text(16)),
  Software: tail(text(16)),
  Major: tail(u32),
  Minor: tail(u32),
  Composite: tail(u32),
  Sustaining: tail(u32),
  Build: tail(u32),
  BuildDate: tail(text(8)),
  ReleaseType: tail(text(12)),
  DRAMType: tail(u8),
  reserved: tail(reserved(1)),
  LineFrequency: tail(u8),
  /** In megabytes. */
  DRAMSize: tail(u32),
  Blocks: tail(layout({ Rx: u32, Tx: u32, Shared: u32, FreeRx: u32, FreeTx: u32, FreeShared: u32 })),
  SNRDifference: tail(u32),
  DSPRegister: tail(u32),
  AFEGain: tail(u8),
  AuthorizationMode: tail(u8),
  MicrocontrollerDiagnosis: tail(u8),
  room: fill(1024, "Hardware"),
});

/** The kind and size of the flash. `Status` 0x10: there is none. */
export const GET_NVM_REQ = vendorMme("GET_NVM.REQ", 0xa010, QUALCOMM, {});
export const GET_NVM_CNF = vendorMme("GET_NVM.CNF", 0xa011, QUALCOMM, {
  Status: u8,
  Type: u32,
  PageSize: u32,
  BlockSize: u32,
  MemorySize: u32,
});

/** What the manufacturer calls the device. */
export const MFG_STRING_REQ = vendorMme("MFG_STRING.REQ", 0xa054, QUALCOMM, {});
export const MFG_STRING_CNF = vendorMme("MFG_STRING.CNF", 0xa055, QUALCOMM, {
  Status: u8,
  Length: u8,
  Text: text(64),
});

/** The Ethernet side of the modem. VS_ENET_SETTINGS; `Control` 0 reads, 1 writes. `Speed` 0, 1, 2: 10, 100, 1000 Mbit/s. */
export const GET_ENET_PHY_REQ = vendorMme("GET_ENET_PHY.REQ", 0xa06c, QUALCOMM, {
  Control: u8,
  AutoNegotiation: tail(u8),
  Advertised: tail(u8),
  Speed: tail(u8),
  Duplex: tail(u8),
  FlowControl: tail(u8),
});
/** `Status`: 1 bad control, 2 written, 3 bad parameter. `Link`: 0 not known, 1 down, 2 up. */
export const GET_ENET_PHY_CNF = vendorMme("GET_ENET_PHY.CNF", 0xa06d, QUALCOMM, {
  Status: u8,
  Speed: u8,
  Duplex: u8,
  Link: tail(u8),
  FlowControl: tail(u8),
});

/**
 * The modem asks its host for something: 0 boot it, 1 store its firmware, 2 its parameters, 3 both, 4 configure its memory,
 * 5 restore the defaults; 6 tells that the parameters have changed.
 */
export const HOST_ACTION_IND = vendorMme("HOST_ACTION.IND", 0xa062, QUALCOMM, {
  Action: u8,
  MajorVersion: tail(u8),
  MinorVersion: tail(u8),
});
export const HOST_ACTION_RSP = vendorMme("HOST_ACTION.RSP", 0xa063, QUALCOMM, { Status: u8 });

/** Why the firmware's watchdog bit, told in parts. */
export const WD_RPT_REQ = vendorMme("WD_RPT.REQ", 0xa02c, QUALCOMM, { SessionID: u16, Clear: u8 });
export const WD_RPT_IND = vendorMme("WD_RPT.IND", 0xa02e, QUALCOMM, {
  Status: u8,
  SessionID: u16,
  NumParts: u8,
  Part: u8,
  DataLength: lengthOf(u16, "Data"),
  DataOffset: u8,
  Data: rest,
});

/** What the firmware's check points have written down, told in parts. */
export const CP_RPT_REQ = vendorMme("CP_RPT.REQ", 0xa040, QUALCOMM, { SessionID: u16, Clear: u8 });
export const CP_RPT_IND = vendorMme("CP_RPT.IND", 0xa042, QUALCOMM, {
  Status: u8,
  MajorVersion: u8,
  MinorVersion: u8,
  reserved: reserved(14),
  SessionID: u16,
  TotalSize: u32,
  BlockOffset: u32,
  NextIndex: u32,
  NumParts: u8,
  Part: u8,
  DataLength: lengthOf(u16, "Data"),
  DataOffset: u8,
  Data: rest,
});

/** Settings by number. VS_GET_PROPERTY; `DataFormat`: 0 hex, 1 decimal, 2 binary, 3 ASCII. */
export const GET_PROPERTY_REQ = vendorMme("GET_PROPERTY.REQ", 0xa0f8, QUALCOMM, {
  Cookie: u32,
  DataFormat: u8,
  PropertyFormat: u8,
  reserved: reserved(2),
  Version: u32,
  PropertyLength: u32,
  PropertyNumber: u32,
});
/** `Status`: 1 failed, 2 not supported, 3 version not supported. */
export const GET_PROPERTY_CNF = vendorMme("GET_PROPERTY.CNF", 0xa0f9, QUALCOMM, {
  Status: u32,
  Cookie: u32,
  DataFormat: u8,
  reserved: reserved(3),
  DataLength: lengthOf(u32, "Data"),
  Data: rest,
});
export const SET_PROPERTY_REQ = vendorMme("SET_PROPERTY.REQ", 0xa100, QUALCOMM, {
  Cookie: u32,
  Option: u8,
  reserved: reserved(3),
  Version: u32,
  PropertyNumber: u32,
  DataLength: lengthOf(u32, "Data"),
  Data: rest,
  room: fill(256, "Data"),
});
export const SET_PROPERTY_CNF = vendorMme("SET_PROPERTY.CNF", 0xa101, QUALCOMM, { Status: u32, Cookie: u32 });

/** The registers of the Ethernet chip beside the modem. */
export const MDIO_COMMAND_REQ = vendorMme("MDIO_COMMAND.REQ", 0xa09c, QUALCOMM, {
  Operation: u8,
  PHY: u8,
  Register: u8,
  Data: u16,
});
export const MDIO_COMMAND_CNF = vendorMme("MDIO_COMMAND.CNF", 0xa09d, QUALCOMM, {
  Status: u8,
  Data: u16,
  PHY: u8,
  Register: u8,
});
