/**
 * A car that is none: a battery that fills, contactors and a lock that take their time, an inlet. It implements what the
 * car's controller asks of any car.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Amps, Percent, Volts, Watts } from "../base/units.ts";
import type { Car, CarFault } from "../evcc/car.ts";
import type { CarPilot } from "../pilot/control-pilot.ts";
import type { AcPath } from "./ac-path.ts";
import type { BatteryProfile, Cells } from "./battery-cells.ts";
import type { DcPath } from "./dc-path.ts";
import { type Switch, simulatedSwitch } from "./switches.ts";

export interface CarProfile {
  readonly name: string;
  /** The hardware address of its modem. */
  readonly mac: string;
  readonly battery: BatteryProfile;
  readonly dc?: { readonly maximumVoltage: Volts; readonly maximumCurrent: Amps; readonly maximumPower?: Watts };
  readonly ac?: { readonly phases: 1 | 3; readonly maximumCurrent: Amps; readonly minimumCurrent: Amps };
}

export interface SimulatedCar extends Car {
  readonly cells: Cells;
  readonly switches: { readonly contactors: Switch; readonly lock: Switch };
  /** A fault that it tells from now on; `undefined` mends it. */
  setFault: (fault: CarFault | undefined) => void;
}

export interface CarSurroundings {
  readonly clock: Clock;
  readonly pilot: CarPilot;
  readonly cells: Cells;
  readonly dcPath: DcPath;
  readonly acPath: AcPath;
  /** The driver wants no more than this. */
  readonly targetSoc?: Percent;
}

/** How fast real ones are, in milliseconds. */
const CONTACTOR = 150;
const LOCK = 400;
/** Of its capacity in an hour: a car ends charging where it gets less, after so many milliseconds. */
const TRICKLE = 0.01;
const TRICKLE_PATIENCE = 60_000;
/** Cars round what they want down to whole tenths. */
const tenth = (value: number) => Math.floor(value * 10) / 10;

export function simulatedCar(
  profile: CarProfile,
  { clock, pilot, cells, dcPath, acPath, targetSoc = 80 }: CarSurroundings,
): SimulatedCar {
  const contactors = simulatedSwitch("car's contactors", { delay: CONTACTOR, onChange: dcPath.setCarContactors });
  const lock = simulatedSwitch("plug lock", { delay: LOCK });
  let fault: CarFault | undefined;
  const { capacity, maximumVoltage } = profile.battery;
  let tricklesSince: number | undefined;
  /** A charger whose voltage ends where the battery's is goes on for ever with next to nothing. */
  const trickles = (): boolean => {
    const { voltage, current } = dcPath.cable();
    const isTrickle = contactors.isOn() && voltage * current < capacity * TRICKLE;
    tricklesSince = isTrickle ? (tricklesSince ?? clock.now()) : undefined;
    return tricklesSince !== undefined && clock.now() - tricklesSince >= TRICKLE_PATIENCE;
  };
  const isFull = () => cells.soc() >= targetSoc - 1e-6 || trickles();
  const wanted = () => Math.max(0, ((targetSoc - cells.soc()) / 100) * capacity);
  return {
    id: profile.mac,
    pilot,
    cells,
    switches: { contactors, lock },
    setFault(wanted) {
      fault = wanted;
    },
    lock: { lock: lock.on, unlock: lock.off, isLocked: lock.isOn },
    battery: { soc: cells.soc, isFull, capacity, energyWanted: wanted },
    ...(profile.dc
      ? {
          dc: {
            limits: profile.dc,
            batteryVoltage: dcPath.batteryVoltage,
            inlet: dcPath.cable,
            target: () => ({ voltage: maximumVoltage, current: tenth(cells.maximumCurrent()) }),
            contactors: { close: contactors.on, open: contactors.off, areClosed: contactors.isOn },
            fault: () => fault,
          },
        }
      : {}),
    ...(profile.ac
      ? {
          ac: {
            phases: profile.ac.phases,
            maximumVoltage: 250,
            maximumCurrent: profile.ac.maximumCurrent,
            minimumCurrent: profile.ac.minimumCurrent,
            draw: (current) => acPath.draw(isFull() ? 0 : current),
          },
        }
      : {}),
  };
}
