/**
 * Says of each sample of a DC session who limits the power. Numbers lead; the charger's flags are only believed where no
 * number speaks, because real chargers leave them stuck.
 *
 * @module
 */

import { type Caps, isScaledWrongly, type Sample } from "./sample.ts";
import { recentSamples } from "./slopes.ts";

export type LimitSide = "vehicle" | "charger" | "cable" | "ending";

export type Reason =
  | "ramp"
  | "wish"
  | "maximum"
  | "taper"
  | "current"
  | "power"
  | "voltage"
  | "schedule"
  | "exceeded"
  | "under-delivery"
  | "flag"
  | "control"
  | "pilot"
  | "rating"
  | "stop";

export type Root = "current" | "power" | "schedule" | "pilot" | "rating";

export interface Attribution {
  readonly side: LimitSide;
  readonly reason: Reason;
  /** The lowest cap on the current, in A, where there is one. */
  readonly cap?: number;
  /** What the cap comes from. */
  readonly root?: Root;
  /** Another cap that says the same. Of current and power, only many samples show which of them rules the other. */
  readonly coincides?: Root;
  /** The car gives: all is meant for the other direction. */
  readonly discharging?: true;
}

export type Attributor = (sample: Sample) => Attribution;

/** Caps are whole numbers on many chargers, and measured values lag: nearer than this is equal. */
export const tolerance = (cap: number) => Math.max(0.6, 0.01 * cap);

/** Amperes a second beyond which a request rises or falls on purpose. */
const RISING = 1;
const ENDING_FALL = -4;
/** Below so many amperes a request that falls is on its way to nothing. */
const ENDING_CURRENT = 5;
/** Amperes a second that a delivered current rises at least; real supplies take their time. */
const DELIVERY_RISING = 0.1;
/** Below it nothing is asked of the car. */
const LEAST_DISCHARGE = -0.5;

/** @param believes whether the present current was measured. */
export function attributor(believes: boolean): Attributor {
  const recent = recentSamples();
  let hasFallen = false;

  return (sample) => {
    recent.note(sample);
    const { targetCurrent } = sample;
    if (targetCurrent !== undefined && targetCurrent < LEAST_DISCHARGE && sample.chargerStops === undefined) {
      return { ...attribute(mirrored(sample)), discharging: true };
    }
    return attribute(sample);
  };

  function attribute(sample: Sample): Attribution {
    const { targetCurrent, chargerStops, chargingComplete } = sample;
    if (chargerStops !== undefined) return { side: "ending", reason: "stop" };
    if (chargingComplete) return { side: "ending", reason: "wish" };
    if (targetCurrent === undefined) return dynamic(sample, believes);
    // Once it has fallen, the request stays down until PowerDelivery.
    if (targetCurrent >= ENDING_CURRENT) hasFallen = false;
    else if (recent.targetSlope() < ENDING_FALL) hasFallen = true;
    if (hasFallen) return { side: "ending", reason: "wish" };
    return charging(sample, targetCurrent);
  }

  function charging(sample: Sample, targetCurrent: number): Attribution {
    const { vehicle, charger, presentVoltage, targetVoltage } = sample;
    const lowest = capOf(sample);
    const near = lowest ? tolerance(lowest.cap) : 0;
    if (lowest && targetCurrent > lowest.cap + near) return { side: "charger", reason: "exceeded", ...lowest };
    if (lowest && Math.abs(targetCurrent - lowest.cap) <= near) {
      return { side: "charger", reason: lowest.root, ...lowest };
    }
    if (recent.targetSlope() > RISING) return { side: "vehicle", reason: "ramp", ...lowest };

    const isAtTarget = reaches(presentVoltage, targetVoltage);
    const present = believes && !isScaledWrongly(sample) ? sample.presentCurrent : undefined;
    if (present !== undefined && present < targetCurrent - Math.max(1.5, 0.05 * targetCurrent)) {
      if (isAtTarget) return { side: "vehicle", reason: "taper", ...lowest };
      if (reaches(presentVoltage, charger.voltage)) return { side: "charger", reason: "voltage", ...lowest };
      if (recent.deliverySlope() > DELIVERY_RISING) return { side: "charger", reason: "ramp", ...lowest };
      const isFlagged = sample.currentLimitAchieved || sample.powerLimitAchieved || sample.voltageLimitAchieved;
      return { side: "charger", reason: isFlagged ? "flag" : "under-delivery", ...lowest };
    }
    if (isAtMaximum(vehicle, targetCurrent, presentVoltage)) return { side: "vehicle", reason: "maximum", ...lowest };
    if (isAtTarget || recent.isTapering()) return { side: "vehicle", reason: "taper", ...lowest };
    return { side: "vehicle", reason: "wish", ...lowest };
  }
}

