import { expect, test } from "vitest";
import { carMac, chargerMac, NMK, neighbourMac, scene, volts } from "../../../test/made-observations.ts";
import { madeReport } from "../../../test/made-report.ts";
import type { Session } from "../sessions/index.ts";
import type { Rung } from "./ladder.ts";
import { reporter } from "./reporter.ts";

const amps = (Value: number) => ({ Multiplier: 0, Unit: "A", Value });
const rungsOf = (report: ReturnType<typeof madeReport>) =>
  report.sessions.flatMap(({ ladder }) => ladder.rungs).filter((rung): rung is Rung => "name" in rung);

const whole = () => {
  const made = scene().pilot("A1", 100).wait(1).pilot("B2", 5).slac().sdp().untilCharging();
  for (let turn = 0; turn < 30; turn++) {
    made.loop(
      { EVTargetVoltage: volts(400), EVTargetCurrent: amps(turn) },
      { EVSEPresentVoltage: volts(395), EVSEPresentCurrent: amps(turn), EVSEMaximumCurrentLimit: amps(100) },
    );
  }
  return made.talk("SessionStop", { ChargingSession: "Terminate" }).tcp("closed", "vehicle");
};

test("a session is told from its plug to its end", () => {
  const [session, ...others] = madeReport(whole().all).sessions;
  expect(others).toEqual([]);
  expect(session?.header).toMatchObject({
    vehicle: { mac: carMac, id: "0a0b0c0d0e0f" },
    charger: { mac: chargerMac, id: "DE*1" },
    protocol: "ISO 15118-2",
    tls: "no TLS",
    isEncrypted: false,
    soc: { first: 40, last: 41 },
    energyFrom: "present values",
  });
  expect(session?.phases.map(({ name }) => name)).toEqual(expect.arrayContaining(["slac", "precharge", "charging"]));
  expect(session?.pilot.map(({ state }) => state)).toContain("B2");
  expect(session?.attenuation).toMatchObject([{ mac: chargerMac, isChosen: true, groups: expect.any(Array) }]);
  expect(session?.times.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["SLAC in all", "SDP answer", "Cable check"]),
  );
  expect(session?.latencies.find(({ message }) => message === "CurrentDemand")).toMatchObject({
    requests: 30,
    late: 0,
  });
});

test("times count from the beginning of the session", () => {
  const [session] = madeReport(whole().all).sessions;
  const last = session?.series?.at.at(-1) as number;
  expect(session?.phases[0]?.start).toBe(0);
  expect(last).toBeGreaterThan(0);
  expect(last).toBeLessThanOrEqual(session?.duration as number);
  // More than 1 A flows from the third turn on.
  const charging = session?.phases.find(({ name }) => name === "charging")?.start as number;
  expect(session?.header.timeToCharge).toBeGreaterThan(charging);
  expect(session?.header.timeToCharge).toBeLessThan(charging + 0.1);
});

test("the ladder holds SLAC, SDP, TCP and messages in the order of their frames", () => {
  const rungs = rungsOf(madeReport(whole().all));
  const names = rungs.map(({ name }) => name);
  for (const name of ["CM_SLAC_PARM.REQ", "SDPReq", "TCP opened", "supportedAppProtocolReq", "control pilot"]) {
    expect(names).toContain(name);
  }
  expect(rungs.map(({ frame }) => frame)).toEqual([...rungs.map(({ frame }) => frame)].sort((a, b) => a - b));
  expect(rungs.find(({ name }) => name === "SessionSetupRes")).toMatchObject({ side: "charger", latency: 0.01 });
  expect(rungs.filter(({ name, value }) => name === "CurrentDemandReq" && value !== undefined)).toHaveLength(1);
});

test("the network's key is nowhere in it", () => {
  const all = whole().all;
  expect(JSON.stringify(all)).toContain(NMK);
  expect(JSON.stringify(madeReport(all))).not.toContain(NMK);
});

