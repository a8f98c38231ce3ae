import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../base/hex.ts";
import { seededRandom } from "../../base/random.ts";
import { explainLayout } from "../../layout/explain.ts";
import { read } from "../../layout/read.ts";
import { sample } from "../../layout/sample.ts";
import { write } from "../../layout/write.ts";
import { explainMme, isMessage, readMme, writeMme } from "./frame.ts";
import { NSCM_GET_VERSION_CNF } from "./lumissil.ts";
import { withVersion } from "./message.ts";
import { managementMessages } from "./messages.ts";
import { CM_SET_KEY_REQ } from "./network.ts";
import { GET_SW_CNF, QUALCOMM } from "./qualcomm.ts";
import { CM_ATTEN_CHAR_IND, CM_SLAC_MATCH_CNF, CM_SLAC_PARM_REQ } from "./slac.ts";

const CAR = "02:00:00:00:00:01";
const CHARGER = "02:00:00:00:00:02";
const RunID = "0200000000010000";
const stationId = "00".repeat(17);

/** What is behind the addresses and the EtherType. */
const readFrame = (frame: Uint8Array) => readMme(frame.subarray(14));

test("a message is padded to the shortest frame, and read without its padding", () => {
  const value = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, RunID };
  const frame = writeMme(CM_SLAC_PARM_REQ, value, CAR, "ff:ff:ff:ff:ff:ff");
  expect(frame).toHaveLength(60);
  expect(toHex(frame, 0, 30)).toBe("ffffffffffff02000000000188e101646000000000020000000001000000".slice(0, 60));
  expect(readFrame(frame)).toEqual({ name: "CM_SLAC_PARM.REQ", mmtype: 0x6064, version: 1, value });
});

test("counts are believed, lengths of frames are not", () => {
  const ATTEN_PROFILE = Array.from({ length: 58 }, (_, i) => i);
  const value = {
    APPLICATION_TYPE: 0,
    SECURITY_TYPE: 0,
    SOURCE_ADDRESS: CAR,
    RunID,
    SOURCE_ID: stationId,
    RESP_ID: stationId,
    NUM_SOUNDS: 10,
    ATTEN_PROFILE,
  };
  const frame = writeMme(CM_ATTEN_CHAR_IND, value, CHARGER, CAR);
  expect(frame).toHaveLength(129);
  expect(readFrame(Uint8Array.from([...frame, ...new Uint8Array(197)]))).toMatchObject({ value });
  expect(readFrame(frame.subarray(0, 100))).toMatchObject({
    name: "CM_ATTEN_CHAR.IND",
    because: "Cannot read ATTEN_PROFILE: 29 octets left, 58 wanted",
  });
});

test("the key of the network stands in the answer to the match", () => {
  const value = {
    APPLICATION_TYPE: 0,
    SECURITY_TYPE: 0,
    PEV_ID: stationId,
    PEV_MAC: CAR,
    EVSE_ID: stationId,
    EVSE_MAC: CHARGER,
    RunID,
    NID: "01020304050607",
    NMK: "77".repeat(16),
  };
  const frame = writeMme(CM_SLAC_MATCH_CNF, value, CHARGER, CAR);
  expect(frame).toHaveLength(109);
  expect(toHex(frame, 85, 92)).toBe("01020304050607");
  expect(readFrame(frame)).toMatchObject({ value });
});

test("vendors' messages bear their OUI", () => {
  const value = { Status: 0, DeviceID: 0x22, VersionLength: 5, Version: "MAC-Q" };
  const frame = writeMme(GET_SW_CNF, value, CHARGER, CAR);
  expect(toHex(frame, 14, 20)).toBe("0001a000b052");
  expect(readFrame(frame)).toEqual({ name: "GET_SW.CNF", mmtype: 0xa001, version: 0, oui: QUALCOMM, value });
});

test("what is not known keeps its number, what is cut says so", () => {
  expect(readMme(fromHex("0123a100b052ff"))).toMatchObject({ name: "0xa123", value: {} });
  expect(readMme(fromHex("0135600000"))).toMatchObject({ name: "CM_STA_CAP.CNF", value: {} });
  expect(readMme(fromHex("01"))).toEqual({ because: "Cannot read the management message: 1 octets found, 5 wanted" });
});

