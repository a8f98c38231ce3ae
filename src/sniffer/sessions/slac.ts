/**
 * Follows the matching of one car: attempts, answers, sounds, attenuation, the choice and its confirmation.
 *
 * @module
 */

import type { MmeEvent } from "../events.ts";
import { elapsed } from "./elapsed.ts";
import {
  countdownOf,
  evseMacOf,
  groupsOf,
  macOf,
  nidOf,
  nmkOf,
  runIdOf,
  soundingTimeOf,
  soundsOf,
} from "./mme-fields.ts";
import type { SlacAttempt, SlacHistory, SlacResponder, SlacStage } from "./slac-history.ts";

/** Attempts kept; of all further ones the last. */
const MOST_ATTEMPTS = 16;
const MOST_RESPONDERS = 16;
const MOST_FOREIGN_RUN_IDS = 4;
/** Recordings from two places hold a frame twice; within this time it is the same one. In seconds. */
const SAME_FRAME = 0.002;
/** A car that asks after so long a silence tries anew, though with the same RunID. In seconds. */
const NEW_TRY = 15;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Responder = Mutable<SlacResponder>;

interface Attempt extends Omit<Mutable<SlacAttempt>, "responders" | "foreignRunIds"> {
  readonly responders: Responder[];
  readonly foreignRunIds: string[];
  lastAsked?: number;
  confirmedAt?: number;
  acknowledgedAt?: number;
  firstSound?: number;
  lastSound?: number;
  /** CM_MNBC_SOUND.IND, Cnt: how many sounds are still to come. */
  soundsLeft?: number;
  matchAskedAt?: number;
}

/** What only the car says. */
const OF_THE_CAR: ReadonlySet<string> = new Set([
  "CM_START_ATTEN_CHAR.IND",
  "CM_MNBC_SOUND.IND",
  "CM_ATTEN_CHAR.RSP",
  "CM_SLAC_MATCH.REQ",
]);

const ORDER: readonly SlacStage[] = ["asked", "confirmed", "sounded", "measured", "acknowledged", "chosen", "matched"];

export interface Slac {
  observe(mme: MmeEvent): void;
  /** `undefined` where no SLAC was seen. */
  history(): SlacHistory | undefined;
  readonly isMatched: boolean;
  /** The charger chosen, or the only one that answered. */
  readonly charger: string | undefined;
  readonly matchedAt: number | undefined;
}

