/**
 * The rules by which a Qualcomm modem sorts frames: which wait, which go first, which are dropped. They can be written
 * from anywhere on the wire, which is how one in the middle takes the frames of others.
 *
 * @module
 */

import { bytes, counted, fill, layout, u8, u16, u32 } from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { QUALCOMM } from "./oui.ts";

/** `Control` and `Volatility` of a rule. */
export const RULE_CONTROL = { add: 0, remove: 1 } as const;
export const RULE_VOLATILITY = { temporary: 0, permanent: 1 } as const;
/** `Action`: priorities 0 to 3, and what else may befall a frame. */
export const RULE_ACTION = {
  dropTx: 0x04,
  boost: 0x05,
  dropRx: 0x06,
  stripTx: 0x20,
  stripRx: 0x21,
  tagTx: 0x22,
  tagRx: 0x23,
} as const;
/** `Operand`: whether all classifiers must agree. */
export const RULE_OPERAND = { all: 0, any: 1, always: 2 } as const;
/** `Field` of a classifier. */
export const RULE_FIELD = {
  ethernetDestination: 0x00,
  ethernetSource: 0x01,
  vlanPriority: 0x02,
  vlanId: 0x03,
  ipv4Tos: 0x04,
  ipv4Protocol: 0x05,
  ipv4Source: 0x06,
  ipv4Destination: 0x07,
  ipv6TrafficClass: 0x08,
  ipv6FlowLabel: 0x09,
  ipv6Source: 0x0a,
  ipv6Destination: 0x0b,
  tcpSource: 0x0c,
  tcpDestination: 0x0d,
  udpSource: 0x0e,
  udpDestination: 0x0f,
  etherType: 0xe3,
} as const;

const CLASSIFIER = layout({ Field: u8, Operator: u8, Value: bytes(16) });
/** Room for three classifiers, whatever their number. */
const ROOM = 1 + 3 * 18;
const rule = {
  Action: u8,
  Operand: u8,
  Classifiers: counted(u8, CLASSIFIER),
  room: fill(ROOM, "Classifiers"),
  CSpecVersion: u16,
  VLANTag: u32,
  Late: u32,
};

/** Adds or removes a rule. VS_CLASSIFICATION. */
export const CLASSIFICATION_REQ = vendorMme("CLASSIFICATION.REQ", 0xa088, QUALCOMM, {
  Control: u8,
  Volatility: u8,
  ...rule,
});
/** `Status`: 1 bad control, 2 bad volatility, 3 bad classifier, 4 table full, 5 there with another action, 6 not found. */
export const CLASSIFICATION_CNF = vendorMme("CLASSIFICATION.CNF", 0xa089, QUALCOMM, { Status: u8 });
