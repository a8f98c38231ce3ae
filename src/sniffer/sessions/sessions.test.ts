import { describe, expect, test } from "vitest";
import { broadcast, carMac, chargerMac, neighbourMac, type Scene, scene } from "../../../test/made-observations.ts";
import { sessions } from "./sessions.ts";

const onlyOne = (told: Scene) => {
  const all = told.sessions();
  expect(all).toHaveLength(1);
  return all[0]!;
};

const stop = (told: Scene) =>
  told.talk("PowerDelivery", { ChargeProgress: "Stop" }).talk("SessionStop", { ChargingSession: "Terminate" });

describe("one session", () => {
  test("SLAC, SDP, TCP and messages of one car are one session with all its phases", () => {
    const told = scene().pilot("A1").pilot("B1").slac().sdp().untilCharging().loop().loop();
    const session = onlyOne(stop(told).tcp("closed", "vehicle"));
    expect(session.phases.map(({ name }) => name)).toEqual([
      "plug",
      "slac",
      "link",
      "sdp",
      "tcp",
      "handshake",
      "identification",
      "authorisation",
      "parameters",
      "cable check",
      "precharge",
      "charging",
      "stopping",
      "end",
    ]);
    expect(session).toMatchObject({
      session: 1,
      vehicle: { mac: carMac, ip: "fe80::1:2:3", id: "0a0b0c0d0e0f" },
      charger: { mac: chargerMac, ip: "fe80::4:5:6", id: "DE*1" },
      sessionId: "1a2b3c4d5e6f7788",
      protocol: "iso2",
      service: { energy: "DC", mode: "DC_extended", payment: "ExternalPayment" },
      soc: { first: 40, last: 41 },
      sdp: { asked: 1, answered: 1, wanted: "none", offered: "none" },
      handshake: { responseCode: "OK_SuccessfulNegotiation", chosen: { priority: 1 } },
    });
  });

  test("SLAC keeps the groups, their mean, and who was chosen", () => {
    const [attempt] = onlyOne(scene().slac()).slac!.attempts;
    expect(attempt).toMatchObject({ stage: "matched", asked: 1, announced: 3, sounds: 10, chosen: chargerMac });
    expect(attempt?.responders[0]?.groups).toHaveLength(58);
    expect(attempt?.responders[0]?.attenuation).toBeCloseTo(12.034, 2);
    expect(attempt?.duration).toBeCloseTo(0.38, 5);
  });

  test("a thousand loops are one row, with their latencies", () => {
    const told = scene().untilCharging();
    for (let round = 0; round < 1000; round++) told.loop();
    const session = onlyOne(told);
    expect(session.exchanges.filter(({ message }) => message === "CurrentDemand")).toHaveLength(1);
    const { latency } = session.messages.find(({ message }) => message === "CurrentDemand")!;
    expect(latency!.mean).toBeCloseTo(0.01, 4);
    expect(latency!.p95).toBeCloseTo(0.01, 3);
  });

  test("a renegotiation stays in its session", () => {
    const told = scene().untilCharging().loop().talk("PowerDelivery", { ChargeProgress: "Renegotiate" });
    told.talk("ChargeParameterDiscovery", {}, { EVSEProcessing: "Finished" });
    expect(onlyOne(stop(told.talk("PowerDelivery", { ChargeProgress: "Start" }).loop())).renegotiations).toBe(1);
  });

  test("a session is told ten seconds after its connection ended", () => {
    const told = stop(scene().untilCharging().loop()).tcp("closed", "vehicle").wait(11).pilot("B1");
    expect(told.sessions()[0]?.ended.kind).toBe("stopped");
  });
});

