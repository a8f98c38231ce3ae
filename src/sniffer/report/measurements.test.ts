import { expect, test } from "vitest";
import { scene, volts } from "../../../test/made-observations.ts";
import type { MessageEvent, Observation } from "../events.ts";
import type { Beside } from "../limits/ac-samples.ts";
import { measurements } from "./measurements.ts";

const isMessage = (one: Observation): one is MessageEvent => one.type === "message" && one.schema !== "sdp";
const measured = (all: readonly Observation[], beside: Beside = {}) => {
  const stage = measurements();
  return all.filter(isMessage).flatMap((one) => stage.feed(one, beside) ?? []);
};
const quantity =
  (Unit: string) =>
  (Value: number, Multiplier = 0) => ({ Multiplier, Unit, Value });
const [amps, watts] = [quantity("A"), quantity("W")];

test("a turn of the direct current loop says what was asked for, given and allowed", () => {
  const all = scene()
    .untilCharging()
    .loop(
      { EVTargetVoltage: volts(400), EVTargetCurrent: amps(120), EVMaximumCurrentLimit: amps(200) },
      {
        EVSEPresentVoltage: volts(390),
        EVSEPresentCurrent: amps(1185, -1),
        EVSEMaximumCurrentLimit: amps(150),
        EVSEMaximumPowerLimit: watts(39, 3),
        MeterInfo: { MeterReading: "4711" },
      },
    ).all;
  const turn = measured(all).find(({ isCharging }) => isCharging);
  expect(turn?.values).toMatchObject({
    targetVoltage: 400,
    targetCurrent: 120,
    presentVoltage: 390,
    presentCurrent: 118.5,
    vehicleMaximumCurrent: 200,
    chargerMaximumCurrent: 150,
    chargerMaximumPower: 39,
    soc: 41,
    meter: 4711,
  });
  // 39 kW at 390 V allow 100 A, less than the 150 A of the charger itself.
  expect(turn?.values.chargerCap).toBeCloseTo(100, 6);
  expect(turn?.values.targetPower).toBeCloseTo(46.8, 6);
  expect(turn?.values.presentPower).toBeCloseTo(46.215, 6);
});

test("precharge is measured before current flows", () => {
  const [first] = measured(scene().untilCharging().all);
  expect(first).toMatchObject({ isCharging: false, values: { targetVoltage: 400, presentVoltage: 398 } });
});

test("with alternating current, what was offered holds until it is offered anew", () => {
  const all = scene()
    .connect()
    .talk(
      "ChargeParameterDiscovery",
      { AC_EVChargeParameter: { EVMaxCurrent: amps(320, -1), EVMaxVoltage: volts(400) } },
      { AC_EVSEChargeParameter: { EVSENominalVoltage: volts(230), EVSEMaxCurrent: amps(16) } },
    )
    .talk("ChargingStatus")
    .talk("ChargingStatus", {}, { EVSEMaxCurrent: amps(10), MeterInfo: { MeterReading: "90" } }).all;
  const diagnosis = { "Power Type": "AC", "Present Current [A]": 9.5, "PP Resistor [Ohm]": 220 };
  const [first, second] = measured(all, { pilot: { state: "C2", duty: 25 }, diagnosis });
  expect(first?.values).toMatchObject({
    vehicleMaximumCurrent: 32,
    presentVoltage: 230,
    chargerMaximumCurrent: 16,
    pilotCurrent: 15,
    cableCurrent: 32,
    presentCurrent: 9.5,
  });
  expect(second?.values).toMatchObject({ chargerMaximumCurrent: 10, meter: 90 });
});

test("ISO 15118-20 gives the power of each phase; together they are the power", () => {
  const power = (Value: number) => ({ Exponent: 0, Value });
  const all = scene({ dialect: "iso20" })
    .connect()
    .talk(
      "AC_ChargeLoop",
      { DisplayParameters: { PresentSOC: 20 }, Dynamic_AC_CLReqControlMode: { EVPresentActivePower: power(3000) } },
      {
        Dynamic_AC_CLResControlMode: {
          EVSETargetActivePower: power(3600),
          EVSETargetActivePower_L2: power(3600),
          EVSETargetActivePower_L3: power(3600),
        },
      },
    ).all;
  expect(measured(all)[0]?.values).toMatchObject({ vehiclePresentPower: 3, chargerTargetPower: 10.8, soc: 20 });
});

test("senseless values measure nothing", () => {
  const all = scene()
    .connect()
    .talk("PreCharge", { EVTargetVoltage: "much" }, { EVSEPresentVoltage: { Value: {}, Multiplier: [] } }).all;
  expect(measured(all).flatMap(({ values }) => Object.values(values).filter((value) => value !== undefined))).toEqual(
    [],
  );
});
