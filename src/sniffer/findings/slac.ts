/**
 * Findings about the matching of car and charger (ISO 15118-3, annex A).
 *
 * @module
 */

import type { Session } from "../sessions/session.ts";
import type { SlacAttempt, SlacResponder } from "../sessions/slac-history.ts";
import type { Collector } from "./collector.ts";
import {
  slacChoice,
  slacJoin,
  slacNotFound,
  slacResponse,
  slacResults,
  slacRetries,
  slacSequence,
  slacSoundGap,
  slacSoundingTime,
  slacStarts,
} from "./timing.ts";

/** Above this a measurement is not to be believed, unless the recording shows a neighbour. In dB. */
const IMPLAUSIBLE = 40;
/** Attenuations nearer to each other than this are alike: the modems' own scatter. In dB. */
const ALIKE = 1;

export function slacFindings(session: Session, found: Collector): void {
  const { slac, ended } = session;
  if (slac === undefined) return;
  if (slac.matched === undefined && ended.kind === "slac-failed") {
    found.note("slac-failed", { frames: slac.attempts.map(({ firstFrame }) => firstFrame) });
  }
  if (slac.matched !== undefined && slac.attemptCount > 1) {
    const frames = slac.attempts.map(({ firstFrame }) => firstFrame);
    found.note("slac-retries", { about: String(slac.attemptCount), frames });
  }
  for (const attempt of slac.attempts) {
    attemptFindings(attempt, found);
    const isLossy = lossy(session, attempt);
    if (!isLossy) {
      absenceFindings(attempt, ended, found);
      paceFindings(attempt, found);
    }
    for (const responder of attempt.responders) {
      if (!isLossy) promptnessFindings(responder, found);
      responderFindings(attempt, responder, found);
    }
    choiceFindings(attempt, found);
  }
  const matched = slac.matched === undefined ? undefined : slac.attempts[slac.matched];
  if (matched !== undefined) joinFindings(session, matched, found);
}

/** How long the car took for its steps. */
function paceFindings(
  { soundedAfter, choseAfter, matchRequestFrame, firstFrame }: SlacAttempt,
  found: Collector,
): void {
  if (soundedAfter !== undefined && soundedAfter > slacSequence.seconds) {
    const { seconds: limit, clause } = slacSequence;
    found.note("slac-slow-sounding", { frames: [firstFrame], measured: soundedAfter, limit, unit: "s", clause });
  }
  if (choseAfter !== undefined && choseAfter > slacChoice.seconds) {
    const { seconds: limit, clause } = slacChoice;
    const frames = [matchRequestFrame ?? firstFrame];
    found.note("slac-slow-choice", { frames, measured: choseAfter, limit, unit: "s", clause });
  }
}

function attemptFindings(attempt: SlacAttempt, found: Collector): void {
  const frames = [attempt.firstFrame];
  const { asked, soundingTime } = attempt;
  if (asked > slacRetries.count + 1) {
    const limit = slacRetries.count + 1;
    found.note("slac-asked-often", { frames, measured: asked, limit, unit: "times", clause: slacRetries.clause });
  }
  if (soundingTime !== undefined && Math.abs(soundingTime - slacSoundingTime.seconds) > 0.001) {
    const { seconds: limit, clause } = slacSoundingTime;
    found.note("slac-sounding-time", { frames, measured: soundingTime, limit, unit: "s", clause });
  }
  for (const runId of attempt.foreignRunIds) found.note("slac-run-id-changed", { about: runId, frames });
  if (attempt.otherKeys > 0) found.note("slac-two-keys", { frames: [attempt.matchConfirmFrame ?? attempt.lastFrame] });
  const late = attempt.matchConfirmedAfter;
  if (late !== undefined && late > slacResponse.seconds) {
    const { seconds: limit, clause } = slacResponse;
    const shown = [attempt.matchConfirmFrame ?? attempt.lastFrame];
    found.note("slac-slow-match", { frames: shown, measured: late, limit, unit: "s", clause });
  }
}

/**
 * What the recorder has missed once it may have missed again: TCP has holes or no beginning, the charger heard more sounds
 * than are here, sounds with numbers between are not here, or an answer without its question.
 */
const lossy = ({ connections, sdp }: Session, { responders, sounds, soundsSkipped, asked }: SlacAttempt): boolean =>
  connections.some(({ holes, joined }) => holes > 0 || joined === true) ||
  responders.some((one) => (one.soundsHeard ?? 0) > sounds) ||
  soundsSkipped > 0 ||
  asked === 0 ||
  sdp?.asked === 0;

