import { expect, test } from "vitest";
import { feed } from "../base/feed.ts";
import { startRun } from "../base/run.ts";
import type { PilotSignal } from "../pilot/control-pilot.ts";
import { pilotTiming } from "../pilot/timing.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { plant } from "../simulator/plant.ts";
import { chargeByDuty } from "./basic-charging.ts";
import type { PlugTelling } from "./plug-events.ts";

/** A car that does not speak, plugged in at a wallbox of 16 A. */
async function desk() {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfiles.any, charger: chargerProfiles.wallbox, soc: 50 });
  const limit = { maximumCurrent: 16 };
  const ac = world.charger.ac as NonNullable<typeof world.charger.ac>;
  const output = {
    ...ac,
    get maximumCurrent() {
      return limit.maximumCurrent;
    },
  };
  const charger = { ...world.charger, ac: output };
  world.pilot.plug(true);
  await clock.turn(100);
  const run = startRun(clock);
  const told: PlugTelling[] = [];
  const stops = feed<void>();
  const duty = () => {
    const signal: PilotSignal = world.pilot.charger.signal;
    return typeof signal === "object" ? signal.duty : signal;
  };
  const begin = () => {
    const over = chargeByDuty(charger, run, pilotTiming, (event) => told.push(event), { onStop: stops.on });
    over.catch(() => {});
    return over;
  };
  const go = async (state: "B" | "C" | "D") => {
    world.pilot.car.load(state);
    await clock.turn(500);
  };
  return { clock, world, run, limit, told, stops, duty, begin, go, isOn: ac.contactors.areClosed };
}

test("a duty is offered once the car is authorized, and contactors follow state C", async () => {
  const { clock, duty, begin, go, isOn } = await desk();
  begin();
  await clock.turn(pilotTiming.stepX1 + 1000);
  expect(duty()).toBe("steady");
  await clock.turn(1000);
  expect(duty()).toBeCloseTo(16 / 0.6, 6);
  expect(isOn()).toBe(false);
  for (const state of ["C", "B", "D", "B"] as const) {
    await go(state);
    expect(isOn()).toBe(state !== "B");
  }
});

test("contactors open within 100 ms and their own time when the car leaves state C (IEC 61851-1)", async () => {
  const { clock, world, begin, go, isOn } = await desk();
  begin();
  await clock.turn(6000);
  await go("C");
  world.pilot.car.load("B");
  await clock.turn(200);
  expect(isOn()).toBe(false);
});

test("another current is said by another duty, no sooner than five seconds after the last", async () => {
  const { clock, limit, duty, begin, go } = await desk();
  begin();
  await clock.turn(6000);
  await go("C");
  limit.maximumCurrent = 10;
  await clock.turn(5000);
  expect(duty()).toBeCloseTo(10 / 0.6, 6);
  limit.maximumCurrent = 32;
  await clock.turn(4000);
  expect(duty()).toBeCloseTo(10 / 0.6, 6);
  await clock.turn(1500);
  expect(duty()).toBeCloseTo(32 / 0.6, 6);
});

test("no current is offered below 6 A: contactors stay open although the car is in state C", async () => {
  const { clock, limit, duty, begin, go, isOn } = await desk();
  limit.maximumCurrent = 0;
  begin();
  await clock.turn(6000);
  expect(duty()).toBe(100);
  await go("C");
  expect(isOn()).toBe(false);
  limit.maximumCurrent = 16;
  await clock.turn(6000);
  expect(duty()).toBeCloseTo(16 / 0.6, 6);
  expect(isOn()).toBe(true);
});

test("a car that still draws six seconds after its current was taken back is cut off (IEC 61851-1)", async () => {
  const { clock, limit, duty, begin, go, isOn } = await desk();
  begin();
  await clock.turn(6000);
  await go("C");
  limit.maximumCurrent = 0;
  await clock.turn(5500);
  expect(duty()).toBe(100);
  expect(isOn()).toBe(true);
  await clock.turn(6500);
  expect(isOn()).toBe(false);
});

test.each(["before", "while"] as const)("a residual current %s charging ends it with open contactors", async (when) => {
  const { clock, world, begin, go, told, duty, isOn } = await desk();
  const over = begin();
  await clock.turn(6000);
  if (when === "before") world.charger.knobs.hasResidualCurrent = true;
  await go("C");
  world.charger.knobs.hasResidualCurrent = true;
  await clock.until(over);
  expect(told).toContainEqual({ type: "trouble", words: "The residual current device has tripped" });
  expect(duty()).toBe("steady");
  expect(isOn()).toBe(false);
});

test("contactors open within 100 ms and their own time when the residual current device trips", async () => {
  const { clock, world, begin, go, isOn } = await desk();
  begin();
  await clock.turn(6000);
  await go("C");
  expect(isOn()).toBe(true);
  world.charger.knobs.hasResidualCurrent = true;
  await clock.turn(200);
  expect(isOn()).toBe(false);
});

test("a residual current that is gone again does not close the contactors again", async () => {
  const { clock, world, begin, go, isOn } = await desk();
  const over = begin();
  await clock.turn(6000);
  await go("C");
  world.charger.knobs.hasResidualCurrent = true;
  await clock.turn(100);
  world.charger.knobs.hasResidualCurrent = false;
  await clock.until(over);
  await clock.turn(10_000);
  expect(isOn()).toBe(false);
});

test("a car that may not charge is offered nothing", async () => {
  const { clock, world, begin, duty, told } = await desk();
  world.charger.knobs.authorization = "rejected";
  await clock.until(begin());
  expect(duty()).toBe("steady");
  expect(told).toEqual([
    { type: "trouble", words: "This car may not charge here" },
    { type: "basic", words: "charging without messages is over", current: 0 },
  ]);
});

test("the end of the run opens the contactors", async () => {
  const { clock, begin, go, run, duty, isOn } = await desk();
  const over = begin();
  await clock.turn(6000);
  await go("C");
  expect(isOn()).toBe(true);
  run.stop(new Error("the plug was pulled"));
  await expect(clock.until(over)).rejects.toThrow("the plug was pulled");
  expect(duty()).toBe("steady");
  expect(isOn()).toBe(false);
});

test.each([
  ["draws", true],
  ["has not begun to draw", false],
] as const)("somebody stops a car that %s: no oscillation first, then open contactors", async (_, draws) => {
  const { clock, begin, go, duty, isOn, stops, world } = await desk();
  const over = begin();
  await clock.turn(6000);
  if (draws) await go("C");
  stops.tell();
  await clock.turn(50);
  expect(duty()).toBe("steady");
  expect(isOn()).toBe(draws);
  // IEC 61851-1: a car leaves state C within three seconds; one that does not is cut off under load after six.
  if (draws) world.pilot.car.load("B");
  await clock.until(over);
  expect(isOn()).toBe(false);
});

test("a car that draws on although somebody stopped it is cut off after six seconds", async () => {
  const { clock, begin, go, isOn, stops } = await desk();
  begin();
  await clock.turn(6000);
  await go("C");
  stops.tell();
  await clock.turn(5500);
  expect(isOn()).toBe(true);
  await clock.turn(1000);
  expect(isOn()).toBe(false);
});
