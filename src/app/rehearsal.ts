/**
 * A session played in memory before the first real one, in each dialect: what has to be compiled is compiled while nobody
 * waits for it. The charger's answers are due within a millisecond, and each step of that is slower the first hundred times.
 *
 * @module
 */

import type { Cancel, Clock } from "../base/clock.ts";
import { CalledOff } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import type { Dialect } from "../v2g/dialect.ts";
import { type Simulation, simulation } from "./simulated-charge.ts";

/** A modem may be asked, and a first car answered, before anything is played. */
const AFTER: Milliseconds = 1000;
/** Between two turns of the charging loop, so many of them, and what the car takes in each, in percent of its battery. */
const [PACE, TURNS, A_TURN] = [50, 400, 1 / 3600];

/** Plays in a while; other work goes on in between. @returns what calls it off. */
export function rehearse(dialects: readonly Dialect[], clock: Clock): Cancel {
  let isOff = false;
  let playing: Simulation | undefined;
  const play = async () => {
    const { any } = carProfiles;
    for (const dialect of dialects) {
      if (isOff) return;
      playing = simulation({
        car: { ...any, speech: { ...any.speech, speaks: [dialect], charging: PACE } },
        charger: chargerProfiles.any,
        soc: 40,
        targetSoc: 40 + TURNS * A_TURN,
      });
      await playing.clock.until(playing.play());
    }
  };
  // Nobody depends on how it ends.
  const cancel = clock.after(AFTER, () => void play().catch(() => {}));
  return () => {
    isOff = true;
    cancel();
    playing?.run.stop(new CalledOff("the program ends"));
  };
}
