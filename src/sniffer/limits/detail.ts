/**
 * What limited in an interval, in words: `59.5 kW power cap`, `it asked for 172 A, 5 A below the charger's cap`.
 *
 * @module
 */

import type { Root } from "./attribute.ts";
import { deliveredCurrent, vehicleMaximum } from "./attribute-ac.ts";
import type { Interval } from "./intervals.ts";
import type { Sample } from "./sample.ts";

/** By side and reason, without numbers. */
export const REASONS: Readonly<Record<string, string>> = {
  "charger current": "current cap",
  "charger power": "power cap",
  "charger voltage": "highest voltage",
  "charger schedule": "schedule",
  "charger exceeded": "cap, which the car's request exceeds",
  "charger under-delivery": "delivery below what was asked",
  "charger flag": "limit by its own flag",
  "charger ramp": "ramp-up",
  "charger control": "own control",
  "vehicle wish": "own wish",
  "vehicle maximum": "own maximum",
  "vehicle taper": "taper",
  "vehicle ramp": "ramp-up",
  "cable pilot": "duty of the control pilot",
  "cable rating": "rating of the cable",
};

export function detail(interval: Interval): string {
  const direction = interval.discharging ? "while the car gives: " : "";
  return `${direction}${wordsOf(interval)}${interval.last.ac === undefined ? "" : acWords(interval)}`;
}

function wordsOf(interval: Interval): string {
  const { side, reason, root, last, cap, coincides } = interval;
  const plain = REASONS[`${side} ${reason}`] ?? reason;
  const also = coincides === undefined ? "" : `, the same as its ${capWords(coincides, last, cap)}`;
  switch (`${side} ${reason}`) {
    case "charger current":
    case "charger power":
    case "charger schedule":
    case "cable pilot":
    case "cable rating":
      return `${capWords(reason as Root, last, cap)}${also}`;
    case "charger exceeded":
      return `${capWords(root ?? "current", last, cap)}, though the car ${last.ac ? "takes" : "asks for"} more,`;
    case "charger voltage":
      return `highest voltage of ${amount(last.charger.voltage, "V")}`;
    case "vehicle maximum":
      return maximumWords(last);
    case "vehicle wish":
      return wishWords(interval);
    case "vehicle taper":
      return last.presentVoltage !== undefined && last.presentVoltage >= 0.995 * (last.targetVoltage ?? Infinity)
        ? `taper at its target voltage of ${amount(last.targetVoltage, "V")}`
        : `taper: it asked for ever less, ${amount(last.targetCurrent, "A")} in the end`;
    default:
      return plain;
  }
}

function capWords(root: Root, { charger, schedule, ac }: Sample, cap: number | undefined): string {
  switch (root) {
    case "power":
      return `${kilowatts(ac?.targetPower ?? charger.power)} power cap`;
    case "schedule":
      return `schedule of ${kilowatts(schedule)}`;
    case "pilot":
      return `pilot's ${amount(ac?.pilot, "A")}`;
    case "rating":
      return `cable's ${amount(ac?.cable, "A")}`;
    default:
      return `${amount(charger.current ?? cap, "A")} current cap`;
  }
}

function maximumWords({ vehicle, targetCurrent, ac, presentVoltage = 0 }: Sample): string {
  const isByPower =
    vehicle.power !== undefined &&
    (vehicle.current === undefined ||
      (targetCurrent !== undefined &&
        targetCurrent * presentVoltage >= 0.99 * vehicle.power &&
        targetCurrent < 0.99 * vehicle.current));
  if (isByPower && ac === undefined) return `its own maximum of ${kilowatts(vehicle.power)}`;
  return `its own maximum of ${vehicle.current === undefined ? kilowatts(vehicle.power) : amount(vehicle.current, "A")}`;
}

function wishWords({ last, cap, chargerHeadroom }: Interval): string {
  if (last.ac !== undefined) return `it took less than the ${amount(cap, "A")} that were offered`;
  const asked = `it asked for ${amount(Math.abs(last.targetCurrent ?? 0), "A")}`;
  return chargerHeadroom === undefined ? asked : `${asked}, ${amount(chargerHeadroom, "A")} below the charger's cap`;
}

/** In AC the charger only offers: what the car could take and what was measured belongs to it. */
function acWords({ side, reason, last, unmeasured }: Interval): string {
  const own = vehicleMaximum(last);
  const could =
    side === "vehicle" && reason === "maximum"
      ? ""
      : own === undefined
        ? ""
        : `, the car could take ${amount(own, "A")}`;
  const delivered = unmeasured ? undefined : deliveredCurrent(last);
  return `${could}${delivered === undefined ? ", nothing metered," : `, ${amount(delivered, "A")} metered,`}`;
}

/** `172 A`, with one decimal where it has one. */
const amount = (value: number | undefined, unit: string): string =>
  value === undefined ? `unknown ${unit === "A" ? "current" : "voltage"}` : `${Number(value.toFixed(1))} ${unit}`;

/** `59.5 kW` of watts. */
const kilowatts = (value: number | undefined): string =>
  value === undefined ? "unknown power" : `${(value / 1000).toFixed(1)} kW`;
