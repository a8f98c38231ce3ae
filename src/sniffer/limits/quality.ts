/**
 * Doubts about the values themselves: numbers that nobody measured, that lost their decimal point, that mean no power at
 * all, and flags that are stuck.
 *
 * @module
 */

import type { Attribution } from "./attribute.ts";
import { isScaledWrongly, type Sample } from "./sample.ts";
import type { ScheduleDoubt } from "./schedules.ts";

export type DoubtCode =
  | "present-current-constant"
  | "present-current-scaled"
  | "present-power-impossible"
  | "meter-constant"
  | "vehicle-maximum-impossible"
  | "schedule-not-credible"
  | "schedule-saturated"
  | "limit-flags-stuck"
  | "limit-flags-unset";

/** Something that a value cannot mean. */
export interface Doubt {
  readonly code: DoubtCode;
  /** A sentence without a full stop. */
  readonly words: string;
  /** Where it shows first. */
  readonly frame: number;
  /** What was derived from these values is not to be used. */
  readonly isDelivered?: true;
}

export interface Quality {
  readonly note: (sample: Sample, attribution: Attribution) => void;
  readonly doubts: (schedule: ScheduleDoubt | undefined) => Doubt[];
  /** The present current, or what the meter counts, never changed: it was not measured. */
  readonly isConstant: () => boolean;
  /** How far the present current was above what was asked for, where the most was asked for. */
  readonly scale: () => number | undefined;
}

/** Samples after which a value that never changed counts as made up. */
const ENOUGH = 20;
/** Turns in which a flag is set without a limit, before one that is never unset is called stuck. */
const STUCK = 10;
/** The most that the control pilot can offer (IEC 61851-1, table A.8), in A. */
const MOST_AC = 80;
/** Power far beyond both sides' limits is no power. */
const IMPOSSIBLE = 3;

/** Within what chargers regulate to, in A and as a part of it. */
const isAsAsked = ({ presentCurrent, targetCurrent }: Sample): boolean =>
  presentCurrent !== undefined &&
  targetCurrent !== undefined &&
  Math.abs(presentCurrent - targetCurrent) <= Math.max(1, 0.02 * targetCurrent);

export function quality(): Quality {
  const currents = new Set<number>();
  let samples = 0;
  let firstFrame = 0;
  let isAc = false;
  let hasPower = false;
  let scale: number | undefined;
  let scaledFrame = 0;
  /** The request at which the scale was taken: the highest tells it best. */
  let scaledAt = 0;
  let beyond: { readonly current: number; readonly frame: number } | undefined;
  let impossible: { readonly power: number; readonly frame: number } | undefined;
  /** What is delivered is what was asked for, as far as it goes: then it may be constant. */
  let isFollowed = true;
  const flags = { seen: 0, set: 0, wrongly: 0, unset: 0 };

  function noteFlags(sample: Sample, { side, reason }: Attribution): void {
    const all = [sample.currentLimitAchieved, sample.powerLimitAchieved, sample.voltageLimitAchieved];
    if (all.every((flag) => flag === undefined)) return;
    flags.seen++;
    const isSet = sample.currentLimitAchieved === true || sample.powerLimitAchieved === true;
    const isLimited = side === "charger" && (reason === "current" || reason === "power" || reason === "exceeded");
    if (isSet) flags.set++;
    // Without a cap nothing tells whether the flag is right.
    if (isSet && !isLimited && (side === "vehicle" || reason === "control")) flags.wrongly++;
    if (!all.includes(true) && isLimited) flags.unset++;
  }

  function noteScale(sample: Sample): void {
    const { presentCurrent, targetCurrent } = sample;
    if (presentCurrent === undefined || targetCurrent === undefined || targetCurrent <= 0) return;
    if (!isScaledWrongly(sample) || targetCurrent < scaledAt) return;
    if (scale === undefined) scaledFrame = sample.responseFrame;
    scale = presentCurrent / targetCurrent;
    scaledAt = targetCurrent;
  }

  return {
    note(sample, attribution) {
      samples++;
      if (samples === 1) firstFrame = sample.responseFrame;
      isAc ||= sample.ac !== undefined;
      const { ac } = sample;
      const delivered = sample.presentCurrent ?? ac?.presentPower;
      if (delivered !== undefined) hasPower = true;
      if (delivered !== undefined && currents.size < 3) currents.add(delivered);
      if (!isAsAsked(sample)) isFollowed = false;
      noteFlags(sample, attribution);
      noteScale(sample);
      if (ac !== undefined && (sample.vehicle.current ?? 0) > MOST_AC) {
        beyond ??= { current: sample.vehicle.current ?? 0, frame: sample.requestFrame };
      }
      const most = Math.max(sample.vehicle.power ?? 0, sample.charger.power ?? 0);
      if (ac?.vehiclePower !== undefined && most > 0 && Math.abs(ac.vehiclePower) > IMPOSSIBLE * most) {
        impossible ??= { power: ac.vehiclePower, frame: sample.requestFrame };
      }
    },
    // Alternating current stays as it is at its limit; only nothing at all is suspicious.
    isConstant: () =>
      isAc
        ? hasPower && currents.size === 1 && currents.has(0)
        : samples > ENOUGH && currents.size === 1 && (currents.has(0) || !isFollowed),
    scale: () => scale,
    doubts(schedule) {
      const found: Doubt[] = [];
      if (this.isConstant()) {
        const [value] = currents;
        found.push(
          isAc
            ? {
                code: "meter-constant",
                words: "What the charger meters never changes: it was not measured, and is not used",
                frame: firstFrame,
                isDelivered: true,
              }
            : {
                code: "present-current-constant",
                words: `The charger's present current never changes (${rounded(value ?? 0)} A): it was not measured, and is not used`,
                frame: firstFrame,
                isDelivered: true,
              },
        );
      }
      if (scale !== undefined) {
        found.push({
          code: "present-current-scaled",
          words: `The charger's present current is about ${Math.round(scale)} times what was asked for: scaled wrongly, and not used`,
          frame: scaledFrame,
          isDelivered: true,
        });
      }
      if (impossible !== undefined) {
        found.push({
          code: "present-power-impossible",
          words: `The car's present power of ${rounded(impossible.power / 1000)} kW is far beyond what both sides can do: not used`,
          frame: impossible.frame,
        });
      }
      if (beyond !== undefined) {
        found.push({
          code: "vehicle-maximum-impossible",
          words: `The car says that it could take ${rounded(beyond.current)} A of alternating current, ${MOST_AC} A are the most`,
          frame: beyond.frame,
        });
      }
      if (schedule !== undefined) found.push(scheduleWords(schedule));
      if (flags.set === flags.seen && flags.wrongly >= STUCK) {
        found.push({
          code: "limit-flags-stuck",
          words: "The charger says in every answer that its limit is reached, also where nothing was limited",
          frame: firstFrame,
        });
      }
      if (flags.unset > ENOUGH && flags.set === 0) {
        found.push({
          code: "limit-flags-unset",
          words: "The charger never says that its limit is reached, although the request was at it or beyond",
          frame: firstFrame,
        });
      }
      return found;
    },
  };
}

function scheduleWords({ power, frame, isSaturated }: ScheduleDoubt): Doubt {
  if (isSaturated) {
    const words = `The schedule's PMax is ${power}, the largest number there is: taken for no limit`;
    return { code: "schedule-saturated", words, frame };
  }
  return {
    code: "schedule-not-credible",
    words: `The schedule's PMax of ${rounded(power)} W is not credible, and not used`,
    frame,
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
