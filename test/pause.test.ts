import { expect, test } from "vitest";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { simulation } from "../src/app/simulated-charge.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { iso2 } from "../src/v2g/dialect.ts";
import { setupCodes, wiredPlug } from "./wired-plug.ts";

/** A car that has paused its session, an hour later, over a wire without modems. */
async function pausedForAnHour() {
  const scene = wiredPlug({
    car: carProfiles.any,
    charger: chargerProfiles.any,
    atCar: { options: { speaks: [iso2] } },
  });
  const { clock, world, told, station, car, run } = scene;
  const codes = () => setupCodes(told);
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  clock.after(1000, () => world.pilot.plug(true));
  clock.after(20_000, () => car.want("pause"));
  await clock.turn(60_000);
  expect(codes()).toEqual(["OK_NewSessionEstablished"]);
  expect(world.pilot.charger.signal).toBe("steady");
  expect(world.dcPath.cable().voltage).toBeLessThan(60);

  await clock.turn(3_600_000);
  expect(codes()).toHaveLength(1);
  return {
    ...scene,
    /** The session goes on, to an end in order. */
    async expectToGoOn() {
      const visit = await clock.until(charging);
      world.pilot.plug(false);
      const served = await clock.until(visiting);
      expect(codes()).toEqual(["OK_NewSessionEstablished", "OK_OldSessionJoined"]);
      expect(visit.sessions).toMatchObject([{ isOrderly: true }, { isOrderly: true, by: "car" }]);
      expect(served.sessions).toMatchObject([{ isPaused: true }, { isPaused: false, isOrderly: true }]);
    },
  };
}

test("a paused car wakes the charger by B-C-B, joins its session again, and charges to the end", async () => {
  const { car, expectToGoOn } = await pausedForAnHour();
  car.resume();
  await expectToGoOn();
});

test("somebody at the charger wakes a paused car by the oscillation, and its session goes on", async () => {
  const { station, expectToGoOn } = await pausedForAnHour();
  station.resume();
  await expectToGoOn();
});

/** Car and charger with modems, a minute after the car has paused. */
async function asleep() {
  const told: PlugEvent[] = [];
  const scene = simulation({
    car: carProfiles.any,
    charger: chargerProfiles.any,
    soc: 50,
    targetSoc: 51,
    tell: (event) => told.push(event),
  });
  const { clock, plant, station, car, run } = scene;
  const { onSignal } = plant.car.pilot;
  const ears = { areDeaf: false };
  Object.assign(plant.car.pilot, {
    onSignal: (listener: Parameters<typeof onSignal>[0]) => onSignal((signal) => ears.areDeaf || listener(signal)),
  });
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  visiting.catch(() => {});
  charging.catch(() => {});
  clock.after(1000, () => plant.pilot.plug(true));
  clock.after(30_000, () => car.want("pause"));
  await clock.turn(90_000);
  const since = clock.now();
  const signals = () =>
    told.flatMap(({ from, event }) =>
      from === "plug" && event.side === "charger" && event.type === "pilot" && event.signal && event.at >= since
        ? [typeof event.signal === "object" ? event.signal.duty : event.signal]
        : [],
    );
  return { ...scene, ears, told, visiting, charging, signals };
}

test("a paused car that does not hear the oscillation is woken by T_step_EF", async () => {
  const { clock, ears, station, signals } = await asleep();
  ears.areDeaf = true;
  station.resume();
  await clock.turn(40_000);
  expect(signals().slice(0, 4)).toEqual([5, "steady", "F", "steady"]);
  expect(signals()[4]).toBe(5);
});

test("a paused session goes on in its network, and its modem gets another key once it has ended", async () => {
  const { clock, plant, car, told, visiting, charging } = await asleep();
  const keys = () => told.filter(({ from, event }) => from === "slac" && event.type === "keySet").length;
  const before = keys();
  car.resume();
  expect((await clock.until(charging)).sessions).toMatchObject([{ isOrderly: true }, { isOrderly: true }]);
  expect(keys()).toBe(before);
  plant.pilot.plug(false);
  await clock.until(visiting);
  expect(told.some(({ from, event }) => from === "slac" && event.side === "charger" && event.type === "left")).toBe(
    true,
  );
});

test("a paused car that is unplugged leaves the charger ready to be matched by the next one", async () => {
  const { clock, plant, station, car, run, told, visiting, charging } = await asleep();
  plant.pilot.plug(false);
  expect(await clock.until(charging)).toMatchObject({ words: "the plug was pulled" });
  expect(await clock.until(visiting)).toMatchObject({ sessions: [{ isPaused: true }] });

  const before = told.length;
  const again = station.serveOne(run);
  const anew = car.charge(run);
  clock.after(1000, () => plant.pilot.plug(true));
  expect((await clock.until(anew)).sessions).toMatchObject([{ isOrderly: true }]);
  plant.pilot.plug(false);
  expect((await clock.until(again)).sessions).toMatchObject([{ isOrderly: true, isPaused: false }]);
  expect(told.slice(before).some(({ from, event }) => from === "slac" && event.side === "charger")).toBe(true);
});
