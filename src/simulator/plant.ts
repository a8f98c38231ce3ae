/**
 * A car, a charger and the cable between them: everything but the talk.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Percent } from "../base/units.ts";
import { acPath } from "./ac-path.ts";
import { cells } from "./battery-cells.ts";
import { type DcPath, dcPath } from "./dc-path.ts";
import { type PilotWire, pilotWire } from "./pilot-wire.ts";
import { type CarProfile, type SimulatedCar, simulatedCar } from "./simulated-car.ts";
import { type ChargerProfile, type SimulatedCharger, simulatedCharger } from "./simulated-charger.ts";

export interface PlantOptions {
  readonly clock: Clock;
  readonly car: CarProfile;
  readonly charger: ChargerProfile;
  /** When the plug goes in. */
  readonly soc?: Percent;
  readonly targetSoc?: Percent;
}

export interface Plant {
  readonly car: SimulatedCar;
  readonly charger: SimulatedCharger;
  readonly pilot: PilotWire;
  readonly dcPath: DcPath;
  readonly acPath: ReturnType<typeof acPath>;
}

export function plant({
  clock,
  car: carProfile,
  charger: chargerProfile,
  soc = 30,
  targetSoc = 80,
}: PlantOptions): Plant {
  const pilot = pilotWire(clock);
  const battery = cells(carProfile.battery, soc);
  const direct = dcPath(clock, battery, {
    voltageRamp: chargerProfile.dc?.voltageRamp ?? 0,
    currentRamp: chargerProfile.dc?.currentRamp ?? 0,
  });
  const phases = Math.min(carProfile.ac?.phases ?? 1, chargerProfile.ac?.phases ?? 1) === 3 ? 3 : 1;
  const alternating = acPath(clock, battery, chargerProfile.ac?.nominalVoltage ?? 230, phases);
  const surroundings = { clock, dcPath: direct, acPath: alternating };
  return {
    car: simulatedCar(carProfile, { ...surroundings, pilot: pilot.car, cells: battery, targetSoc }),
    charger: simulatedCharger(chargerProfile, { ...surroundings, pilot: pilot.charger }),
    pilot,
    dcPath: direct,
    acPath: alternating,
  };
}