test("a wrong value is refused with its name when written", () => {
  expect(() => writeMme(CM_SLAC_PARM_REQ, { APPLICATION_TYPE: 256, SECURITY_TYPE: 0, RunID }, CAR, CHARGER)).toThrow(
    "Cannot write APPLICATION_TYPE: 256 found, a whole number up to 255 expected",
  );
  expect(() =>
    writeMme(CM_SLAC_PARM_REQ, { APPLICATION_TYPE: 0, SECURITY_TYPE: 0, RunID: "00" }, CAR, CHARGER),
  ).toThrow("8 octets in hex expected");
});

test("any octets end in a message or in a reason", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(0x6064, 0x606e, 0x607d, 0x6009, 0x0015, 0xa039, 0xa069),
      (octets, mmtype) => {
        const result = readMme(Uint8Array.from([mmtype < 0xa000 ? 1 : 0, mmtype & 255, mmtype >> 8, ...octets]));
        expect("name" in result || "because" in result).toBe(true);
      },
    ),
  );
});

test("a key message survives", () => {
  const value = {
    KeyType: 1,
    MyNonce: 0xaaaaaaaa,
    YourNonce: 0,
    PID: 4,
    PRN: 0,
    PMN: 0,
    CCoCapability: 0,
    NID: "01020304050607",
    NewEKS: 1,
    NewKey: "00112233445566778899aabbccddeeff",
  };
  expect(readFrame(writeMme(CM_SET_KEY_REQ, value, CAR, CHARGER))).toMatchObject({ value });
});

test("no two messages share a number, a vendor and a version", () => {
  const keys = managementMessages.map(({ mmtype, oui, version }) => `${mmtype} ${oui} ${version}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(managementMessages.length).toBeGreaterThan(150);
});

test.each(managementMessages.map((message) => [message.name, message] as const))(
  "%s: random values survive, and each octet is explained once",
  (_, message) => {
    for (let seed = 1; seed <= 20; seed++) {
      const value = sample(message.layout, seededRandom(seed)) as Record<string, unknown>;
      const octets = write(message.layout, value);
      const back = read(message.layout, octets);
      expect(back.value).toMatchObject(value);
      expect(write(message.layout, back.value)).toEqual(octets);

      const times = new Uint8Array(octets.length);
      const { spans } = explainLayout(message.layout, octets);
      const parts = new Set(spans.map(({ offset, length }) => `${offset} ${length}`));
      for (const [offset, length] of Array.from(parts, (part) => part.split(" ").map(Number) as [number, number]))
        for (let at = offset; at < offset + length; at++) times[at] = times[at]! + 1;
      expect(times.every((one) => one === 1)).toBe(true);

      const frame = writeMme(message, value, CAR, CHARGER);
      const again = readFrame(frame);
      expect("name" in again && isMessage(again, message)).toBe(true);
      for (const { path, offset, length } of explainMme(frame.subarray(14)).spans)
        expect([path, 14 + offset + length <= frame.length]).toEqual([path, true]);
    }
  },
);

test("a modem answers in the version of the question", () => {
  const value = { Version: 0, RequestID: 7, Major: 1, Minor: 2, Sub: 3, Build: 4 };
  const frame = writeMme(withVersion(NSCM_GET_VERSION_CNF, 0), value, CAR, CHARGER);
  expect(toHex(frame, 14, 20)).toBe("006dac0016e8");
  expect(readFrame(frame)).toMatchObject({ name: "NSCM_GET_VERSION.CNF", version: 0, value });
});

test("a part of a message is none", () => {
  expect(readMme(fromHex("01 71a0 2105 0203"))).toEqual({
    name: "TONE_MAP_TX.CNF",
    mmtype: 0xa071,
    version: 1,
    fragment: { count: 3, index: 1, sequence: 5 },
    value: {},
    because: "Cannot read the message: part 2 of 3 without the first",
  });
});

test("the push button, dSPACE and ST share a number", () => {
  expect(readMme(fromHex("00 0080 01"))).toMatchObject({ name: "MS_PB_ENC.REQ", value: { PBAction: 1 } });
  expect(readMme(fromHex("01 0280 0000 644d70 6162"))).toMatchObject({ name: "SCS_DIAG.IND", value: { Text: "6162" } });
  expect(readMme(fromHex(`01 0080 0000 0080e1 0000000000 ${"77".repeat(16)}`))).toMatchObject({
    name: "STP_AUTH_SET_NMK.REQ",
    value: { NMK: "77".repeat(16) },
  });
  expect(readMme(fromHex("01 3aa0 0000 0013d7"))).toMatchObject({ name: "VS_GET_SNR.IND", value: {} });
});