/** What a car is blamed for because it is not in the recording. */
function absenceFindings(attempt: SlacAttempt, ended: Session["ended"], found: Collector): void {
  const frames = [attempt.firstFrame];
  const { asked, announced, sounds, soundsPromised, soundGap, responders } = attempt;
  if (sounds > 0 && announced > 0 && announced < slacStarts.count) {
    const limit = slacStarts.count;
    found.note("slac-starts", { frames, measured: announced, limit, unit: "times", clause: slacStarts.clause });
  }
  // Where nothing came of the sounds, the recording may have ended among them.
  const isCut = attempt.stage === "sounded" && ended.kind === "cut";
  if (soundsPromised !== undefined && sounds > 0 && sounds < soundsPromised && !isCut) {
    found.note("slac-sounds-missing", {
      about: "recorded",
      frames,
      measured: sounds,
      limit: soundsPromised,
      unit: "times",
      clause: "ISO 15118-3, C_EV_MATCH_MNBC",
    });
  }
  if (soundGap !== undefined && soundGap > slacSoundGap.seconds * 1.25) {
    const { seconds: limit, clause } = slacSoundGap;
    found.note("slac-sound-gap", { frames, measured: soundGap, limit, unit: "s", clause });
  }
  // Where the car's other frames are not all there, this one proves nothing by its absence.
  const isHeard = asked > 0 && sounds > 0 && sounds === soundsPromised && responders.some((one) => one.acknowledged);
  if (attempt.stage === "matched" && attempt.matchAsked === 0 && isHeard) {
    found.note("slac-match-unasked", { frames: [attempt.matchConfirmFrame ?? attempt.lastFrame] });
  }
}

/** How long a charger took; what came between question and answer is to be seen. */
function promptnessFindings(one: SlacResponder, found: Collector): void {
  const frames = [one.frame];
  const about = one.mac;
  if (one.confirmedAfter !== undefined && one.confirmedAfter > slacResponse.seconds) {
    const { seconds: limit, clause } = slacResponse;
    found.note("slac-slow-confirm", { about, frames, measured: one.confirmedAfter, limit, unit: "s", clause });
  }
  if (one.reportedAfter !== undefined && one.reportedAfter > slacResults.seconds) {
    const { seconds: limit, clause } = slacResults;
    found.note("slac-slow-report", { about, frames, measured: one.reportedAfter, limit, unit: "s", clause });
  }
}

function responderFindings(attempt: SlacAttempt, one: SlacResponder, found: Collector): void {
  const frames = [one.frame];
  const about = one.mac;
  if (one.reports > 3) found.note("slac-reports-repeated", { about, frames, measured: one.reports, unit: "times" });
  const { soundsPromised: promised, sounds, soundsSkipped } = attempt;
  // What the car did not send, nobody can hear; a number that it skipped was sent.
  const measured = one.soundsHeard;
  const isToldOfCar = measured === sounds && soundsSkipped === 0;
  if (promised !== undefined && measured !== undefined && measured < promised && !isToldOfCar) {
    const heard = { measured, limit: promised, unit: "times" } as const;
    found.note("slac-sounds-missing", { about: `heard by ${one.mac}`, frames, ...heard });
  }
  const { attenuation, groups = [] } = one;
  if (attenuation === undefined) return;
  if (attenuation === 0) found.note("slac-attenuation-zero", { about, frames });
  else if (groups.length > 1 && groups.every((group) => group === groups[0])) {
    found.note("slac-attenuation-flat", { about, frames, measured: attenuation, unit: "dB" });
  } else if (attenuation > IMPLAUSIBLE) {
    found.note("slac-attenuation-high", { about, frames, measured: attenuation, limit: IMPLAUSIBLE, unit: "dB" });
  }
}

function choiceFindings({ responders, chosen, matchRequestFrame, lastFrame }: SlacAttempt, found: Collector): void {
  if (responders.length > 1) {
    const shown = responders.map(({ mac, attenuation }) =>
      attenuation === undefined ? mac : `${mac} (${attenuation.toFixed(1)} dB)`,
    );
    found.note("slac-several-chargers", { about: shown.join(", "), frames: responders.map(({ frame }) => frame) });
  }
  const taken = responders.find(({ mac }) => mac === chosen);
  if (taken?.attenuation === undefined) return;
  const { attenuation } = taken;
  const frames = [matchRequestFrame ?? lastFrame];
  const louder = responders.find((one) => one.attenuation !== undefined && one.attenuation < attenuation - ALIKE);
  if (louder?.attenuation !== undefined) {
    const about = `${taken.mac} (${attenuation.toFixed(1)} dB; ${louder.mac} has ${louder.attenuation.toFixed(1)} dB)`;
    found.note("slac-farther-chosen", { about, frames });
  }
  const { decibels: limit, clause } = slacNotFound;
  if (attenuation > limit) {
    found.note("slac-far-charger", { frames, measured: attenuation, limit, unit: "dB", clause });
  }
}

function joinFindings(session: Session, matched: SlacAttempt, found: Collector): void {
  const begun = session.phases.find(({ name }) => name === "sdp")?.start;
  if (begun === undefined || matched.end === undefined || session.sdp === undefined) return;
  const measured = begun - matched.end;
  const { seconds: limit, clause } = slacJoin;
  if (measured <= limit) return;
  const frames = [matched.lastFrame, session.sdp.firstFrame];
  found.note("slac-slow-join", { frames, measured, limit, unit: "s", clause });
}
