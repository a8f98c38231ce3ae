/**
 * What the `Status` of a Qualcomm modem's answer means. 0 is success everywhere; the other numbers mean something else in
 * every message.
 *
 * @module
 */

import type { Mme } from "./message.ts";

type Words = Readonly<Record<number, string>>;

const FAILED = "failed";
const NOT_SUPPORTED = "not supported";
const NO_FLASH = "there is no flash memory";
const BAD_CONTROL = "the control is none of those known";
const MODULE = "there is no such module";
const LENGTH = "the length is wrong";
const OFFSET = "the offset is not the one expected";
const CHECKSUM = "the checksum is wrong";
const CANNOT_LOCK = "the flash memory cannot be locked";

/** By the number of the answer. */
const STATUS: Readonly<Record<number, Words>> = {
  // The boot ROM and the firmware mean different things by some numbers.
  40965: {
    16: "the address is not allowed",
    20: "the length or the checksum is wrong",
    28: LENGTH,
    56: "the address is not allowed",
    60: "the data are not aligned",
  },
  40969: { 16: "the offset is not allowed", 20: LENGTH },
  40973: {
    16: MODULE,
    20: CHECKSUM,
    28: LENGTH,
    56: "the load address is not allowed",
    60: "the data are not aligned",
    64: "the start address is not allowed, or the flash memory cannot be locked",
  },
  40977: { 16: NO_FLASH },
  40989: { 1: "the modem did not restart", 2: "the modem is busy" },
  40993: { 16: MODULE, 18: LENGTH, 20: CHECKSUM, 32: OFFSET, 64: "writing is blocked", 80: CANNOT_LOCK },
  40997: {
    16: MODULE,
    18: LENGTH,
    20: CHECKSUM,
    32: OFFSET,
    80: CANNOT_LOCK,
    88: "the device's key (DAK) is another",
  },
  41001: {
    16: MODULE,
    20: NO_FLASH,
    24: "the flash memory is too small",
    28: "the checksum of a header is wrong",
    32: "the checksum of an image is wrong",
    36: "the parameter block is invalid",
    40: "the softloader is too large",
    44: "the firmware is too large",
    66: "firmware comes with its parameter block, which is missing",
    68: "the checksum of the parameter block is wrong",
    70: "the device's key (DAK) is not zero",
    72: "the hardware address is not the device's own",
    80: "the manufacturer's name is not the device's own",
    82: "the factory's parameter block cannot be bound",
    84: "the template's parameter block cannot be bound",
    86: "the working parameter block cannot be bound",
    88: "the checksum of the parameter block cannot be worked out",
    90: "the scratch parameter block cannot be bound",
    92: "the firmware has no version",
    94: "firmware and parameter block are of different versions",
    96: "the checksum of the factory's parameter block is wrong",
    98: "the checksum of the user's parameter block is wrong",
    100: "the checksum of the working parameter block is wrong",
    102: "the revision of the firmware is not allowed",
  },
  41009: {
    1: BAD_CONTROL,
    2: "the direction is none of those known",
    16: "there is no such link",
    32: "there is no such peer",
  },
  41013: { 16: BAD_CONTROL },
  41033: { 18: LENGTH, 32: "the duration is wrong", 36: "a loopback is running" },
  41041: {
    16: "the kind of key (PEKS) is none of those known",
    17: "the parameter block is invalid",
    18: "the payload is not encrypted as it should be",
    19: "the remote modem refused",
    20: "the remote modem's answer is invalid",
    21: "the remote modem could not decrypt: the device's key (DAK) is another",
  },
  41049: { 16: NO_FLASH },
  41053: { 48: CHECKSUM, 52: "the memory failed its test" },
  41065: { 1: FAILED, 2: NOT_SUPPORTED },
  // 2 is success: it was written.
  41069: { 1: BAD_CONTROL, 3: "a parameter is wrong" },
  41073: { 1: "there is no such peer", 2: "there is no such slot" },
  41097: {
    1: BAD_CONTROL,
    2: "the volatility is none of those known",
    3: "the classifier is invalid",
    4: "the table of rules is full",
    5: "there is such a rule with another action",
    6: "there is no such rule",
  },
  41105: { 1: "there is no such peer", 2: "there is no such slot" },
  41137: {
    16: "the number of operations is wrong",
    17: "there is no such operation",
    18: "there is no such session",
    19: "the number of modules is wrong",
    20: MODULE,
    21: "the length of a module is wrong",
    22: "the index of a module is wrong",
    23: LENGTH,
    24: OFFSET,
    25: "the code of the commit is wrong",
    26: "an earlier commit is not done yet",
    27: "a module is named twice",
    28: "there is no such module or part of one",
    32: NO_FLASH,
    33: "the flash memory is too small",
    34: "the kind of flash memory is not supported",
    35: CANNOT_LOCK,
    36: "the flash memory cannot be written",
    48: "the checksum of a module is wrong",
    49: "a module was refused",
    50: "the module is neither in flash nor in memory",
    64: "the checksum of a header is wrong",
    65: "the checksum of the firmware is wrong",
    66: "the softloader is too large",
    67: "the firmware is too large",
    68: "the checksum of the parameter block is wrong",
    69: "the firmware has no version",
    70: "firmware comes with its parameter block, which is missing",
    71: "the major versions of firmware and parameter block differ",
    72: "the minor versions of firmware and parameter block differ",
    80: "the parameter block is invalid",
    81: "the device's key (DAK) is not zero",
    82: "the hardware address is not the device's own",
    83: "the device's key (DAK) is not the device's own",
    84: "the manufacturer's name is not the device's own",
    85: "the factory's parameter block cannot be bound",
    86: "the template's parameter block cannot be bound",
    87: "the working parameter block cannot be bound",
    88: "the scratch parameter block cannot be bound",
    89: "the checksum of the scratch parameter block cannot be worked out",
    90: "the checksum of the factory's parameter block is wrong",
    91: "the checksum of the user's parameter block is wrong",
    92: "the checksum of the working parameter block is wrong",
    97: "the operation was not expected",
    98: "the modem has too little memory",
    99: "the data came out of order",
    100: "the parameter block has no version",
    112: "the length of a module is not what its own information says",
    113: "there is no softloader in the flash memory",
  },
  41209: { 1: FAILED, 2: NOT_SUPPORTED, 3: "this version is not supported" },
  41217: {
    1: FAILED,
    2: NOT_SUPPORTED,
    3: "this version is not supported",
    4: "the property cannot be kept",
    5: "the flash memory failed",
    6: "the option does not suit the property",
    7: "the data are invalid",
    8: LENGTH,
  },
};

/** Each bit of the status of WRITE_AND_EXECUTE_APPLET is a fault of its own. */
const APPLET_FAULTS: Words = {
  1: "the address is not aligned",
  2: "the entry point is not aligned",
  4: "the entry point is outside the image",
  8: CHECKSUM,
  16: "the memory is too small",
  32: "offset and length do not fit together",
  64: "the memory does not work",
  128: LENGTH,
};
const APPLET_ANSWER = 0xa099;

/** Why the modem refused, in words; `undefined` where it did not. */
export function statusWords(message: Pick<Mme, "mmtype">, status: number): string | undefined {
  const { mmtype } = message;
  if (status === 0 || (mmtype === 0xa06d && status === 2)) return undefined;
  if (mmtype === APPLET_ANSWER) {
    const faults = Object.entries(APPLET_FAULTS).filter(([bit]) => (status & Number(bit)) !== 0);
    if (faults.length > 0) return faults.map(([, words]) => words).join(", ");
  }
  return (
    STATUS[mmtype]?.[status] ?? `it gives number 0x${status.toString(16).padStart(2, "0")}, whose meaning is not known`
  );
}
