/**
 * What the charger's schedules allow at a moment, and whether that can be believed: PMax of DIN SPEC 70121 is a number
 * without a unit, and real chargers write all sorts of things there.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { at, listAt } from "../sessions/content.ts";
import { bodyOf, type Content, contentOf, numberAt, valueAt } from "./message-values.ts";

interface Entry {
  /** Seconds after the schedule was given. */
  readonly start: number;
  /** In W. */
  readonly power: number;
}

interface Tuple {
  readonly id: number | undefined;
  readonly entries: readonly Entry[];
}

export interface ScheduleDoubt {
  /** PMax as it was written. */
  readonly power: number;
  readonly frame: number;
  /** The largest that DIN can say: most chargers write it for no limit. */
  readonly isSaturated: boolean;
}

export interface Schedules {
  readonly observe: (message: MessageEvent) => void;
  /** In W; undefined where there is none or it cannot be believed. */
  readonly at: (time: number) => number | undefined;
  /** So much was delivered: a schedule below it was none. */
  readonly delivered: (power: number) => void;
  readonly doubt: () => ScheduleDoubt | undefined;
}

/** A saturated 16-bit number; alpitronic, Compleo, ABB, Tritium and Kempower send it for "no limit". */
const SATURATED = 32_767;
/** Below it PMax is no power in watts: some chargers write kilowatts there, or -2135. */
const LEAST_CREDIBLE = 500;
/** Delivered power that lies so far above the schedule, so often, proves it wrong. */
const EXCESS = 1.1;
const OFTEN = 10;

export function schedules(): Schedules {
  let tuples: readonly Tuple[] = [];
  let from: number | undefined;
  let selected: number | undefined;
  let doubt: ScheduleDoubt | undefined;
  let frame = 0;
  let excesses = 0;

  function give(message: MessageEvent, given: readonly Tuple[], isPlain: boolean): void {
    tuples = given;
    from = message.time;
    frame = message.frame;
    excesses = 0;
    const powers = given.flatMap(({ entries }) => entries.map(({ power }) => power));
    const odd = powers.find((power) => power < LEAST_CREDIBLE || (isPlain && power >= SATURATED));
    doubt = odd === undefined ? undefined : { power: odd, frame, isSaturated: odd === SATURATED };
    // ISO 15118-20 has units everywhere: a small power is one.
    if (message.schema.startsWith("iso20")) doubt = undefined;
  }

  return {
    observe(message) {
      const body = bodyOf(message);
      switch (message.message) {
        case "ChargeParameterDiscoveryRes":
          if (body["EVSEProcessing"] !== undefined && body["EVSEProcessing"] !== "Finished") return;
          give(message, tuplesIn(body), message.schema === "din");
          return;
        case "ScheduleExchangeRes":
          if (body["EVSEProcessing"] !== "Finished") return;
          give(message, tuplesIn20(body), false);
          return;
        case "PowerDeliveryReq":
          selected =
            numberAt(body, "SAScheduleTupleID") ??
            numberAt(body, "EVPowerProfile", "Scheduled_EVPPTControlMode", "SelectedScheduleTupleID");
          return;
      }
    },
    at(time) {
      if (from === undefined || doubt !== undefined) return undefined;
      const tuple = tuples.find(({ id }) => id === selected) ?? tuples[0];
      return tuple?.entries.findLast(({ start }) => start <= time - (from as number))?.power;
    },
    delivered(power) {
      if (from === undefined || doubt !== undefined) return;
      const highest = Math.max(0, ...tuples.flatMap(({ entries }) => entries.map((entry) => entry.power)));
      if (highest === 0 || power <= EXCESS * highest || ++excesses < OFTEN) return;
      doubt = { power: highest, frame, isSaturated: false };
    },
    doubt: () => doubt,
  };
}

function tuplesIn(body: Content): Tuple[] {
  return listAt(body, "SAScheduleList", "SAScheduleTuple").map((tuple) => ({
    id: numberAt(tuple, "SAScheduleTupleID"),
    entries: listAt(tuple, "PMaxSchedule", "PMaxScheduleEntry").flatMap((entry) => {
      const power = valueAt(contentOf(entry), "PMax");
      const start = numberAt(entry, "RelativeTimeInterval", "start") ?? 0;
      return power === undefined ? [] : [{ start, power }];
    }),
  }));
}

/** ISO 15118-20 gives durations. With values for each phase, their sum. */
function tuplesIn20(body: Content): Tuple[] {
  return listAt(body, "Scheduled_SEResControlMode", "ScheduleTuple").map((tuple) => {
    let start = 0;
    const schedule = at(tuple, "ChargingSchedule", "PowerSchedule", "PowerScheduleEntries");
    const rows = listAt(schedule, "PowerScheduleEntry");
    const entries = rows.flatMap((row) => {
      const entry = contentOf(row);
      const begun = start;
      start += numberAt(entry, "Duration") ?? 0;
      const power = valueAt(entry, "Power");
      if (power === undefined) return [];
      const others = (valueAt(entry, "Power_L2") ?? 0) + (valueAt(entry, "Power_L3") ?? 0);
      return [{ start: begun, power: power + others }];
    });
    return { id: numberAt(tuple, "ScheduleTupleID"), entries };
  });
}
