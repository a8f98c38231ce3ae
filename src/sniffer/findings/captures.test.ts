import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { recordedObservations, recordings } from "../../../test/recorded-observations.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { isNidOf } from "../../messages/homeplug/keys.ts";
import { sessions } from "../sessions/sessions.ts";
import type { Finding } from "./finding.ts";
import { findings } from "./findings.ts";

function findingsOf(file: string): Finding[] {
  const [stage, judge] = [sessions(), findings()];
  const all: Finding[] = [];
  for (const one of recordedObservations(file)) {
    all.push(...judge.feed(one));
    for (const session of stage.feed(one)) all.push(...judge.feed(session));
  }
  for (const session of stage.end()) all.push(...judge.feed(session));
  return [...all, ...judge.end()];
}

describeShared("captures", "findings in the real recordings", () => {
  const all = new Map(recordings().map((file) => [file, findingsOf(file)]));
  const where = (code: string) =>
    [...all].filter(([, found]) => found.some((finding) => finding.code === code)).map(([file]) => file);
  const only = (start: string, code: string) =>
    [...all].find(([file]) => file.startsWith(start))?.[1].filter((finding) => finding.code === code) ?? [];

  test("TLS was refused, and the car went on, in the recordings that the facts name", () => {
    expect(where("tls-refused")).toEqual([
      "2026-02-08_pyPLC_FoccciCape_AudiQ4_break_after_cableCheck.pcap",
      "everest_Audi_Q4_ac_iso2-1.pcap",
      "everest_Audi_Q4_dc-iso2.pcap",
      "everest_VW_id.4_fw_3.5_2023-04-18-2_config-dc-iso2.pcap",
    ]);
  });

  test("ISO 15118-20 without TLS is the one with AC_BPT, and only that", () => {
    expect(where("iso20-without-tls")).toEqual(["ISO-20_BPT_AC_DS5366_Josev.pcapng"]);
  });

  test("the Supercharger's 101 FAILED_UnknownSession come of a SessionID of four octets", () => {
    const start = "2023-03-02_SuperCharger";
    expect(only(start, "failed-response").reduce((sum, { count }) => sum + count, 0)).toBe(101);
    expect(only(start, "wrong-session-id").reduce((sum, { count }) => sum + count, 0)).toBe(101);
    expect(only(start, "session-id-short").map(({ words }) => words)).toContain(
      "The SessionID is 4 octets long instead of 8",
    );
  });

  test("the Taycan does not sound, since the confirmations carry a RunID that is not its own", () => {
    const [finding] = only("2023-05-03_Taycan", "slac-run-id-changed");
    expect(finding?.words).toContain("00188700a1d60000");
  });

  test("alpitronic refuses CurrentDemandReq, which came after PowerDelivery with ReadyToChargeState false", () => {
    const [finding] = only("2022-12-20_alpi", "wrong-order");
    expect(finding).toMatchObject({ frames: [2718], clause: "[V2G-DC-390]" });
  });

  test("two units of time are used in one session of ISO 15118-20", () => {
    expect(where("timestamp-unit")).toEqual([
      "ISO-20_BPT_AC_DS5366_Josev.pcapng",
      "ISO-20_TLS13_DC_DS5366_Josev.pcapng",
    ]);
  });

  test("Car and charger without a common protocol are those of the README", () => {
    expect(where("no-common-protocol").map((file) => file.slice(0, 24))).toEqual([
      "everest_Mercedes-Benz_EQ",
      "everest_Opel_Ampera-E_20",
      "everest_Tesla_Model_Y_11",
    ]);
  });

  test("orderly sessions of real cars break no sequence", () => {
    const broken = ["wrong-order", "request-before-response", "response-without-request", "wrong-session-id"];
    const files = [...new Set(broken.flatMap(where))].filter((file) => file.startsWith("everest"));
    expect(files).toEqual(["everest_VW_id.4_iso_15118-2_AC_2023-04-14-3_config-ac-iso2.pcap"]);
  });

  test("every finding names frames of its recording and says a sentence", () => {
    for (const found of all.values()) {
      for (const { frames, words, measured, limit } of found) {
        expect(frames.every((frame) => frame > 0)).toBe(true);
        expect(words).not.toMatch(/undefined|NaN|#|\.$/);
        if (limit !== undefined) expect(measured).toBeDefined();
      }
    }
  });
});

describeShared("vectors/nid.json", "the network's identifier", () => {
  test("is derived from the key as 73 real and made pairs say", () => {
    interface Pair {
      readonly nmk: string;
      readonly nid: string;
      readonly derived: boolean;
    }
    const pairs = JSON.parse(readFileSync(sharedUrl("vectors/nid.json"), "utf8")) as Pair[];
    expect(pairs.length).toBeGreaterThan(70);
    for (const { nmk, nid, derived } of pairs) expect([nmk, isNidOf(nid, nmk)]).toEqual([nmk, derived]);
  });
});
