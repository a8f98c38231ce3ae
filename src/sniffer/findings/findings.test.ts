import { expect, test } from "vitest";
import {
  broadcast,
  carMac,
  chargerMac,
  neighbourMac,
  type Scene,
  scene,
  volts,
} from "../../../test/made-observations.ts";
import type { Finding } from "./finding.ts";
import { findings } from "./findings.ts";
import { rules } from "./rules.ts";

const stop = (told: Scene) =>
  told.talk("PowerDelivery", { ChargeProgress: "Stop" }).talk("SessionStop", { ChargingSession: "Terminate" });

/** What every session in clear has, and no rule is about. */
const usual = ["no-tls", "nmk-in-clear"];

const codesOf = (told: Scene) =>
  told
    .findings()
    .map(({ code }) => code)
    .filter((code) => !usual.includes(code));

const only = (told: Scene, code: string): Finding => {
  const found = told.findings().filter((finding) => finding.code === code);
  expect(found).toHaveLength(1);
  return found[0]!;
};

const slacOf = (name: string, source: string, destination: string, value = {}) => ({
  name,
  source,
  destination,
  value,
});

/** SLAC with some messages left out, replaced or added. */
function slac(change: (step: ReturnType<typeof slacOf>) => readonly ReturnType<typeof slacOf>[]): Scene {
  const told = scene();
  for (const one of scene().slac().all) {
    if (one.type !== "mme") continue;
    for (const step of change({ name: one.name, source: one.source, destination: one.destination, value: one.value })) {
      told.mme(step.name, step.source, step.destination, step.value);
    }
  }
  return told;
}

test("a session by the book has nothing but what is true of all sessions in clear", () => {
  expect(codesOf(stop(scene().slac().sdp().untilCharging().loop()))).toEqual([]);
});

test("the same thing about the same message is one finding with its worst value", () => {
  const told = scene().untilCharging();
  for (let round = 1; round <= 20; round++)
    told
      .ask("CurrentDemand")
      .wait(0.25 + round / 100)
      .answer("CurrentDemand");
  expect(only(stop(told), "slow-loop-response")).toMatchObject({
    severity: "notice",
    area: "timing",
    clause: "ISO 15118-2, V2G_EVCC_Msg_Timeout",
    limit: 0.25,
    measured: expect.closeTo(0.46, 4),
    unit: "s",
    count: 20,
    session: 1,
    words: "CurrentDemandRes came later than the car has to wait: 0.46 s, at most 0.25 s (20 times in all)",
  });
  expect(only(told, "slow-loop-response").frames).toHaveLength(8);
});

const sequence: readonly (readonly [string, () => Scene, string])[] = [
  ["the car skips the cable check", () => wrongOrder("PreCharge"), "wrong-order"],
  ["the car sends a second request before the first is answered", () => unanswered(), "request-before-response"],
  [
    "the charger answers what nobody asked",
    () => scene().untilCharging().loop().answer("WeldingDetection"),
    "response-without-request",
  ],
  [
    "the car uses another SessionID",
    () => scene().untilCharging().ask("CurrentDemand", {}, { SessionID: "00" }),
    "wrong-session-id",
  ],
  ["the charger answers FAILED", () => scene().untilCharging().loop({}, { ResponseCode: "FAILED" }), "failed-response"],
  [
    "the car goes on after FAILED",
    () => scene().untilCharging().loop({}, { ResponseCode: "FAILED" }).loop(),
    "went-on-after-failed",
  ],
  ["a request is never answered", () => unansweredAtTheEnd(), "request-without-response"],
  ["the car goes on after nine times EVSE_Shutdown", () => stopSigns(), "stop-sign-ignored"],
  ["the car ends precharge 50 V too early", () => precharged(350), "precharge-gap"],
];

function stopSigns(): Scene {
  const DC_EVSEStatus = { EVSEStatusCode: "EVSE_Shutdown", EVSENotification: "StopCharging" };
  const told = scene().untilCharging();
  for (let round = 0; round < 9; round++) told.loop({}, { DC_EVSEStatus });
  return told;
}