describe("several sessions", () => {
  test("a pause ends its session, and the next one names it", () => {
    const told = scene().slac().sdp().untilCharging().loop().talk("PowerDelivery", { ChargeProgress: "Stop" });
    told.talk("SessionStop", { ChargingSession: "Pause" }).tcp("closed", "vehicle").wait(35).sdp().connect();
    told.talk("supportedAppProtocol").talk("SessionSetup", {}, { ResponseCode: "OK_OldSessionJoined" });
    const [first, second] = told.sessions();
    expect(first?.ended).toMatchObject({ by: "vehicle", kind: "paused" });
    expect(second).toMatchObject({ session: 2, resumes: 1, vehicle: { mac: carMac } });
  });

  test("a handshake after a finished one begins the next session", () => {
    const told = stop(scene().untilCharging().loop());
    expect(stop(told.untilCharging().loop()).sessions()).toHaveLength(2);
  });

  test("TLS that fails and the plain connection after it are one session", () => {
    const told = scene().sdp("tls", "tls").connect();
    const { frame, time } = told.next();
    told.add({ type: "tls", frame, time, connection: 1, side: "charger", change: "alert", words: "handshake_failure" });
    told.tcp("closed", "charger").sdp().untilCharging().loop();
    const session = onlyOne(stop(told));
    expect(session.connections).toHaveLength(2);
    expect(session.sdp).toMatchObject({ asked: 2, wanted: "tls", wantedLast: "none" });
  });

  test("SLAC of a neighbour's car is a session of its own", () => {
    const told = scene().slac().sdp().untilCharging().loop();
    told.mme("CM_SLAC_PARM.REQ", neighbourMac, broadcast).loop();
    const all = stop(told).wait(10).pilot("B1").sessions();
    expect(all.map(({ vehicle }) => vehicle.mac).sort()).toEqual([carMac, neighbourMac]);
  });

  test("a car that asks for SLAC while its session runs does not end it", () => {
    const told = scene().slac().sdp().untilCharging().loop().mme("CM_SLAC_PARM.REQ", carMac, broadcast).loop();
    const [first] = stop(told)
      .sessions()
      .sort((one, other) => one.session - other.session);
    expect(first?.messages.find(({ message }) => message === "CurrentDemand")).toMatchObject({ requests: 2 });
  });
});

