/**
 * Who limited the power, as a report shows it: intervals with a label each, and how the time is shared between the sides.
 *
 * @module
 */

import type { Reason, Root, SessionInterval } from "../limits/index.ts";

export type LimitSide = SessionInterval["side"];

/** In the order in which they are shown. */
export const LIMIT_SIDES: readonly LimitSide[] = ["vehicle", "charger", "cable", "ending"];

export interface IntervalRow {
  readonly side: LimitSide;
  readonly reason: Reason;
  /** In words: "charger: power cap". */
  readonly label: string;
  /** Seconds since the beginning of the session. */
  readonly start: number;
  readonly end: number;
  /** Of all the time in which the car asked for current, from 0 to 1. */
  readonly share: number;
  /** In Wh; absent where the values are not to be believed. */
  readonly energy?: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** The charger's cap, in A, and what it comes from. */
  readonly cap?: number;
  readonly root?: Root;
  /** Means, in A: the charger's cap less the request, the car's own maximum less the request. */
  readonly chargerHeadroom?: number;
  readonly vehicleHeadroom?: number;
}

/** Of the time in which the car asked for current, from 0 to 1 each. */
export interface Shares {
  readonly vehicle: number;
  readonly charger: number;
  readonly cable: number;
  readonly ending: number;
}

const LABELS: Readonly<Record<string, string>> = {
  "vehicle wish": "asks for less",
  "vehicle maximum": "own maximum",
  "vehicle taper": "taper",
  "vehicle ramp": "ramp-up",
  "charger current": "current cap",
  "charger power": "power cap",
  "charger voltage": "highest voltage",
  "charger schedule": "schedule",
  "charger exceeded": "cap, car asks for more",
  "charger under-delivery": "gives less than asked for",
  "charger flag": "limit by its flag",
  "charger ramp": "ramp-up",
  "charger control": "steers (dynamic mode)",
  "cable pilot": "duty of the pilot",
  "cable rating": "rating",
  "ending stop": "charger stops",
  "ending wish": "car stops",
};

const WHO: Readonly<Record<LimitSide, string>> = {
  vehicle: "car: ",
  charger: "charger: ",
  cable: "cable: ",
  ending: "ending: ",
};

/** `charger: power cap`. */
export const limitLabel = (side: LimitSide, reason: Reason): string =>
  `${WHO[side]}${LABELS[`${side} ${reason}`] ?? reason}`;

/**
 * @param origin when the session began, in seconds since 1970.
 * @param isMeasured whether the values that the energy comes from can be believed.
 */
export function intervalRow(interval: SessionInterval, origin: number, isMeasured: boolean): IntervalRow {
  const { side, reason, start, end, share, energy, firstFrame, lastFrame } = interval;
  const { cap, root, chargerHeadroom, vehicleHeadroom } = interval;
  return {
    side,
    reason,
    label: limitLabel(side, reason),
    start: thousandth(start - origin),
    end: thousandth(end - origin),
    share: thousandth(share),
    ...(isMeasured ? { energy: thousandth(energy) } : {}),
    firstFrame,
    lastFrame,
    ...(cap === undefined ? {} : { cap: thousandth(cap) }),
    ...(root === undefined ? {} : { root }),
    ...(chargerHeadroom === undefined ? {} : { chargerHeadroom: thousandth(chargerHeadroom) }),
    ...(vehicleHeadroom === undefined ? {} : { vehicleHeadroom: thousandth(vehicleHeadroom) }),
  };
}

export function shares(rows: readonly IntervalRow[]): Shares | undefined {
  if (rows.length === 0) return undefined;
  const of = (wanted: LimitSide) =>
    thousandth(rows.filter(({ side }) => side === wanted).reduce((sum, { share }) => sum + share, 0));
  return { vehicle: of("vehicle"), charger: of("charger"), cable: of("cable"), ending: of("ending") };
}

/** The interval that holds a moment; its end belongs to the next one, and the last moment to the last one. */
export function limitingAt(rows: readonly IntervalRow[], at: number): IntervalRow | undefined {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle] as IntervalRow).start <= at) low = middle;
    else high = middle - 1;
  }
  const row = rows[low];
  return row !== undefined && row.start <= at && (at < row.end || (low === rows.length - 1 && at <= row.end))
    ? row
    : undefined;
}

const thousandth = (value: number): number => Math.round(value * 1000) / 1000;
