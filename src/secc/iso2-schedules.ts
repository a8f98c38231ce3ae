/**
 * A charger's schedules as ISO 15118-2 writes them, and whether a car's plan keeps to them.
 *
 * @module
 */

import type { SAScheduleListType, SalesTariffType } from "../messages/iso2/schedule-types.ts";
import type { Content } from "../v2g/dialect.ts";
import { toNumber, watts } from "../v2g/quantities.ts";
import type { Schedule } from "./charger.ts";
import type { ChargerSession } from "./charger-session.ts";
import { takeChoice } from "./choice.ts";
import type { Iso2 } from "./iso2.ts";

/** ISO 15118-2, 8.5.2.13. */
const MOST_ENTRIES = 1024;
/** What every car has to hold, where MaxEntriesSAScheduleTuple says nothing; codecs with fixed memory hold no more. */
const ENTRIES_UNASKED = 12;

export function scheduleList(schedules: readonly Schedule[], mostEntries = ENTRIES_UNASKED): SAScheduleListType {
  const most = Math.max(1, Math.min(mostEntries, MOST_ENTRIES));
  return {
    SAScheduleTuple: schedules.map((schedule) => ({
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

/**
 * Takes the car's choice among the schedules. [V2G2-479], [V2G2-478]
 *
 * @throws {Refuse} where it chose none that was offered, or plans more than that allows.
 */
export function checkPlan(
  { SAScheduleTupleID, ChargingProfile }: Content<Iso2, "PowerDeliveryReq">,
  session: ChargerSession,
): void {
  const plan = ChargingProfile?.ProfileEntry.map(({ ChargingProfileEntryStart, ChargingProfileEntryMaxPower }) => ({
    start: ChargingProfileEntryStart,
    power: toNumber(ChargingProfileEntryMaxPower),
  }));
  takeChoice(session, SAScheduleTupleID, plan);
}
