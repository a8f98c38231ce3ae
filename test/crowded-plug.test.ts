/**
 * A plug serves one connection at a time, whoever else comes: cars that open many, strangers on the same network.
 *
 * @module
 */

import { expect, test } from "vitest";
import { chargingStation } from "../src/app/charging-station.ts";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { vehicle } from "../src/app/vehicle.ts";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { cable } from "../src/link/cable.ts";
import { cableHost } from "../src/net/cable-host.ts";
import type { Stream } from "../src/net/host.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import { carProfile, chargerProfile } from "./profiles.ts";

const MANY = 10;
const PORT = 15118;

function desk() {
  const clock = simulatedClock();
  const random = seededRandom(4);
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 50.5 });
  const wire = cable({ clock, delay: 0.5 });
  const told: PlugEvent[] = [];
  const tell = (event: PlugEvent) => told.push(event);
  const host = (name: string, mac: string) => cableHost(wire.plug(name, mac), { clock, random });
  const chargerHost = host("charger", "02:00:00:00:00:0c");
  const station = chargingStation({ charger: world.charger, host: chargerHost, port: PORT, options: { random }, tell });
  const car = vehicle({ car: world.car, host: host("car", world.car.id), tell });
  const stranger = host("stranger", "02:00:00:00:00:0d");
  const run = startRun(clock);
  const is = (wanted: string) => (): boolean =>
    told.some(({ from, event }) => from === "talk" && event.type === "phase" && event.phase === wanted);

  return {
    clock,
    world,
    station,
    car,
    run,
    told,
    /** Waits for a phase of the session. */
    async until(phase: string) {
      const reached = is(phase);
      while (!reached()) await clock.turn(100);
    },
    async crowd(): Promise<Stream[]> {
      const address = await clock.until(chargerHost.address(run));
      const opened = Array.from({ length: MANY }, () => stranger.connect({ address, port: PORT }, run));
      return clock.until(Promise.all(opened));
    },
    /** How many of them nobody has ended. */
    async open(streams: readonly Stream[]): Promise<number> {
      let ended = 0;
      for (const stream of streams) stream.onEnd(() => ended++);
      await clock.turn(100);
      return streams.length - ended;
    },
  };
}

test("strangers who open ten connections while a car charges are refused, and the car charges on", async () => {
  const { clock, world, station, car, run, told, until, crowd, open } = desk();
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  world.pilot.plug(true);
  await until("charging");

  expect(await open(await crowd())).toBe(0);

  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
  const refused = told.filter(
    ({ from, event }) => from === "plug" && event.type === "connection" && /^refused/.test(event.words),
  );
  expect(refused).toHaveLength(MANY);
});

test("of ten connections at once one is served, and a car that comes after them is served, too", async () => {
  const { clock, world, station, car, run, crowd, open } = desk();
  const visiting = station.serveOne(run);
  world.pilot.plug(true);
  await clock.turn(2000);

  expect(await open(await crowd())).toBe(1);

  // The one says nothing. The car looks for a charger, and takes its place.
  const charging = car.charge(run);
  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);
  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions.at(-1)).toMatchObject({ isOrderly: true });
});
