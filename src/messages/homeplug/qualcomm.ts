/**
 * The messages of Qualcomm's modems (formerly Intellon, Atheros), under the names that Wireshark gives them; in
 * Qualcomm's own tools they begin with `VS_`.
 *
 * @module
 */

import { bytes, counted, layout, mac, reserved, rest, s16, text, u8, u16, u32 } from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";

export const QUALCOMM = "00:b0:52";

/** Which chip, which firmware: every modem of this make answers it. */
export const GET_SW_REQ = vendorMme("GET_SW.REQ", 0xa000, QUALCOMM, {});
/** `DeviceID` 0x22 is a QCA7000 or QCA7005, 0x20 a QCA7420. */
export const GET_SW_CNF = vendorMme("GET_SW.CNF", 0xa001, QUALCOMM, {
  Status: u8,
  DeviceID: u8,
  VersionLength: u8,
  Version: text(64),
});

/** Restarts the modem, which then is deaf for some seconds. */
export const RS_DEV_REQ = vendorMme("RS_DEV.REQ", 0xa01c, QUALCOMM, {});
export const RS_DEV_CNF = vendorMme("RS_DEV.CNF", 0xa01d, QUALCOMM, { Status: u8 });

export const LNK_STATS_REQ = vendorMme("LNK_STATS.REQ", 0xa030, QUALCOMM, {
  Control: u8,
  Direction: u8,
  LinkID: u8,
  PeerMAC: mac,
});
export const LNK_STATS_CNF = vendorMme("LNK_STATS.CNF", 0xa031, QUALCOMM, {
  Status: u8,
  Direction: u8,
  LinkID: u8,
  TEI: u8,
  Statistics: rest,
});

/** 0 off, 1 on, 2 as it is. What it shows is frame controls and beacons, never user data. */
export const SNIFFER_REQ = vendorMme("SNIFFER.REQ", 0xa034, QUALCOMM, { Control: u8, reserved: reserved(4) });
export const SNIFFER_CNF = vendorMme("SNIFFER.CNF", 0xa035, QUALCOMM, { Status: u8, State: u8, DestinationMAC: mac });

/** The networks of the modem and who is in them. */
export const NW_INFO_REQ = vendorMme("NW_INFO.REQ", 0xa038, QUALCOMM, {}, 1);
export const NW_INFO_CNF = vendorMme(
  "NW_INFO.CNF",
  0xa039,
  QUALCOMM,
  {
    SubVersion: u8,
    reserved1: reserved(1),
    DataLength: u16,
    reserved2: reserved(1),
    Networks: counted(
      u8,
      layout({
        NID: bytes(7),
        reserved1: reserved(2),
        SNID: u8,
        TEI: u8,
        reserved2: reserved(4),
        Role: u8,
        CCoMAC: mac,
        CCoTEI: u8,
        reserved3: reserved(3),
        Stations: counted(
          u8,
          layout({
            MAC: mac,
            TEI: u8,
            reserved1: reserved(3),
            BridgedMAC: mac,
            AvgPHYDR_TX: u16,
            Coupling: u8,
            reserved2: reserved(1),
            AvgPHYDR_RX: u16,
            reserved3: reserved(2),
          }),
          5,
        ),
      }),
    ),
  },
  1,
);

export const VS_SET_KEY_REQ = vendorMme("SET_KEY.REQ", 0xa050, QUALCOMM, {
  EKS: u8,
  NMK: bytes(16),
  PEKS: u8,
  RemoteMAC: mac,
  DAK: bytes(16),
});
export const VS_SET_KEY_CNF = vendorMme("SET_KEY.CNF", 0xa051, QUALCOMM, { Status: u8 });

/** Build and counters of the firmware. */
export const OP_ATTR_REQ = vendorMme("OP_ATTR.REQ", 0xa068, QUALCOMM, { Cookie: u32, ReportType: u8 });
export const OP_ATTR_CNF = vendorMme("OP_ATTR.CNF", 0xa069, QUALCOMM, {
  Status: u16,
  Cookie: u32,
  ReportType: u8,
  DataLength: u16,
  Hardware: text(16),
  Software: text(16),
  Major: u32,
  Minor: u32,
  Composite: u32,
  Sustaining: u32,
  Build: u32,
  BuildDate: text(8),
  ReleaseType: text(12),
});

export const GET_ENET_PHY_REQ = vendorMme("GET_ENET_PHY.REQ", 0xa06c, QUALCOMM, { Control: u8 });
export const GET_ENET_PHY_CNF = vendorMme("GET_ENET_PHY.CNF", 0xa06d, QUALCOMM, { Status: u8, Speed: u8, Duplex: u8 });