function wrongOrder(stem: string): Scene {
  const told = scene().connect().talk("SessionSetup").talk("ServiceDiscovery").talk("PaymentServiceSelection");
  told.talk("Authorization", {}, { EVSEProcessing: "Finished" });
  return told.talk("ChargeParameterDiscovery", {}, { EVSEProcessing: "Finished" }).talk(stem);
}

const unanswered = () => scene().untilCharging().ask("CurrentDemand").ask("CurrentDemand").answer("CurrentDemand");

const unansweredAtTheEnd = () => scene().untilCharging().ask("CurrentDemand").wait(60).tcp("closed", "vehicle");

function precharged(reached: number): Scene {
  const told = scene()
    .connect()
    .talk("PreCharge", { EVTargetVoltage: volts(400) }, { EVSEPresentVoltage: volts(reached) });
  return told.talk("PowerDelivery", { ChargeProgress: "Start" });
}

test.each(sequence)("in the sequence: %s", (_fact, told, code) => {
  expect(codesOf(told())).toContain(code);
});

test("[V2G2-538] what came where nothing like it may come is named with its place", () => {
  expect(only(wrongOrder("PreCharge"), "wrong-order")).toMatchObject({
    severity: "error",
    words: "PreChargeReq after ChargeParameterDiscovery is not what the standard allows there",
    clause: "[V2G2-538]",
  });
});

test("a charger that closes after a minute of the car's silence has waited long enough", () => {
  const told = scene().untilCharging().loop().wait(60).tcp("closed", "charger");
  expect(only(told, "sequence-timeout")).toMatchObject({ limit: 60, clause: "ISO 15118-2, V2G_SECC_Sequence_Timeout" });
  const orderly = stop(scene().untilCharging().loop()).wait(1).tcp("closed", "charger");
  expect(codesOf(orderly)).toEqual([]);
});

test("a request that the recording's end cuts off is no unanswered one", () => {
  const shutdown = { DC_EVSEStatus: { EVSEStatusCode: "EVSE_Shutdown", EVSENotification: "StopCharging" } };
  const told = scene().untilCharging().loop({}, shutdown).talk("PowerDelivery", { ChargeProgress: "Stop" });
  expect(codesOf(told.ask("WeldingDetection"))).toEqual([]);
});

const orders: readonly (readonly [string, readonly (readonly [string, object?, object?])[], boolean])[] = [
  ["SessionStop straight out of the loop", [["CurrentDemand"], ["SessionStop"]], false],
  [
    "a receipt that was asked for",
    [["CurrentDemand", {}, { ReceiptRequired: true }], ["MeteringReceipt"], ["CurrentDemand"]],
    true,
  ],
  [
    "a loop that goes on without the receipt",
    [["CurrentDemand", {}, { ReceiptRequired: true }], ["CurrentDemand"]],
    false,
  ],
  ["a receipt that nobody asked for", [["CurrentDemand"], ["MeteringReceipt"]], false],
  [
    "PowerDelivery for DC without a cable check",
    [
      ["CurrentDemand"],
      ["PowerDelivery", { ChargeProgress: "Renegotiate" }],
      ["ChargeParameterDiscovery", {}, { EVSEProcessing: "Finished", DC_EVSEChargeParameter: {} }],
      ["PowerDelivery", { ChargeProgress: "Start" }],
    ],
    false,
  ],
];

test.each(orders)("the order of ISO 15118-2: %s", (_, talks, isAllowed) => {
  const told = scene().untilCharging();
  for (const [stem, request, response] of talks) told.talk(stem, { ...request }, { ...response });
  expect(codesOf(told).includes("wrong-order")).toBe(!isAllowed);
});

test("a hole in the recording excuses what is missing", () => {
  const told = scene().untilCharging().ask("CurrentDemand").tcp("hole", "charger").talk("CurrentDemand");
  expect(codesOf(stop(told))).toEqual(["tcp-hole"]);
});

