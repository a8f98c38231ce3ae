/**
 * The car's side of the matching: rounds until one gives a key, then joining the charger's network (ISO 15118-3, A.9).
 *
 * @module
 */

import { type Random, systemRandom } from "../base/random.ts";
import type { Run } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import type { Station } from "../powerline/station.ts";
import { type ChoiceRules, choiceRules } from "./choice.ts";
import { matchingRound, type RoundDesk } from "./ev-round.ts";
import type { LoadedPilot } from "./ev-validation.ts";
import { type SlacEvent, teller } from "./events.ts";
import { MatchingFailed } from "./failures.ts";
import type { Match } from "./match.ts";
import { join, leave, type OwnModem } from "./own-modem.ts";
import { type SlacTiming, slacTiming } from "./timing.ts";

export interface CarSide {
  /** Speaks under the address of the car's host; the modem has its own. */
  readonly station: Station;
  readonly modem: OwnModem;
  /** What differs from the standard's times. */
  readonly timing?: Partial<SlacTiming>;
  readonly rules?: Partial<ChoiceRules>;
  readonly random?: Random;
  /**
   * Lets the car prove by it which charger it hangs on, where attenuation leaves room for doubt. A car without it takes a
   * neighbour's charger for its own where that alone answers, because the own one's modem is restarting.
   */
  readonly pilot?: LoadedPilot | undefined;
  readonly tell?: (event: SlacEvent) => void;
}

/**
 * Finds the charger at the other end of the cable and joins its network. The same car is matched by one of these at a
 * time.
 *
 * @throws {MatchingFailed} with what to check; after TT_matching_repetition and the last round, and TT_match_join, at the
 * latest. Where it failed after the key was set, the modem has left the charger's network again.
 */
export async function matchCharger(side: CarSide, run: Run): Promise<Match> {
  const { station, modem, random = systemRandom } = side;
  const timing = { ...slacTiming, ...side.timing };
  const tell = teller("car", station.clock, side.tell);
  const desk: RoundDesk = {
    station,
    timing,
    random,
    tell,
    pilot: side.pilot,
    rules: { ...choiceRules, ...side.rules },
    hearings: new Map(),
  };
  try {
    const found = await roundAfterRound(desk, run);
    const onSet = () => tell({ type: "keySet", NID: found.NID });
    try {
      const link = await join(modem, found, timing, run, { onSet });
      tell({ type: "joined", link });
      return { ...found, link };
    } catch (error) {
      // What failed first is what is told.
      await leaveCharger(side, run).catch(() => tell({ type: "modem", isSilent: true }));
      throw error;
    }
  } catch (error) {
    if (error instanceof MatchingFailed) {
      tell({ type: "failed", failure: error.kind, words: error.message, checks: error.checks });
    }
    throw error;
  }
}

/**
 * Leaves the charger's network: the modem gets a key that nobody else has. Goes on after `run` has ended, because it is
 * called when a session is over, whyever.
 *
 * @throws {TimeoutError} where the modem does not take it within TP_match_leave.
 */
export async function leaveCharger({ station, modem, random, timing, tell }: CarSide, run: Run): Promise<void> {
  const all = { ...slacTiming, ...timing };
  await run.atLast(all.TP_match_leave, "the own modem to leave the network", (run) => leave(modem, all, run, random));
  teller("car", station.clock, tell)({ type: "left" });
}

async function roundAfterRound(desk: RoundDesk, run: Run): Promise<Omit<Match, "link">> {
  const { timing, tell, hearings } = desk;
  const end = run.clock.now() + timing.TT_matching_repetition;
  for (let round = 1; ; round++) {
    try {
      return await matchingRound(desk, { round, isThorough: hearings.size > 0 }, run);
    } catch (error) {
      run.throwIfEnded();
      const failure = error instanceof LinkError ? new MatchingFailed("port-down", error.message) : error;
      if (!(failure instanceof MatchingFailed)) throw failure;
      // [V2G3-A09-125]
      if (run.clock.now() + timing.TT_matching_rate >= end) {
        const seconds = Math.round((run.clock.now() - end + timing.TT_matching_repetition) / 1000);
        const often = round === 1 ? "" : `, in ${round} rounds within ${seconds} s`;
        throw new MatchingFailed(failure.kind, `${failure.found}${often}`, { cause: failure });
      }
      tell({ type: "triedInVain", failure: failure.kind, words: failure.message, checks: failure.checks });
    }
    await run.pause(timing.TT_matching_rate);
  }
}
