/**
 * Simulated modems on one power line, each with a host that speaks to it over a wire of its own, in simulated time.
 *
 * @module
 */

import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { type Cable, cable } from "../src/link/cable.ts";
import type { Port } from "../src/link/port.ts";
import { type Station, station } from "../src/powerline/station.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import { type MediumOptions, powerlineMedium } from "../src/simulator/powerline-medium.ts";
import { type SimulatedModem, type SimulatedModemOptions, simulatedModem } from "../src/simulator/simulated-modem.ts";

export interface AtDesk {
  readonly modem: SimulatedModem;
  readonly host: Station;
  readonly port: Port;
  /** Between host and modem; can be pulled. */
  readonly wire: Cable;
}

export function modemDesk(medium: Partial<MediumOptions> = {}) {
  const clock = simulatedClock();
  const random = seededRandom(1);
  const line = powerlineMedium({ clock, random, ...medium });
  let number = 0;
  const plug = (options: Partial<SimulatedModemOptions> = {}): AtDesk => {
    const seed = ++number;
    const last = seed.toString(16).padStart(2, "0");
    const wire = cable({ clock, delay: 0.1 });
    const port = wire.plug(`host ${seed}`, `02:00:00:00:01:${last}`);
    const host = station(port, { clock });
    const toHost = wire.plug(`modem ${seed}`, `02:00:00:00:02:${last}`);
    const modem = simulatedModem({
      clock,
      random,
      port: toHost,
      medium: line,
      name: `modem ${seed}`,
      seed,
      ...options,
    });
    return { modem, host, port, wire };
  };
  return { clock, random, run: startRun(clock), plug };
}