const lasting: readonly (readonly [string, () => Scene, string, number, number])[] = [
  [
    "a response after 2.5 s",
    () => scene().connect().ask("SessionSetup").wait(2.49).answer("SessionSetup"),
    "slow-response",
    2,
    2.5,
  ],
  ["a car that is silent for 70 s", () => stop(scene().untilCharging().loop().wait(69.99)), "sequence-timeout", 60, 70],
  ["a cable check of 45 s", () => repeated("CableCheck", 45), "cable-check-timeout", 40, 45],
  ["precharge of 9 s", () => repeated("PreCharge", 9), "precharge-timeout", 7, 9],
  ["an authorisation that stays Ongoing for 80 s", () => repeated("Authorization", 80), "ongoing-timeout", 60, 80],
  ["DIN: a car that is ready after 200 s", () => readyAfter(199.9), "ready-timeout", 150, 200.4],
  [
    "SDP 30 s before SessionSetupRes",
    () => scene().sdp().wait(30).connect().talk("SessionSetup"),
    "setup-timeout",
    20,
    30,
  ],
  ["SDP requests every 100 ms", () => scene().sdp("none", "").wait(0.09).sdp(), "sdp-retry-too-soon", 0.25, 0.1],
];

function readyAfter(seconds: number): Scene {
  const told = scene({ dialect: "din" }).connect().talk("SessionSetup");
  for (let second = 0; second < seconds; second += 10) told.wait(10).talk("ServiceDetail");
  return told.talk("PowerDelivery", { ReadyToChargeState: true }).loop();
}

function repeated(stem: string, seconds: number): Scene {
  const told = scene().connect();
  for (let second = 0; second < seconds; second++) told.talk(stem, {}, { EVSEProcessing: "Ongoing" }).wait(0.98);
  return told.talk(stem, {}, { EVSEProcessing: "Finished" }).talk("SessionStop");
}

test.each(lasting)("in time: %s", (_fact, told, code, limit, measured) => {
  const found = only(told(), code);
  expect(found).toMatchObject({ limit, unit: "s", area: "timing" });
  expect(Math.abs(found.measured! - measured)).toBeLessThan(0.2);
  expect(found.clause).toBeDefined();
});

test("a customer who looks for the card stops no clock", () => {
  const told = scene().connect();
  const waiting = { EVSEProcessing: "Ongoing_WaitingForCustomerInteraction" };
  for (let second = 0; second < 90; second++) told.talk("Authorization", {}, waiting).wait(1);
  expect(codesOf(told)).not.toContain("ongoing-timeout");
});

const report = (mac: string, groups: number[]) =>
  slacOf("CM_ATTEN_CHAR.IND", mac, carMac, { SOURCE_ADDRESS: carMac, NUM_SOUNDS: 10, ATTEN_PROFILE: groups });

const matching: readonly (readonly [string, () => Scene, string])[] = [
  ["nobody confirms", () => failedSlac(), "slac-failed"],
  ["the car asks more often than three times", () => failedSlac(), "slac-asked-often"],
  ["all groups are 0 dB", () => scene().slac({ groups: Array<number>(58).fill(0) }), "slac-attenuation-zero"],
  ["all groups are equal", () => scene().slac({ groups: Array<number>(58).fill(9) }), "slac-attenuation-flat"],
  ["the mean is above 40 dB", () => scene().slac({ groups: [40, 44] }), "slac-attenuation-high"],
  ["two chargers answer", () => twoChargers(), "slac-several-chargers"],
  ["the car chooses the farther one", () => twoChargers(), "slac-farther-chosen"],
  ["a match is confirmed that the car did not ask for", () => without("CM_SLAC_MATCH.REQ"), "slac-match-unasked"],
  ["an answer has another RunID", () => slac((step) => [{ ...step, ...foreign(step) }]), "slac-run-id-changed"],
  ["a sound is missing, and the charger missed it too", () => nineSounds(9), "slac-sounds-missing"],
  ["a second key is given", () => twoKeys(), "slac-two-keys"],
  ["one CM_START_ATTEN_CHAR.IND is not enough", () => oneStart(), "slac-starts"],
  ["the car sounds late", () => paused("CM_START_ATTEN_CHAR.IND", 0.5), "slac-slow-sounding"],
  ["the car chooses late", () => paused("CM_SLAC_MATCH.REQ", 11), "slac-slow-choice"],
];

