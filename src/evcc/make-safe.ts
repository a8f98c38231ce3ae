/**
 * Leaves the car safe, whatever has happened before: the one procedure that ends every session, good or bad, and that
 * nothing interrupts.
 *
 * The order is that of cars in the field: state B, which makes a charger switch off even when nobody talks to it any more;
 * contactors open once no current flows; the plug is free once the inlet is not dangerous any more.
 *
 * @module
 */

import type { Run } from "../base/run.ts";
import type { Amps, Milliseconds, Volts } from "../base/units.ts";
import type { Telling } from "../v2g/talk-events.ts";
import type { Car, DcInlet } from "./car.ts";

export interface SafetyTiming {
  /** How long the charger is given to bring the current down, before contactors open under what is left of it. */
  readonly currentToFall: Milliseconds;
  /** How long contactors may take to be seen open. */
  readonly contactors: Milliseconds;
  /** How long the inlet may take to be below the voltage that may be touched. */
  readonly voltageToFall: Milliseconds;
  readonly lock: Milliseconds;
  /** Between two looks at a measurement. */
  readonly look: Milliseconds;
}

/** IEC 61851-23 lets a charger take one second for the current and five for the voltage; real ones take longer. */
export const safetyTiming: SafetyTiming = {
  currentToFall: 2000,
  contactors: 2000,
  voltageToFall: 10_000,
  lock: 3000,
  look: 20,
};

/** Below it contactors open without harm. */
export const SMALL_CURRENT: Amps = 5;
/** Below it there is none, within what is measured. */
export const NO_CURRENT: Amps = 1;
/** What may be touched (IEC 61851-23: 60 V). */
export const SAFE_VOLTAGE: Volts = 60;

export interface Safe {
  /** In words, what is not as it should be; empty where the car is safe and free. */
  readonly troubles: readonly string[];
  /** The plug can be pulled. */
  readonly isFree: boolean;
}

/**
 * Takes the car to state B and opens its contactors once no current flows: the first half of making safe, after which
 * welded contactors can be looked for. Never throws.
 *
 * @returns in words, what did not work.
 */
export async function isolate(
  car: Car,
  run: Run,
  tell: (event: Telling) => void,
  timing: SafetyTiming = safetyTiming,
): Promise<readonly string[]> {
  const troubles: string[] = [];
  car.pilot.load("B");
  if (car.ac) {
    const { ac } = car;
    await attempt(troubles, run, timing.lock, "the onboard charger to stop", async () => ac.draw(0));
  }
  const { dc } = car;
  if (!dc?.contactors.areClosed()) return troubles;
  await attempt(troubles, run, timing.currentToFall, `the current to be below ${SMALL_CURRENT} A`, async (run) => {
    while (Math.abs(dc.inlet().current) >= SMALL_CURRENT) await run.pause(timing.look);
  });
  const current = Math.abs(dc.inlet().current);
  const isEmergency = current >= SMALL_CURRENT;
  if (isEmergency) {
    tell({ type: "odd", words: `the contactors open under ${current.toFixed(0)} A: the charger does not stop` });
  }
  const isOpen = await attempt(troubles, run, timing.contactors, "the car's contactors to open", (run) =>
    dc.contactors.open(run),
  );
  if (isOpen) tell({ type: "moved", what: "contactors", to: isEmergency ? "open in emergency" : "open" });
  return troubles;
}

/**
 * Isolates the car, and frees the plug as far as that is safe. Never throws: what does not work is in the answer, and the
 * next step is taken all the same.
 *
 * @param run - any; the procedure goes on after it has ended.
 */
export async function makeSafe(
  car: Car,
  run: Run,
  tell: (event: Telling) => void,
  timing: SafetyTiming = safetyTiming,
): Promise<Safe> {
  const troubles = [...(await isolate(car, run, tell, timing))];
  const { dc } = car;
  if (dc && !isTouchable(dc)) {
    await attempt([], run, timing.voltageToFall, `the inlet to be below ${SAFE_VOLTAGE} V`, async (run) => {
      while (!isTouchable(dc)) await run.pause(timing.look);
    });
    if (!isTouchable(dc)) {
      const { voltage, current } = dc.inlet();
      troubles.push(
        `The plug stays locked: ${voltage.toFixed(0)} V and ${current.toFixed(1)} A at the inlet, below ${SAFE_VOLTAGE} V and ${NO_CURRENT} A expected`,
      );
      return { troubles, isFree: false };
    }
  }
  if (!car.lock.isLocked()) return { troubles, isFree: true };
  const isFree = await attempt(troubles, run, timing.lock, "the plug to be unlocked", (run) => car.lock.unlock(run));
  if (isFree) tell({ type: "moved", what: "lock", to: "unlocked" });
  return { troubles, isFree };
}

async function attempt(
  troubles: string[],
  run: Run,
  limit: Milliseconds,
  words: string,
  step: (run: Run) => Promise<void>,
): Promise<boolean> {
  try {
    await run.atLast(limit, words, (inner) => inner.until(step(inner)));
    return true;
  } catch (error) {
    troubles.push(error instanceof Error ? error.message : String(error));
    return false;
  }
}

function isTouchable(dc: DcInlet): boolean {
  const { voltage, current } = dc.inlet();
  return Math.abs(voltage) < SAFE_VOLTAGE && Math.abs(current) < NO_CURRENT && !dc.contactors.areClosed();
}
