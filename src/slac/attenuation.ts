/**
 * How loud a car is at a charger: dB of loss, for each of 58 groups of carriers, averaged over the sounds that were heard
 * (ISO 15118-3, A.9.2).
 *
 * @module
 */

/** What a modem that measures tells, and what a result has to have (HomePlug Green PHY 1.1). */
export const GROUPS = 58;

/** dB of loss of each group. */
export type Profile = readonly number[];

/** One number for a whole profile, which is what chargers are compared by. */
export const meanOf = (profile: Profile): number => profile.reduce((sum, group) => sum + group, 0) / profile.length;

/** Measured or not: cars give no answer to a result of nothing but zeros (Hyundai Ioniq). */
export const isBelievable = (profile: Profile): boolean =>
  profile.length === GROUPS && profile.some((group) => group > 0);

/** Adds up what the modem tells sound by sound. */
export interface Averager {
  /** @returns whether it was a measurement: some modems (AR7420) tell of a sound without any group. */
  readonly add: (profile: Profile) => boolean;
  /** Measurements added. */
  readonly count: number;
  /** The mean of each group; `undefined` where nothing was measured. */
  readonly average: () => number[] | undefined;
}

/**
 * @param correction dB that the charger's own receiver takes away, which is not the cable's fault: 7 to 15 in Alpitronic's
 * chargers.
 */
export function averager(correction = 0): Averager {
  const sums = new Array<number>(GROUPS).fill(0);
  let count = 0;
  return {
    add(profile) {
      if (!isBelievable(profile)) return false;
      for (const [group, loss] of profile.entries()) sums[group] = (sums[group] ?? 0) + loss;
      count++;
      return true;
    },
    get count() {
      return count;
    },
    average() {
      if (count === 0) return undefined;
      const groups = sums.map((sum) => Math.min(Math.max(Math.round(sum / count - correction), 0), 255));
      // Zero everywhere is taken for no measurement.
      return groups.some((group) => group > 0) ? groups : groups.fill(1);
    },
  };
}

/**
 * What a charger tells whose modem measures nothing. Hyundai, Tesla, Audi and Polestar have accepted these very values:
 * 9 dB, and more in the highest groups, as on any cable.
 */
export const assumedProfile = (): number[] =>
  Array.from({ length: GROUPS }, (_, group) => [15, 19, 25][group - (GROUPS - 3)] ?? 9);
