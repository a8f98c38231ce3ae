/**
 * A car without a charger at its plug, for trying its protocol against a peer that is a program: the pilot's oscillation,
 * the supply and the contactors at the other end of the cable are imagined, and do what the messages say.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Percent } from "../base/units.ts";
import { type PhysicalValue, toNumber } from "../v2g/quantities.ts";
import type { TalkEvent } from "../v2g/talk-events.ts";
import { acPath } from "./ac-path.ts";
import { cells } from "./battery-cells.ts";
import { dcPath } from "./dc-path.ts";
import { pilotWire } from "./pilot-wire.ts";
import { type CarProfile, type SimulatedCar, simulatedCar } from "./simulated-car.ts";

export interface LoneCar {
  readonly car: SimulatedCar;
  /** Told what the controller tells, so that the charger at the other end can be imagined. */
  readonly follow: (event: TalkEvent) => void;
}

export interface LoneCarOptions {
  readonly soc?: Percent;
  readonly targetSoc?: Percent;
}

/** Fast enough for a program that ends pre-charge after a few answers. */
const SUPPLY = { voltageRamp: 1000, currentRamp: 200 };
const PLUG_IN = 50;

export function loneCar(profile: CarProfile, clock: Clock, { soc = 40, targetSoc = 80 }: LoneCarOptions = {}): LoneCar {
  const pilot = pilotWire(clock);
  const battery = cells(profile.battery, soc);
  const path = dcPath(clock, battery, SUPPLY);
  const alternating = acPath(clock, battery, 230, profile.ac?.phases ?? 1);
  const car = simulatedCar(profile, {
    clock,
    pilot: pilot.car,
    cells: battery,
    dcPath: path,
    acPath: alternating,
    targetSoc,
  });
  clock.after(PLUG_IN, () => {
    pilot.plug(true);
    pilot.charger.put({ duty: 5 });
  });
  pilot.charger.onState((state) => {
    // A charger takes power away from a car that leaves state C.
    if (state === "B") off();
  });
  const off = () => {
    path.aim(0, 0);
    alternating.setContactors(false);
  };
  return {
    car,
    follow(event) {
      if (event.side !== "car" || event.type !== "sent") return;
      const { EVTargetVoltage, EVTargetCurrent, ChargeProgress, ReadyToChargeState } = event.value as {
        readonly EVTargetVoltage?: PhysicalValue;
        readonly EVTargetCurrent?: PhysicalValue;
        readonly ChargeProgress?: string;
        readonly ReadyToChargeState?: boolean;
      };
      switch (event.message) {
        case "CableCheckReq":
          path.setChargerContactors(true);
          break;
        case "PreChargeReq":
        case "CurrentDemandReq":
          if (EVTargetVoltage && EVTargetCurrent) path.aim(toNumber(EVTargetVoltage), toNumber(EVTargetCurrent));
          break;
        case "PowerDeliveryReq":
          if (ChargeProgress === "Start" || ReadyToChargeState === true) alternating.setContactors(true);
          else off();
          break;
        case "SessionStopReq":
          off();
          path.setChargerContactors(false);
          break;
        default:
          break;
      }
    },
  };
}
