import { expect, test } from "vitest";
import { fromHex, toHex } from "../../base/hex.ts";
import { isMessage, readMme, writeMme } from "./frame.ts";
import type { Mme } from "./message.ts";
import {
  CLASSIFICATION_REQ,
  FR_LBK_REQ,
  GET_SW_CNF,
  LEGACY_NW_INFO_CNF,
  LNK_STATS_CNF,
  MODULE,
  MODULE_OPERATION_CNF,
  MODULE_OPERATION_REQ,
  NW_INFO_CNF,
  OP_ATTR_CNF,
  RD_MOD_CNF,
  SET_PROPERTY_REQ,
  WR_MEM_REQ,
  WR_MOD_REQ,
  WRITE_AND_EXECUTE_APPLET_CNF,
  WRITE_AND_EXECUTE_APPLET_REQ,
} from "./qualcomm.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_ATTEN_CHAR_RSP,
  CM_ATTEN_PROFILE_IND,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_MATCH_REQ,
} from "./slac.ts";

const MODEM = "00:b0:52:00:00:01";
const HOST = "02:00:00:00:00:01";
const frameOf = <V>(message: Mme<V>, value: V) => writeMme(message, value, MODEM, HOST);
/** What is told, where the frame is this message. */
function readAs<V>(message: Mme<V>, frame: Uint8Array): V {
  const found = readMme(frame.subarray(14));
  if (!("name" in found) || !isMessage(found, message)) throw new Error(`no ${message.name}: ${found.because}`);
  return found.value;
}

const slac = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, RunID: "00".repeat(8) };
const ids = { SOURCE_ADDRESS: HOST, SOURCE_ID: "00".repeat(17), RESP_ID: "00".repeat(17) };
const pair = { PEV_ID: "00".repeat(17), PEV_MAC: HOST, EVSE_ID: "00".repeat(17), EVSE_MAC: MODEM };
const groups = Array.from({ length: 58 }, () => 20);
const link = { MPDUAcked: "1", MPDUFailed: "0", PBPassed: "1", PBFailed: "0" };
const quiet = { PHYRate: 0, PBPassed: "0", PBFailed: "0", TBPassed: "0", TBFailed: "0" };
const part = { SessionID: 0x11223344, ModuleIndex: 0, ModuleID: MODULE.parameters, ModuleSubID: 0, Offset: 0 };
const applet = {
  ClientSession: 1,
  ServerSession: 0,
  Flags: 0,
  AllowedMemory: "00".repeat(8),
  TotalLength: 4,
  EntryPoint: 0,
  Checksum: 0,
};

