import { expect, test } from "vitest";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { charge } from "../src/evcc/charge.ts";
import { serveCar } from "../src/secc/serve-car.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { plant } from "../src/simulator/plant.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import { din70121, iso2 } from "../src/v2g/dialect.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";
import { carProfile, chargerProfile } from "./profiles.ts";

test.each([din70121, iso2])("a car charges by $title from plug to goodbye", async (dialect) => {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 52 });
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  await clock.turn(100);
  const [carEnd, chargerEnd] = streamPair({ clock });
  const run = startRun(clock);
  const told: TalkEvent[] = [];
  const onEvent = (event: TalkEvent) => told.push(event);
  const serving = serveCar(chargerEnd, world.charger, run, { random: seededRandom(1), onEvent });
  const outcome = await clock.until(charge(carEnd, world.car, run, { speaks: [dialect] }));
  const served = await clock.until(serving);
  expect(outcome).toMatchObject({ by: "car", isOrderly: true });
  expect(served).toMatchObject({ isOrderly: true });
  // Cars look for a charger again at once, and some give it no second chance (FreeV2G).
  const [goodbye, over] = [
    told.find((event) => event.type === "sent" && event.message === "SessionStopRes"),
    told.find((event) => event.type === "ended"),
  ];
  expect((over?.at ?? Number.NaN) - (goodbye?.at ?? Number.NaN)).toBeLessThan(1000);
  const { car, charger } = world.dcPath.wear();
  expect(Math.max(car.openedUnder, charger.openedUnder)).toBeLessThan(5);
  expect(Math.max(car.closedOn, charger.closedOn)).toBeLessThan(20);
});
