/**
 * What the matching asks of the modem on its own wire. Whoever drives modems implements it; `standard-modem.ts` does it
 * with the messages that nearly all understand.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { type Random, randomOctets, systemRandom } from "../base/random.ts";
import type { Run } from "../base/run.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import { MatchingFailed } from "./failures.ts";
import { type SlacTiming, slacTiming } from "./timing.ts";

/** A network is whoever has its key. */
export interface NetworkKey {
  /** 16 octets in hex. */
  readonly NMK: string;
  /** 7 octets in hex. */
  readonly NID: string;
}

export interface OwnModem {
  /** Its own address, as far as it is known: measurements of other modems are not believed. */
  readonly mac?: string | undefined;
  /**
   * Gives it the key of another network, which it then leaves its own for; that takes up to some seconds.
   *
   * @throws {MatchingFailed} `key-refused`, where it answered and did not take it.
   * @throws {TimeoutError} where it did not answer.
   */
  readonly setKey: (key: NetworkKey, run: Run) => Promise<void>;
  /** Whether it is in a network with at least one other. `undefined` where it cannot tell, or does not answer. */
  readonly isLinked: (run: Run) => Promise<boolean | undefined>;
  /** Whether this is the key it has. `undefined` where it cannot tell, or does not answer. */
  readonly hasKey?: (key: NetworkKey, run: Run) => Promise<boolean | undefined>;
  /** Lowers its transmit power, carrier by carrier, in steps of 2 dB. Left out: it cannot. */
  readonly setAmplitudeMap?: (map: readonly number[], run: Run) => Promise<boolean>;
}

/** 128 random bits, and the identifier that belongs to them: nobody can know it before it is told. */
export function freshKey(random: Random = systemRandom): NetworkKey {
  const NMK = toHex(randomOctets(16, random));
  return { NMK, NID: nidOf(NMK) };
}

/**
 * Sets the key, and asks again while the modem is silent: it may be restarting.
 *
 * @throws {MatchingFailed} `modem-silent` or `key-refused`
 */
export async function setKey(modem: OwnModem, key: NetworkKey, timing: SlacTiming, run: Run): Promise<void> {
  const until = run.clock.now() + timing.modemReturn;
  for (;;) {
    try {
      await run.within(timing.setKey, "CM_SET_KEY.CNF of the own modem", (run) => modem.setKey(key, run));
      return;
    } catch (error) {
      run.throwIfEnded();
      if (error instanceof MatchingFailed) throw error;
      if (run.clock.now() >= until) {
        const seconds = timing.modemReturn / 1000;
        throw new MatchingFailed("modem-silent", `the own modem has not answered CM_SET_KEY.REQ for ${seconds} s`, {
          cause: error,
        });
      }
      // Where sending itself fails, nothing has waited.
      await run.pause(timing.linkPoll);
    }
  }
}

/** What is known of the link when waiting for it is over. */
export type Link = "up" | "unknown";

/**
 * Gives the modem the key, unless it has it, and waits until it is in a network with another. A modem that restarts and
 * forgets its key meanwhile gets it again.
 *
 * @returns `unknown` where the modem cannot tell.
 * @throws {MatchingFailed} `not-joined` after TT_match_join, or as `setKey` does.
 */
export async function join(
  modem: OwnModem,
  key: NetworkKey,
  timing: SlacTiming,
  run: Run,
  { hasIt = false, onSet }: { readonly hasIt?: boolean; readonly onSet?: () => void } = {},
): Promise<Link> {
  const until = run.clock.now() + timing.TT_match_join;
  const set = async () => {
    await setKey(modem, key, timing, run);
    onSet?.();
  };
  if (!hasIt) await set();
  const keep = keyKeeper(modem, key, set);
  let nextLook = run.clock.now() + timing.modemWatch;
  let couldTell = false;
  while (run.clock.now() < until) {
    await run.pause(timing.linkPoll);
    const isLinked = await modem.isLinked(run);
    if (isLinked) return "up";
    couldTell ||= isLinked === false;
    if (run.clock.now() < nextLook) continue;
    await keep(run);
    nextLook = run.clock.now() + timing.modemWatch;
  }
  if (!couldTell) return "unknown";
  const seconds = timing.TT_match_join / 1000;
  throw new MatchingFailed("not-joined", `the own modem has met no other in its network for ${seconds} s`);
}

/** A modem that still says that it has another key does not tell the truth: setting it again and again would only harm. */
const MOST_TIMES = 2;

/**
 * Looks whether the modem has its key, and sets it where it does not twice in a row: never on suspicion, because some
 * modems are silent for seconds after a key was set, and would be so for ever.
 *
 * @returns a look: whether it has the key, `undefined` where it does not say.
 */
export function keyKeeper(
  modem: OwnModem,
  key: NetworkKey,
  set: () => Promise<void>,
): (run: Run) => Promise<boolean | undefined> {
  let isMissing = false;
  let times = 0;
  return async (run) => {
    const hasIt = await modem.hasKey?.(key, run);
    if (hasIt === false && isMissing && times < MOST_TIMES) {
      await set();
      times++;
      isMissing = false;
      return true;
    }
    isMissing = hasIt === false;
    return hasIt;
  };
}

/**
 * Settles when the modem has lost its link: when it says so twice in a row, or has told nothing for modemReturn.
 * A modem that cannot tell never loses it.
 */
export async function untilLinkIsLost(modem: OwnModem, run: Run, timing: SlacTiming = slacTiming): Promise<void> {
  let lastWord: number | undefined;
  let wasLinked = true;
  for (;;) {
    await run.pause(timing.modemWatch);
    const isLinked = await modem.isLinked(run);
    const now = run.clock.now();
    if (isLinked === false && !wasLinked) return;
    if (isLinked === undefined && lastWord !== undefined && now - lastWord > timing.modemReturn) return;
    if (isLinked === undefined) continue;
    lastWord = now;
    wasLinked = isLinked;
  }
}

/**
 * Leaves the network by giving the modem a key that nobody else has.
 *
 * @throws {MatchingFailed} `modem-silent` or `key-refused`
 */
export async function leave(modem: OwnModem, timing: SlacTiming, run: Run, random?: Random): Promise<NetworkKey> {
  const key = freshKey(random);
  await setKey(modem, key, timing, run);
  return key;
}
