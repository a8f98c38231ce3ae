/**
 * A battery: its voltage over the state of charge, what it bears over state of charge and temperature, and how it fills.
 *
 * @module
 */

import type { Amps, Percent, Volts, WattHours } from "../base/units.ts";

/** Points of a line, by the state of charge; between two points it is straight. */
export type Curve = readonly (readonly [soc: Percent, value: number])[];

export interface BatteryProfile {
  readonly capacity: WattHours;
  /** Without current. */
  readonly openCircuit: Curve;
  readonly resistance: number;
  readonly maximumVoltage: Volts;
  /** What it bears when warm. */
  readonly maximumCurrent: Curve;
  /** In °C; the cells' own when they are cold, the surroundings' else. */
  readonly temperature?: number;
}

export interface Cells {
  readonly soc: () => Percent;
  readonly openCircuit: () => Volts;
  readonly resistance: number;
  /** At this state of charge and temperature. */
  readonly maximumCurrent: () => Amps;
  readonly temperature: () => number;
  /** Takes up energy for a while. */
  readonly charge: (voltage: Volts, current: Amps, seconds: number) => void;
}

/** A line through points, level beyond its ends. */
export function along(curve: Curve, at: number): number {
  const [first] = curve;
  if (!first) return 0;
  let [x, y] = first;
  for (const [nextX, nextY] of curve) {
    if (at <= nextX) return nextX === x ? nextY : y + ((nextY - y) * (at - x)) / (nextX - x);
    [x, y] = [nextX, nextY];
  }
  return y;
}

/** What cold cells bear of what warm ones do. */
const BY_TEMPERATURE: Curve = [
  [-20, 0.05],
  [0, 0.25],
  [20, 0.8],
  [25, 1],
  [45, 1],
  [55, 0.4],
  [60, 0],
];
/** How fast a battery of this size gives its heat away; seconds. */
const COOLING = 1800;
/** Watt-seconds that warm a battery by one degree, for each watt-hour of its capacity. */
const HEAT = 3;

export function cells(profile: BatteryProfile, startSoc: Percent): Cells {
  const surroundings = profile.temperature ?? 25;
  let stored = (profile.capacity * startSoc) / 100;
  let temperature = surroundings;
  const soc = () => (stored / profile.capacity) * 100;
  return {
    soc,
    openCircuit: () => along(profile.openCircuit, soc()),
    resistance: profile.resistance,
    maximumCurrent: () => along(profile.maximumCurrent, soc()) * along(BY_TEMPERATURE, temperature),
    temperature: () => temperature,
    charge(voltage, current, seconds) {
      const lost = current * current * profile.resistance;
      stored = Math.min(profile.capacity, Math.max(0, stored + ((voltage * current - lost) * seconds) / 3600));
      const warming = lost / (HEAT * profile.capacity) - (temperature - surroundings) / COOLING;
      temperature += warming * seconds;
    },
  };
}
