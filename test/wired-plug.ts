/**
 * A car at a charger's plug with a wire between them instead of modems, in simulated time.
 *
 * @module
 */

import { type ChargingStation, chargingStation, type StationParts } from "../src/app/charging-station.ts";
import type { PlugEvent } from "../src/app/plug-events.ts";
import { type Vehicle, type VehicleParts, vehicle } from "../src/app/vehicle.ts";
import { seededRandom } from "../src/base/random.ts";
import { type Run, startRun } from "../src/base/run.ts";
import { cable } from "../src/link/cable.ts";
import { cableHost } from "../src/net/cable-host.ts";
import { type SimulatedClock, simulatedClock } from "../src/simulator/clock.ts";
import { type Plant, type PlantOptions, plant } from "../src/simulator/plant.ts";
import { carProfile, chargerProfile } from "./profiles.ts";

export interface WiredPlug extends Partial<PlantOptions> {
  readonly seed?: number;
  readonly atCharger?: Partial<StationParts>;
  readonly atCar?: Partial<VehicleParts>;
}

export function wiredPlug({ seed = 1, atCharger, atCar, ...scene }: WiredPlug = {}) {
  const clock = simulatedClock();
  const random = seededRandom(seed);
  const world = plant({ clock, car: carProfile, charger: chargerProfile, soc: 50, targetSoc: 51, ...scene });
  const wire = cable({ clock, delay: 0.5 });
  const told: PlugEvent[] = [];
  const tell = (event: PlugEvent) => told.push(event);
  const host = (name: string, mac: string) => cableHost(wire.plug(name, mac), { clock, random });
  const chargerHost = host("charger", "02:00:00:00:00:0c");
  const carHost = host("car", world.car.id);
  const options = { random, ...atCharger?.options };
  const station = chargingStation({ charger: world.charger, host: chargerHost, tell, ...atCharger, options });
  const car = vehicle({ car: world.car, host: carHost, tell, ...atCar });
  return { clock, run: startRun(clock), world, told, host, chargerHost, carHost, station, car };
}

export interface Plugged {
  readonly clock: SimulatedClock;
  readonly run: Run;
  readonly world: Pick<Plant, "pilot">;
  readonly station: ChargingStation;
  readonly car: Vehicle;
}

/** From a car that is about to be plugged in to a charger that waits for the next one. */
export async function oneVisit({ clock, run, world, station, car }: Plugged) {
  const visiting = station.serveOne(run);
  const charging = car.charge(run);
  clock.after(1000, () => world.pilot.plug(true));
  const visit = await clock.until(charging);
  world.pilot.plug(false);
  return { visit, served: await clock.until(visiting) };
}

/** How the charger has answered each beginning of a session. */
export const setupCodes = (told: readonly PlugEvent[]): string[] =>
  told.flatMap(({ from, event }) =>
    from === "talk" && event.type === "sent" && event.message === "SessionSetupRes"
      ? [(event.value as { readonly ResponseCode: string }).ResponseCode]
      : [],
  );
