/**
 * What a Qualcomm modem knows of its networks and links: members, rates, statistics, bits on each carrier, loopback.
 *
 * @module
 */

import {
  bits,
  bytes,
  counted,
  fill,
  layout,
  lengthFrom,
  lengthOf,
  mac,
  reserved,
  rest,
  restBut,
  u8,
  u16,
  u32,
  u64,
  unless,
  when,
} from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { QUALCOMM } from "./oui.ts";

/** `Role` of a station in its network. */
export const ROLE = { station: 0, proxy: 1, coordinator: 2 } as const;

/** The networks of the modem and who is in them. Chips before AR7400 take the older form. */
export const NW_INFO_REQ = vendorMme("NW_INFO.REQ", 0xa038, QUALCOMM, {}, 1);
/** Rates are averages in Mbit/s on the line, before coding. `Coupling`: low half sending, high half receiving. */
export const NW_INFO_CNF = vendorMme(
  "NW_INFO.CNF",
  0xa039,
  QUALCOMM,
  {
    SubVersion: u8,
    reserved1: reserved(1),
    DataLength: lengthFrom(u16, "reserved2"),
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

/** The same in frames of HomePlug AV 1.0, where rates end at 255 Mbit/s. */
export const LEGACY_NW_INFO_REQ = vendorMme("NW_INFO.REQ", 0xa038, QUALCOMM, {});
export const LEGACY_NW_INFO_CNF = vendorMme("NW_INFO.CNF", 0xa039, QUALCOMM, {
  Networks: counted(
    u8,
    layout({
      NID: bytes(7),
      SNID: u8,
      TEI: u8,
      Role: u8,
      CCoMAC: mac,
      CCoTEI: u8,
      Stations: counted(u8, layout({ MAC: mac, TEI: u8, BridgedMAC: mac, AvgPHYDR_TX: u8, AvgPHYDR_RX: u8 })),
    }),
  ),
});

/** `Direction` of the statistics. */
export const LINK_DIRECTION = { transmit: 0, receive: 1, both: 2 } as const;
/** `LinkID` beside the four priorities 0 to 3 of CSMA. */
export const LINK_ID = { allToPeer: 0xf8, allToAll: 0xfc } as const;

/** `Control` 0 reads, 1 clears. */
export const LNK_STATS_REQ = vendorMme("LNK_STATS.REQ", 0xa030, QUALCOMM, {
  Control: u8,
  Direction: u8,
  LinkID: u8,
  PeerMAC: mac,
});
/** MPDUs are bursts on the line, PBs the blocks of 520 octets in them, TBs the errors that turbo decoding mended. */
export const LNK_STATS_CNF = vendorMme("LNK_STATS.CNF", 0xa031, QUALCOMM, {
  Status: u8,
  Direction: u8,
  LinkID: u8,
  TEI: u8,
  Transmit: when(
    "Status",
    0,
    when(
      "Direction",
      [LINK_DIRECTION.transmit, LINK_DIRECTION.both],
      layout({ MPDUAcked: u64, MPDUCollided: u64, MPDUFailed: u64, PBPassed: u64, PBFailed: u64 }),
    ),
  ),
  Receive: when(
    "Status",
    0,
    when(
      "Direction",
      [LINK_DIRECTION.receive, LINK_DIRECTION.both],
      layout({
        MPDUAcked: u64,
        MPDUFailed: u64,
        PBPassed: u64,
        PBFailed: u64,
        TBPassed: u64,
        TBFailed: u64,
        Intervals: counted(u8, layout({ PHYRate: u8, PBPassed: u64, PBFailed: u64, TBPassed: u64, TBFailed: u64 })),
        // Firmware leaves room for six, whatever their number.
        room: fill(1 + 6 * 33, "Intervals"),
      }),
    ),
  ),
});

/** Bits on each carrier towards a peer, in one of its slots of the mains period. VS_TONE_MAP_CHAR. */
export const TONE_MAP_TX_REQ = vendorMme(
  "TONE_MAP_TX.REQ",
  0xa070,
  QUALCOMM,
  { SubVersion: u8, reserved: reserved(3), PeerMAC: mac, Slot: u8, Coupling: u8 },
  1,
);
/**
 * `Carriers`: four bits each, the low half of an octet first; `bitsPerCarrier` reads them. `Status`: 1 unknown peer,
 * 2 unknown slot. Older firmware (QCA7420 1.4.0) leaves `NumCarriers` 0 and the room behind it away.
 */
export const TONE_MAP_TX_CNF = vendorMme(
  "TONE_MAP_TX.CNF",
  0xa071,
  QUALCOMM,
  {
    Status: u8,
    reserved1: reserved(1),
    Length: lengthFrom(u16, "SubVersion"),
    SubVersion: u8,
    reserved2: reserved(1),
    PeerMAC: mac,
    Slot: u8,
    Coupling: u8,
    NumSlots: u8,
    reserved3: reserved(1),
    NumActiveCarriers: u16,
    reserved4: reserved(2),
    NumCarriers: u16,
    reserved5: unless("NumCarriers", 0, reserved(6)),
    Carriers: rest,
  },
  1,
);
/** Bits on each carrier from a peer. VS_RX_TONE_MAP_CHAR. */
export const TONE_MAP_RX_REQ = vendorMme(
  "TONE_MAP_RX.REQ",
  0xa090,
  QUALCOMM,
  { SubVersion: u8, reserved: reserved(3), PeerMAC: mac, Slot: u8, Coupling: u8 },
  1,
);
/** `GIL`: guard interval; `AGC`: gain of the receiver. */
export const TONE_MAP_RX_CNF = vendorMme(
  "TONE_MAP_RX.CNF",
  0xa091,
  QUALCOMM,
  {
    Status: u8,
    reserved1: reserved(1),
    Length: lengthFrom(u16, "SubVersion"),
    SubVersion: u8,
    reserved2: reserved(1),
    PeerMAC: mac,
    Slot: u8,
    Coupling: u8,
    NumSlots: u8,
    reserved3: reserved(1),
    NumActiveCarriers: u16,
    reserved4: reserved(4),
    GIL: u8,
    reserved5: reserved(1),
    AGC: u8,
    reserved6: reserved(1),
    Carriers: rest,
  },
  1,
);

/** Both maps in frames of HomePlug AV 1.0: for INT6x00, and what newer chips answer to such a question. */
export const LEGACY_TONE_MAP_TX_REQ = vendorMme("TONE_MAP_TX.REQ", 0xa070, QUALCOMM, { PeerMAC: mac, Slot: u8 });
export const LEGACY_TONE_MAP_TX_CNF = vendorMme("TONE_MAP_TX.CNF", 0xa071, QUALCOMM, {
  Status: u8,
  Slot: u8,
  NumSlots: u8,
  NumActiveCarriers: u16,
  Carriers: rest,
});
export const LEGACY_TONE_MAP_RX_REQ = vendorMme("TONE_MAP_RX.REQ", 0xa090, QUALCOMM, { PeerMAC: mac, Slot: u8 });
/** `Carriers` have a room of 577 octets (1155 carriers), with AR7400 and later of 1345. */
export const LEGACY_TONE_MAP_RX_CNF = vendorMme("TONE_MAP_RX.CNF", 0xa091, QUALCOMM, {
  Status: u8,
  Slot: u8,
  NumSlots: u8,
  NumActiveCarriers: u16,
  Carriers: restBut(2),
  GIL: u8,
  AGC: u8,
});

/** Bits that each value of four bits stands for. */
const BITS: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 10, 12];

/** Bits on each carrier of a tone map, 0 where it is off. Carrier `k` is at (`k` + 74) times 24.414 kHz. */
export function bitsPerCarrier({ Carriers, NumActiveCarriers }: ToneMap): number[] {
  const nibbles = Array.from(Carriers.matchAll(/(.)(.)/g), ([, high, low]) => [low, high]).flat();
  return nibbles.slice(0, NumActiveCarriers).map((nibble) => BITS[Number.parseInt(nibble as string, 16)] ?? 0);
}
interface ToneMap {
  readonly Carriers: string;
  readonly NumActiveCarriers: number;
}

/** What the modem measured of a sound, once more in the vendor's own form. Some firmware sends it without its OUI. */
export const ATTENUATION_CHARACTERISTICS_IND = vendorMme("VS_ATTENUATION_CHARACTERISTICS.IND", 0xa14e, QUALCOMM, {
  PEV_MAC: mac,
  NumGroups: lengthOf(u8, "Attenuation"),
  reserved1: reserved(1),
  CarriersPerGroup: u8,
  reserved2: reserved(7),
  Attenuation: rest,
});

/** Sends frames to a peer and back, as a test. `Duration` in seconds; `Status`: 0x12 bad length, 0x20 bad duration, 0x24 at it. */
export const FR_LBK_REQ = vendorMme("FR_LBK.REQ", 0xa048, QUALCOMM, {
  Duration: u8,
  reserved: reserved(1),
  Length: lengthOf(u16, "Data"),
  Data: rest,
});
export const FR_LBK_CNF = vendorMme("FR_LBK.CNF", 0xa049, QUALCOMM, { Status: u8, Duration: u8, Length: u16 });
export const LBK_STAT_REQ = vendorMme("LBK_STAT.REQ", 0xa04c, QUALCOMM, {});
export const LBK_STAT_CNF = vendorMme("LBK_STAT.CNF", 0xa04d, QUALCOMM, { Status: u8, LoopbackStatus: u8 });

/** `Control` of the sniffer. */
export const SNIFFER_CONTROL = { off: 0, on: 1, asItIs: 2 } as const;
/** What the sniffer shows is frame controls and beacons, never user data. */
export const SNIFFER_REQ = vendorMme("SNIFFER.REQ", 0xa034, QUALCOMM, { Control: u8, reserved: reserved(4) });
/** `DestinationMAC`: where the copies go. `Status` 0x10: bad control. */
export const SNIFFER_CNF = vendorMme("SNIFFER.CNF", 0xa035, QUALCOMM, { Status: u8, State: u8, DestinationMAC: mac });
/** `DelimiterType` of a frame control. */
export const DELIMITER = {
  beacon: 0,
  startOfFrame: 1,
  acknowledgement: 2,
  requestToSend: 3,
  sound: 4,
  reverse: 5,
} as const;
/**
 * One frame control on the line, in the sixteen octets that every station can read; behind that of a beacon its payload of
 * 136. `Variant` depends on the delimiter: of a start of frame it begins with the numbers (TEI) of who sends and who is
 * meant. `SystemTime` and `BeaconTime` are counters of the chip.
 */
export const SNIFFER_IND = vendorMme("SNIFFER.IND", 0xa036, QUALCOMM, {
  Type: u8,
  Direction: u8,
  SystemTime: u64,
  BeaconTime: u32,
  Delimiter: bits(u8, { DelimiterType: 3, Access: 1, SNID: 4 }),
  Variant: bytes(12),
  FCCS: bytes(3),
  Beacon: rest,
});
