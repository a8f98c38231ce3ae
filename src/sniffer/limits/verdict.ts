/**
 * Who limited the power, in one sentence.
 *
 * @module
 */

import type { Interval, LimitReport } from "./intervals.ts";

/** What limited, as the end of "… limited by". */
const REASONS: Readonly<Record<string, string>> = {
  "charger current": "current cap",
  "charger power": "power cap",
  "charger schedule": "schedule",
  "charger exceeded": "cap, which the car's request exceeds",
  "charger under-delivery": "delivery below what was asked",
  "charger flag": "limit by its own flag",
  "charger ramp": "ramp",
  "charger control": "own control (dynamic mode)",
  "vehicle wish": "own wish",
  "vehicle maximum": "own maximum current",
  "vehicle taper": "taper at the target voltage",
  "vehicle ramp": "ramp-up",
};

/** An interval shorter than this share of the session is not worth a word of its own. */
const LEAST_SHARE = 0.02;

/**
 * `The charger limited for 68 % of the time (59.5 kW power cap from 40.4 s); before that the car was ramping up.` Times
 * count from `origin`, in seconds since 1970.
 */
export function verdict({ intervals }: Pick<LimitReport, "intervals">, origin: number): string {
  const charging = intervals.filter(({ side }) => side !== "ending");
  const total = charging.reduce((sum, interval) => sum + lengthOf(interval), 0);
  if (charging.length === 0) return "No charging current was asked for.";
  const byKind = new Map<string, Interval[]>();
  for (const interval of charging) {
    const kind = `${interval.side} ${interval.reason}`;
    byKind.set(kind, [...(byKind.get(kind) ?? []), interval]);
  }
  // A ramp is a way, not a limit: it is the verdict only where there is nothing else.
  const kinds = [...byKind.values()].sort((a, b) => sumOf(b) - sumOf(a));
  const isLimit = (kind: Interval[]) => kind[0]?.reason !== "ramp" && sumOf(kind) >= LEAST_SHARE * total;
  const longest = kinds.find(isLimit) ?? (kinds[0] as Interval[]);
  const main = [...longest].sort((a, b) => lengthOf(b) - lengthOf(a))[0] as Interval;
  const share = total > 0 ? Math.round((100 * sumOf(longest)) / total) : 100;
  const who = main.side === "charger" ? "charger" : "car";
  const from = (main.start - origin).toFixed(1);
  const sentence = `The ${who} limited for ${share} % of the time (${detail(main)} from ${from} s)`;
  const earlier = charging.filter(
    (interval) =>
      interval.start < main.start &&
      lengthOf(interval) >= LEAST_SHARE * total &&
      (interval.side !== main.side || interval.reason !== main.reason),
  );
  const first = earlier[0];
  const before = first ? `; before that ${beforeWords(first)}` : "";
  return `${sentence}${before}.`;
}

const lengthOf = ({ start, end }: Interval) => end - start;
const sumOf = (intervals: readonly Interval[]) => intervals.reduce((sum, interval) => sum + lengthOf(interval), 0);

function detail(interval: Interval): string {
  const { side, reason, root, last } = interval;
  const words = REASONS[`${side} ${reason}`] ?? reason;
  const isByPower = reason === "power" || (reason === "exceeded" && root === "power");
  const kilowatts = last.charger.power === undefined ? undefined : `${(last.charger.power / 1000).toFixed(1)} kW`;
  const amperes = (value: number | undefined) => (value === undefined ? undefined : `${Number(value.toFixed(1))} A`);
  if (isByPower && kilowatts) return `${kilowatts} ${words}`;
  if (side === "charger" && (reason === "current" || reason === "exceeded"))
    return `${amperes(interval.cap) ?? ""} ${words}`.trim();
  if (side === "charger" && reason === "schedule") return `${words} of ${((last.schedule ?? 0) / 1000).toFixed(1)} kW`;
  if (side === "vehicle" && reason === "maximum")
    return `its own maximum of ${amperes(last.vehicle.current) ?? "unknown current"}`;
  if (side === "vehicle" && reason === "wish")
    return `it asked for ${amperes(last.targetCurrent) ?? "less"}, ${amperes(interval.chargerHeadroom) ?? "more"} below the charger's cap`;
  return words;
}

function beforeWords({ side, reason }: Interval): string {
  if (side === "vehicle" && reason === "ramp") return "the car was ramping up";
  if (side === "charger" && reason === "ramp") return "the charger was ramping up";
  return side === "vehicle"
    ? `the car limited (${REASONS[`vehicle ${reason}`] ?? reason})`
    : `the charger limited (${REASONS[`charger ${reason}`] ?? reason})`;
}

/** What is wrong with the values themselves. */
export function dataFaults({ isCurrentConstant, currentScale }: LimitReport): string[] {
  return [
    ...(isCurrentConstant ? ["The charger's present current never changes: it was not measured, and is not used"] : []),
    ...(currentScale === undefined
      ? []
      : [
          `The charger's present current is about ${Math.round(currentScale)} times what was asked for: scaled wrongly, and not used`,
        ]),
  ];
}