function failedSlac(): Scene {
  const told = scene();
  for (let round = 0; round < 4; round++) told.wait(0.2).mme("CM_SLAC_PARM.REQ", carMac, broadcast);
  return told.wait(20).pilot("B1");
}

const twoChargers = () =>
  slac((step) =>
    step.name === "CM_ATTEN_CHAR.IND" ? [report(neighbourMac, [4, 5]), report(chargerMac, [30, 31])] : [step],
  );

const without = (name: string) => slac((step) => (step.name === name ? [] : [step]));

const foreign = ({ name, value }: { name: string; value: object }) =>
  name === "CM_SLAC_PARM.CNF" ? { value: { ...value, RunID: "ffffffffffffffff" } } : {};

function twoKeys(): Scene {
  const again = { EVSE_MAC: chargerMac, NID: "00000000000000", NMK: "00112233445566778899aabbccddee0f" };
  return scene().slac().mme("CM_SLAC_MATCH.CNF", chargerMac, carMac, again);
}

/** @param heard - how many the charger says it heard. */
function nineSounds(heard: number): Scene {
  return slac((step) => {
    if (step.name === "CM_ATTEN_CHAR.IND") return [{ ...step, value: { ...step.value, NUM_SOUNDS: heard } }];
    return step.value["Cnt" as never] === 5 ? [] : [step];
  });
}

test("a sound that the charger heard is missing in the recording alone", () => {
  const codes = nineSounds(10)
    .findings()
    .map(({ code }) => code);
  expect(codes.filter((code) => code.startsWith("slac-sound"))).toEqual([]);
});

test("a car that sounds with the RunID of an answer has asked with it, though nobody recorded that", () => {
  const told = scene();
  told.mme("CM_SLAC_PARM.REQ", carMac, broadcast, { RunID: "0011223344556677" }).wait(50);
  for (const step of scene().slac().all) {
    if (step.type !== "mme" || step.name === "CM_SLAC_PARM.REQ") continue;
    told.mme(step.name, step.source, step.destination, { ...(step.value as object), RunID: "8899aabbccddeeff" });
  }
  const codes = codesOf(told);
  expect(codes).not.toContain("slac-run-id-changed");
  expect(codes).not.toContain("slac-slow-sounding");
});

test("where numbers of sounds are missing, the recorder missed them, and what else is not there", () => {
  let starts = 0;
  const told = slac((step) => {
    if (step.value["Cnt" as never] === 5) return [];
    if (step.name === "CM_ATTEN_CHAR.IND") return [{ ...step, value: { ...step.value, NUM_SOUNDS: 9 } }];
    return step.name === "CM_START_ATTEN_CHAR.IND" && starts++ === 0 ? [] : [step];
  });
  expect(codesOf(told).filter((code) => /^slac-(sound-|starts)/.test(code))).toEqual([]);
});

function oneStart(): Scene {
  let seen = 0;
  return slac((step) => (step.name === "CM_START_ATTEN_CHAR.IND" && seen++ > 0 ? [] : [step]));
}

/** SLAC with a pause before the first message of this name. */
function paused(name: string, seconds: number): Scene {
  const told = scene();
  let hasPaused = false;
  for (const one of scene().slac().all) {
    if (one.type !== "mme") continue;
    if (one.name === name && !hasPaused) told.wait(seconds);
    hasPaused ||= one.name === name;
    told.mme(one.name, one.source, one.destination, one.value);
  }
  return told;
}

