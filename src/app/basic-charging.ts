/**
 * Charging with alternating current by the duty of the control pilot alone, for cars that do not speak (IEC 61851-1).
 *
 * @module
 */

import type { Cancel } from "../base/clock.ts";
import { CalledOff, type Run } from "../base/run.ts";
import { currentToDuty } from "../pilot/duty.ts";
import type { PilotTiming } from "../pilot/timing.ts";
import { untilState } from "../pilot/waiting.ts";
import type { AcOutput, Charger } from "../secc/charger.ts";
import type { PlugTelling } from "./plug-events.ts";

/** How long contactors may take to be seen. */
const CONTACTORS = 3000;
/** IEC 61851-1: a new duty no more often than this. */
const BETWEEN_DUTIES = 5000;

/** Between two looks at the residual current device: contactors open as soon after it as after state C (IEC 61851-1). */
const RESIDUAL_LOOK = 50;

/** A duty of 100 % allows nothing. */
const isOffer = (current: number): boolean => currentToDuty(current) < 100;

export interface DutyCharge {
  /** Where the car has spoken before, and said who it is. */
  readonly vehicleId?: string;
  /** Somebody at the charger wants it to end. */
  readonly onStop?: (listener: () => void) => Cancel;
}

/**
 * Lets a car draw until it has left for good, or somebody stops it: authorized first, contactors closed on state C and
 * opened on any other. Ends with the run, contactors open.
 */
export async function chargeByDuty(
  charger: Charger,
  run: Run,
  timing: PilotTiming,
  tell: (event: PlugTelling) => void,
  { vehicleId = "", onStop }: DutyCharge = {},
): Promise<void> {
  const { ac, pilot } = charger;
  if (!ac) return;
  const offer = run.fork("a current to be offered");
  const stopped = new CalledOff("somebody stopped it");
  const forgetStop = onStop?.(() => offer.stop(stopped));
  try {
    await offerByDuty(ac);
  } catch (error) {
    if (error !== stopped) throw error;
  } finally {
    forgetStop?.();
    offer.stop(undefined);
    if (!ac.contactors.areClosed()) tell({ type: "basic", words: "charging without messages is over", current: 0 });
  }

  async function offerByDuty(ac: AcOutput): Promise<void> {
    pilot.put("steady");
    await offer.pause(timing.stepX1);
    const answer = await offer.until(charger.authorize({ id: vehicleId, protocol: "IEC 61851-1" }, offer));
    if (answer === "rejected") {
      tell({ type: "trouble", words: "This car may not charge here" });
      return;
    }
    try {
      for (;;) {
        const current = await currentToOffer(ac);
        pilot.put({ duty: currentToDuty(current) });
        tell({ type: "basic", words: "charging without messages is offered", current });
        await untilState(pilot, ["C", "D"], offer);
        if (ac.hasResidualCurrent()) {
          tell({ type: "trouble", words: "The residual current device has tripped" });
          return;
        }
        await run.within(CONTACTORS, "the charger's contactors to close", (run) => run.until(ac.contactors.close(run)));
        tell({ type: "basic", words: "the car draws current", current });
        const hasTripped = await follow(ac, current);
        await run.atLast(CONTACTORS, "the charger's contactors to open", (run) => ac.contactors.open(run));
        tell({ type: "basic", words: "the car draws no more current", current: 0 });
        if (hasTripped) {
          tell({ type: "trouble", words: "The residual current device has tripped" });
          return;
        }
        offer.throwIfEnded();
      }
    } finally {
      pilot.put("steady");
      if (ac.contactors.areClosed()) {
        await run.atLast(CONTACTORS, "the charger's contactors to open", (run) => ac.contactors.open(run));
      }
    }
  }

  /** Waits, with a pilot that allows nothing, until there is a current that a duty can say. */
  async function currentToOffer(ac: AcOutput): Promise<number> {
    if (!isOffer(ac.maximumCurrent)) {
      pilot.put({ duty: currentToDuty(ac.maximumCurrent) });
      tell({ type: "basic", words: "no current is to be had", current: 0 });
      while (!isOffer(ac.maximumCurrent)) await offer.pause(BETWEEN_DUTIES);
    }
    return ac.maximumCurrent;
  }

  /**
   * Goes along with what may be drawn, until the car leaves state C, somebody stops it, or something is wrong.
   *
   * @returns whether the residual current device has tripped.
   */
  async function follow(ac: AcOutput, offered: number): Promise<boolean> {
    const left = run.fork("the car to leave state C");
    let hasTripped = false;
    const tripped = async () => {
      while (!ac.hasResidualCurrent()) await left.pause(RESIDUAL_LOOK);
      hasTripped = true;
    };
    let isOver = false;
    const over = Promise.race([untilState(pilot, ["A", "B", "E", "F"], left), tripped()]).finally(() => {
      isOver = true;
    });
    over.catch(() => {});
    const asked = new Promise<void>((resolve) => {
      offer.onEnd(() => resolve());
    });
    try {
      for (let last = offered; ; ) {
        await Promise.race([over, asked, left.pause(BETWEEN_DUTIES)]);
        if (isOver) return hasTripped;
        if (offer.hasEnded) {
          pilot.put("steady");
          tell({ type: "pilot", signal: "steady" });
          await Promise.race([over, left.pause(timing.openUnderLoad)]);
          return hasTripped;
        }
        if (ac.maximumCurrent === last) continue;
        last = ac.maximumCurrent;
        pilot.put({ duty: currentToDuty(last) });
        tell({ type: "basic", words: "another current is offered", current: isOffer(last) ? last : 0 });
        if (isOffer(last)) continue;
        // A car leaves state C by itself; one that does not is cut off under load.
        await Promise.race([over, left.pause(timing.openUnderLoad)]);
        return hasTripped;
      }
    } finally {
      left.stop(undefined);
    }
  }
}