/** The voltage is there, give or take half a per cent. */
const reaches = (present: number | undefined, wanted: number | undefined): boolean =>
  present !== undefined && wanted !== undefined && wanted > 0 && present >= 0.995 * wanted;

function isAtMaximum({ current, power }: Caps, target: number, voltage: number | undefined): boolean {
  if (current !== undefined && target >= current - tolerance(current)) return true;
  return power !== undefined && power > 0 && voltage !== undefined && target * voltage >= 0.99 * power;
}

/** What is asked of the car, as if it were asked of the charger. */
function mirrored(sample: Sample): Sample {
  const { targetCurrent = 0, presentCurrent, vehicleDischarge = {}, chargerDischarge = {} } = sample;
  // Schedules are for charging.
  const { schedule: _, ...rest } = sample;
  return {
    ...rest,
    targetCurrent: -targetCurrent,
    ...(presentCurrent === undefined ? {} : { presentCurrent: -presentCurrent }),
    vehicle: vehicleDischarge,
    charger: chargerDischarge,
  };
}

/** The dynamic mode of ISO 15118-20: the charger decides inside both sides' limits. */
function dynamic({ presentVoltage, presentCurrent, vehicle, charger }: Sample, believes: boolean): Attribution {
  const control: Attribution = { side: "charger", reason: "control" };
  if (!believes || presentVoltage === undefined || presentCurrent === undefined) return control;
  const limit = ({ power, current }: Caps) => Math.min(power ?? Infinity, (current ?? Infinity) * presentVoltage);
  const [ofVehicle, ofCharger] = [limit(vehicle), limit(charger)];
  const power = presentVoltage * presentCurrent;
  const isMet = (one: number) => Number.isFinite(one) && one > 0 && Math.abs(power - one) <= 0.03 * one;
  if (ofVehicle <= ofCharger && isMet(ofVehicle)) return { side: "vehicle", reason: "maximum" };
  if (ofCharger >= ofVehicle || !isMet(ofCharger)) return control;
  const isByCurrent = (charger.current ?? Infinity) * presentVoltage < (charger.power ?? Infinity);
  const cap = ofCharger / presentVoltage;
  return isByCurrent
    ? { side: "charger", reason: "current", cap, root: "current" }
    : { side: "charger", reason: "power", cap, root: "power" };
}

/** A voltage below it is not there yet, and a power says nothing of a current. */
const LEAST_VOLTAGE = 10;

/** The lowest of the charger's caps, as a current at the voltage of now, and what it comes from. */
function capOf({
  charger,
  schedule,
  presentVoltage,
  targetVoltage,
}: Sample): { cap: number; root: "current" | "power" | "schedule"; coincides?: Root } | undefined {
  const voltage = presentVoltage !== undefined && presentVoltage > LEAST_VOLTAGE ? presentVoltage : targetVoltage;
  const byVoltage = (power: number | undefined) => (power !== undefined && voltage ? power / voltage : undefined);
  const byPower = byVoltage(charger.power);
  const bySchedule = byVoltage(schedule);
  let [cap, root]: [number | undefined, "current" | "power" | "schedule"] = [charger.current, "current"];
  if (byPower !== undefined && (cap === undefined || byPower < cap)) [cap, root] = [byPower, "power"];
  if (bySchedule !== undefined && (cap === undefined || bySchedule < cap)) [cap, root] = [bySchedule, "schedule"];
  if (cap === undefined) return undefined;
  const lowest = { cap, root };
  if (byPower === undefined || charger.current === undefined) return lowest;
  const isTie = Math.abs(byPower - charger.current) <= tolerance(lowest.cap);
  if (!isTie || (lowest.root === "schedule" && lowest.cap < Math.min(byPower, charger.current) - tolerance(lowest.cap)))
    return lowest;
  return { cap: lowest.cap, root: "current", coincides: "power" };
}
