/**
 * One round of the car's matching, from the question to the key (ISO 15118-3, A.9). The car knows the order, so this is
 * a script.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { BROADCAST } from "../base/mac-address.ts";
import { type Random, randomOctets } from "../base/random.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { isNidOf } from "../messages/homeplug/keys.ts";
import {
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import type { Station } from "../powerline/station.ts";
import { type Choice, type ChoiceRules, choose, type Hearing } from "./choice.ts";
import { againstMatch } from "./ev-belief.ts";
import { type RoundHearing, roundHearing } from "./ev-hearing.ts";
import { type LoadedPilot, validate } from "./ev-validation.ts";
import type { Tell } from "./events.ts";
import { MatchingFailed } from "./failures.ts";
import type { Match } from "./match.ts";
import { inHundreds, type SlacTiming } from "./timing.ts";

export interface RoundDesk {
  readonly station: Station;
  readonly timing: SlacTiming;
  readonly rules: ChoiceRules;
  readonly random: Random;
  readonly tell: Tell;
  /** Lets the car prove by it that charger and car mean the same cable. */
  readonly pilot: LoadedPilot | undefined;
  /** What is known of each charger, kept from round to round. */
  readonly hearings: Map<string, Hearing>;
}

export interface RoundOrder {
  /** Counted from 1. */
  readonly round: number;
  /** Asks as often and waits as long as it may, whatever answers. */
  readonly isThorough: boolean;
}

const COMMON = { APPLICATION_TYPE: 0, SECURITY_TYPE: 0 };
/** ISO 15118-3 uses none of the identifiers. */
const NOBODY = "00".repeat(17);
/** RESP_TYPE: the result goes to a host other than the modem. */
const TO_OTHER_STATION = 1;

/** @throws {MatchingFailed} where this round comes to nothing. */
export async function matchingRound(desk: RoundDesk, order: RoundOrder, run: Run): Promise<Omit<Match, "link">> {
  const { station, random, tell } = desk;
  const car = station.mac;
  const RunID = toHex(randomOctets(8, random));
  let soundsSent = 0;
  const hearing = roundHearing(station, { car, RunID }, () => soundsSent, tell);
  try {
    await askWhoIsThere(desk, order, hearing, RunID, run);
    const sounds = Math.max(desk.timing.C_EV_match_MNBC, ...hearing.confirmed.values());
    const begun = run.clock.now();
    await announce(desk, RunID, sounds, run);
    await sound(desk, RunID, sounds, () => soundsSent++, run);
    const soundedAt = run.clock.now();
    await hearResults(desk, order, hearing, begun + desk.timing.TT_EV_atten_results, run);
    const choice = chooseFrom(desk, order, hearing, sounds, soundedAt);
    await proveChoice(desk, choice, run);
    return await askForKey(desk, choice, RunID, run);
  } finally {
    hearing.close();
  }
}

/**
 * Until somebody confirms; once more where it is only one, whose neighbour may have missed the question; and in a thorough
 * round as often as may be.
 */
async function askWhoIsThere(
  { station, timing, tell }: RoundDesk,
  { isThorough }: RoundOrder,
  { confirmed, refused, confirmations, until }: RoundHearing,
  RunID: string,
  run: Run,
): Promise<void> {
  const most = timing.C_EV_match_retry + 1;
  let isConfirmed = false;
  for (let times = 1; times <= most; times++) {
    const before = confirmations();
    station.send(CM_SLAC_PARM_REQ, { ...COMMON, RunID }, BROADCAST);
    tell({ type: "asked", car: station.mac, RunID, times });
    const isLast = times === most || !isThorough;
    await until(() => isLast && confirmations() > before, timing.TT_match_response, run);
    if (!isLast || confirmed.size === 0) continue;
    // Some chargers give up where the next message comes later than TP_match_sequence, so this is short.
    await until(() => false, timing.gatherConfirmations, run);
    if (isThorough || isConfirmed || confirmed.size > 1) break;
    isConfirmed = true;
  }
  if (confirmed.size === 0) {
    const [doubtful] = refused;
    const found = doubtful
      ? `the answer of ${doubtful[0]} to CM_SLAC_PARM.REQ cannot be believed: ${doubtful[1]}`
      : `no charger answered CM_SLAC_PARM.REQ, asked ${most} times`;
    throw new MatchingFailed("no-charger", found);
  }
}

/** CM_START_ATTEN_CHAR.IND, several times, because nobody answers it. */
async function announce({ station, timing, tell }: RoundDesk, RunID: string, sounds: number, run: Run): Promise<void> {
  const announcement = {
    ...COMMON,
    NUM_SOUNDS: sounds,
    // Compleo's chargers ignore a car that says anything else than 6.
    Time_Out: inHundreds(timing.TT_EVSE_match_MNBC),
    RESP_TYPE: TO_OTHER_STATION,
    FORWARDING_STA: station.mac,
    RunID,
  };
  tell({ type: "announced", car: station.mac, RunID, sounds });
  for (let times = 1; times <= timing.C_EV_start_atten_char_inds; times++) {
    station.send(CM_START_ATTEN_CHAR_IND, announcement, BROADCAST);
    await run.pause(timing.TP_EV_batch_msg_interval);
  }
}

