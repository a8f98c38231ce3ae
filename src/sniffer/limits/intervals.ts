/**
 * Cuts a charging session into intervals in which the same side limits the power for the same reason, with the evidence.
 *
 * @module
 */

import { attributor, type LimitSide, type Reason, type Root } from "./attribute.ts";
import { attributeAc, vehicleMaximum } from "./attribute-ac.ts";
import { type Doubt, quality } from "./quality.ts";
import { isScaledWrongly, type Sample } from "./sample.ts";
import type { ScheduleDoubt } from "./schedules.ts";
import { type Stretch, stretches } from "./stretches.ts";
import { decided } from "./tie.ts";

export interface Interval {
  readonly type: "interval";
  readonly side: LimitSide;
  readonly reason: Reason;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Of the first request and the last answer. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** In Wh, from the charger's present values; 0 where they are not to be believed. */
  readonly energy: number;
  /** Of the time between the first and the last sample of the session, from 0 to 1. */
  readonly share: number;
  /** The lowest cap, in A (of a phase), and what it comes from; the last of the interval. */
  readonly cap?: number;
  readonly root?: Root;
  /** Another cap that says the same, and neither rules the other. */
  readonly coincides?: Root;
  readonly first: Sample;
  readonly last: Sample;
  /** Means over the interval, in A: the cap less the request, the car's own maximum less the request. */
  readonly chargerHeadroom?: number;
  readonly vehicleHeadroom?: number;
  /** Cars copy the charger's cap into their request: what they asked for last of their own accord, in A. */
  readonly ownRequest?: number;
  /** The car gives. */
  readonly discharging?: true;
  /** What was delivered is not known: the offers alone tell it. */
  readonly unmeasured?: true;
}

export interface LimitReport {
  readonly intervals: readonly Interval[];
  readonly samples: number;
  /** In Wh; 0 where the values are not to be believed. */
  readonly energy: number;
  /** The highest power that was delivered, in W. */
  readonly peakPower: number;
  /** The present current never changed although the request did: it was not measured. */
  readonly isCurrentConstant: boolean;
  /** The present current was far above what was asked for: scaled wrongly, by this factor where the most was asked for. */
  readonly currentScale?: number;
  readonly doubts: readonly Doubt[];
}

export interface Limits {
  readonly feed: (sample: Sample) => void;
  /** @param schedule what is wrong with the schedule, if anything. */
  readonly end: (schedule?: ScheduleDoubt) => LimitReport;
}

/** A gap between two samples counts as so many seconds at most. */
const LONGEST_GAP = 10;

export function limits(): Limits {
  // Whether the present current was measured, and the schedule meant, shows only in the end: all cases are followed.
  const variants = [true, false].flatMap((believes) =>
    [true, false].map((scheduled) => ({ believes, scheduled, attribute: attributor(believes), made: stretches() })),
  );
  const doubts = quality();
  let samples = 0;
  let peakPower = 0;
  let hasDelivery = false;
  let hasSchedule = false;
  let before: Sample | undefined;

  function feed(sample: Sample) {
    samples++;
    const power = deliveredPower(sample);
    if (power !== undefined) hasDelivery = true;
    peakPower = Math.max(peakPower, Math.abs(power ?? 0));
    const seconds = before ? Math.max(0, Math.min(sample.time - before.time, LONGEST_GAP)) : 0;
    before = sample;
    const unscheduled = withoutSchedule(sample);
    hasSchedule ||= unscheduled !== sample;
    for (const { believes, scheduled, attribute, made } of variants) {
      const used = scheduled ? sample : unscheduled;
      const attribution = used.ac === undefined ? attribute(used) : attributeAc(used, believes);
      made.note(used, attribution, ((power ?? 0) * seconds) / 3600);
      if (believes && scheduled) doubts.note(sample, attribution);
    }
  }

  return {
    feed,
    end(schedule) {
      const found = doubts.doubts(schedule);
      const scale = doubts.scale();
      const isDoubtful = found.some(({ isDelivered }) => isDelivered);
      // Single samples that are scaled wrongly are left out where they stand.
      const isRefuted = hasSchedule && schedule !== undefined;
      const chosen = variants.find(
        ({ believes, scheduled }) => believes !== doubts.isConstant() && scheduled !== isRefuted,
      );
      const intervals = shown(chosen?.made.all() ?? [], isDoubtful, isDoubtful || !hasDelivery);
      return {
        intervals,
        samples,
        energy: intervals.reduce((sum, { energy }) => sum + energy, 0),
        peakPower: isDoubtful ? 0 : peakPower,
        isCurrentConstant: doubts.isConstant(),
        ...(scale === undefined ? {} : { currentScale: scale }),
        doubts: found,
      };
    },
  };
}

/** The same object where it has none. */
function withoutSchedule(sample: Sample): Sample {
  if (sample.schedule === undefined) return sample;
  const { schedule: _, ...unscheduled } = sample;
  return unscheduled;
}

/** In W; undefined where it was not measured. */
function deliveredPower(sample: Sample): number | undefined {
  const { presentCurrent, presentVoltage, ac } = sample;
  if (isScaledWrongly(sample)) return undefined;
  if (ac === undefined)
    return presentCurrent === undefined || presentVoltage === undefined ? undefined : presentCurrent * presentVoltage;
  if (ac.presentPower !== undefined) return ac.presentPower;
  const { nominalVoltage, phases } = ac;
  if (presentCurrent === undefined || nominalVoltage === undefined || phases === undefined) return undefined;
  return presentCurrent * nominalVoltage * phases;
}

function shown(all: readonly Stretch[], isDoubtful: boolean, isUnmeasured: boolean): Interval[] {
  const [begin, finish] = [all[0]?.first.time ?? 0, all.at(-1)?.last.time ?? 0];
  const total = finish - begin;
  return all.map((stretch, i): Interval => {
    const { first, last, samples, energy, ownRequest } = stretch;
    const attribution = decided(stretch.attribution, stretch.tie, last);
    const { side, reason, cap, root, coincides, discharging } = attribution;
    const end = all[i + 1]?.first.time ?? last.time;
    const isAsked = last.targetCurrent !== undefined || last.ac !== undefined;
    const isCapped = side === "charger" && ["current", "power", "schedule"].includes(reason);
    return {
      type: "interval",
      side,
      reason,
      start: first.time,
      end,
      firstFrame: first.requestFrame,
      lastFrame: last.responseFrame,
      energy: isDoubtful ? 0 : energy,
      share: total > 0 ? (end - first.time) / total : 1 / all.length,
      ...(cap === undefined ? {} : { cap }),
      ...(root === undefined ? {} : { root }),
      ...(coincides === undefined ? {} : { coincides }),
      first,
      last,
      ...(isAsked && cap !== undefined ? { chargerHeadroom: stretch.chargerHeadroom / samples } : {}),
      ...(isAsked && vehicleMaximum(last) !== undefined ? { vehicleHeadroom: stretch.vehicleHeadroom / samples } : {}),
      ...(isCapped && ownRequest !== undefined ? { ownRequest } : {}),
      ...(discharging ? { discharging } : {}),
      ...(isUnmeasured ? { unmeasured: true } : {}),
    };
  });
}
