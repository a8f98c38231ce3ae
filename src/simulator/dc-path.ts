/**
 * The way of direct current: a supply, the charger's contactors, the cable, the car's contactors, the battery. One model
 * for both ends, so that what the charger measures and what the car measures is the same current.
 *
 * It is turned on only when somebody looks or does something: between two looks nothing happens that could not be computed
 * at the second one.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Amps, VoltageAndCurrent, Volts } from "../base/units.ts";
import type { Cells } from "./battery-cells.ts";

export interface SupplyNature {
  /** Volts in a second. */
  readonly voltageRamp: number;
  /** Amperes in a second, upwards. IEC 61851-23 wants 20 at least. */
  readonly currentRamp: number;
  /** Downwards. IEC 61851-23 wants 200 at least when charging ends. */
  readonly currentFall?: number;
}

export interface DcPath {
  /** On the cable. */
  readonly cable: () => VoltageAndCurrent;
  /** Behind the car's contactors. */
  readonly batteryVoltage: () => Volts;
  /** What the supply goes towards. */
  readonly aim: (voltage: Volts, current: Amps) => void;
  /** The most that the supply gives at this moment, whatever it was asked for. */
  readonly setLimit: (limit: (voltage: Volts) => Amps) => void;
  readonly setChargerContactors: (isClosed: boolean) => void;
  readonly setCarContactors: (isClosed: boolean) => void;
  /** A load across the cable discharges it when nothing drives it; 0 lets it stay for minutes. */
  readonly setBleed: (perSecond: number) => void;
  /** What contactors have gone through. */
  readonly wear: () => { readonly car: Wear; readonly charger: Wear };
}

/** The largest current that a pair of contactors has opened under, and the largest difference it has closed on. */
export interface Wear {
  readonly openedUnder: Amps;
  readonly closedOn: Volts;
}

/** Seconds in one step of the model. */
const STEP = 0.02;
/** How fast a cable loses its voltage with the charger's own load on it: a factor of e in each 0.2 s. */
const BLEED = 5;
/** Between cable and battery, besides the cells' own resistance: keeps the model steady. */
const CABLE_RESISTANCE = 0.02;

export function dcPath(
  clock: Clock,
  cells: Cells,
  { voltageRamp, currentRamp, currentFall = 200 }: SupplyNature,
): DcPath {
  let target = { voltage: 0, current: 0 };
  let limit: (voltage: Volts) => Amps = () => Number.POSITIVE_INFINITY;
  let [chargerClosed, carClosed] = [false, false];
  let bleed = BLEED;
  /** At the supply's own end, at the cable, and through it. */
  let [source, cable, current] = [0, 0, 0];
  let last = clock.now();
  const worn = { car: { openedUnder: 0, closedOn: 0 }, charger: { openedUnder: 0, closedOn: 0 } };
  const wear = (one: "car" | "charger", isClosing: boolean, difference: Volts) => {
    const mine = worn[one];
    if (isClosing) mine.closedOn = Math.max(mine.closedOn, Math.abs(difference));
    else mine.openedUnder = Math.max(mine.openedUnder, Math.abs(current));
  };

  const approach = (from: number, to: number, most: number) =>
    Math.abs(to - from) <= most ? to : from + Math.sign(to - from) * most;

  function step(seconds: number) {
    const isThrough = chargerClosed && carClosed;
    const resistance = cells.resistance + CABLE_RESISTANCE;
    if (isThrough) {
      const battery = cells.openCircuit();
      const wanted = Math.max(0, Math.min(target.current, limit(cable), (target.voltage - battery) / resistance));
      const aim = target.voltage > 0 ? wanted : 0;
      current = approach(current, aim, (aim > current ? currentRamp : currentFall) * seconds);
      cable = battery + current * resistance;
      source = cable;
      cells.charge(cable, current, seconds);
      return;
    }
    // Nothing holds a current where the way is cut.
    current = 0;
    // Without a target the load across the output pulls it down.
    source =
      target.voltage > 0
        ? approach(source, target.voltage, voltageRamp * seconds)
        : source * Math.exp(-bleed * seconds);
    if (chargerClosed) cable = source;
    else if (carClosed) cable = cells.openCircuit();
    else cable *= Math.exp(-bleed * seconds);
  }

  function settle() {
    const now = clock.now();
    let left = (now - last) / 1000;
    last = now;
    while (left > 1e-9) {
      const seconds = Math.min(left, STEP);
      step(seconds);
      left -= seconds;
    }
  }

  return {
    cable() {
      settle();
      return { voltage: cable, current };
    },
    batteryVoltage() {
      settle();
      return cells.openCircuit() + current * cells.resistance;
    },
    aim(voltage, current) {
      settle();
      target = { voltage, current };
    },
    setLimit(wanted) {
      settle();
      limit = wanted;
    },
    setChargerContactors(isClosed) {
      settle();
      if (isClosed !== chargerClosed) wear("charger", isClosed, source - cable);
      chargerClosed = isClosed;
    },
    setCarContactors(isClosed) {
      settle();
      if (isClosed !== carClosed) wear("car", isClosed, cable - cells.openCircuit());
      carClosed = isClosed;
    },
    setBleed(perSecond) {
      settle();
      bleed = perSecond;
    },
    wear: () => structuredClone(worn),
  };
}
