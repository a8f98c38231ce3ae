/**
 * A healthy car at a charger that says something else than it means, or at which something happens. However the session
 * ends, the car has to be safe after it: that is looked at each time.
 *
 * @module
 */

import { expect } from "vitest";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { type CarOptions, charge } from "../src/evcc/charge.ts";
import type { PilotSignal } from "../src/pilot/control-pilot.ts";
import { serveCar } from "../src/secc/serve-car.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { type Plant, plant } from "../src/simulator/plant.ts";
import type { CarProfile } from "../src/simulator/simulated-car.ts";
import type { ChargerProfile } from "../src/simulator/simulated-charger.ts";
import { streamPair } from "../src/simulator/stream-pair.ts";
import type { Accent } from "../src/v2g/accent.ts";
import type { Dialect } from "../src/v2g/dialect.ts";
import type { TalkEvent } from "../src/v2g/talk-events.ts";

export interface Scene {
  readonly dialect: Dialect;
  readonly charger?: ChargerProfile;
  readonly car?: CarProfile;
  readonly options?: CarOptions;
}

/** @param signal - what the charger puts on the pilot when the talk begins. */
export async function session(
  { dialect, charger = chargerProfiles.any, car = carProfiles.any, options }: Scene,
  accent: Accent,
  happening: (world: Plant, at: (ms: number, action: () => void) => void) => void = () => {},
  signal: PilotSignal | "unplugged" = { duty: 5 },
) {
  const clock = simulatedClock();
  const world = plant({ clock, car, charger, soc: 50, targetSoc: 50.4 });
  world.pilot.plug(signal !== "unplugged");
  if (signal !== "unplugged") world.pilot.charger.put(signal);
  await clock.turn(100);
  const [own, theirs] = streamPair({ clock });
  const run = startRun(clock);
  const events: TalkEvent[] = [];
  happening(world, (ms, action) => clock.after(ms, action));
  const serving = serveCar(theirs, world.charger, run, { random: seededRandom(1), accent });
  const outcome = await clock.until(
    charge(own, world.car, run, { speaks: [dialect], ...options, onEvent: (event) => events.push(event) }),
  );
  const took = clock.now();
  const served = await clock.until(serving);
  const sent = events.flatMap((event) => (event.type === "sent" ? [event.message] : []));
  expect(outcome.safe).toEqual({ troubles: [], isFree: true });
  expect(world.car.switches.contactors.isOn()).toBe(false);
  expect(world.car.switches.lock.isOn()).toBe(false);
  expect(world.car.pilot.state).toBe("B");
  expect(world.acPath.current()).toBe(0);
  expect(world.dcPath.wear().car.openedUnder).toBeLessThan(5);
  return { outcome, served, sent, events, took, world };
}