export function slac(): Slac {
  const attempts: Attempt[] = [];
  let count = 0;
  let matched: number | undefined;
  let matchedAt: number | undefined;
  let before: { key: string; time: number } | undefined;

  function begin(mme: MmeEvent, runId: string | undefined): Attempt {
    const attempt: Attempt = {
      ...(runId === undefined ? {} : { runId }),
      stage: "asked",
      firstFrame: mme.frame,
      lastFrame: mme.frame,
      ...(mme.time === undefined ? {} : { start: mme.time, end: mme.time }),
      asked: 0,
      announced: 0,
      sounds: 0,
      soundsSkipped: 0,
      responders: [],
      matchAsked: 0,
      foreignRunIds: [],
      otherKeys: 0,
    };
    count++;
    if (attempts.length === MOST_ATTEMPTS) attempts.pop();
    attempts.push(attempt);
    return attempt;
  }

  function attemptFor(mme: MmeEvent, runId: string | undefined): Attempt {
    const latest = attempts.at(-1);
    if (latest === undefined) return begin(mme, runId);
    if (mme.name !== "CM_SLAC_PARM.REQ") return isUnasked(latest, mme, runId) ? tryAgain(latest, mme, runId) : latest;
    const pause = mme.time === undefined || latest.end === undefined ? 0 : mme.time - latest.end;
    const isAnew =
      ORDER.indexOf(latest.stage) >= ORDER.indexOf("sounded") || latest.runId !== runId || Math.abs(pause) > NEW_TRY;
    return isAnew ? begin(mme, runId) : latest;
  }

  /** The car goes on with a RunID that answers had already: its question is not in the recording. */
  const isUnasked = (latest: Attempt, { name }: MmeEvent, runId: string | undefined): boolean =>
    OF_THE_CAR.has(name) && runId !== undefined && latest.foreignRunIds.includes(runId);

  function tryAgain(latest: Attempt, mme: MmeEvent, runId: string | undefined): Attempt {
    latest.foreignRunIds.splice(latest.foreignRunIds.indexOf(runId ?? ""), 1);
    return begin(mme, runId);
  }

  function responder(attempt: Attempt, mac: string, frame: number): Responder | undefined {
    const known = attempt.responders.find((one) => one.mac === mac);
    if (known !== undefined || attempt.responders.length >= MOST_RESPONDERS) return known;
    const one: Responder = { mac, confirmations: 0, reports: 0, acknowledged: false, frame };
    attempt.responders.push(one);
    return one;
  }

  function reach(attempt: Attempt, stage: SlacStage): void {
    if (ORDER.indexOf(stage) > ORDER.indexOf(attempt.stage)) attempt.stage = stage;
  }

  function isSeenTwice(mme: MmeEvent, runId: string | undefined): boolean {
    const key = `${mme.name} ${mme.source} ${mme.destination} ${runId ?? ""} ${countdownOf(mme) ?? ""}`;
    const isTwice =
      before?.key === key &&
      mme.time !== undefined &&
      mme.time - before.time >= 0 &&
      mme.time - before.time < SAME_FRAME;
    before = mme.time === undefined ? undefined : { key, time: mme.time };
    return isTwice && mme.name !== "CM_START_ATTEN_CHAR.IND";
  }

  function noteMatch(attempt: Attempt, mme: MmeEvent, source: string): void {
    const [nid, nmk] = [nidOf(mme), nmkOf(mme)];
    if (attempt.nmk !== undefined && nmk !== undefined && attempt.nmk !== nmk) attempt.otherKeys++;
    if (attempt.stage === "matched") return;
    reach(attempt, "matched");
    attempt.matchConfirmFrame = mme.frame;
    attempt.chosen ??= evseMacOf(mme) ?? source;
    if (nid !== undefined) attempt.nid = nid;
    if (nmk !== undefined) attempt.nmk = nmk;
    if (mme.time !== undefined) {
      matchedAt = mme.time;
      if (attempt.matchAskedAt !== undefined) attempt.matchConfirmedAfter = elapsed(attempt.matchAskedAt, mme.time);
      const from = attempt.lastAsked ?? attempt.start;
      if (from !== undefined) attempt.duration = elapsed(from, mme.time);
    }
    matched = attempts.indexOf(attempt);
  }

  function noteReport(attempt: Attempt, mme: MmeEvent, one: Responder | undefined): void {
    reach(attempt, "measured");
    if (one === undefined) return;
    one.reports++;
    if (one.groups !== undefined) return;
    const [groups, heard] = [groupsOf(mme), soundsOf(mme)];
    if (groups !== undefined) {
      one.groups = groups;
      if (groups.length > 0) one.attenuation = mean(groups);
    }
    if (heard !== undefined) one.soundsHeard = heard;
    if (mme.time !== undefined && attempt.firstSound !== undefined)
      one.reportedAfter = elapsed(attempt.firstSound, mme.time);
  }

  function noteSound(attempt: Attempt, mme: MmeEvent): void {
    const { time } = mme;
    attempt.sounds++;
    const left = countdownOf(mme);
    if (left !== undefined && attempt.soundsLeft !== undefined && left < attempt.soundsLeft) {
      attempt.soundsSkipped += attempt.soundsLeft - left - 1;
    }
    if (left !== undefined) attempt.soundsLeft = left;
    reach(attempt, "sounded");
    if (time === undefined) return;
    attempt.firstSound ??= time;
    if (attempt.lastSound !== undefined) {
      attempt.soundGap = Math.max(attempt.soundGap ?? 0, elapsed(attempt.lastSound, time));
    }
    attempt.lastSound = time;
  }

  function noteAnnouncement(attempt: Attempt, mme: MmeEvent): void {
    if (attempt.announced === 0 && attempt.confirmedAt !== undefined && mme.time !== undefined) {
      attempt.soundedAfter = elapsed(attempt.confirmedAt, mme.time);
    }
    attempt.announced++;
    reach(attempt, "sounded");
    const [promised, during] = [soundsOf(mme), soundingTimeOf(mme)];
    if (promised !== undefined) attempt.soundsPromised = promised;
    if (during !== undefined) attempt.soundingTime = during;
  }

  return {
    get isMatched() {
      return matched !== undefined;
    },
    get charger() {
      const latest = attempts.at(-1);
      return latest?.chosen ?? (latest?.responders.length === 1 ? latest.responders[0]?.mac : undefined);
    },
    get matchedAt() {
      return matchedAt;
    },
    observe(mme) {
      const runId = runIdOf(mme);
      if (isSeenTwice(mme, runId)) return;
      const attempt = attemptFor(mme, runId);
      const source = macOf(mme.source) ?? mme.source;
      attempt.lastFrame = mme.frame;
      if (mme.time !== undefined) attempt.end = mme.time;
      attempt.runId ??= runId ?? "";
      const isForeign = runId !== undefined && attempt.runId !== runId && mme.name !== "CM_ATTEN_PROFILE.IND";
      if (isForeign && !attempt.foreignRunIds.includes(runId) && attempt.foreignRunIds.length < MOST_FOREIGN_RUN_IDS) {
        attempt.foreignRunIds.push(runId);
      }
      switch (mme.name) {
        case "CM_SLAC_PARM.REQ":
          attempt.asked++;
          if (mme.time !== undefined) attempt.lastAsked = mme.time;
          break;
        case "CM_SLAC_PARM.CNF": {
          reach(attempt, "confirmed");
          const one = responder(attempt, source, mme.frame);
          if (one === undefined) break;
          one.confirmations++;
          if (mme.time !== undefined) attempt.confirmedAt ??= mme.time;
          if (mme.time !== undefined && attempt.lastAsked !== undefined) {
            one.confirmedAfter ??= elapsed(attempt.lastAsked, mme.time);
          }
          break;
        }
        case "CM_START_ATTEN_CHAR.IND":
          noteAnnouncement(attempt, mme);
          break;
        case "CM_MNBC_SOUND.IND":
          noteSound(attempt, mme);
          break;
        case "CM_ATTEN_CHAR.IND":
          noteReport(attempt, mme, responder(attempt, source, mme.frame));
          break;
        case "CM_ATTEN_CHAR.RSP": {
          reach(attempt, "acknowledged");
          const one = responder(attempt, macOf(mme.destination) ?? mme.destination, mme.frame);
          if (one !== undefined) one.acknowledged = true;
          if (mme.time !== undefined) attempt.acknowledgedAt ??= mme.time;
          break;
        }
        case "CM_SLAC_MATCH.REQ":
          attempt.matchAsked++;
          reach(attempt, "chosen");
          attempt.chosen ??= evseMacOf(mme) ?? mme.destination;
          attempt.matchRequestFrame ??= mme.frame;
          if (mme.time !== undefined && attempt.acknowledgedAt !== undefined) {
            attempt.choseAfter ??= elapsed(attempt.acknowledgedAt, mme.time);
          }
          if (mme.time !== undefined) attempt.matchAskedAt = mme.time;
          break;
        case "CM_SLAC_MATCH.CNF":
          noteMatch(attempt, mme, source);
          break;
      }
    },
    history() {
      if (attempts.length === 0) return undefined;
      return {
        attempts: attempts.map(shown),
        attemptCount: count,
        ...(matched === undefined ? {} : { matched }),
      };
    },
  };
}

/** Without what only the following needs. */
function shown(of: Attempt): SlacAttempt {
  const { lastAsked, confirmedAt, acknowledgedAt, firstSound, lastSound, soundsLeft, matchAskedAt, ...attempt } = of;
  return { ...attempt, responders: attempt.responders.map((one) => ({ ...one })) };
}

/** In dB, to the hundredth. */
function mean(groups: readonly number[]): number {
  return Math.round((groups.reduce((sum, group) => sum + group, 0) / groups.length) * 100) / 100;
}
