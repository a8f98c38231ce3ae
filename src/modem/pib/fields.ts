/**
 * What stands where in a parameter block (PIB). Offsets count from the start of the parameter image.
 *
 * Most of a block is not documented; what is here is what Qualcomm's tools, published scripts and dumps of real devices
 * tell.
 *
 * @module
 */

import { bytes, type Field, type Infer, mac, s32, text, u8, u16, u32 } from "../../layout/layout.ts";

export interface PibField {
  readonly offset: number;
  readonly type: Field;
  readonly meaning: string;
  /** What its values stand for. */
  readonly values?: Readonly<Record<number, string>>;
  /** In the blocks of older chips, too, which have no headers before them. */
  readonly isOld?: boolean;
  /** In those alone. */
  readonly isOldOnly?: boolean;
  /** A secret: shown only where it is asked for. */
  readonly isSecret?: boolean;
}

const yesNo = { 0: "no", 1: "yes" };

/** The older chips' version header. In newer blocks its twelve octets are zero. */
const header = {
  FirmwareVersion: { offset: 0x0, type: u8, meaning: "major version of the firmware it is made for", isOldOnly: true },
  PIBVersion: { offset: 0x1, type: u8, meaning: "version of the block", isOldOnly: true },
  PIBLength: { offset: 0x4, type: u16, meaning: "octets of the block", isOldOnly: true },
  Checksum: { offset: 0x8, type: u32, meaning: "checksum of the block", isOldOnly: true },
} as const;

const identity = {
  MAC: { offset: 0xc, type: mac, meaning: "hardware address of the modem", isOld: true },
  DAK: { offset: 0x12, type: bytes(16), meaning: "device access key", isOld: true, isSecret: true },
  ManufacturerHFID: { offset: 0x24, type: text(64), meaning: "what the manufacturer calls the device", isOld: true },
  NMK: { offset: 0x64, type: bytes(16), meaning: "network membership key", isOld: true, isSecret: true },
  UserHFID: { offset: 0x74, type: text(64), meaning: "what the user calls the device", isOld: true },
  NetworkHFID: { offset: 0xb4, type: text(64), meaning: "what the network is called", isOld: true },
} as const;

const network = {
  CCoSelection: {
    offset: 0xf4,
    type: u8,
    meaning: "whether it coordinates the network: a charger's always does, a car's never",
    values: { 0: "automatically", 1: "never", 2: "always", 3: "appointed by the user", 4: "covertly" },
    isOld: true,
  },
  CoexistenceMode: { offset: 0xf5, type: u8, meaning: "how it bears older HomePlug", isOld: true },
  LineFrequencySelect: { offset: 0xf6, type: u8, meaning: "which mains frequency it follows", isOld: true },
  NID: { offset: 0xf8, type: bytes(7), meaning: "network identifier", isOld: true },
  AVLNMembership: { offset: 0xff, type: u8, meaning: "whether it stays in its network", isOld: true },
  MDUConfiguration: { offset: 0x100, type: u8, meaning: "houses of many dwellings: on", values: yesNo, isOld: true },
  MDURole: { offset: 0x101, type: u8, meaning: "houses of many dwellings: master or slave", isOld: true },
  SnifferEnable: {
    offset: 0x102,
    type: u8,
    meaning: "whether it tells every frame control on the line from the start",
    values: yesNo,
    isOld: true,
  },
  SnifferReturnMAC: { offset: 0x103, type: mac, meaning: "whom it tells them", isOld: true },
  MemoryProfile: { offset: 0x109, type: u8, meaning: "how memory is divided; 1 for use as a mere medium" },
  UpgradeLevel: { offset: 0x10a, type: u8, meaning: "which updates it takes" },
  SimpleConnect: { offset: 0x10b, type: u8, meaning: "whether the push button works", values: yesNo },
  NVMAuthorizationKey: {
    offset: 0x10c,
    type: bytes(16),
    meaning: "key of whoever may write its memory",
    isSecret: true,
  },
  PIBReadCookie: { offset: 0x11c, type: u32, meaning: "number to give when the block is read" },
} as const;

const hardware = {
  ChipSignature: { offset: 0x120, type: u32, meaning: "which chip the block is made for" },
  Product: { offset: 0x124, type: text(16), meaning: "the chip's name" },
  BoardType: { offset: 0x134, type: u8, meaning: "kind of board: 1 adapters, 3 Green PHY modules" },
  BoardRevision: { offset: 0x135, type: u8, meaning: "its revision" },
  HostInterfaceOverride: { offset: 0x3c8, type: u8, meaning: "whether the next three count", values: yesNo },
  EthernetEnable: { offset: 0x3c9, type: u8, meaning: "host interface by Ethernet", values: yesNo },
  SPISlaveEnable: { offset: 0x3ca, type: u8, meaning: "host interface by SPI", values: yesNo },
  UARTEnable: { offset: 0x3cb, type: u8, meaning: "host interface by UART", values: yesNo },
} as const;

