/**
 * The car's side of validation: it toggles the control pilot between B and C so often as only it knows, and asks the
 * charger how often it saw that. Where the two agree, both hang on the same cable, whatever the attenuation says
 * (ISO 15118-3, A.9.3).
 *
 * @module
 */

import { type Random, randomInteger } from "../base/random.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import type { Infer } from "../layout/layout.ts";
import { CM_VALIDATE_CNF, CM_VALIDATE_REQ } from "../messages/homeplug/slac.ts";
import type { Station } from "../powerline/station.ts";
import type { Tell } from "./events.ts";
import type { SlacTiming } from "./timing.ts";
import { VALIDATION, VALIDATION_DETECTION } from "./validation.ts";

/** The car's end of the control pilot, as far as it is needed for this. */
export interface LoadedPilot {
  readonly load: (state: "B" | "C") => void;
}

/**
 * `same`: the charger saw what the car did; `other`: it saw something else, so it hangs on another cable; `silent`: it
 * takes part in this, and did not say what it saw; `unproved`: it takes no part, as most do not.
 */
export type Validation = "same" | "other" | "silent" | "unproved";

export interface CarValidationDesk {
  readonly station: Station;
  readonly timing: SlacTiming;
  readonly random: Random;
  readonly tell: Tell;
  readonly pilot: LoadedPilot;
}

export async function validate(desk: CarValidationDesk, charger: string, run: Run): Promise<Validation> {
  const { station, timing, random, tell, pilot } = desk;
  const most = timing.C_EV_match_retry + 1;
  const told = (answer: Answer | undefined) => {
    if (!answer) return;
    tell({ type: "validated", car: station.mac, toggles: answer.ToggleNum, result: answer.Result });
  };
  let last: Answer | undefined;
  for (let tries = 0; tries < most && last?.Result !== VALIDATION.ready; tries++) {
    const answer = await ask(desk, charger, 0, timing.TT_match_response, run);
    told(answer);
    last = answer ?? last;
    if (answer && answer.Result !== VALIDATION.ready && answer.Result !== VALIDATION.notReady) return "unproved";
    // It watches another car, which takes it TT_EVSE_vald_toggle at most.
    if (answer?.Result === VALIDATION.notReady) await run.pause(timing.TT_EVSE_vald_toggle / most);
  }
  if (last?.Result !== VALIDATION.ready) return last ? "silent" : "unproved";
  for (let tries = 0; tries < most; tries++) {
    const times = randomInteger(1, timing.C_EV_vald_nb_toggles, random);
    const ms = 2 * times * timing.TP_EV_vald_state_duration;
    const [answer] = await Promise.all([
      ask(desk, charger, Math.ceil(ms / 100) - 1, ms + VALIDATION_DETECTION + timing.TT_match_response, run),
      toggle(pilot, times, timing, run),
    ]);
    told(answer);
    if (answer?.Result === VALIDATION.success) return answer.ToggleNum === times ? "same" : "other";
  }
  return "silent";
}

type Answer = Infer<(typeof CM_VALIDATE_CNF)["layout"]>;

/** The charger's answer, where one comes in time. */
async function ask(
  { station }: CarValidationDesk,
  charger: string,
  Timer: number,
  limit: number,
  run: Run,
): Promise<Answer | undefined> {
  const question = { SignalType: 0, Timer, Result: VALIDATION.ready };
  try {
    const isIts = ({ source, destination }: { source: string; destination: string }) =>
      source === charger && destination === station.mac;
    return (await station.ask(CM_VALIDATE_REQ, question, charger, CM_VALIDATE_CNF, limit, run, isIts)).value;
  } catch (error) {
    run.throwIfEnded();
    if (error instanceof TimeoutError) return undefined;
    throw error;
  }
}

/** B to C and back, so many times; whatever happens, it is B in the end. */
async function toggle(pilot: LoadedPilot, times: number, timing: SlacTiming, run: Run): Promise<void> {
  try {
    for (let i = 0; i < times; i++) {
      pilot.load("C");
      await run.pause(timing.TP_EV_vald_state_duration);
      pilot.load("B");
      await run.pause(timing.TP_EV_vald_state_duration);
    }
  } finally {
    pilot.load("B");
  }
}
