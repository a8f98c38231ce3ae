/**
 * How chips from AR7420 and QCA7000 on read and write their modules, the parameter block and the firmware among them:
 * VS_MODULE_OPERATION, one message with an operation in it.
 *
 * @module
 */

import {
  counted,
  fill,
  layout,
  lengthFrom,
  lengthOf,
  reserved,
  rest,
  tagged,
  u8,
  u16,
  u32,
} from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { QUALCOMM } from "./oui.ts";

/** `ModuleID`. */
export const MODULE = {
  mdioInit: 0x1000,
  uart: 0x2000,
  addressEnumeration: 0x3000,
  powerManagement: 0x4000,
  tr069: 0x4001,
  forwardConfiguration: 0x7000,
  firmware: 0x7001,
  /** The parameter block (PIB): the whole chain of headers and images. */
  parameters: 0x7002,
  softloader: 0x7003,
  parametersMerge: 0x7005,
} as const;

/** `Operation`. */
export const OPERATION = {
  /** What the modem works with. */
  readMemory: 0x00,
  /** What it will start with. */
  readFlash: 0x01,
  startSession: 0x10,
  write: 0x11,
  /** Ends the session; what was written goes to the flash. */
  commit: 0x12,
} as const;

/** The most octets of a module in one message. */
export const MODULE_PART = 1400;

/** Bits of `CommitCode`. */
export const COMMIT = {
  /** Also where the device's own addresses and keys change. */
  force: 1,
  noReset: 2,
  /** The factory's parameter block, too. */
  factoryToo: 0x80000000,
} as const;

/** `Length` ends before the room that Qualcomm's tools leave for ten modules. */
const head = { Operation: u16, Length: lengthFrom(u16, "Operation", { to: "Modules" }), reserved: reserved(4) };
const read = { ModuleID: u16, ModuleSubID: u16, DataLength: u16, Offset: u32 };
const outcomes = counted(u8, layout({ Status: u16, ErrorRecord: u16 }));

/**
 * `Operations` holds one. A session is started for modules by length and checksum (`checksum32` of all octets), they are
 * written part by part and in order, and committed; `SessionID` is the host's choice.
 */
export const MODULE_OPERATION_REQ = vendorMme("MODULE_OPERATION.REQ", 0xa0b0, QUALCOMM, {
  reserved: reserved(4),
  Operations: counted(
    u8,
    tagged("Operation", head, {
      0: read,
      1: read,
      16: {
        SessionID: u32,
        Modules: counted(u8, layout({ ModuleID: u16, ModuleSubID: u16, Length: u32, Checksum: u32 })),
        room: fill(1 + 10 * 12, "Modules"),
      },
      17: {
        SessionID: u32,
        ModuleIndex: u8,
        ModuleID: u16,
        ModuleSubID: u16,
        DataLength: lengthOf(u16, "Data"),
        Offset: u32,
        Data: rest,
        // Qualcomm's tools always send the whole room, and whether a modem takes less is not known.
        room: fill(MODULE_PART, "Data"),
      },
      // Twenty octets of reserve, of which Qualcomm's tools send nineteen.
      18: { SessionID: u32, CommitCode: u32, room: fill(24, "CommitCode") },
    }),
  ),
});

const written = { ModuleIndex: u8, ModuleID: u16, ModuleSubID: u16, DataLength: u16, Offset: u32 };
const readOut = { ModuleID: u16, ModuleSubID: u16, DataLength: lengthOf(u16, "Data"), Offset: u32, Data: rest };

/** `Status` 0x31: see that of each module. `statusWords` tells the others. */
export const MODULE_OPERATION_CNF = vendorMme("MODULE_OPERATION.CNF", 0xa0b1, QUALCOMM, {
  Status: u16,
  ErrorRecord: u16,
  reserved: reserved(4),
  Operations: counted(
    u8,
    tagged("Operation", head, {
      0: readOut,
      1: readOut,
      16: { SessionID: u32, Modules: outcomes },
      17: { SessionID: u32, ...written },
      18: { SessionID: u32, CommitCode: u32, Modules: outcomes },
    }),
  ),
});