test.each(matching)("in SLAC: %s", (_fact, told, code) => {
  const found = told()
    .findings()
    .filter((finding) => finding.code === code);
  expect(found.map(({ area }) => area)).toEqual(["slac"]);
});

const secrets: readonly (readonly [string, () => Scene, string])[] = [
  ["a session in clear", () => stop(scene().sdp().untilCharging()), "no-tls"],
  [
    "TLS asked for, refused, and gone on without",
    () => stop(scene().sdp("tls", "none").untilCharging()),
    "tls-refused",
  ],
  [
    "ISO 15118-20 in clear",
    () => scene({ dialect: "iso20" }).sdp().connect().talk("SessionSetup"),
    "iso20-without-tls",
  ],
  ["Plug and Charge in clear", () => paying("Contract"), "pnc-without-tls"],
  ["a key of one octet", () => scene().slac({ nmk: "77".repeat(16) }), "nmk-weak"],
  ["a key of text", () => scene().slac({ nmk: "5a41364b39514d3257583748504c3354" }), "nmk-alphabet"],
  ["an identifier that is not derived", () => scene().slac({ nid: "01020304050607" }), "nid-not-derived"],
  ["the key of an earlier session", () => stop(scene().slac().sdp().untilCharging()).slac(), "nmk-reused"],
  [
    "an all-zero SessionID",
    () => scene().connect().ask("SessionSetup").answer("SessionSetup", {}, { SessionID: "00" }),
    "session-id-zero",
  ],
  [
    "a SessionID that counts",
    () => scene().connect().ask("SessionSetup").answer("SessionSetup", {}, { SessionID: "0102030405060708" }),
    "session-id-guessable",
  ],
  [
    "the SessionID of an earlier session",
    () => stop(stop(scene().untilCharging()).untilCharging()),
    "session-id-reused",
  ],
];

function paying(option: string): Scene {
  return scene()
    .sdp()
    .connect()
    .talk("SessionSetup")
    .talk("PaymentServiceSelection", { SelectedPaymentOption: option });
}

test.each(secrets)("in the security audit: %s", (_fact, told, code) => {
  const found = told()
    .findings()
    .filter((finding) => finding.code === code);
  expect(found.map(({ area }) => area)).toEqual(["security"]);
});

test("a session by TLS is not told to be in clear", () => {
  expect(codesOf(stop(scene({ tls: true }).sdp("tls", "tls").untilCharging()))).toEqual([]);
});

test("what the TLS handshake shows is told where it concerns the session's standard", () => {
  const told = scene({ tls: true }).sdp("tls", "tls").connect();
  const observations = [
    { code: "weak-suite", words: "NULL was chosen", frame: 5 },
    { code: "group-not-asked-for", words: "secp256r1", standard: "ISO 15118-20" },
  ];
  const facts = { version: "TLS 1.2", observations };
  told.add({
    type: "tls",
    ...told.next(),
    connection: 1,
    side: "charger",
    change: "handshake",
    words: "TLS 1.2",
    facts,
  });
  const found = told.talk("supportedAppProtocol").talk("SessionSetup").findings();
  expect(found.filter(({ code }) => code.startsWith("tls-"))).toEqual([
    expect.objectContaining({ code: "tls-weak-suite", severity: "error", frames: [5], session: 1 }),
  ]);
});

test("EVCCID is told to be the hardware address where it is, padded or not", () => {
  for (const EVCCID of ["020000000001", "0200000000010000"]) {
    const told = scene().slac().sdp().connect().talk("SessionSetup", { EVCCID });
    expect(codesOf(told)).toContain("evccid-is-mac");
  }
});

test("a contract's identifier in clear is a matter of privacy, by TLS it is not", () => {
  const pay = (told: Scene) => told.connect().talk("SessionSetup").talk("PaymentDetails", { eMAID: "DE8AA1" });
  expect(only(pay(scene()), "emaid-in-clear").area).toBe("privacy");
  expect(codesOf(pay(scene({ tls: true })))).not.toContain("emaid-in-clear");
});