/** Bits on each carrier towards a peer. */
export const TONE_MAP_TX_REQ = vendorMme(
  "TONE_MAP_TX.REQ",
  0xa070,
  QUALCOMM,
  { SubVersion: u8, reserved: reserved(3), PeerMAC: mac, Slot: u8, Coupling: u8 },
  1,
);
export const TONE_MAP_TX_CNF = vendorMme(
  "TONE_MAP_TX.CNF",
  0xa071,
  QUALCOMM,
  {
    Status: u8,
    reserved1: reserved(1),
    Length: u16,
    SubVersion: u8,
    reserved2: reserved(1),
    PeerMAC: mac,
    Slot: u8,
    Coupling: u8,
    NumSlots: u8,
    reserved3: reserved(1),
    NumActiveCarriers: u16,
    Carriers: rest,
  },
  1,
);
export const TONE_MAP_RX_REQ = vendorMme(
  "TONE_MAP_RX.REQ",
  0xa090,
  QUALCOMM,
  { SubVersion: u8, reserved: reserved(3), PeerMAC: mac, Slot: u8, Coupling: u8 },
  1,
);
export const TONE_MAP_RX_CNF = vendorMme(
  "TONE_MAP_RX.CNF",
  0xa091,
  QUALCOMM,
  {
    Status: u8,
    reserved1: reserved(1),
    Length: u16,
    SubVersion: u8,
    reserved2: reserved(1),
    PeerMAC: mac,
    Slot: u8,
    Coupling: u8,
    NumSlots: u8,
    reserved3: reserved(1),
    NumActiveCarriers: u16,
    Carriers: rest,
  },
  1,
);

/** Reads and writes PIB and firmware of chips from AR7420 and QCA7000 on. `Data` begins with the operation. */
export const MODULE_OPERATION_REQ = vendorMme("MODULE_OPERATION.REQ", 0xa0b0, QUALCOMM, {
  reserved: reserved(4),
  NumOperations: u8,
  Data: rest,
});
export const MODULE_OPERATION_CNF = vendorMme("MODULE_OPERATION.CNF", 0xa0b1, QUALCOMM, {
  Status: u16,
  ErrorRecord: u16,
  reserved: reserved(4),
  NumOperations: u8,
  Data: rest,
});

/** 1 where the modem is in a network with at least one other station. */
export const LINK_STATUS_REQ = vendorMme("LINK_STATUS.REQ", 0xa0b8, QUALCOMM, {});
export const LINK_STATUS_CNF = vendorMme("LINK_STATUS.CNF", 0xa0b9, QUALCOMM, { Status: u8, LinkStatus: u8 });

export const FR_LBK_REQ = vendorMme("FR_LBK.REQ", 0xa048, QUALCOMM, {
  Duration: u8,
  reserved: reserved(1),
  Length: u16,
  Data: rest,
});
export const FR_LBK_CNF = vendorMme("FR_LBK.CNF", 0xa049, QUALCOMM, { Status: u8, Duration: u8, Length: u16 });

/** What the modem measured of a sound, once more in the vendor's own form. Some firmware sends it without its OUI. */
export const ATTENUATION_CHARACTERISTICS_IND = vendorMme("VS_ATTENUATION_CHARACTERISTICS.IND", 0xa14e, QUALCOMM, {
  PEV_MAC: mac,
  NumGroups: u8,
  reserved1: reserved(1),
  CarriersPerGroup: u8,
  reserved2: reserved(7),
  Attenuation: rest,
});

const ST = "00:80:e1";
/** The state of the control pilot, as ST's and IoTecha's modems tell it. Voltage in mV, frequency in Hz, duty in %. */
export const STP_CPSTATE_IND = vendorMme(
  "STP_CPSTATE.IND",
  0xa22e,
  ST,
  { MMEVER: u8, reserved: reserved(3), MVER: u8, State: u8, PWM_Duty: u8, PWM_Frequency: u16, CP_Voltage: s16 },
  1,
);

const SPIDCOM = "00:13:d7";
/** The same by SPiDCOM's, later Vertexcom's modems; duty in 0.1 %. */
export const CP_STATE_IND = vendorMme(
  "CP_STATE.IND",
  0xa10e,
  SPIDCOM,
  { ChangeMask: u8, PWM_Frequency: u16, PWM_Duty: u16, CP_Voltage: s16 },
  1,
);

const DSPACE = "64:4d:70";
/** The state of dSPACE's charging emulator: a line of ASCII that ends in JSON. */
export const SCS_DIAG_IND = vendorMme("SCS_DIAG.IND", 0x8002, DSPACE, { Text: rest }, 1);