const line = {
  UnicastPriority: { offset: 0x700, type: u8, meaning: "priority of frames to one station" },
  MulticastPriority: { offset: 0x701, type: u8, meaning: "priority of frames to a group" },
  IGMPPriority: { offset: 0x702, type: u8, meaning: "priority of group membership" },
  AVStreamPriority: { offset: 0x703, type: u8, meaning: "priority of streams" },
  PSDIndex: { offset: 0xf1c, type: u16, meaning: "which limits of transmit power hold" },
  DynamicPSD: { offset: 0xf1e, type: u16, meaning: "whether they follow the line", values: yesNo },
  SyncReference: { offset: 0xf20, type: u32, meaning: "reference of synchronization" },
  PrescalerType: { offset: 0xf24, type: u32, meaning: "how the prescalers are written" },
  Prescalers: { offset: 0xf28, type: bytes(1348), meaning: "transmit level of each carrier" },
  ScaledTxGain: { offset: 0x1471, type: s32, meaning: "transmit gain" },
  ROBOOnly: { offset: 0x164f, type: u8, meaning: "robust modulation for everything", values: yesNo },
  ROBOUnicast: { offset: 0x1650, type: u8, meaning: "robust modulation of frames to one station" },
  ROBOBroadcast: { offset: 0x1651, type: u8, meaning: "robust modulation of frames to all" },
  ROBOManagement: { offset: 0x1652, type: u8, meaning: "robust modulation of management messages" },
  SLACMode: {
    offset: 0x1653,
    type: u8,
    meaning: "its part in matching: which of its messages it sends on and hears",
    values: { 0: "none", 1: "car", 2: "charger" },
  },
  TxGainLowAttenuation: { offset: 0x1654, type: bytes(4), meaning: "transmit gain on carriers of low attenuation" },
  TxGainHighAttenuation: { offset: 0x1658, type: bytes(40), meaning: "transmit gain on carriers of high attenuation" },
} as const;

const behaviour = {
  PushButtonControl: { offset: 0x16ac, type: u8, meaning: "push button: what it does" },
  PushButtonMembership: { offset: 0x16ad, type: u8, meaning: "push button: in which networks" },
  PushButtonExit: { offset: 0x16ae, type: u8, meaning: "push button: back to defaults when leaving", values: yesNo },
  PushButtonReject: { offset: 0x16af, type: u8, meaning: "push button: back to defaults when refused", values: yesNo },
  BackgroundHAR: { offset: 0x16d2, type: u8, meaning: "0 in the scripts for Green PHY" },
  FastAVLNAssociate: { offset: 0x16d3, type: u8, meaning: "1 in the scripts for Green PHY" },
  LEDOverride: { offset: 0x1780, type: u8, meaning: "whether the tables of lights count" },
  ReportToHost: { offset: 0x1781, type: u8, meaning: "which events it tells its host, in bits" },
  LowLinkSpeed: { offset: 0x1c98, type: u32, meaning: "kbit/s below which its light says slow" },
  HighLinkSpeed: { offset: 0x1c9c, type: u32, meaning: "kbit/s above which its light says fast" },
  StandbyConfiguration: { offset: 0x1d80, type: u16, meaning: "what puts it to sleep, in bits" },
  StandbyPeriod: { offset: 0x1d82, type: u32, meaning: "how it sleeps" },
  StandbyIdleTime: { offset: 0x1ea6, type: u32, meaning: "ms without a link after which it sleeps; 0 never" },
  StaticNetwork: {
    offset: 0x1f00,
    type: bytes(24),
    meaning: "a network without coordinator: number, coordinator, peers",
  },
  DynamicBandwidth: { offset: 0x1f80, type: u8, meaning: "dynamic bandwidth control", values: yesNo },
  SimpleQoS: { offset: 0x2030, type: u8, meaning: "priorities by one simple rule", values: yesNo },
} as const;

/** All fields by name. */
export const PIB_FIELDS = { ...header, ...identity, ...network, ...hardware, ...line, ...behaviour } as const;
export type PibFieldName = keyof typeof PIB_FIELDS;
export type PibFieldValue<N extends PibFieldName> = Infer<(typeof PIB_FIELDS)[N]["type"]>;

export const isPibField = (name: string): name is PibFieldName => Object.hasOwn(PIB_FIELDS, name);

/** Octets of a field's type; all are of fixed length. */
export function lengthOfType(type: Field): number {
  switch (type.kind) {
    case "uint":
    case "sint":
      return type.size;
    case "uint64":
      return 8;
    case "mac":
      return 6;
    case "bytes":
    case "text":
      return type.length;
    default:
      throw new TypeError(`Cannot place a field of kind ${type.kind} in a parameter block`);
  }
}
