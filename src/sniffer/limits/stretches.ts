/**
 * Joins samples of the same kind to stretches, and puts right what a single sample cannot know: short stretches between
 * two alike are no change, and a request that falls to nothing at the end was the end already.
 *
 * @module
 */

import type { Attribution } from "./attribute.ts";
import { deliveredCurrent, vehicleMaximum } from "./attribute-ac.ts";
import type { Sample } from "./sample.ts";
import { isSameCap, joinedTies, noteTie, type Tie, tie } from "./tie.ts";

export interface Stretch {
  attribution: Attribution;
  readonly first: Sample;
  last: Sample;
  /** In Wh. */
  energy: number;
  samples: number;
  /** Sums, in A. */
  chargerHeadroom: number;
  vehicleHeadroom: number;
  readonly tie: Tie;
  /** The last request before it that was no charger's cap. */
  readonly ownRequest?: number;
}

export interface Stretches {
  readonly note: (sample: Sample, attribution: Attribution, energy: number) => void;
  readonly all: () => Stretch[];
}

/** A shorter stretch between two alike is no change. In seconds. */
const SHORTEST = 1.5;
/** A request may take so long on its way down to nothing. In seconds. */
const LONGEST_FALL = 4;
/** Stretches that are kept; a session that changes more often is told up to there. */
const MOST_STRETCHES = 1_000;

export function stretches(): Stretches {
  const all: Stretch[] = [];
  let ownRequest: number | undefined;

  return {
    note(sample, attribution, energy) {
      const current = all.at(-1);
      const isGoingOn =
        current && (isSame(current.attribution, attribution) || all.length >= MOST_STRETCHES) ? current : undefined;
      const stretch = isGoingOn ?? begin(sample, attribution, ownRequest);
      if (stretch !== isGoingOn) all.push(stretch);
      stretch.last = sample;
      stretch.attribution = attribution;
      stretch.energy += energy;
      stretch.samples++;
      noteTie(stretch.tie, sample, attribution);
      const request = requestOf(sample, attribution);
      if (request !== undefined) {
        stretch.chargerHeadroom += (attribution.cap ?? request) - request;
        stretch.vehicleHeadroom += (vehicleMaximum(sample) ?? request) - request;
      }
      if (attribution.side !== "charger" || attribution.reason === "exceeded") ownRequest = sample.targetCurrent;
    },
    all: () => merge(withEnding(all)),
  };
}

function begin(first: Sample, attribution: Attribution, ownRequest: number | undefined): Stretch {
  const own = ownRequest === undefined ? {} : { ownRequest };
  const sums = { energy: 0, samples: 0, chargerHeadroom: 0, vehicleHeadroom: 0 };
  return { attribution, first, last: first, ...sums, tie: tie(), ...own };
}

/** What the car asks for; in AC what it takes, else the lower of what it could and what it may. In A. */
function requestOf(sample: Sample, { cap }: Attribution): number | undefined {
  if (sample.ac === undefined) return sample.targetCurrent === undefined ? undefined : Math.abs(sample.targetCurrent);
  const delivered = deliveredCurrent(sample);
  if (delivered !== undefined) return delivered;
  const own = vehicleMaximum(sample);
  return cap === undefined ? own : Math.min(cap, own ?? cap);
}

const isSame = (a: Attribution, b: Attribution) =>
  a.side === b.side && (a.reason === b.reason || isSameCap(a, b)) && a.discharging === b.discharging;

const startOf = ({ first }: Stretch) => first.time;

/** A short fall of the car's request, right before its end, belongs to the end. */
function withEnding(all: readonly Stretch[]): Stretch[] {
  const out = [...all];
  for (let i = out.length - 2; i >= 0; i--) {
    const [stretch, next] = [out[i] as Stretch, out[i + 1] as Stretch];
    if (next.attribution.side !== "ending" || next.attribution.reason !== "wish") continue;
    const isShort = startOf(next) - startOf(stretch) <= LONGEST_FALL;
    const isFalling = (stretch.first.targetCurrent ?? 0) > (stretch.last.targetCurrent ?? 0);
    const isOfCar = stretch.attribution.side === "vehicle" || stretch.attribution.reason === "under-delivery";
    if (isShort && isOfCar && (isFalling || stretch.samples === 1) && stretch.last.targetCurrent !== undefined) {
      out[i] = { ...stretch, attribution: next.attribution };
    }
  }
  return out;
}

function merge(all: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const [i, stretch] of all.entries()) {
    const before = merged.at(-1);
    const after = all[i + 1];
    const lasts = (after ? startOf(after) : stretch.last.time) - startOf(stretch);
    if (before === undefined) merged.push({ ...stretch });
    // The first samples have no slope yet: what they seem to be is not told.
    else if (i === 1 && startOf(stretch) - startOf(before) < SHORTEST) {
      merged[0] = { ...joined(before, stretch), attribution: stretch.attribution };
    } else if (isSame(before.attribution, stretch.attribution)) {
      merged[merged.length - 1] = { ...joined(before, stretch), attribution: stretch.attribution };
    } else if (after && lasts < SHORTEST && isSame(before.attribution, after.attribution)) {
      merged[merged.length - 1] = joined(before, stretch);
    } else merged.push({ ...stretch });
  }
  return merged;
}

const joined = (before: Stretch, next: Stretch): Stretch => ({
  ...before,
  last: next.last,
  energy: before.energy + next.energy,
  samples: before.samples + next.samples,
  chargerHeadroom: before.chargerHeadroom + next.chargerHeadroom,
  vehicleHeadroom: before.vehicleHeadroom + next.vehicleHeadroom,
  tie: joinedTies(before.tie, next.tie),
});