describe("how it ended", () => {
  const ends: readonly (readonly [string, () => Scene, object])[] = [
    [
      "The car stopped: ChargingComplete at 41 %",
      () => stop(scene().untilCharging().loop({ ChargingComplete: true })),
      { by: "vehicle", kind: "completed", cause: "ChargingComplete" },
    ],
    [
      "The car stopped charging at 41 %: PowerDelivery(Stop), without saying why",
      () => stop(scene().untilCharging().loop()),
      { by: "vehicle", kind: "stopped" },
    ],
    [
      "The charger shut down while charging at 41 %: EVSE_EmergencyShutdown; the charger closed TCP",
      () => {
        const DC_EVSEStatus = { EVSEStatusCode: "EVSE_EmergencyShutdown", EVSENotification: "StopCharging" };
        return scene().untilCharging().loop().loop({}, { DC_EVSEStatus }).tcp("closed", "charger");
      },
      { by: "charger", kind: "shutdown", cause: "EVSE_EmergencyShutdown" },
    ],
    [
      "The charger asked to stop while charging at 41 %: StopCharging; the car obeyed with PowerDelivery(Stop)",
      () => {
        const DC_EVSEStatus = { EVSEStatusCode: "EVSE_Ready", EVSENotification: "StopCharging" };
        return stop(scene().untilCharging().loop({}, { DC_EVSEStatus }));
      },
      { by: "charger", kind: "stopped", cause: "StopCharging" },
    ],
    [
      "The charger refused CurrentDemandReq with FAILED while charging; the car closed TCP",
      () => scene().untilCharging().loop({}, { ResponseCode: "FAILED" }).tcp("closed", "vehicle"),
      { by: "charger", kind: "refused", cause: "FAILED" },
    ],
    [
      "The car reported FAILED_RESSTemperatureInhibit at 60 % and stopped",
      () => {
        const DC_EVStatus = { EVReady: true, EVErrorCode: "FAILED_RESSTemperatureInhibit", EVRESSSOC: 60 };
        return stop(scene().untilCharging().loop({ DC_EVStatus }));
      },
      { by: "vehicle", kind: "error" },
    ],
    [
      "The charger did not answer CurrentDemandReq while charging; the car closed TCP after 2.0 s",
      () => scene().untilCharging().loop().ask("CurrentDemand").wait(2).tcp("closed", "vehicle"),
      { by: "charger", kind: "no-answer" },
    ],
    [
      "The car closed TCP while charging at 41 %; CurrentDemandRes had come 1.01 s after the request, cars wait 0.25 s",
      () =>
        scene().untilCharging().loop().ask("CurrentDemand").wait(1).answer("CurrentDemand").tcp("closed", "vehicle"),
      { by: "vehicle", kind: "closed" },
    ],
    ["The recording ends while charging at 41 %", () => scene().untilCharging().loop(), { by: "nobody", kind: "cut" }],
    [
      "The car fell silent after CurrentDemandRes while charging; nothing more came for 30 s",
      () => scene().untilCharging().loop().wait(30).pilot("C2"),
      { by: "vehicle", kind: "silent" },
    ],
    [
      "SLAC failed: the car asked 6 times, nobody confirmed",
      () => {
        const told = scene();
        for (let round = 0; round < 6; round++) told.wait(0.2).mme("CM_SLAC_PARM.REQ", carMac, broadcast);
        return told.wait(20).pilot("B1");
      },
      { by: "charger", kind: "slac-failed" },
    ],
    [
      "SDP failed: the car asked 4 times for TLS, no charger answered",
      () => {
        const told = scene().slac();
        for (let round = 0; round < 4; round++) told.wait(0.25).sdp("tls", "");
        return told.wait(20).pilot("B1");
      },
      { by: "charger", kind: "sdp-failed" },
    ],
    [
      "The charger speaks none of the car's protocols (the car offered ISO 15118-2; the charger answered Failed_NoNegotiation); the charger closed TCP",
      () => {
        const AppProtocol = [{ ProtocolNamespace: "urn:iso:15118:2:2013:MsgDef", SchemaID: 1, Priority: 1 }];
        const told = scene().sdp().connect().ask("supportedAppProtocol", { AppProtocol });
        return told.answer("supportedAppProtocol", { ResponseCode: "Failed_NoNegotiation" }).tcp("closed", "charger");
      },
      { by: "charger", kind: "no-protocol" },
    ],
    [
      "The charger refused the TCP connection",
      () => scene().sdp().connect().tcp("reset", "charger"),
      { by: "charger", kind: "tcp-failed" },
    ],
    [
      "Charged by the control pilot alone: 22 % = 13.2 A; the cable was unplugged",
      () => scene().pilot("A1").pilot("B1").pilot("B2", 22).pilot("C2", 22).wait(3600).pilot("B2", 22).pilot("A1"),
      { by: "nobody", kind: "basic" },
    ],
  ];

  test.each(ends)("%s", (words, told, ended) => {
    expect(onlyOne(told()).ended).toMatchObject({ words, ...ended });
  });
});

test("a second connection beside the messages, for battery data, neither ends nor splits the session", () => {
  const told = scene().untilCharging().loop();
  const ends = { source: "[fe80::1:2:3]:50009", destination: "[fe80::4:5:6]:61000", connection: 9 };
  told.add({ type: "tcp", ...told.next(), change: "opened", side: "vehicle", ...ends });
  told.add({ type: "unreadable", ...told.next(), ...ends, because: "no V2GTP" });
  told.add({ type: "tcp", ...told.next(), change: "closed", side: "vehicle", ...ends });
  told.wait(30);
  const session = onlyOne(stop(told.loop()));
  expect(session.connections.map(({ connection, messages }) => [connection, messages > 0])).toEqual([
    [1, true],
    [9, false],
  ]);
});

test("messages of a text log, which names no connection and no address, are sessions too", () => {
  const told = stop(stop(scene().untilCharging().loop()).untilCharging().loop()).all.flatMap((one) => {
    if (one.type !== "message") return [];
    const { connection, ...message } = one;
    return [{ ...message, source: "", destination: "" }];
  });
  const stage = sessions();
  expect([...told.flatMap((one) => stage.feed(one)), ...stage.end()].map(({ ended }) => ended.kind)).toEqual([
    "stopped",
    "stopped",
  ]);
});
