/**
 * The car's program: settings and an interface in, a car that charges once.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Car } from "../evcc/car.ts";
import { systemHost } from "../net/system-host.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { loneCar } from "../simulator/imagined-charger.ts";
import type { PlugEvent } from "./plug-events.ts";
import { dialectsOf, matchingOn, moduleOf, type Program } from "./run-charger.ts";
import type { CarSettings } from "./settings.ts";
import { type Vehicle, vehicle } from "./vehicle.ts";

/** @throws {LinkError}, {SettingsError} */
export async function carProgram(
  settings: CarSettings,
  clock: Clock,
  tell: (event: PlugEvent) => void,
): Promise<Program<Vehicle>> {
  const { hardware } = settings;
  const profile = "simulated" in hardware ? carProfiles[hardware.simulated] : undefined;
  const host = systemHost(settings.interface, clock);
  const lone =
    profile && loneCar({ ...profile, mac: host.mac }, clock, { soc: settings.soc, targetSoc: settings.target });
  const car = lone?.car ?? (await moduleOf<Car>("module" in hardware ? hardware.module : "", "car"));
  const matching = settings.matching ? await matchingOn(settings.interface, clock) : undefined;
  const speech = profile?.speech;
  const plug = vehicle({
    car,
    host,
    retries: settings.retries,
    ...(matching ? { slac: matching.sideOf(lone) } : {}),
    options: {
      speaks: dialectsOf(settings.speaks, clock),
      authorization: settings.authorization * 1000,
      acceptsNoIsolationMonitor: settings.acceptNoIsolationMonitor,
      ...(speech?.accent ? { accent: speech.accent } : {}),
      ...(speech?.noSession ? { noSession: speech.noSession } : {}),
      ...(speech?.charging ? { pace: { charging: speech.charging } } : {}),
    },
    tell(event) {
      if (event.from === "talk") lone?.follow(event.event);
      tell(event);
    },
  });
  return {
    plug,
    close() {
      host.close();
      matching?.close();
    },
  };
}