test("a vehicle identification number beside the messages is found", () => {
  const told = scene().untilCharging();
  const octets = `a211${Buffer.from("WDB1110001A123456").toString("hex")}`;
  const ends = { source: "[fe80::1:2:3]:50001", destination: "[fe80::4:5:6]:61000" };
  told.add({ type: "unreadable", ...told.next(), ...ends, connection: 1, octets, because: "no V2GTP" });
  expect(codesOf(stop(told))).toContain("vin-in-clear");
});

test("SDP answers from two addresses are told", () => {
  const told = scene().sdp();
  const [request, answer] = told.all;
  if (answer?.type !== "message" || request === undefined) throw new Error("no SDP in the scene");
  told.add({ ...answer, ...told.next(), source: "[fe80::bad]:15118" });
  expect(only(told, "sdp-two-answers").words).toContain("fe80::bad");
});

test("[V2G2-848] the pilot must not leave C while charging", () => {
  const told = scene().pilot("B1").pilot("C2", 5).untilCharging().loop().wait(2).pilot("B2", 5).wait(2).loop();
  expect(codesOf(stop(told))).toContain("pilot-lost");
});

test("a message that writes to a modem is told, one that reads is not", () => {
  const told = scene().mme("MODULE_OPERATION.REQ", carMac, chargerMac, { Data: "0000120002700000" });
  expect(codesOf(told)).toEqual([]);
  expect(codesOf(told.mme("MODULE_OPERATION.REQ", carMac, chargerMac, { Data: "1000" }))).toEqual(["modem-written"]);
});

test("what the schema forbids is told once for each place", () => {
  const told = scene().untilCharging().loop();
  const last = told.all.at(-1);
  if (last?.type !== "message") throw new Error("no message in the scene");
  told.add({ ...last, ...told.next(), warnings: [{ path: "Body/EVSEID", message: "is too long" }] });
  expect(codesOf(told)).toContain("schema-broken");
});

test("every code is in kebab-case and every sentence has no full stop", () => {
  for (const [code, { words }] of Object.entries(rules)) {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(words).not.toMatch(/\.$/);
  }
});

test("an address that moves to other hardware is a matter of security", () => {
  const told = scene().untilCharging().loop();
  const ends = { source: "[fe80::1:2:3]:50001", destination: "[fe80::4:5:6]:61341" };
  const moved = { before: carMac, mac: neighbourMac };
  told.add({ type: "tcp", ...told.next(), change: "moved", connection: 1, side: "vehicle", ...ends, ...moved });
  const [finding] = told.findings().filter(({ code }) => code === "address-moved");
  expect(finding).toMatchObject({ severity: "warning", area: "security", session: 1 });
  expect(finding?.words).toContain(`from ${carMac} to ${neighbourMac}`);
});

test("secrets in clear on the cable are worse than secrets in the file", () => {
  const judge = findings();
  judge.feed({ type: "recording", change: "secrets", words: "TLS secrets sent in clear", frame: 7 });
  judge.feed({ type: "recording", change: "secrets", words: "the recording itself holds TLS secrets" });
  expect(judge.end()).toEqual([
    expect.objectContaining({ code: "tls-secrets-in-clear", severity: "warning", frames: [7] }),
    expect.objectContaining({ code: "tls-secrets-in-recording", severity: "info", frames: [] }),
  ]);
});

test("doubts of the analysis of limits are findings of their session", () => {
  const doubts = [{ code: "present-current-scaled", words: "about 50 times what was asked for", frame: 9 }] as const;
  expect(findings().feed({ type: "limits", session: 3, doubts })).toEqual([
    expect.objectContaining({ code: "present-current-scaled", area: "data", frames: [9], session: 3 }),
  ]);
});

test("findings of no session come at the end", () => {
  const judge = findings();
  expect(judge.feed({ type: "recording", change: "drops", words: "5 frames were dropped" })).toEqual([]);
  expect(judge.end()).toEqual([expect.objectContaining({ code: "frames-lost", words: "5 frames were dropped" })]);
});
