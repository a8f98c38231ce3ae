import { expect, test } from "vitest";
import { chargingStation } from "../src/app/charging-station.ts";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { vehicle } from "../src/app/vehicle.ts";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { cable } from "../src/link/cable.ts";
import { cableHost } from "../src/net/cable-host.ts";
import { answerDiscovery } from "../src/net/sdp.ts";
import { DIGITAL_COMMUNICATION } from "../src/pilot/control-pilot.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import { carProfile, chargerProfile } from "./profiles.ts";

test("a car comes, charges and goes, over a wire without modems", async () => {
  const clock = simulatedClock();
  const random = seededRandom(1);
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 51 });
  const wire = cable({ clock, delay: 0.5 });
  const told: PlugEvent[] = [];
  const tell = (event: PlugEvent) => told.push(event);
  const carHost = cableHost(wire.plug("car", world.car.id), { clock, random });
  const chargerHost = cableHost(wire.plug("charger", "02:00:00:00:00:0c"), { clock, random });
  const station = chargingStation({ charger: world.charger, host: chargerHost, options: { random }, tell });
  const car = vehicle({ car: world.car, host: carHost, tell });
  const run = startRun(clock);
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  clock.after(1000, () => world.pilot.plug(true));

  const visit = await clock.until(charging);
  world.pilot.plug(false);
  const served = await clock.until(visiting);

  expect(visit.words).toBe("the battery has all that it wants");
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
});

test("a charger with TLS and nothing else is told as that, once, and not asked for ever", async () => {
  const clock = simulatedClock();
  const random = seededRandom(2);
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 51 });
  const wire = cable({ clock, delay: 0.5 });
  const told: PlugEvent[] = [];
  const carHost = cableHost(wire.plug("car", world.car.id), { clock, random });
  const chargerHost = cableHost(wire.plug("charger", "02:00:00:00:00:0c"), { clock, random });
  const run = startRun(clock);
  const listener = await chargerHost.listen(run);
  listener.onStream((stream) => stream.end());
  const address = await chargerHost.address(run);
  await answerDiscovery(chargerHost, { address, port: listener.port, isTls: true }, run);
  const car = vehicle({ car: world.car, host: carHost, retries: 0, tell: (event) => told.push(event) });
  world.pilot.plug(true);
  world.charger.pilot.put(DIGITAL_COMMUNICATION);

  const visit = await clock.until(car.charge(run));

  expect(visit.sessions).toMatchObject([{ isOrderly: false }]);
  const troubles = told.flatMap(({ from, event }) => (from === "plug" && event.type === "trouble" ? event.words : []));
  expect(troubles.filter((words) => words.includes("TLS"))).toHaveLength(1);
});