test.each<[string, number, Uint8Array]>([
  ["a sound", 71, frameOf(CM_MNBC_SOUND_IND, { ...slac, SenderID: "00".repeat(17), Cnt: 9, Rnd: "ff".repeat(16) })],
  ["a profile of 58 groups", 85, frameOf(CM_ATTEN_PROFILE_IND, { PEV_MAC: HOST, AAG: groups })],
  ["a result", 129, frameOf(CM_ATTEN_CHAR_IND, { ...slac, ...ids, NUM_SOUNDS: 10, ATTEN_PROFILE: groups })],
  ["its receipt", 70, frameOf(CM_ATTEN_CHAR_RSP, { ...slac, ...ids, Result: 0 })],
  ["the choice", 85, frameOf(CM_SLAC_MATCH_REQ, { ...slac, ...pair })],
  ["the key", 109, frameOf(CM_SLAC_MATCH_CNF, { ...slac, ...pair, NID: "00".repeat(7), NMK: "00".repeat(16) })],
  [
    "a version",
    297,
    frameOf(GET_SW_CNF, {
      Status: 0,
      DeviceID: 0x22,
      VersionLength: 37,
      Version: "MAC-QCA7005-1.1.0.730-04-20140815-CS",
      Upgradeable: 0,
      BootLoaderIdent: 0,
      Ident: 0x001b587c,
      Stepping: 0,
      Cookie: 0x100,
      Late: "3f00000000000000",
    }),
  ],
  [
    "attributes",
    1053,
    frameOf(OP_ATTR_CNF, { Status: 0, Cookie: 1, ReportType: 0, Hardware: "QCA7420", Software: "MAC" }),
  ],
  [
    "statistics both ways",
    311,
    frameOf(LNK_STATS_CNF, {
      Status: 0,
      Direction: 2,
      LinkID: 0xfc,
      TEI: 0,
      Transmit: { ...link, MPDUCollided: "0" },
      Receive: { ...link, TBPassed: "0", TBFailed: "0", Intervals: [quiet, quiet, quiet, quiet, quiet] },
    }),
  ],
  ["a loopback", 1062, frameOf(FR_LBK_REQ, { Duration: 1, Data: "00".repeat(1038) })],
  ["a part of an older module", 1060, frameOf(RD_MOD_CNF, { Status: 0, ModuleID: 2, Offset: 0, Data: "01" })],
  ["its writing", 1056, frameOf(WR_MOD_REQ, { ModuleID: 2, Offset: 0, Data: "01" })],
  ["memory", 1052, frameOf(WR_MEM_REQ, { Address: 0, Data: "01" })],
  ["an applet", 1468, frameOf(WRITE_AND_EXECUTE_APPLET_REQ, { ...applet, PartAddress: 0, Data: "00000000" })],
  [
    "its receipt",
    80,
    frameOf(WRITE_AND_EXECUTE_APPLET_CNF, {
      ...applet,
      Status: 0,
      PartLength: 4,
      PartAddress: 0,
      AbsoluteAddress: 0,
      AbsoluteEntryPoint: 0,
    }),
  ],
  ["a property", 296, frameOf(SET_PROPERTY_REQ, { Cookie: 1, Option: 1, Version: 0, PropertyNumber: 1, Data: "01" })],
  [
    "the start of a session",
    158,
    frameOf(MODULE_OPERATION_REQ, {
      Operations: [
        {
          Operation: 0x10,
          SessionID: 1,
          Modules: [{ ModuleID: MODULE.parameters, ModuleSubID: 0, Length: 9040, Checksum: 5 }],
        },
      ],
    }),
  ],
  [
    "a part of a module",
    1448,
    frameOf(MODULE_OPERATION_REQ, { Operations: [{ Operation: 0x11, ...part, Data: "0102" }] }),
  ],
  [
    "the question for one",
    60,
    frameOf(MODULE_OPERATION_REQ, {
      Operations: [{ Operation: 0, ModuleID: MODULE.parameters, ModuleSubID: 0, DataLength: 1400, Offset: 0 }],
    }),
  ],
])("%s is a frame of %i octets", (_, length, frame) => expect(frame).toHaveLength(length));

test("lengths within module operations are those of Qualcomm's tools", () => {
  const lengthIn = (frame: Uint8Array) => frame[27]! | (frame[28]! << 8);
  const module = { ModuleID: MODULE.parameters, ModuleSubID: 0, Length: 9040, Checksum: 5 };
  const start = { Operation: 0x10 as const, SessionID: 1, Modules: [module, module] };
  expect(lengthIn(frameOf(MODULE_OPERATION_REQ, { Operations: [start] }))).toBe(13 + 12 * 2);
  const write = { Operation: 0x11 as const, ...part, Data: "0102" };
  expect(lengthIn(frameOf(MODULE_OPERATION_REQ, { Operations: [write] }))).toBe(1423);
  const commit = { Operation: 0x12 as const, SessionID: 1, CommitCode: 0x80000003 };
  const frame = frameOf(MODULE_OPERATION_REQ, { Operations: [commit] });
  expect([frame.length, lengthIn(frame)]).toEqual([61, 36]);
  // The tools send one octet less than they announce.
  expect(readAs(MODULE_OPERATION_REQ, frame.subarray(0, 60)).Operations).toMatchObject([commit]);
  const question = { Operation: 0 as const, ModuleID: MODULE.parameters, ModuleSubID: 0, DataLength: 1400, Offset: 0 };
  expect(lengthIn(frameOf(MODULE_OPERATION_REQ, { Operations: [question] }))).toBe(18);
});

