/**
 * A charger's schedules as ISO 15118-2 writes them, and whether a car's plan keeps to them.
 *
 * @module
 */

import type { Watts } from "../base/units.ts";
import type { ChargingProfileType, SAScheduleListType, SalesTariffType } from "../messages/iso2/schedule-types.ts";
import { toNumber, watts } from "../v2g/quantities.ts";
import type { Schedule } from "./charger.ts";

/** ISO 15118-2, 8.5.2.11: three tuples at most. */
const MOST_TUPLES = 3;
/** ISO 15118-2, 8.5.2.13. */
const MOST_ENTRIES = 1024;
/** What every car has to hold, where MaxEntriesSAScheduleTuple says nothing; codecs with fixed memory hold no more. */
const ENTRIES_UNASKED = 12;

export function scheduleList(schedules: readonly Schedule[], mostEntries = ENTRIES_UNASKED): SAScheduleListType {
  const most = Math.max(1, Math.min(mostEntries, MOST_ENTRIES));
  return {
    SAScheduleTuple: schedules.slice(0, MOST_TUPLES).map((schedule) => ({
      SAScheduleTupleID: schedule.id,
      PMaxSchedule: { PMaxScheduleEntry: powerEntries(schedule, most) },
      ...(schedule.prices ? { SalesTariff: tariff(schedule, schedule.prices, most) } : {}),
    })),
  };
}

/**
 * Each entry holds until the next; the last one says how long. Where a car holds fewer entries than there are, the last one
 * it gets stands for all the rest, and allows no more than the least of them.
 */
const powerEntries = ({ power, duration }: Schedule, most: number) =>
  power.slice(0, most).map((entry, i, kept) => {
    const start = Math.round(entry.start);
    if (i < kept.length - 1) return { RelativeTimeInterval: { start }, PMax: watts(entry.power) };
    return {
      RelativeTimeInterval: { start, duration: Math.max(0, Math.round(duration - entry.start)) },
      PMax: watts(Math.min(...power.slice(i).map(({ power }) => power))),
    };
  });

/** Where a car holds fewer prices than there are, it is told the first ones, and until when the last of them holds. */
function tariff(
  { id, duration, description }: Schedule,
  prices: NonNullable<Schedule["prices"]>,
  most: number,
): SalesTariffType {
  const kept = prices.slice(0, most);
  const end = prices[most]?.start ?? duration;
  return {
    SalesTariffID: id,
    ...(description === undefined ? {} : { SalesTariffDescription: description.slice(0, 32) }),
    NumEPriceLevels: Math.max(...kept.map(({ level }) => level)),
    SalesTariffEntry: kept.map(({ start, level }, i) => ({
      RelativeTimeInterval: {
        start: Math.round(start),
        ...(i === kept.length - 1 ? { duration: Math.max(0, Math.round(end - start)) } : {}),
      },
      EPriceLevel: level,
    })),
  };
}

/** Rounding of a value with two digits behind the point. */
const TOLERANCE = 1.005;

/**
 * Where a plan asks for more than the schedule allows, in words. [V2G2-224] Each entry is held against the schedule at its
 * start; beyond the schedule's end nothing is held against it, since cars get that wrong.
 */
export function excessOf({ ProfileEntry }: ChargingProfileType, schedule: Schedule): string | undefined {
  for (const { ChargingProfileEntryStart, ChargingProfileEntryMaxPower } of ProfileEntry) {
    const planned = toNumber(ChargingProfileEntryMaxPower);
    const allowed = allowedAt(schedule, ChargingProfileEntryStart);
    if (allowed !== undefined && planned > allowed * TOLERANCE) {
      return `${planned} W are planned from ${ChargingProfileEntryStart} s on, ${allowed} W are allowed`;
    }
  }
  return undefined;
}

export const allowedAt = ({ power }: Schedule, since: number): Watts | undefined =>
  power.filter(({ start }) => start <= since).at(-1)?.power;
