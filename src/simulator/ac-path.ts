/**
 * The way of alternating current: the charger's contactors, the cable, the car's own charger, the battery.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Amps, Volts, WattHours } from "../base/units.ts";
import type { Cells } from "./battery-cells.ts";

export interface AcPath {
  readonly setContactors: (isClosed: boolean) => void;
  /** What the car draws for each phase, where there is voltage. */
  readonly draw: (current: Amps) => void;
  /** For each phase, at this moment. */
  readonly current: () => Amps;
  /** What has gone over the cable since ever. */
  readonly energy: () => WattHours;
  /** The largest current that the contactors have opened under. */
  readonly openedUnder: () => Amps;
}

/** What an onboard charger makes of what it draws. */
const EFFICIENCY = 0.92;

export function acPath(clock: Clock, cells: Cells, nominalVoltage: Volts, phases: 1 | 3): AcPath {
  let isClosed = false;
  let wanted: Amps = 0;
  let energy: WattHours = 0;
  let openedUnder: Amps = 0;
  let last = clock.now();
  const flowing = () => (isClosed ? wanted : 0);
  const settle = () => {
    const now = clock.now();
    const seconds = (now - last) / 1000;
    last = now;
    const power = flowing() * nominalVoltage * phases;
    energy += (power * seconds) / 3600;
    const voltage = cells.openCircuit();
    if (power > 0) cells.charge(voltage, (power * EFFICIENCY) / voltage, seconds);
  };
  return {
    setContactors(closed) {
      settle();
      if (!closed && isClosed) openedUnder = Math.max(openedUnder, wanted);
      isClosed = closed;
    },
    draw(current) {
      settle();
      wanted = current;
    },
    current() {
      settle();
      return flowing();
    },
    energy() {
      settle();
      return energy;
    },
    openedUnder: () => openedUnder,
  };
}