async function sound(
  { station, timing, random, tell }: RoundDesk,
  RunID: string,
  sounds: number,
  onSound: () => void,
  run: Run,
): Promise<void> {
  for (let left = sounds - 1; left >= 0; left--) {
    const Rnd = toHex(randomOctets(16, random));
    station.send(CM_MNBC_SOUND_IND, { ...COMMON, SenderID: NOBODY, Cnt: left, RunID, Rnd }, BROADCAST);
    onSound();
    if (left > 0) await run.pause(timing.TP_EV_batch_msg_interval);
  }
  tell({ type: "sounded", car: station.mac, RunID, sounds });
}

/**
 * Until each charger that confirmed has told its result. As long as may be in a thorough round, and where the only one is
 * so far away that it may be a neighbour's.
 */
async function hearResults(
  { timing, rules }: RoundDesk,
  { isThorough }: RoundOrder,
  { confirmed, results, until }: RoundHearing,
  end: number,
  run: Run,
): Promise<void> {
  const left = () => end - run.clock.now();
  const isComplete = () => results.size > 0 && [...confirmed.keys()].every((charger) => results.has(charger));
  if (isThorough) {
    await until(() => false, left(), run);
    return;
  }
  await until(isComplete, left(), run);
  // One whose confirmation was lost may tell a result all the same, and one may confirm late.
  await until(() => false, Math.min(timing.lingerForResults, left()), run);
  await until(isComplete, left(), run);
  const [only, ...others] = results.values();
  if (others.length === 0 && only && only.attenuation > rules.indirect) await until(() => false, left(), run);
}

function chooseFrom(
  { station, timing, rules, hearings, tell }: RoundDesk,
  { round, isThorough }: RoundOrder,
  { confirmed, results, disbelieved }: RoundHearing,
  soundsSent: number,
  soundedAt: Milliseconds,
): Choice {
  const now = station.clock.now();
  for (const charger of new Set([...confirmed.keys(), ...results.keys()])) {
    const known: Hearing = hearings.get(charger) ?? { charger, firstHeard: now, lastRound: round };
    const result = results.get(charger);
    const { attenuation, sounds }: Partial<Hearing> = result ?? known;
    const told = attenuation === undefined || sounds === undefined ? {} : { attenuation, sounds };
    const isOther = known.isOther ? { isOther: true } : {};
    const because = result ? undefined : (disbelieved.get(charger) ?? known.disbelieved);
    const delay = result && { delay: result.heardAt - soundedAt };
    const doubt = because === undefined ? {} : { disbelieved: because };
    const times = { firstHeard: known.firstHeard, lastRound: round };
    hearings.set(charger, { charger, ...times, ...told, ...delay, ...isOther, ...doubt });
  }
  const choice = choose({ hearings: [...hearings.values()], round, isThorough, soundsSent, now }, rules, timing);
  tell({ type: "chosen", ...choice });
  return choice;
}

/** Where the attenuation alone leaves room for doubt, and the car can: it asks for the proof. */
async function proveChoice(desk: RoundDesk, { charger, attenuation }: Choice, run: Run): Promise<void> {
  const { pilot, rules, hearings } = desk;
  if (!pilot || attenuation <= rules.direct) return;
  const validation = await validate({ ...desk, pilot }, charger, run);
  if (validation === "silent") {
    throw new MatchingFailed("unsure", `${charger} watches the control pilot, and did not say what it saw`);
  }
  if (validation !== "other") return;
  const known = hearings.get(charger);
  if (known) hearings.set(charger, { ...known, isOther: true });
  throw new MatchingFailed("unsure", `${charger} did not see the control pilot change: it hangs on another cable`);
}

async function askForKey(
  { station, timing, tell }: RoundDesk,
  { charger, attenuation }: Choice,
  RunID: string,
  run: Run,
): Promise<Omit<Match, "link">> {
  const car = station.mac;
  const request = { ...COMMON, PEV_ID: NOBODY, PEV_MAC: car, EVSE_ID: NOBODY, EVSE_MAC: charger, RunID };
  const answers = station.inbox(CM_SLAC_MATCH_CNF, (message) => {
    const because = againstMatch(message, { car, RunID }, charger);
    if (because) tell({ type: "ignored", message: CM_SLAC_MATCH_CNF.name, source: message.source, because });
    return because === undefined;
  });
  const most = timing.C_EV_match_retry + 1;
  try {
    for (let times = 1; times <= most; times++) {
      station.send(CM_SLAC_MATCH_REQ, request, charger);
      tell({ type: "matchAsked", car, charger, RunID, times });
      try {
        const { value } = await run.within(timing.TT_match_response, CM_SLAC_MATCH_CNF.name, answers.next);
        const { NID, NMK } = value;
        const match = { car, charger, RunID, NID, NMK, isDerived: isNidOf(NID, NMK) };
        tell({ type: "keyHeard", ...match });
        return { ...match, attenuation };
      } catch (error) {
        run.throwIfEnded();
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
  } finally {
    answers.close();
  }
  throw new MatchingFailed("no-match", `${charger} did not answer CM_SLAC_MATCH.REQ, asked ${most} times`);
}