test("a module is read as a real modem tells it", () => {
  const frame = fromHex(
    `${"00".repeat(12)}88e1 00b1a000b052 0000 0000 00000000 01 0000 2a00 00000000 0270 0000 1800 2c260000 ${"00".repeat(24)}`,
  );
  expect(frame).toHaveLength(71);
  const [operation] = readAs(MODULE_OPERATION_CNF, frame).Operations;
  expect(operation).toEqual({
    Operation: 0,
    Length: 42,
    ModuleID: 0x7002,
    ModuleSubID: 0,
    DataLength: 24,
    Offset: 0x262c,
    Data: "00".repeat(24),
  });
});

test("networks in both forms, as real modems tell them", () => {
  const old = fromHex(
    `${"00".repeat(12)}88e1 0039a000b052 01 5a97fe49d9ea0b 0e 01 02 bcf2aff31374 01 01 98ded0650ef7 02 dc0ea1116708 09 09 ${"00".repeat(9)}`,
  );
  expect(readAs(LEGACY_NW_INFO_CNF, old).Networks).toMatchObject([
    { SNID: 14, TEI: 1, Role: 2, Stations: [{ MAC: "98:de:d0:65:0e:f7", TEI: 2, AvgPHYDR_TX: 9, AvgPHYDR_RX: 9 }] },
  ]);
  const station = { MAC: HOST, TEI: 1, BridgedMAC: HOST, AvgPHYDR_TX: 9, Coupling: 0, AvgPHYDR_RX: 9 };
  const network = { NID: "00".repeat(7), SNID: 8, TEI: 4, Role: 0, CCoMAC: MODEM, CCoTEI: 1, Stations: [station] };
  const young = frameOf(NW_INFO_CNF, { SubVersion: 0, Networks: [network] });
  expect([young.length, toHex(young, 24, 26)]).toEqual([84, "3a00"]);
});

test("a sound of Qualcomm's pev has seven octets fewer, and is read", () => {
  const run = "82d45b99ecaa0001";
  const frame = fromHex(`${"00".repeat(12)}88e1 017660 0000 0000 ${"00".repeat(17)} 09 ${run} ${"00".repeat(17)}`);
  expect(frame).toHaveLength(64);
  expect(readAs(CM_MNBC_SOUND_IND, frame)).toMatchObject({ Cnt: 9, RunID: run });
});

test("refusals are short, and read all the same", () => {
  const head = `${"00".repeat(12)}88e1`;
  const refused = (body: string) => Uint8Array.from([...fromHex(head + body), ...new Uint8Array(46)]).subarray(0, 60);
  expect(readAs(OP_ATTR_CNF, refused("0069a000b052 0200 01000000 00 0000"))).toMatchObject({
    Status: 2,
    DataLength: 0,
  });
  expect(readAs(RD_MOD_CNF, refused("0025a000b052 58 000000 02 00 0004 00000000"))).toMatchObject({
    Status: 0x58,
    Length: 1024,
  });
  expect(readAs(LNK_STATS_CNF, refused("0031a000b052 10 02 f8 00"))).toEqual({
    Status: 16,
    Direction: 2,
    LinkID: 0xf8,
    TEI: 0,
  });
  expect(readAs(MODULE_OPERATION_CNF, refused("00b1a000b052 1200 0000 00000000 00"))).toEqual({
    Status: 0x12,
    ErrorRecord: 0,
    Operations: [],
  });
  // Firmware that ends behind its version.
  const short = Uint8Array.from([
    ...fromHex(`${head}0001a000b052 00 03 0c`),
    ...new TextEncoder().encode("INT6400-MAC-"),
    ...new Uint8Array(30),
  ]);
  expect(readAs(GET_SW_CNF, short)).toEqual({ Status: 0, DeviceID: 3, VersionLength: 12, Version: "INT6400-MAC-" });
});

test("a rule leaves room for three classifiers", () => {
  const classifier = { Field: 1, Operator: 1, Value: "020000000001".padEnd(32, "0") };
  const rule = {
    Control: 0,
    Volatility: 0,
    Action: 6,
    Operand: 0,
    Classifiers: [classifier],
    CSpecVersion: 0,
    VLANTag: 0,
    Late: 0,
  };
  expect(frameOf(CLASSIFICATION_REQ, rule)).toHaveLength(20 + 4 + 1 + 54 + 10);
});
