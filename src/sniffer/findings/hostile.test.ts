import fc from "fast-check";
import { expect, test } from "vitest";
import { scene } from "../../../test/made-observations.ts";
import type { Observation } from "../events.ts";
import type { Session } from "../sessions/session.ts";
import { sessions } from "../sessions/sessions.ts";
import type { Finding } from "./finding.ts";
import { findings } from "./findings.ts";

const names = [
  "supportedAppProtocol",
  "SessionSetup",
  "ServiceDiscovery",
  "Authorization",
  "ChargeParameterDiscovery",
  "CableCheck",
  "PreCharge",
  "PowerDelivery",
  "CurrentDemand",
  "DC_ChargeLoop",
  "WeldingDetection",
  "SessionStop",
  "",
].flatMap((stem) => [`${stem}Req`, `${stem}Res`]);

const ends = fc.constantFrom("", "[fe80::1]:1", "[fe80::2]:2", "[ff02::1]:15118", "fe80::ff:fe00:1", "[", "]:[");
const mac = fc.constantFrom("02:00:00:00:00:01", "02:00:00:00:00:02", "ff:ff:ff:ff:ff:ff", "", "nonsense");
const hex = fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets).toString("hex"));
const odd = fc.oneof(
  fc.anything({ withNullPrototype: false }),
  fc.constantFrom("OK", "FAILED", "Ongoing", "Start", "Stop", "Pause", "EVSE_Shutdown", "StopCharging", "0".repeat(14)),
  fc.integer(),
  hex,
);
const fields = fc.constantFrom(
  "Header",
  "SessionID",
  "ResponseCode",
  "EVSEProcessing",
  "ChargeProgress",
  "ChargingSession",
  "DC_EVSEStatus",
  "EVSEStatusCode",
  "DC_EVStatus",
  "EVRESSSOC",
  "AppProtocol",
  "Security",
  "SECC_IP_Address",
  "SECC_Port",
  "RunID",
  "NID",
  "NMK",
  "NUM_SOUNDS",
  "Cnt",
  "ATTEN_PROFILE",
  "EVSE_MAC",
  "SOURCE_ADDRESS",
  "EVTargetVoltage",
);
const value = fc.oneof(odd, fc.dictionary(fields, fc.oneof(odd, fc.dictionary(fields, odd))));
const seen = {
  frame: fc.integer({ min: 1, max: 1e9 }),
  time: fc.oneof(fc.double({ min: 1.7e9, max: 1.7e9 + 400, noNaN: true }), fc.double(), fc.constant(undefined)),
};
const side = fc.constantFrom("vehicle", "charger", "unknown");
const connection = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.nat(), fc.constant(undefined));

const event = fc.oneof(
  fc.record({
    type: fc.constant("mme"),
    ...seen,
    name: fc.constantFrom(...mmes()),
    mmtype: fc.nat(0xffff),
    source: mac,
    destination: mac,
    value: fc.dictionary(fields, odd),
  }),
  fc.record({
    type: fc.constant("pilot"),
    ...seen,
    state: fc.constantFrom("A1", "B1", "B2", "C2", "E", "", "-"),
    duty: fc.oneof(fc.double(), fc.constant(22)),
  }),
  fc.record({
    type: fc.constant("message"),
    ...seen,
    source: ends,
    destination: ends,
    side,
    schema: fc.constantFrom("din", "iso2", "iso20-dc", "app-handshake", "sdp", "?"),
    message: fc.constantFrom("SDPReq", "SDPRes", ...names),
    value,
    payloadType: fc.nat(0xffff),
    connection,
  }),
  fc.record({
    type: fc.constant("unreadable"),
    ...seen,
    source: ends,
    destination: ends,
    connection,
    because: fc.string(),
    octets: hex,
  }),
  fc.record({
    type: fc.constant("tcp"),
    ...seen,
    change: fc.constantFrom("opened", "joined", "closed", "reset", "hole"),
    connection: fc.nat(5),
    source: ends,
    destination: ends,
    side,
  }),
  fc.record({
    type: fc.constant("tls"),
    ...seen,
    connection: fc.nat(5),
    side,
    change: fc.constantFrom("handshake", "alert", "undecryptable"),
    words: fc.string(),
    facts: value,
  }),
  fc.record({
    type: fc.constant("recording"),
    change: fc.constantFrom("comment", "drops", "problem", "end"),
    words: fc.string(),
  }),
) as unknown as fc.Arbitrary<Observation>;

function mmes(): string[] {
  const steps = ["SLAC_PARM.REQ", "SLAC_PARM.CNF", "START_ATTEN_CHAR.IND", "MNBC_SOUND.IND", "ATTEN_PROFILE.IND"];
  const more = ["ATTEN_CHAR.IND", "ATTEN_CHAR.RSP", "SLAC_MATCH.REQ", "SLAC_MATCH.CNF", "SET_KEY.REQ", "VALIDATE.REQ"];
  return ["0xa123", "VS_SET_KEY.REQ", ...[...steps, ...more].map((name) => `CM_${name}`)];
}

function read(observations: Iterable<Observation>): { readonly told: Session[]; readonly found: Finding[] } {
  const [stage, judge] = [sessions(), findings()];
  const [told, found]: [Session[], Finding[]] = [[], []];
  const take = (all: readonly Session[]) => {
    told.push(...all);
    for (const session of all) found.push(...judge.feed(session));
  };
  for (const one of observations) {
    found.push(...judge.feed(one));
    take(stage.feed(one));
  }
  take(stage.end());
  found.push(...judge.end());
  return { told, found };
}

test("no stream of observations, however senseless, throws or gives what is not plain data", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (observations) => {
      const { told, found } = read(observations);
      const numbers = told.map(({ session }) => session).sort((one, other) => one - other);
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const { ended } of told) expect(ended.words).not.toMatch(/undefined|NaN|\[object/);
      for (const { frames, count } of found) {
        expect(frames.length).toBeLessThanOrEqual(8);
        expect(count).toBeGreaterThan(0);
      }
      expect(() => JSON.stringify([told, found])).not.toThrow();
    }),
    { numRuns: 1500 },
  );
});

test("a session of 100,000 messages is not bigger than one of 100", () => {
  const told = scene().untilCharging();
  for (let round = 0; round < 50_000; round++) told.loop();
  const [session] = read(told.all).told;
  expect(session?.messages.find(({ message }) => message === "CurrentDemand")?.requests).toBe(50_000);
  expect(JSON.stringify(session).length).toBeLessThan(10_000);
});

test("ten thousand cars that only ask leave 64 sessions open at most", () => {
  const stage = sessions();
  let told = 0;
  for (let car = 0; car < 10_000; car++) {
    const source = `02:00:00:00:${(car >> 8).toString(16).padStart(2, "0")}:${(car & 0xff).toString(16).padStart(2, "0")}`;
    const mme = { type: "mme", frame: car + 1, time: 1e9, name: "CM_SLAC_PARM.REQ", mmtype: 0x6064 } as const;
    told += stage.feed({ ...mme, source, destination: "ff:ff:ff:ff:ff:ff", value: {} }).length;
  }
  expect(told).toBe(10_000 - 64);
  expect(stage.end()).toHaveLength(64);
});

test("ten thousand connections with faults are told, not kept", () => {
  const judge = findings();
  let told = 0;
  for (let connection = 0; connection < 10_000; connection++) {
    const ends = { source: "[fe80::1]:1", destination: "[fe80::2]:2", side: "charger" } as const;
    told += judge.feed({ type: "tcp", frame: connection + 1, change: "hole", connection, ...ends }).length;
  }
  expect(told).toBe(10_000 - 256);
});
