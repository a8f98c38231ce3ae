import { expect, test } from "vitest";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { charge } from "../src/evcc/charge.ts";
import { serveCar } from "../src/secc/serve-car.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { din70121, iso2 } from "../src/v2g/dialect.ts";
import { carProfile, chargerProfile } from "./profiles.ts";

test.each([din70121, iso2])("a car charges by $title from plug to goodbye", async (dialect) => {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 52 });
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  await clock.turn(100);
  const [carEnd, chargerEnd] = streamPair({ clock });
  const run = startRun(clock);
  const serving = serveCar(chargerEnd, world.charger, run, { random: seededRandom(1) });
  const outcome = await clock.until(charge(carEnd, world.car, run, { speaks: [dialect] }));
  const served = await clock.until(serving);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(served).toMatchObject({ isOrderly: true });
  const { car, charger } = world.dcPath.wear();
  expect(Math.max(car.openedUnder, charger.openedUnder)).toBeLessThan(5);
  expect(Math.max(car.closedOn, charger.closedOn)).toBeLessThan(20);
});
