import { expect, test } from "vitest";
import { chargingStation } from "../src/app/charging-station.ts";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { vehicle } from "../src/app/vehicle.ts";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { cable } from "../src/link/cable.ts";
import { cableHost } from "../src/net/cable-host.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { loneCharger } from "../src/simulator/imagined-car.ts";
import { loneCar } from "../src/simulator/imagined-charger.ts";
import { type Dialect, din70121, iso2 } from "../src/v2g/dialect.ts";
import { setupCodes } from "./wired-plug.ts";

/** The car's program and the charger's, each with the other's hardware imagined, and a network between them. */
function desk(speaks: readonly Dialect[], charger: keyof typeof chargerProfiles = "any") {
  const clock = simulatedClock();
  const random = seededRandom(5);
  const wire = cable({ clock, delay: 0.5 });
  const told: PlugEvent[] = [];
  const atCharger = loneCharger(chargerProfiles[charger], clock);
  const atCar = loneCar(carProfiles.any, clock, { soc: 50, targetSoc: 51 });
  const tell = (event: PlugEvent) => {
    told.push(event);
    if (event.from !== "talk") return;
    atCharger.follow(event.event);
    atCar.follow(event.event);
  };
  const station = chargingStation({
    charger: atCharger.charger,
    host: cableHost(wire.plug("charger", "02:00:00:00:00:0c"), { clock, random }),
    options: { random },
    tell,
  });
  const car = vehicle({
    car: atCar.car,
    host: cableHost(wire.plug("car", atCar.car.id), { clock, random }),
    options: { speaks },
    tell,
  });
  const run = startRun(clock);
  const codes = () => setupCodes(told);
  const isPaused = () =>
    told.some(
      ({ from, event }) =>
        from === "plug" && event.type === "waiting" && event.words.startsWith("Paused: waiting to be"),
    );
  return { clock, station, car, run, codes, isPaused };
}

test.each([
  ["DIN SPEC 70121", din70121, "any"],
  ["ISO 15118-2, direct current", iso2, "any"],
  ["ISO 15118-2, alternating current", iso2, "wallbox"],
] as const)("two programs with imagined hardware charge, one car after the other: %s", async (_, dialect, profile) => {
  const { clock, station, car, run } = desk([dialect], profile);
  const serving = station.serve(run);
  serving.catch(() => {});
  for (let visit = 0; visit < 2; visit++) {
    const { sessions, words } = await clock.until(car.charge(run));
    expect({ sessions, words }).toMatchObject({ sessions: [{ isOrderly: true }] });
    await clock.turn(10_000);
  }
});

test.each([
  ["while the oscillation still goes on", 500],
  ["once the charger waits", 3000],
  ["an hour later", 3_600_000],
])("a paused program comes back %s, and is joined to its session", async (_, later) => {
  const { clock, station, car, run, codes, isPaused } = desk([iso2]);
  station.serve(run).catch(() => {});
  const charging = car.charge(run);
  clock.after(20_000, () => car.want("pause"));
  while (!isPaused()) await clock.turn(100);
  await clock.turn(later);
  car.resume();
  const { sessions } = await clock.until(charging);
  expect(codes()).toEqual(["OK_NewSessionEstablished", "OK_OldSessionJoined"]);
  expect(sessions).toMatchObject([{ isOrderly: true }, { isOrderly: true }]);
});
