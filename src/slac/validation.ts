/**
 * The charger's side of validation: the car toggles the control pilot between B and C, and asks how often the charger saw
 * it, which proves that both mean the same cable (ISO 15118-3, A.9.3).
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Milliseconds } from "../base/units.ts";
import { LinkError } from "../link/port.ts";
import { CM_VALIDATE_CNF, CM_VALIDATE_REQ } from "../messages/homeplug/slac.ts";
import type { Station } from "../powerline/station.ts";
import type { Tell } from "./events.ts";
import type { SlacTiming } from "./timing.ts";

/** The charger's end of the control pilot, as far as it has to be seen for this. */
export interface ObservedPilot {
  /** A to F. */
  readonly state: string;
  readonly onState: (listener: (state: string) => void) => Cancel;
}

/** `Result` of CM_VALIDATE. */
export const VALIDATION = { notReady: 0, ready: 1, success: 2, failure: 3, notRequired: 4 } as const;

/** The pilot is seen to change so much later, at most: T_vald_detect_time. */
export const VALIDATION_DETECTION: Milliseconds = 200;

export interface ValidationDesk {
  readonly station: Station;
  readonly timing: SlacTiming;
  readonly tell: Tell;
  /** Without it validation is not required: the attenuation decides. */
  readonly pilot: ObservedPilot | undefined;
  /** Whether this car has been told its result and may ask. */
  readonly mayAsk: (car: string) => boolean;
}

export interface ValidationAnswers {
  /** The car whose turn it is: others have to wait. */
  readonly proving: () => string | undefined;
  readonly close: () => void;
}

/**
 * Answers until it is closed. One car has its turn at a time, from the first question on: there is one pilot, and what two
 * cars do at once could not be told apart. It has chosen within TT_EVSE_vald_toggle of the last answer, or asked again.
 */
export function answerValidation({ station, timing, tell, pilot, mayAsk }: ValidationDesk): ValidationAnswers {
  let turn: { readonly car: string; readonly until: Milliseconds } | undefined;
  let stopWatching: Cancel = () => {};

  const answer = (car: string, Result: number, ToggleNum = 0): void => {
    try {
      station.send(CM_VALIDATE_CNF, { SignalType: 0, ToggleNum, Result }, car);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      tell({ type: "unsent", message: CM_VALIDATE_CNF.name, because: error.message });
      return;
    }
    tell({ type: "validated", car, toggles: ToggleNum, result: Result });
  };
  const watch = (car: string, ms: Milliseconds, pilot: ObservedPilot): void => {
    let toggles = 0;
    let before = pilot.state;
    const forget = pilot.onState((state) => {
      if (before === "C" && state === "B") toggles++;
      before = state;
    });
    const cancel = station.clock.after(ms, () => {
      stopWatching();
      if (toggles > 0) giveTurn(car);
      else turn = undefined;
      answer(car, VALIDATION.success, toggles);
    });
    stopWatching = () => {
      forget();
      cancel();
    };
  };
  const giveTurn = (car: string, more: Milliseconds = 0): void => {
    turn = { car, until: station.clock.now() + timing.TT_EVSE_vald_toggle + more };
  };
  const proving = (): string | undefined => (turn && station.clock.now() < turn.until ? turn.car : undefined);

  const forget = station.on(CM_VALIDATE_REQ, ({ source, value, name }) => {
    if (!mayAsk(source)) {
      tell({ type: "ignored", message: name, source, because: "its attenuation has not been told" });
      return;
    }
    if (value.SignalType !== 0) return answer(source, VALIDATION.failure);
    if (!pilot) return answer(source, VALIDATION.notRequired);
    const other = proving();
    if (other !== undefined && other !== source) return answer(source, VALIDATION.notReady);
    const ms = Math.min((value.Timer + 1) * 100, timing.TT_EVSE_vald_toggle) + VALIDATION_DETECTION;
    giveTurn(source, ms);
    // The first question asks whether the charger is ready, the second says how long it is to watch.
    if (value.Timer === 0) return answer(source, VALIDATION.ready);
    // Asked again, it begins anew: the answer was lost.
    stopWatching();
    watch(source, ms, pilot);
  });
  return {
    proving,
    close() {
      forget();
      stopWatching();
    },
  };
}
