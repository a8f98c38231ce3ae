/**
 * Says of each sample who limits the power, and joins samples of the same kind to intervals. Numbers lead; the charger's
 * flags are only believed where no number speaks, because real chargers leave them stuck.
 *
 * @module
 */

import type { Caps, Sample } from "./sample.ts";

export type LimitSide = "vehicle" | "charger" | "ending";

export type Reason =
  | "ramp"
  | "wish"
  | "maximum"
  | "taper"
  | "current"
  | "power"
  | "schedule"
  | "exceeded"
  | "under-delivery"
  | "flag"
  | "control"
  | "stop";

export interface Attribution {
  readonly side: LimitSide;
  readonly reason: Reason;
  /** The charger's cap on the current, in A, where it has one. */
  readonly cap?: number;
  /** What the cap comes from. */
  readonly root?: "current" | "power" | "schedule";
}

/** Caps are whole numbers on many chargers, and measured values lag: nearer than this is equal. */
const tolerance = (cap: number) => Math.max(0.6, 0.01 * cap);

/** Amperes a second beyond which a request rises or falls on purpose. */
const RISING = 1;
const ENDING_FALL = -4;
/** Below so many amperes a request that falls is on its way to nothing. */
const ENDING_CURRENT = 5;

/** Samples over which a slope is measured. */
const WINDOW = 10;

/** A present current that is the same in so many samples was not measured. */
const CONSTANT_FOR = 20;

export function attributor(): (sample: Sample) => Attribution {
  const recent: Sample[] = [];
  let sameCurrent = 0;
  let lastCurrent: number | undefined;
  const caps = { current: new Set<number>(), power: new Set<number>() };

  return (sample) => {
    recent.push(sample);
    if (recent.length > WINDOW) recent.shift();
    sameCurrent = sample.presentCurrent === lastCurrent ? sameCurrent + 1 : 0;
    lastCurrent = sample.presentCurrent;
    note(caps.current, sample.charger.current);
    note(caps.power, sample.charger.power);
    return attribute(sample);
  };

  function attribute(sample: Sample): Attribution {
    const { targetCurrent, chargerStops, chargingComplete, vehicle } = sample;
    if (chargerStops !== undefined) return { side: "ending", reason: "stop" };
    if (chargingComplete) return { side: "ending", reason: "wish" };
    if (targetCurrent === undefined) return dynamic(sample);
    const slope = slopeOf(({ targetCurrent }) => targetCurrent);
    if (slope < ENDING_FALL && targetCurrent < ENDING_CURRENT) return { side: "ending", reason: "wish" };

    const { cap, root } = capOf(sample);
    const near = cap === undefined ? 0 : tolerance(cap);
    const at = cap === undefined || root === undefined ? {} : { cap, root };
    if (cap !== undefined && root !== undefined) {
      if (targetCurrent > cap + near) return { side: "charger", reason: "exceeded", ...at };
      if (Math.abs(targetCurrent - cap) <= near) return { side: "charger", reason: root, ...at };
    }
    if (slope > RISING) return { side: "vehicle", reason: "ramp", ...at };

    const present = measured(sample);
    if (present !== undefined && present < targetCurrent - Math.max(1.5, 0.05 * targetCurrent)) {
      if (isAtVoltage(sample)) return { side: "vehicle", reason: "taper", ...at };
      if (slopeOf(({ presentCurrent }) => presentCurrent) > RISING) return { side: "charger", reason: "ramp", ...at };
      const isFlagged = sample.currentLimitAchieved || sample.powerLimitAchieved;
      return { side: "charger", reason: isFlagged ? "flag" : "under-delivery", ...at };
    }
    if (vehicle.current !== undefined && targetCurrent >= vehicle.current - near)
      return { side: "vehicle", reason: "maximum", ...at };
    if (isAtVoltage(sample) && slope < 0) return { side: "vehicle", reason: "taper", ...at };
    return { side: "vehicle", reason: "wish", ...at };
  }

  /** The dynamic mode of ISO 15118-20: the charger decides inside both sides' limits. */
  function dynamic({ presentVoltage, presentCurrent, vehicle, charger }: Sample): Attribution {
    if (presentVoltage === undefined || presentCurrent === undefined) return { side: "charger", reason: "control" };
    const limit = ({ power, current }: Caps) => Math.min(power ?? Infinity, (current ?? Infinity) * presentVoltage);
    const [ofVehicle, ofCharger] = [limit(vehicle), limit(charger)];
    const power = presentVoltage * presentCurrent;
    const isMet = (one: number) => Number.isFinite(one) && Math.abs(power - one) <= 0.03 * one;
    if (ofVehicle <= ofCharger && isMet(ofVehicle)) return { side: "vehicle", reason: "maximum" };
    if (ofCharger < ofVehicle && isMet(ofCharger)) return { side: "charger", reason: "power" };
    return { side: "charger", reason: "control" };
  }

  /** The lowest of the charger's caps, as a current at the voltage of now, and what it comes from. */
  function capOf({ charger, schedule, presentVoltage, targetVoltage }: Sample): {
    cap?: number;
    root?: "current" | "power" | "schedule";
  } {
    const voltage = presentVoltage && presentVoltage > 10 ? presentVoltage : targetVoltage;
    const byPower = charger.power !== undefined && voltage ? charger.power / voltage : undefined;
    const bySchedule = schedule !== undefined && voltage ? schedule / voltage : undefined;
    let [cap, root]: [number | undefined, "current" | "power" | "schedule"] = [charger.current, "current"];
    if (byPower !== undefined && (cap === undefined || byPower < cap)) [cap, root] = [byPower, "power"];
    if (bySchedule !== undefined && (cap === undefined || bySchedule < cap)) [cap, root] = [bySchedule, "schedule"];
    if (cap === undefined) return {};
    // Where current and power say the same, the one that stays as it is rules the other.
    const isTie =
      byPower !== undefined && charger.current !== undefined && Math.abs(byPower - charger.current) <= tolerance(cap);
    if (isTie && root !== "schedule") return { cap, root: caps.power.size < caps.current.size ? "power" : "current" };
    return { cap, root };
  }

  /** The present current, where it was measured and not made up. */
  function measured({ presentCurrent, targetCurrent = 0 }: Sample): number | undefined {
    if (presentCurrent === undefined || sameCurrent >= CONSTANT_FOR) return undefined;
    return presentCurrent > 3 * targetCurrent + 50 ? undefined : presentCurrent;
  }

  function slopeOf(value: (sample: Sample) => number | undefined): number {
    const [first, last] = [recent[0], recent.at(-1)];
    if (!first || !last || last.time <= first.time) return 0;
    return ((value(last) ?? 0) - (value(first) ?? 0)) / (last.time - first.time);
  }
}

const isAtVoltage = ({ presentVoltage, targetVoltage }: Sample): boolean =>
  presentVoltage !== undefined && targetVoltage !== undefined && presentVoltage >= 0.995 * targetVoltage;

/** Enough distinct values to tell a constant from what changes. */
const MOST_DISTINCT = 64;
const note = (seen: Set<number>, value: number | undefined) => {
  if (value !== undefined && seen.size < MOST_DISTINCT) seen.add(value);
};
