/**
 * A car's choice among the schedules that it was offered, and the plan that it makes of one: the same in DIN SPEC 70121 and
 * ISO 15118-2.
 *
 * @module
 */

import type { Seconds, Watts } from "../base/units.ts";
import type { Schedule } from "./charger.ts";
import type { ChargerSession } from "./charger-session.ts";
import { Refuse } from "./serve.ts";

/** Both standards: three tuples at most. */
const MOST_TUPLES = 3;

/** Offers what the charger has, from this moment on. @returns what fits into an offer. */
export function offer(session: ChargerSession, schedules: readonly Schedule[]): readonly Schedule[] {
  session.offered = schedules.slice(0, MOST_TUPLES);
  session.offeredAt = session.run.clock.now();
  session.tuple = session.offered[0]?.id ?? 1;
  return session.offered;
}

/** What the schedule that was chosen allows at this moment. */
export function scheduledPower({ offered, tuple, offeredAt, run }: ChargerSession): Watts {
  const schedule = offered.find(({ id }) => id === tuple);
  return (schedule && allowedAt(schedule, (run.clock.now() - offeredAt) / 1000)) ?? Number.POSITIVE_INFINITY;
}

/** The power that a car means to draw from a moment on, in seconds from the offer. */
export interface Planned {
  readonly start: Seconds;
  readonly power: Watts;
}

/**
 * Takes the car's choice.
 *
 * @param plan - where it says one; a car need not.
 * @throws {Refuse} where it chose none that was offered, or plans more than that allows.
 */
export function takeChoice(session: ChargerSession, id: number, plan: readonly Planned[] = []): void {
  const schedule = session.offered.find((one) => one.id === id);
  if (!schedule) {
    const offered = session.offered.map(({ id }) => id).join(", ");
    throw new Refuse("FAILED_TariffSelectionInvalid", `schedule ${id} was chosen, ${offered} offered`);
  }
  session.tuple = id;
  const excess = excessOf(plan, schedule);
  if (excess) throw new Refuse("FAILED_ChargingProfileInvalid", excess);
}

/** Rounding of a value with two digits behind the point. */
const TOLERANCE = 1.005;

/**
 * Where a plan asks for more than the schedule allows, in words. [V2G2-224] Each entry is held against the schedule at its
 * start; beyond the schedule's end nothing is held against it, since cars get that wrong.
 */
function excessOf(plan: readonly Planned[], schedule: Schedule): string | undefined {
  for (const { start, power } of plan) {
    const allowed = allowedAt(schedule, start);
    if (allowed !== undefined && power > allowed * TOLERANCE)
      return `${power} W are planned from ${start} s on, ${allowed} W are allowed`;
  }
  return undefined;
}

/** What a schedule allows so many seconds after its offer. */
const allowedAt = ({ power }: Schedule, since: Seconds): Watts | undefined =>
  power.filter(({ start }) => start <= since).at(-1)?.power;
