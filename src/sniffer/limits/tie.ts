/**
 * Where the charger's caps on current and power say the same, the one that stays as it is rules the other: alpitronic's
 * chargers derive the current from a constant power, Compleo's the power from a constant current.
 *
 * @module
 */

import type { Attribution, Reason } from "./attribute.ts";
import type { Sample } from "./sample.ts";

/** What the samples of a stretch say. */
export interface Tie {
  readonly currents: Set<number>;
  readonly powers: Set<number>;
  /** Samples in which the one was lower than the other. */
  current: number;
  power: number;
}

/** Enough different values to tell a constant from what changes. */
const MOST_DISTINCT = 64;

export const tie = (): Tie => ({ currents: new Set(), powers: new Set(), current: 0, power: 0 });

/** The reasons for which it matters which of the two it is. */
const OF_CAPS: readonly Reason[] = ["current", "power", "exceeded"];

const isOfCaps = ({ side, reason, root }: Attribution) =>
  side === "charger" && OF_CAPS.includes(reason) && (root === "current" || root === "power");

export function noteTie(of: Tie, { charger }: Sample, attribution: Attribution): void {
  if (!isOfCaps(attribution)) return;
  if (attribution.coincides !== "power") of[attribution.root as "current" | "power"]++;
  noteValue(of.currents, charger.current);
  noteValue(of.powers, charger.power);
}

function noteValue(seen: Set<number>, value: number | undefined): void {
  if (value !== undefined && seen.size < MOST_DISTINCT) seen.add(value);
}

export function joinedTies(one: Tie, other: Tie): Tie {
  return {
    currents: new Set([...one.currents, ...other.currents]),
    powers: new Set([...one.powers, ...other.powers]),
    current: one.current + other.current,
    power: one.power + other.power,
  };
}

/** Whether two attributions differ at most in which of the caps is lower by a hair. */
export function isSameCap(a: Attribution, b: Attribution): boolean {
  const isTied = a.coincides === "power" || b.coincides === "power";
  return isTied && isOfCaps(a) && isOfCaps(b) && (a.reason === "exceeded") === (b.reason === "exceeded");
}

/** The attribution of a stretch, with the cap that rules; both where neither does. */
export function decided(attribution: Attribution, of: Tie, { charger, rating = {} }: Sample): Attribution {
  if (!isOfCaps(attribution) || attribution.coincides === "schedule") return attribution;
  const { coincides: _, ...plain } = attribution;
  const by = (root: "current" | "power"): Attribution => ({
    ...plain,
    root,
    ...(plain.reason === "exceeded" ? {} : { reason: root }),
  });
  if (of.current !== of.power) return by(of.current > of.power ? "current" : "power");
  if (of.currents.size !== of.powers.size) return by(of.currents.size < of.powers.size ? "current" : "power");
  // Both stayed as they were: what ChargeParameterDiscoveryRes said already is the rating.
  const isRatedPower = charger.power !== undefined && charger.power === rating.power;
  const isRatedCurrent = charger.current !== undefined && charger.current === rating.current;
  const root = isRatedPower && !isRatedCurrent ? "power" : "current";
  return { ...by(root), coincides: root === "power" ? "current" : "power" };
}
