/**
 * The control pilot of one cable: what the charger puts on it and what the car loads it with, seen from both ends.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import type { CarPilot, ChargerPilot, PilotSignal, PilotState } from "../pilot/control-pilot.ts";

export interface PilotWire {
  readonly charger: ChargerPilot;
  readonly car: CarPilot;
  readonly isPlugged: boolean;
  /** Puts the plug in, or pulls it. */
  readonly plug: (isPlugged: boolean) => void;
}

/** Measuring a pilot takes some periods of its oscillation, and hardware waits until it is steady. */
const SETTLING = 20;

export function pilotWire(clock: Clock): PilotWire {
  let isPlugged = false;
  let signal: PilotSignal = "steady";
  let load: "B" | "C" | "D" = "B";
  const states = feed<PilotState>();
  const signals = feed<PilotSignal | undefined>();

  /** As it will be measured once it is steady. */
  const actual = (): PilotState => (signal === "E" || signal === "F" ? signal : isPlugged ? load : "A");
  const atCar = (): PilotSignal | undefined => (isPlugged ? signal : undefined);
  let measured = actual();
  let seen = atCar();
  const isSame = (a: PilotSignal | undefined, b: PilotSignal | undefined) =>
    a === b || (typeof a === "object" && typeof b === "object" && a.duty === b.duty);

  const change = () =>
    clock.after(SETTLING, () => {
      const [state, now] = [actual(), atCar()];
      if (state !== measured) {
        measured = state;
        states.tell(state);
      }
      if (!isSame(now, seen)) {
        seen = now;
        signals.tell(now);
      }
    });

  return {
    get isPlugged() {
      return isPlugged;
    },
    plug(wanted) {
      isPlugged = wanted;
      change();
    },
    charger: {
      get state() {
        return measured;
      },
      onState: states.on,
      get signal() {
        return signal;
      },
      put(wanted) {
        signal = wanted;
        change();
      },
    },
    car: {
      get signal() {
        return seen;
      },
      onSignal: signals.on,
      get state() {
        return load;
      },
      load(wanted) {
        load = wanted;
        change();
      },
    },
  };
}
