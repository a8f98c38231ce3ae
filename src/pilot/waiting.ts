/**
 * Waiting for the other end of the control pilot.
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import type { Run } from "../base/run.ts";
import type { CarPilot, ChargerPilot, PilotSignal, PilotState } from "./control-pilot.ts";

/** Settles with the state, at once where it is one of them. */
export const untilState = (pilot: ChargerPilot, wanted: readonly PilotState[], run: Run): Promise<PilotState> =>
  until(
    () => pilot.state,
    pilot.onState,
    (state) => wanted.includes(state),
    run,
  );

/** Settles with what the charger puts on the wire, once it passes the test. */
export const untilSignal = (
  pilot: CarPilot,
  test: (signal: PilotSignal | undefined) => boolean,
  run: Run,
): Promise<PilotSignal | undefined> => until(() => pilot.signal, pilot.onSignal, test, run);

function until<T>(
  look: () => T,
  onChange: (listener: (value: T) => void) => Cancel,
  test: (value: T) => boolean,
  run: Run,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!run.hasEnded && test(look())) {
      resolve(look());
      return;
    }
    let forgetChange: Cancel = () => {};
    const forgetEnd = run.onEnd((reason) => {
      forgetChange();
      reject(reason);
    });
    if (run.hasEnded) return;
    forgetChange = onChange((value) => {
      if (!test(value)) return;
      forgetChange();
      forgetEnd();
      resolve(value);
    });
  });
}
