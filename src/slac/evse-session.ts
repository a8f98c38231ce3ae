/**
 * What a charger keeps of each car that asks: who it is, how far it has come, and how loud it is.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Milliseconds } from "../base/units.ts";
import { type Averager, averager, meanOf } from "./attenuation.ts";
import { type FailureKind, MatchingFailed } from "./failures.ts";
import type { NetworkKey } from "./own-modem.ts";
import type { SlacTiming } from "./timing.ts";

/**
 * `asked`: CM_SLAC_PARM.REQ was answered; `sounding`: its sounds are counted; `reported`: the result was told;
 * `acknowledged`: the car has it; `matched`: it has the key.
 */
export type CarState = "asked" | "sounding" | "reported" | "acknowledged" | "matched";

export interface CarAtCharger {
  /** The address that its first question came from. */
  readonly car: string;
  readonly RunID: string;
  /** All addresses that it goes by: some cars name another in the fields than their frames come from. */
  readonly addresses: Set<string>;
  state: CarState;
  /** When it came into this state. */
  since: Milliseconds;
  /** Ends when the state's time is up. */
  stopTimer: Cancel;
  /** CM_SLAC_PARM.REQ was lost, and CM_START_ATTEN_CHAR.IND taken for it. */
  readonly isLate: boolean;
  /** How often CM_SLAC_PARM.REQ came. */
  asked: number;
  /** It came while sounds were counted: the next announcement begins the time for them anew. */
  isAskedAgain: boolean;
  /** The sounds that it announced. */
  announced: number;
  /** Countdowns of the sounds that came: a frame that comes twice counts once. */
  readonly sounds: Set<number>;
  measured: Averager;
  /** Times that the modem told of a sound, measured or not. */
  told: number;
  /** How often the result was told, and which. */
  reports: number;
  result?: {
    readonly profile: number[];
    readonly attenuation: number;
    readonly sounds: number;
    readonly isAssumed: boolean;
  };
  key?: NetworkKey;
  /** How often CM_SLAC_MATCH.REQ came. */
  matchAsked: number;
}

export function carAtCharger(
  car: string,
  RunID: string,
  { isLate = false, sounds = 10, correction = 0 },
): CarAtCharger {
  return {
    car,
    RunID,
    addresses: new Set([car]),
    state: "asked",
    since: Number.NEGATIVE_INFINITY,
    stopTimer: () => {},
    isLate,
    asked: 1,
    isAskedAgain: false,
    announced: sounds,
    sounds: new Set(),
    measured: averager(correction),
    told: 0,
    reports: 0,
    matchAsked: 0,
  };
}

/** What a state waits for, how long, and what it is when it does not come. */
interface Limit {
  readonly ms: (timing: SlacTiming) => Milliseconds;
  readonly waitingFor: string;
  readonly failure: FailureKind;
}

/** Of `sounding` and `reported` the end is not the end of the matching: see `evse.ts`. */
export const limits: Readonly<Record<Exclude<CarState, "matched">, Limit>> = {
  asked: {
    ms: ({ TT_match_sequence }) => TT_match_sequence,
    waitingFor: "CM_START_ATTEN_CHAR.IND",
    failure: "no-sounds",
  },
  sounding: {
    ms: ({ TT_EVSE_match_MNBC }) => TT_EVSE_match_MNBC,
    waitingFor: "CM_MNBC_SOUND.IND",
    failure: "no-sounds",
  },
  reported: {
    ms: ({ TT_match_response }) => TT_match_response,
    waitingFor: "CM_ATTEN_CHAR.RSP",
    failure: "result-unanswered",
  },
  acknowledged: {
    ms: ({ TT_EVSE_match_session }) => TT_EVSE_match_session,
    waitingFor: "CM_SLAC_MATCH.REQ",
    failure: "not-chosen",
  },
};

/** Not of a group: the lowest bit of the first octet says so. */
export const isOfOne = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;

/** The cars that are being served, by address and RunID: one car may have begun anew while old frames are under way. */
export interface CarsAtCharger {
  readonly all: () => Iterable<CarAtCharger>;
  /** The car of this RunID that goes by one of these addresses; it is known by all of them from then on. */
  readonly find: (RunID: string, ...addresses: readonly string[]) => CarAtCharger | undefined;
  readonly add: (one: CarAtCharger) => void;
  readonly remove: (one: CarAtCharger) => void;
  readonly clear: () => void;
  readonly size: number;
}

export function carsAtCharger(): CarsAtCharger {
  const cars = new Map<string, CarAtCharger>();
  const keyOf = ({ car, RunID }: CarAtCharger) => `${car} ${RunID}`;
  const remove = (one: CarAtCharger) => {
    one.stopTimer();
    if (cars.get(keyOf(one)) === one) cars.delete(keyOf(one));
  };
  return {
    all: () => cars.values(),
    find(RunID, ...addresses) {
      for (const one of cars.values()) {
        if (one.RunID !== RunID || !addresses.some((address) => one.addresses.has(address))) continue;
        for (const address of addresses) if (isOfOne(address)) one.addresses.add(address);
        return one;
      }
      return undefined;
    },
    add(one) {
      const before = cars.get(keyOf(one));
      if (before) remove(before);
      cars.set(keyOf(one), one);
    },
    remove,
    clear() {
      for (const one of [...cars.values()]) remove(one);
    },
    get size() {
      return cars.size;
    },
  };
}

/**
 * Another car that is louder here by the margin, as far as it was measured, and that may be about to choose: one that has
 * had its result since before `since` and not chosen hangs on another cable, and is heard over the air.
 */
export function louderThan(
  one: CarAtCharger,
  cars: CarsAtCharger,
  margin: number,
  since: Milliseconds,
): CarAtCharger | undefined {
  const own = measuredOf(one);
  if (own === undefined) return undefined;
  const undecided = new Set<string>();
  for (const { car, state, since: entered } of cars.all()) {
    if (state !== "acknowledged" || entered > since) undecided.add(car);
  }
  return [...cars.all()].find((other) => {
    const its = other.car === one.car || !undecided.has(other.car) ? undefined : measuredOf(other);
    return its !== undefined && its <= own - margin;
  });
}

/** The mean loss in dB, as far as it was measured. */
function measuredOf({ measured }: CarAtCharger): number | undefined {
  const profile = measured.average();
  return profile && meanOf(profile);
}

/** What its state waited for has not come. */
export function silence(one: CarAtCharger, timing: SlacTiming): MatchingFailed {
  const state = one.state === "matched" ? "acknowledged" : one.state;
  const { waitingFor, failure, ms } = limits[state];
  return new MatchingFailed(failure, `no ${waitingFor} came from ${one.car} within ${ms(timing)} ms`);
}