test("a neighbour's SLAC belongs to the neighbour", () => {
  const made = scene().slac();
  made.mme("CM_SLAC_PARM.REQ", neighbourMac, "ff:ff:ff:ff:ff:ff", { RunID: "ffffffffffffffff" });
  made.sdp().untilCharging().tcp("closed", "vehicle");
  const { sessions } = madeReport(made.all);
  const own = sessions.find(({ header }) => header.vehicle.mac === carMac);
  const words = own?.ladder.rungs.map((rung) => ("words" in rung ? rung.words : "")).join(" ");
  expect(words).toContain(carMac);
  expect(words).not.toContain(neighbourMac);
});

test("a current that is scaled wrongly is marked, and neither energy nor power is told", () => {
  const made = scene().untilCharging();
  for (let turn = 0; turn < 30; turn++) {
    made.loop(
      { EVTargetVoltage: volts(400), EVTargetCurrent: amps(30) },
      {
        EVSEPresentVoltage: volts(365),
        EVSEPresentCurrent: amps(1500 + (turn % 3)),
        EVSEMaximumCurrentLimit: amps(30),
      },
    );
  }
  const [session] = madeReport(made.tcp("closed", "vehicle").all).sessions;
  expect(session?.faults).toEqual([expect.stringContaining("scaled wrongly")]);
  expect(session?.series?.columns.find(({ quantity }) => quantity === "presentCurrent")?.isImplausible).toBe(true);
  expect(session?.header).not.toHaveProperty("energy");
  expect(session?.header).not.toHaveProperty("peakPower");
  expect(session?.intervals.every((interval) => interval.energy === undefined)).toBe(true);
});

test("charging by the pilot alone shows what the pilot allowed", () => {
  const all = scene()
    .pilot("A1", 100)
    .wait(2)
    .pilot("B1", 100)
    .wait(1)
    .pilot("B2", 25)
    .wait(1)
    .pilot("C2", 25)
    .wait(60)
    .pilot("A1", 100).all;
  const [session] = madeReport(all).sessions;
  const column = session?.series?.columns.find(({ quantity }) => quantity === "pilotCurrent");
  expect(session?.header.protocol).toContain("IEC 61851-1");
  expect(Math.max(...(column?.values ?? []).map((value) => value ?? 0))).toBe(15);
});

test("a recording without times is told without times", () => {
  const all = whole().all.map((one) => {
    const { time, ...untimed } = one;
    return untimed as typeof one;
  });
  const [session] = madeReport(all).sessions;
  expect(session).not.toHaveProperty("start");
  expect(session).not.toHaveProperty("series");
  expect(session?.header.charger.id).toBe("DE*1");
  expect(session?.ladder.steps).toBeGreaterThan(40);
});

test("sessions that are written down while the recording is read are not kept", () => {
  const stage = reporter();
  const [session] = scene().untilCharging().tcp("closed", "vehicle").sessions();
  stage.feed(session as Session);
  expect(stage.drain().map(({ session }) => session)).toEqual([1]);
  expect(stage.drain()).toEqual([]);
  expect(stage.report("a").sessions).toEqual([]);
});

test("an empty recording is an empty report", () => {
  expect(madeReport([])).toMatchObject({ recording: "made.pcapng", sessions: [], findings: [], seen: [] });
});

test("many sessions stay within the bounds: fewer points and rungs of each", () => {
  const made = scene();
  for (let session = 0; session < 12; session++) {
    made.untilCharging();
    for (let turn = 0; turn < 200; turn++) {
      made.loop({ EVTargetVoltage: volts(400), EVTargetCurrent: amps(turn % 50) }, { EVSEPresentVoltage: volts(395) });
    }
    made.tcp("closed", "vehicle").wait(70);
  }
  const report = madeReport(made.all, "many", { points: 64, rungs: 40 });
  expect(report.sessions).toHaveLength(12);
  for (const { series, ladder } of report.sessions) {
    expect(series?.at.length).toBeLessThanOrEqual(68);
    expect(series?.measured).toBe(201);
    expect(ladder.rungs.length).toBeLessThanOrEqual(41);
    expect(ladder.rungs.some((rung) => "value" in rung && rung.value !== undefined)).toBe(false);
  }
});
