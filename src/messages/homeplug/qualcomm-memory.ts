/**
 * How Qualcomm's chips before AR7420 read and write their modules, and how a chip without flash is started by its host:
 * memory by address, images, applets.
 *
 * @module
 */

import { bytes, checksum, fill, layout, lengthOf, reserved, rest, tail, u8, u16, u32 } from "../../layout/layout.ts";
import { vendorMme } from "./message.ts";
import { QUALCOMM } from "./oui.ts";

/** `ModuleID` of the older module messages; bits in `MOD_NVM`. */
export const LEGACY_MODULE = { softloader: 0, firmware: 1, parameters: 2, force: 0x10 } as const;

/** The most octets of a module in one of the older messages. */
export const LEGACY_PART = 1024;

/** `Length` up to 1024. The modem may want its DAK in `Secret`. */
export const RD_MOD_REQ = vendorMme("RD_MOD.REQ", 0xa024, QUALCOMM, {
  ModuleID: u8,
  Access: u8,
  Length: u16,
  Offset: u32,
  Secret: bytes(16),
});
export const RD_MOD_CNF = vendorMme("RD_MOD.CNF", 0xa025, QUALCOMM, {
  Status: u8,
  reserved1: reserved(3),
  ModuleID: u8,
  reserved2: reserved(1),
  Length: lengthOf(u16, "Data"),
  Offset: u32,
  Checksum: checksum(u32, "Data"),
  Data: rest,
  room: fill(LEGACY_PART, "Data"),
});

export const WR_MOD_REQ = vendorMme("WR_MOD.REQ", 0xa020, QUALCOMM, {
  ModuleID: u8,
  reserved: reserved(1),
  Length: lengthOf(u16, "Data"),
  Offset: u32,
  Checksum: checksum(u32, "Data"),
  Data: rest,
  room: fill(LEGACY_PART, "Data"),
});
export const WR_MOD_CNF = vendorMme("WR_MOD.CNF", 0xa021, QUALCOMM, {
  Status: u8,
  ModuleID: u8,
  reserved: reserved(1),
  Length: u16,
  Offset: u32,
});
export const WR_MOD_IND = vendorMme("WR_MOD.IND", 0xa022, QUALCOMM, { Status: u8, ModuleID: u8 });

/** What was written goes to the flash. `ModuleID`: bits of `LEGACY_MODULE`. The modem restarts by itself. */
export const MOD_NVM_REQ = vendorMme("MOD_NVM.REQ", 0xa028, QUALCOMM, { ModuleID: u8 });
export const MOD_NVM_CNF = vendorMme("MOD_NVM.CNF", 0xa029, QUALCOMM, { Status: u8, ModuleID: u8 });

/** Memory by address, at most 1024 octets: only in the boot ROM and its kin. */
export const WR_MEM_REQ = vendorMme("WR_MEM.REQ", 0xa004, QUALCOMM, {
  Address: u32,
  Length: lengthOf(u32, "Data"),
  Data: rest,
  room: fill(LEGACY_PART, "Data"),
});
export const WR_MEM_CNF = vendorMme("WR_MEM.CNF", 0xa005, QUALCOMM, { Status: u8, Address: u32, Length: u32 });
export const RD_MEM_REQ = vendorMme("RD_MEM.REQ", 0xa008, QUALCOMM, { Address: u32, Length: u32 });
export const RD_MEM_CNF = vendorMme("RD_MEM.CNF", 0xa009, QUALCOMM, {
  Status: u8,
  Address: u32,
  Length: lengthOf(u32, "Data"),
  Data: rest,
});

/** Starts an image that was written to memory. */
export const ST_MAC_REQ = vendorMme("ST_MAC.REQ", 0xa00c, QUALCOMM, {
  ModuleID: u8,
  reserved: reserved(3),
  LoadAddress: u32,
  Length: u32,
  Checksum: u32,
  StartAddress: u32,
});
export const ST_MAC_CNF = vendorMme("ST_MAC.CNF", 0xa00d, QUALCOMM, { Status: u8, ModuleID: u8 });

/** How the chip reaches its memory. */
const MEMORY_CONFIGURATION = {
  Size: u32,
  Configuration: u32,
  Timing0: u32,
  Timing1: u32,
  Control: u32,
  Refresh: u32,
  Clock: u32,
  reserved: reserved(4),
};
export const RD_CBLOCK_REQ = vendorMme("RD_CBLOCK.REQ", 0xa058, QUALCOMM, {});
/** `Status` 0x10: no flash to read it from. `Header` is that of an image in the older form. */
export const RD_CBLOCK_CNF = vendorMme("RD_CBLOCK.CNF", 0xa059, QUALCOMM, {
  Status: u8,
  Length: u8,
  Header: tail(bytes(44)),
  Memory: tail(layout(MEMORY_CONFIGURATION)),
});
export const SET_SDRAM_REQ = vendorMme("SET_SDRAM.REQ", 0xa05c, QUALCOMM, {
  Memory: layout(MEMORY_CONFIGURATION),
  Checksum: checksum(u32, "Memory"),
});
/** `Status`: 0x30 bad checksum, 0x34 the memory failed its test. */
export const SET_SDRAM_CNF = vendorMme("SET_SDRAM.CNF", 0xa05d, QUALCOMM, { Status: u8 });

/** Bits of `Flags`. */
export const APPLET = { execute: 1, absoluteAddress: 2 } as const;

/**
 * One part of an image for a chip without flash, the newer way; the last is executed. `AllowedMemory` begins with 1 for
 * firmware and applets, with 0 for parameters; `PartAddress` is where the part goes.
 */
export const WRITE_AND_EXECUTE_APPLET_REQ = vendorMme("WRITE_AND_EXECUTE_APPLET.REQ", 0xa098, QUALCOMM, {
  ClientSession: u32,
  ServerSession: u32,
  Flags: u32,
  AllowedMemory: bytes(8),
  TotalLength: u32,
  PartLength: lengthOf(u32, "Data"),
  PartAddress: u32,
  EntryPoint: u32,
  Checksum: u32,
  reserved: reserved(8),
  Data: rest,
  room: fill(1400, "Data"),
});
/** `Status` in bits: see `statusWords`. */
export const WRITE_AND_EXECUTE_APPLET_CNF = vendorMme("WRITE_AND_EXECUTE_APPLET.CNF", 0xa099, QUALCOMM, {
  Status: u32,
  ClientSession: u32,
  ServerSession: u32,
  Flags: u32,
  AllowedMemory: bytes(8),
  TotalLength: u32,
  PartLength: u32,
  PartAddress: u32,
  EntryPoint: u32,
  Checksum: u32,
  reserved: reserved(8),
  AbsoluteAddress: tail(u32),
  AbsoluteEntryPoint: tail(u32),
});
