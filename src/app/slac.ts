/**
 * A matching alone on a real interface: what `plugtalk slac` does.
 *
 * @module
 */

import { systemClock } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { openPort } from "../link/open-port.ts";
import { HOMEPLUG_AV } from "../messages/homeplug/frame.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import { station } from "../powerline/station.ts";
import type { ChoiceRules } from "../slac/choice.ts";
import { matchCharger } from "../slac/ev.ts";
import type { SlacEvent } from "../slac/events.ts";
import { chargerMatching } from "../slac/evse.ts";
import type { Match } from "../slac/match.ts";
import { standardModem } from "../slac/standard-modem.ts";

export interface MatchingOptions {
  /** The interface that the adapter is plugged into. */
  readonly interface: string;
  /** How long the car tries, or the charger waits for one. */
  readonly wait?: Milliseconds;
  /** Of a charger: the key of its network in hex, instead of a random one. */
  readonly nmk?: string;
  /** Of a charger: dB that its modem's receiver adds to what the cable loses. */
  readonly correction?: number;
  /** Of a car. */
  readonly rules?: Partial<ChoiceRules>;
  readonly tell?: (event: SlacEvent) => void;
}

/**
 * A charger alone sees no pilot, so it cannot know when a car is plugged in, and waits as long as it is let; a day is as
 * good as for ever.
 */
const A_DAY: Milliseconds = 24 * 3600 * 1000;

/**
 * Plays one side of a matching, once. The modem stays in the network afterwards, for whatever is to go over it.
 *
 * @throws {LinkError} where the interface cannot be opened.
 * @throws {MatchingFailed} with what to check.
 */
export async function matchOnce(side: "car" | "charger", options: MatchingOptions, run: Run): Promise<Match> {
  const { wait, nmk, correction, rules, tell } = options;
  const port = await openPort(options.interface, { clock: systemClock, etherType: HOMEPLUG_AV });
  const own = station(port, { clock: systemClock });
  const common = { station: own, modem: standardModem(own), ...(tell && { tell }) };
  try {
    if (side === "car") {
      const timing = wait === undefined ? {} : { TT_matching_repetition: wait };
      return await matchCharger({ ...common, timing, ...(rules && { rules }) }, run);
    }
    const key = nmk === undefined ? {} : { key: { NMK: nmk, NID: nidOf(nmk) } };
    const charger = chargerMatching({
      ...common,
      ...key,
      ...(correction === undefined ? {} : { correction }),
      timing: { TT_EVSE_SLAC_init: wait ?? A_DAY },
    });
    try {
      return await charger.next(run);
    } finally {
      charger.close();
    }
  } finally {
    own.close();
    port.close();
  }
}
