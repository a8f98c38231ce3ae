import { expect, test } from "vitest";
import { chargingStation } from "../src/app/charging-station.ts";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { vehicle } from "../src/app/vehicle.ts";
import { cableHost } from "../src/net/cable-host.ts";
import { plant } from "../src/simulator/plant.ts";
import { standardModem } from "../src/slac/standard-modem.ts";
import { modemDesk } from "./modem-desk.ts";
import { carProfile, chargerProfile } from "./profiles.ts";
import { oneVisit } from "./wired-plug.ts";

function plugAndCar() {
  const { clock, random, run, plug } = modemDesk({ attenuation: () => 27 });
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 51 });
  const told: PlugEvent[] = [];
  const tell = (event: PlugEvent) => told.push(event);
  const [atCar, atCharger] = [plug({ name: "car", role: "pev" }), plug({ name: "charger", role: "evse" })];
  const parts = ({ host, port }: typeof atCar) => ({
    host: cableHost(port, { clock, random }),
    slac: { station: host, modem: standardModem(host, { random }), random },
    tell,
  });
  const station = chargingStation({ charger: world.charger, options: { random }, ...parts(atCharger) });
  const car = vehicle({ car: world.car, ...parts(atCar) });
  return {
    atCar,
    atCharger,
    steps: () => told.flatMap(({ from, event }) => (from === "slac" ? [event] : [])),
    visit: () => oneVisit({ clock, run, world, station, car }),
  };
}

test("a car is plugged in, proves by the pilot where, joins, charges, and leaves the network", async () => {
  const { atCar, atCharger, steps, visit } = plugAndCar();
  const { visit: atTheCar, served } = await visit();

  expect(atTheCar.words).toBe("the battery has all that it wants");
  expect(served.sessions).toMatchObject([{ isOrderly: true }]);
  expect(steps().filter(({ type }) => type === "joined")).toHaveLength(2);
  expect(steps().filter((step) => step.type === "validated" && step.result === 2 && step.toggles > 0)).toHaveLength(2);
  expect(steps().filter(({ type }) => type === "left")).toHaveLength(2);
  expect(atCar.modem.state.nmk()).not.toBe(atCharger.modem.state.nmk());
});

test("each visit has a key of its own, and none stays in a modem after it", async () => {
  const { atCar, atCharger, steps, visit } = plugAndCar();
  const given: string[] = [];
  for (let visits = 1; visits <= 2; visits++) {
    await visit();
    const keys = new Set(
      steps().flatMap((step) => (step.type === "matchConfirmed" || step.type === "keyHeard" ? [step.NMK] : [])),
    );
    // Both sides tell of the same key.
    expect(keys.size).toBe(visits);
    given.push(...keys);
    expect(given).not.toContain(atCar.modem.state.nmk());
    expect(given).not.toContain(atCharger.modem.state.nmk());
  }
});
