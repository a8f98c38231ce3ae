/**
 * A charger and a car to copy from: every part that there can be, each refusing until somebody writes what it does. Copy
 * this file, keep what you have, delete what you have not, and hand it to `plugtalk charger` or `plugtalk car` as
 * `hardware: { module: ./my-charger.mjs }`. `chargerSuite` and `carSuite` of `plugtalk/simulator` tell what has to hold.
 *
 * @module
 */

import type { Car } from "../evcc/car.ts";
import type { CarPilot, ChargerPilot } from "../pilot/control-pilot.ts";
import type { Charger } from "../secc/charger.ts";

/** Nobody has written it yet. */
export class NotBuilt extends Error {
  override readonly name = "NotBuilt";

  constructor(what: string) {
    super(`Cannot ${what}: the blueprint leaves that to whoever builds it`);
  }
}

const notBuilt = (what: string) => (): never => {
  throw new NotBuilt(what);
};

/** The charger's end of the control pilot: a 1 kHz oscillator of ±12 V behind 1 kΩ, and a measurement of its upper level. */
export const blueprintChargerPilot = (): ChargerPilot => ({
  // 12 V: A, 9 V: B, 6 V: C, 3 V: D, 0 V: E, -12 V: F, each ±1 V. Report only what was steady for some ten milliseconds.
  state: "A",
  onState: notBuilt("tell of changes of the control pilot"),
  signal: "steady",
  put: notBuilt("put a signal on the control pilot"),
});

/** The car's end: a diode, 2.74 kΩ, a switch that adds 1.3 kΩ for state C, and a measurement of the duty. */
export const blueprintCarPilot = (): CarPilot => ({
  signal: undefined,
  onSignal: notBuilt("tell of changes of the control pilot"),
  state: "B",
  load: notBuilt("load the control pilot"),
});

export const blueprintCharger = (): Charger => ({
  id: "DE*ABC*E1234",
  pilot: blueprintChargerPilot(),
  // Settles with the answer when there is one; as long as it does not, the car is told to wait.
  authorize: notBuilt("ask whether this car may charge"),
  dc: {
    // Read again each cycle: make it a getter where a load manager has a say.
    limits: { minimumVoltage: 150, maximumVoltage: 500, minimumCurrent: 0, maximumCurrent: 50, maximumPower: 20_000 },
    aim: notBuilt("set the supply"),
    measure: notBuilt("measure the output"),
    off: notBuilt("switch the supply off"),
    contactors: {
      close: notBuilt("close the contactors"),
      open: notBuilt("open the contactors"),
      areClosed: () => false,
    },
    isolation: { test: notBuilt("test the insulation"), state: () => "valid" },
  },
  ac: {
    phases: 3,
    nominalVoltage: 230,
    maximumCurrent: 16,
    contactors: {
      close: notBuilt("close the contactors"),
      open: notBuilt("open the contactors"),
      areClosed: () => false,
    },
    hasResidualCurrent: notBuilt("ask the residual current device"),
  },
  meter: { id: "METER-1", reading: notBuilt("read the meter") },
  lock: { lock: notBuilt("lock the plug"), unlock: notBuilt("unlock the plug"), isLocked: () => false },
  services: [],
  schedules: notBuilt("plan the power"),
  show: () => {},
  // A button that stops, a backend that pauses: call the listener with "stop", "pause", "renegotiate" or "resume".
  onWish: () => () => {},
});

export const blueprintCar = (): Car => ({
  id: "02:00:00:00:00:01",
  pilot: blueprintCarPilot(),
  lock: { lock: notBuilt("lock the plug"), unlock: notBuilt("unlock the plug"), isLocked: () => false },
  battery: {
    soc: notBuilt("ask the battery for its state of charge"),
    isFull: notBuilt("ask whether the battery is full"),
    capacity: 50_000,
    energyWanted: notBuilt("ask how much energy is wanted"),
    secondsToFull: () => undefined,
  },
  dc: {
    limits: { maximumVoltage: 420, maximumCurrent: 200, maximumPower: 80_000 },
    batteryVoltage: notBuilt("measure the battery"),
    // On the plug's side of the contactors: they are closed on nothing else than this.
    inlet: notBuilt("measure the inlet"),
    target: notBuilt("ask what the battery wants"),
    contactors: {
      close: notBuilt("close the contactors"),
      open: notBuilt("open the contactors"),
      areClosed: () => false,
    },
    fault: () => undefined,
  },
  ac: {
    phases: 3,
    maximumVoltage: 250,
    maximumCurrent: 16,
    minimumCurrent: 6,
    // A type 2 inlet with a detachable cable: ohms between its proximity contact and protective earth.
    // proximity: () => …,
    draw: notBuilt("tell the onboard charger what it may draw"),
  },
  departure: () => undefined,
  // The driver's button: call the listener with "stop", "pause", "renegotiate" or "resume".
  onWish: () => () => {},
});
