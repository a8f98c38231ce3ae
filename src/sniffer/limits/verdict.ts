/**
 * Who limited the power, in one sentence.
 *
 * @module
 */

import type { LimitSide } from "./attribute.ts";
import { detail, REASONS } from "./detail.ts";
import type { Interval, LimitReport } from "./intervals.ts";

/** An interval shorter than this share of the session is not worth a word of its own. */
const LEAST_SHARE = 0.02;
/** In less time nothing shows who limited. In seconds. */
const SHORTEST = 1.5;

/**
 * `The charger limited for 68 % of the time (59.5 kW power cap from 40.4 s); before that the car was ramping up.` Times
 * count from `origin`, in seconds since 1970.
 */
export function verdict({ intervals }: Pick<LimitReport, "intervals">, origin: number): string {
  const charging = intervals.filter(({ side }) => side !== "ending");
  const total = sumOf(charging);
  if (charging.length === 0) return endedAtOnce(intervals);
  if (total < SHORTEST) return `Charging lasted ${total.toFixed(1)} s, too short to tell who limited.`;

  // A ramp is a way, not a limit: it is the verdict only where there is nothing else.
  const limiting = charging.filter(({ reason }) => reason !== "ramp");
  const isEnough = sumOf(limiting) >= LEAST_SHARE * total;
  const told = isEnough ? limiting : charging;
  const side = longestOf(told, (one) => one.side);
  const ofSide = told.filter((one) => one.side === side);
  const reason = longestOf(ofSide, (one) => one.reason);
  const main = ofSide.filter((one) => one.reason === reason).reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));

  const share = Math.round((100 * sumOf(ofSide)) / total);
  const from = (main.start - origin).toFixed(1);
  const sentence = `${whoOf(main)} limited for ${share} % of the time (${detail(main)} from ${from} s)`;
  const before = charging.filter(
    (one) =>
      one.start < main.start &&
      lengthOf(one) >= LEAST_SHARE * total &&
      (one.side !== main.side || one.reason !== main.reason),
  );
  if (before.length === 0) return `${sentence}.`;
  return `${sentence}; before that ${beforeWords(before.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a)))}.`;
}

const WHO: Readonly<Record<LimitSide, string>> = {
  vehicle: "The car",
  charger: "The charger",
  cable: "The cable",
  ending: "The end",
};

const whoOf = ({ side, reason }: Interval): string => (reason === "pilot" ? "The control pilot" : WHO[side]);

const lengthOf = ({ start, end }: Interval) => end - start;
const sumOf = (intervals: readonly Interval[]) => intervals.reduce((sum, interval) => sum + lengthOf(interval), 0);

/** The kind that took the longest over all. */
function longestOf<K>(intervals: readonly Interval[], kindOf: (interval: Interval) => K): K {
  const sums = new Map<K, number>();
  for (const one of intervals) sums.set(kindOf(one), (sums.get(kindOf(one)) ?? 0) + lengthOf(one));
  return [...sums].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

function endedAtOnce(intervals: readonly Interval[]): string {
  const [first] = intervals;
  if (first === undefined) return "No charging current was asked for.";
  return first.reason === "stop"
    ? `Charging ended at once: the charger said ${first.first.chargerStops ?? "stop"}.`
    : "Charging ended at once: the car had enough.";
}

function beforeWords(interval: Interval): string {
  const { side, reason } = interval;
  if (reason === "ramp") return side === "vehicle" ? "the car was ramping up" : "the charger was ramping up";
  const who = whoOf(interval);
  return `${who[0]?.toLowerCase()}${who.slice(1)} limited (${REASONS[`${side} ${reason}`] ?? reason})`;
}

/** What is wrong with the values themselves. */
export const dataFaults = ({ doubts }: LimitReport): string[] => doubts.map(({ words }) => words);
