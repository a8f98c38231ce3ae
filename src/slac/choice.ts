/**
 * Which charger hangs on the car's cable: the one that hears it loudest (ISO 15118-3, A.9.2.2), provided that the car
 * has heard enough to know.
 *
 * The standard speaks of two limits, 10 dB (found) and 20 dB (potentially found; not found above). Real chargers report
 * 8 to 47 dB on their own cable, because few take away what their receiver adds. So the limits only say how sure the
 * choice is, and what decides is the difference between two chargers. And a charger that is not heard because its answer
 * was lost cannot be compared; where frames are seen to get lost, the car therefore asks again, more often, before it
 * believes that there is only one.
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";
import { MatchingFailed } from "./failures.ts";
import type { SlacTiming } from "./timing.ts";

export interface ChoiceRules {
  /**
   * In dB. Nearer to each other than this, two chargers are taken for alike. Measurements of one cable scatter by less
   * than 1 dB from one matching to the next.
   */
  readonly margin: number;
  /** C_EV_match_signalattn_direct, in dB: the charger is found. */
  readonly direct: number;
  /** C_EV_match_signalattn_indirect, in dB: up to here it is potentially found. */
  readonly indirect: number;
  /** In dB. Farther than this is no cable of one's own: the farthest on record has 47. */
  readonly farthest: number;
  /**
   * In milliseconds. A charger that confirmed and then told no result blocks the choice for so long: its modem may be
   * restarting, which takes some 5 s. After that it is a neighbour who is too far to hear the sounds.
   */
  readonly patience: Milliseconds;
}

export const choiceRules: ChoiceRules = { margin: 2, direct: 10, indirect: 20, farthest: 55, patience: 6000 };

/** What is known of a charger, from all rounds of this matching. */
export interface Hearing {
  readonly charger: string;
  /** The mean of its latest result, in dB; absent while it has only confirmed. */
  readonly attenuation?: number;
  /** The sounds that it counted for that. */
  readonly sounds?: number;
  /** From the last sound until its latest result came. */
  readonly delay?: Milliseconds;
  /** When it was first heard, by the same clock as `now` of the evidence. */
  readonly firstHeard: Milliseconds;
  /** The round in which it was last heard at all. */
  readonly lastRound: number;
  /** Why its latest result was not believed, where none was. */
  readonly disbelieved?: string;
  /** Validation has shown that it hangs on another cable. */
  readonly isOther?: boolean;
}

export interface Evidence {
  readonly hearings: readonly Hearing[];
  /** Of this round, counted from 1. */
  readonly round: number;
  /** The car asked as often as it may and waited as long as it may, so that hardly a charger can have been missed. */
  readonly isThorough: boolean;
  readonly soundsSent: number;
  readonly now: Milliseconds;
}

export interface Choice {
  readonly charger: string;
  /** In dB. */
  readonly attenuation: number;
  /** Why this one. */
  readonly words: string;
}

/**
 * Chooses, or says why it would be a guess.
 *
 * @throws {MatchingFailed}
 */
export function choose(evidence: Evidence, rules: ChoiceRules, timing: SlacTiming): Choice {
  const hearings = evidence.hearings.filter(({ isOther }) => !isOther);
  const [best, second] = hearings
    .filter((one): one is Heard => one.attenuation !== undefined)
    .sort((a, b) => a.attenuation - b.attenuation);
  if (!best) {
    const others = evidence.hearings.filter(({ isOther }) => isOther).map(({ charger }) => charger);
    if (others.length > 0)
      throw new MatchingFailed("unsure", `${list(others)} hangs on another cable, and no other told an attenuation`);
    const doubtful = hearings.find(({ disbelieved }) => disbelieved !== undefined);
    if (doubtful) {
      const words = `the attenuation that ${doubtful.charger} told cannot be believed: ${doubtful.disbelieved}`;
      throw new MatchingFailed("no-result", words);
    }
    const silent = hearings.map(({ charger }) => charger);
    throw silent.length > 0
      ? new MatchingFailed("no-result", `no attenuation came from ${list(silent)}, which had confirmed`)
      : new MatchingFailed("no-charger", "no charger answered CM_SLAC_PARM.REQ");
  }
  const { charger, attenuation } = best;
  const nearest = `${charger} at ${decibels(attenuation)}`;
  if (attenuation > rules.farthest) {
    throw new MatchingFailed(
      "too-far",
      `the loudest charger is ${nearest}; more than ${decibels(rules.farthest)} is not the car's own cable`,
    );
  }
  if (second && second.attenuation - attenuation < rules.margin) {
    throw new MatchingFailed(
      "ambiguous",
      `${nearest} and ${second.charger} at ${decibels(second.attenuation)} are nearer to each other than ${decibels(rules.margin)}`,
    );
  }
  const doubt = doubtAbout(best, { ...evidence, hearings }, rules, timing);
  if (doubt) throw new MatchingFailed("unsure", `the loudest charger is ${nearest}, but ${doubt}`);

  const lead = second
    ? `${decibels(second.attenuation - attenuation)} louder than ${second.charger}, the next`
    : "the only charger heard";
  return { charger, attenuation, words: `${decibels(attenuation)}, ${certainty(attenuation, rules)}; ${lead}` };
}

type Heard = Hearing & { readonly attenuation: number };

/** What forbids to believe that the best is the right one; `undefined` where nothing does. */
function doubtAbout(
  best: Heard,
  { hearings, round, isThorough, soundsSent, now }: Evidence,
  { patience }: ChoiceRules,
  { TP_EVSE_avg_atten_calc, finalizeSounding }: SlacTiming,
): string | undefined {
  if (best.lastRound < round) return "it was not heard any more";
  const silent = hearings.filter(
    ({ attenuation, firstHeard }) => attenuation === undefined && now - firstHeard < patience,
  );
  if (silent.length > 0) return `${list(silent.map(({ charger }) => charger))} confirmed and told no attenuation`;
  if (isThorough) return undefined;
  const gone = hearings.filter(({ lastRound }) => lastRound < round);
  if (gone.length > 0) return `${list(gone.map(({ charger }) => charger))} was not heard any more`;
  const deaf = hearings.find(({ sounds }) => sounds !== undefined && sounds < soundsSent);
  if (deaf) {
    return `${deaf.charger} heard only ${deaf.sounds} of ${soundsSent} sounds, so answers may have been lost, too`;
  }
  // Who heard all sounds has no reason to wait: the first copy of its result was lost.
  const late = hearings.find(({ delay }) => delay !== undefined && delay > TP_EVSE_avg_atten_calc + finalizeSounding);
  if (late) return `the result of ${late.charger} came late, so answers may have been lost, too`;
  return undefined;
}

function certainty(attenuation: number, { direct, indirect }: ChoiceRules): string {
  if (attenuation <= direct) return `found (up to ${decibels(direct)})`;
  if (attenuation <= indirect) return `potentially found (up to ${decibels(indirect)})`;
  return `more than the standard's ${decibels(indirect)}, as chargers report that do not correct what they measure`;
}

const list = (macs: readonly string[]): string => macs.join(", ");
const decibels = (value: number): string => `${value.toFixed(1)} dB`;
