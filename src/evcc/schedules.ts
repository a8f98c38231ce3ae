/**
 * Schedules as ISO 15118-2 writes them, and as a car chooses among them: plain numbers, seconds from the offer.
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import type { Watts } from "../base/units.ts";
import type { ChargingProfileType, SAScheduleListType } from "../messages/iso2/schedule-types.ts";
import { toNumber, watts } from "../v2g/quantities.ts";
import type { Car, Choice, OfferedSchedule } from "./car.ts";
import type { SessionEnd } from "./car-session.ts";
import type { Agreement } from "./iso2.ts";

/** ISO 15118-2, 8.5.2.10: a profile has no more entries. */
const MOST_ENTRIES = 24;

export const schedulesFrom = (list: SAScheduleListType | undefined): OfferedSchedule[] =>
  (list?.SAScheduleTuple ?? []).map(({ SAScheduleTupleID, PMaxSchedule, SalesTariff }) => {
    const entries = PMaxSchedule.PMaxScheduleEntry;
    const last = entries.at(-1)?.RelativeTimeInterval;
    const prices = (SalesTariff?.SalesTariffEntry ?? []).flatMap(({ RelativeTimeInterval, EPriceLevel }) =>
      RelativeTimeInterval && EPriceLevel !== undefined
        ? [{ start: RelativeTimeInterval.start, level: EPriceLevel }]
        : [],
    );
    return {
      id: SAScheduleTupleID,
      power: entries.map(({ RelativeTimeInterval, PMax }) => ({
        start: RelativeTimeInterval?.start ?? 0,
        power: toNumber(PMax),
      })),
      ...(last?.duration === undefined ? {} : { duration: last.start + last.duration }),
      ...(prices.length > 0 ? { prices } : {}),
    };
  });

/** The first one for all that it allows, unless the car chooses itself. */
export async function chooseSchedule(car: Car, schedules: readonly OfferedSchedule[], run: Run): Promise<Choice> {
  const [first] = schedules;
  if (car.choose && schedules.length > 0) {
    const choice = await run.until(car.choose(schedules, run));
    if (schedules.some(({ id }) => id === choice.schedule)) return choice;
  }
  return { schedule: first?.id ?? 1 };
}

/**
 * What the car says that it will draw: its own plan, or all that the schedule allows and it can use. Never above the
 * schedule, which chargers refuse (FAILED_ChargingProfileInvalid).
 */
export function profileOf(
  { schedule, profile }: Choice,
  schedules: readonly OfferedSchedule[],
  most: Watts,
): ChargingProfileType | undefined {
  const allowed = schedules.find(({ id }) => id === schedule)?.power ?? [];
  const allowedAt = (start: number) => allowed.filter((entry) => entry.start <= start).at(-1)?.power ?? most;
  const planned = profile ?? allowed;
  if (planned.length === 0) return undefined;
  return {
    ProfileEntry: planned.slice(0, MOST_ENTRIES).map(({ start, power }) => ({
      ChargingProfileEntryStart: start,
      // Rounded down: some chargers compare to the last bit (RISE-V2G, Josev).
      ChargingProfileEntryMaxPower: watts(Math.floor(Math.max(0, Math.min(power, allowedAt(start), most)))),
    })),
  };
}

/**
 * ISO 15118-2 has no word for a pause by the charger: it negotiates anew and offers no power. RISE-V2G's car takes that for
 * a pause, too.
 */
export const OFFERED_NOTHING: SessionEnd = {
  by: "car",
  words: "the charger offers no power any more: the session is paused",
  isPaused: true,
};

/** Whether the schedule that was chosen never allows anything. */
export function offersNothing({ schedules, choice }: Agreement): boolean {
  const power = schedules.find(({ id }) => id === choice.schedule)?.power ?? [];
  return power.length > 0 && power.every(({ power }) => power === 0);
}

/** What a schedule allows so many seconds after the offer. */
export function allowedNow({ power }: OfferedSchedule, since: number): Watts | undefined {
  return power.filter(({ start }) => start <= since).at(-1)?.power;
}
