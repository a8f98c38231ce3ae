import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { startRun } from "../base/run.ts";
import { charge } from "../evcc/charge.ts";
import { wishes } from "../evcc/wishes.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { plant } from "../simulator/plant.ts";
import { streamPair } from "../simulator/stream-pair.ts";
import { iso2 } from "../v2g/dialect.ts";
import { serveCar } from "./serve-car.ts";

/** A session whose car negotiates anew after two minutes. */
function scene(name: "any" | "wallbox") {
  const clock = simulatedClock();
  const world = plant({ clock, car: carProfiles.any, charger: chargerProfiles[name], soc: 50, targetSoc: 80 });
  world.pilot.plug(true);
  world.pilot.charger.put({ duty: 5 });
  const own = wishes();
  const [carEnd, chargerEnd] = streamPair({ clock });
  const run = startRun(clock);
  const begin = async () => {
    await clock.turn(100);
    const serving = serveCar(chargerEnd, world.charger, run, { random: seededRandom(1) });
    const charging = charge(carEnd, world.car, run, { speaks: [iso2], wishes: own });
    return { serving, charging };
  };
  clock.after(120_000, () => own.want("renegotiate"));
  return { clock, world, own, begin };
}

test("a charger that has waited for power once waits as long the second time", async () => {
  const { clock, world, own, begin } = scene("any");
  const { knobs } = world.charger;
  knobs.sharedPower = 0;
  clock.after(20_000, () => {
    knobs.sharedPower = Number.POSITIVE_INFINITY;
  });
  clock.after(119_000, () => {
    knobs.sharedPower = 0;
  });
  clock.after(150_000, () => {
    knobs.sharedPower = Number.POSITIVE_INFINITY;
  });
  clock.after(200_000, () => {
    expect(world.dcPath.cable().current).toBeGreaterThan(50);
    own.want("stop");
  });
  const { charging } = await begin();
  expect(await clock.until(charging)).toMatchObject({ isOrderly: true, by: "car" });
});

test("contactors open at once where a car leaves state C while it negotiates anew", async () => {
  const { clock, world, begin } = scene("wallbox");
  Object.assign(world.charger, {
    schedules: (() => {
      let count = 0;
      return () =>
        count++ === 0
          ? Promise.resolve([{ id: 1, power: [{ start: 0, power: 11_000 }], duration: 86_400 }])
          : new Promise(() => {});
    })(),
  });
  const { charging } = await begin();
  charging.catch(() => {});
  await clock.turn(125_000);
  expect(world.charger.switches.acContactors.isOn()).toBe(true);
  // Nothing is drawn while nothing is agreed upon.
  const before = world.acPath.energy();
  await clock.turn(5000);
  expect(world.acPath.energy()).toBe(before);
  world.pilot.car.load("B");
  await clock.turn(250);
  expect(world.charger.switches.acContactors.isOn()).toBe(false);
});
