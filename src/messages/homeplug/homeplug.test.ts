import fc from "fast-check";
import { expect, test } from "vitest";
import { captureNames, openCapture, rowsOf } from "../../../test/captures.ts";
import { describeShared } from "../../../test/shared.ts";
import { fromHex, toHex } from "../../base/hex.ts";
import { captureRecords } from "../../capture/read.ts";
import type { Frame } from "../../capture/records.ts";
import { readMme, writeMme } from "./frame.ts";
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

describeShared("captures/", "what Wireshark reads in real recordings, we read too", () => {
  interface Row {
    readonly frame: number;
    readonly mmtype: string;
    readonly name: string;
    readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  }
  /** Wireshark's field, and ours: under the same message one stands for the other. */
  const FIELDS: readonly (readonly [message: RegExp, theirs: string, ours: string])[] = [
    [/^CM_(SLAC_PARM|START_ATTEN|ATTEN_CHAR|MNBC|SLAC_MATCH)/, "gp.cm_slac_parm.runid", "RunID"],
    [/^CM_START_ATTEN_CHAR/, "gp.cm_start_atten_char.runid", "RunID"],
    [/^CM_START_ATTEN_CHAR/, "gp.cm_start_atten_char.sounds_count", "NUM_SOUNDS"],
    [/^CM_START_ATTEN_CHAR/, "gp.cm_start_atten_char.sound_forwarding_sta", "FORWARDING_STA"],
    [/^CM_SLAC_PARM.CNF/, "gp.cm_slac_parm.sound_target", "M_SOUND_TARGET"],
    [/^CM_SLAC_PARM.CNF/, "gp.cm_slac_parm.sound_count", "NUM_SOUNDS"],
    [/^CM_SLAC_PARM.CNF/, "gp.cm_slac_parm.time_out", "Time_Out"],
    [/^CM_SLAC_PARM.CNF/, "gp.cm_slac_parm.forwarding_sta", "FORWARDING_STA"],
    [/^CM_MNBC_SOUND/, "gp.cm_mnbc_sound.countdown", "Cnt"],
    [/^CM_MNBC_SOUND/, "gp.cm_mnbc_sound.runid", "RunID"],
    [/^CM_MNBC_SOUND/, "gp.cm_mnbc_sound.rnd", "Rnd"],
    [/^CM_ATTEN_PROFILE/, "gp.cm_atten_profile_ind.pev_mac", "PEV_MAC"],
    [/^CM_ATTEN_CHAR/, "gp.cm_atten_char.source_mac", "SOURCE_ADDRESS"],
    [/^CM_ATTEN_CHAR/, "gp.cm_atten_char.runid", "RunID"],
    [/^CM_ATTEN_CHAR.IND/, "gp.cm_atten_char.sounds_count", "NUM_SOUNDS"],
    [/^CM_SLAC_MATCH/, "gp.cm_slac_match.pev_mac", "PEV_MAC"],
    [/^CM_SLAC_MATCH/, "gp.cm_slac_match.evse_mac", "EVSE_MAC"],
    [/^CM_SLAC_MATCH/, "gp.cm_slac_match.runid", "RunID"],
    [/^CM_SLAC_MATCH.CNF/, "gp.cm_slac_match.nid", "NID"],
    [/^CM_SLAC_MATCH.CNF/, "gp.cm_slac_match.nmk", "NMK"],
    [/^CM_[SG]ET_KEY/, "nw_info.nid", "NID"],
    [/^CM_[SG]ET_KEY/, "nw_info.my_nonce", "MyNonce"],
    [/^CM_SET_KEY.REQ/, "cm_set_key_req.nw_key", "NewKey"],
    [/^CM_SET_KEY.CNF/, "cm_set_key_cnf.result", "Result"],
    [/^CM_GET_KEY.CNF/, "cm_get_key_cnf.result", "Result"],
    [/^CM_GET_KEY.CNF/, "cm_get_key_cnf.key", "Key"],
    [/^GET_SW.CNF/, "get_sw_cnf.dev_id", "DeviceID"],
    [/^OP_ATTR.CNF/, "op_attr_cnf.data.hw", "Hardware"],
    [/^OP_ATTR.CNF/, "op_attr_cnf.data.sw_date", "BuildDate"],
    [/^TONE_MAP_TX.CNF/, "tone_map_tx_cnf.num_act", "NumActiveCarriers"],
    [/^STP_CPSTATE/, "st_iotecha.cpstate.state", "State"],
    [/^STP_CPSTATE/, "st_iotecha.cpstate.pwm_duty", "PWM_Duty"],
    [/^STP_CPSTATE/, "st_iotecha.cpstate.pwm_freq", "PWM_Frequency"],
    [/^STP_CPSTATE/, "st_iotecha.cpstate.cp_volatge", "CP_Voltage"],
  ];
  /** Their text in the form of our value. */
  const like = (ours: unknown, theirs: string) =>
    typeof ours === "number"
      ? Number(theirs)
      : theirs.includes(":") && !String(ours).includes(":")
        ? theirs.replaceAll(":", "")
        : theirs;

  test.each(captureNames())("%s", async (name) => {
    const rows = new Map(rowsOf<Row>(name, "hpav").map((row) => [row.frame, row]));
    for await (const records of captureRecords(openCapture(name))) {
      for (const { number, data } of records.filter((record): record is Frame => record.kind === "frame")) {
        const row = rows.get(number);
        if (!row) continue;
        const at = data[12] === 0x81 ? 18 : 14;
        const message = readMme(data.subarray(at));
        if (!("name" in message)) throw new Error(`frame ${number}: ${message.because}`);
        const theirs = row.name.split(" ")[0] as string;
        const isNamed = theirs !== "Unknown" && theirs !== "dSPACE";
        expect([number, message.mmtype]).toEqual([number, Number(row.mmtype)]);
        if (isNamed) expect([number, message.name]).toEqual([number, theirs]);
        for (const [which, field, ours] of FIELDS) {
          const wanted = row.fields?.[field];
          if (!which.test(message.name) || wanted === undefined || typeof wanted !== "string") continue;
          // Wireshark takes all that follows for the key; the standard says sixteen octets.
          if (ours === "Key") {
            expect(wanted.replaceAll(":", "").startsWith(String(message.value[ours]))).toBe(true);
            continue;
          }
          expect([number, ours, message.value[ours]]).toEqual([number, ours, like(message.value[ours], wanted)]);
        }
        rows.delete(number);
      }
    }
    expect(rows.size).toBe(0);
  });
});
