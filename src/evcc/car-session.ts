/**
 * What the scripts of all dialects work with: the conversation, the car, its wishes, and how a session ends.
 *
 * @module
 */

import type { Milliseconds, WattHours } from "../base/units.ts";
import type { Schema } from "../exi/schema.ts";
import type { Phase } from "../v2g/talk-events.ts";
import type { Car } from "./car.ts";
import type { Conversation } from "./conversation.ts";
import { StoppedByCar } from "./faults.ts";
import type { SafetyTiming } from "./make-safe.ts";
import type { Wishes } from "./wishes.ts";

/** How long a car waits between two questions of the same kind. */
export interface Pace {
  /** While the charger says that something goes on. Real cars: 250 to 300 ms. */
  readonly ongoing: Milliseconds;
  readonly preCharge: Milliseconds;
  /** From CurrentDemandRes to the next request. Real cars: 10 to 220 ms; the sooner, the sooner a charger's limit is obeyed. */
  readonly charging: Milliseconds;
  /** Between two ChargingStatusReq. */
  readonly chargingStatus: Milliseconds;
  readonly welding: Milliseconds;
}

export const pace: Pace = { ongoing: 250, preCharge: 100, charging: 50, chargingStatus: 500, welding: 250 };

export interface CarSession<S extends Schema> {
  readonly talk: Conversation<S>;
  readonly car: Car;
  readonly wishes: Wishes;
  readonly pace: Pace;
  readonly safety: SafetyTiming;
  /** How long the charger may take to authorize: somebody may be looking for a card. */
  readonly authorization: Milliseconds;
  /** Goes on where the charger says that it has no isolation monitor. */
  readonly acceptsNoIsolationMonitor: boolean;
  /** Counts what has flowed. */
  readonly energy: { total: WattHours };
}

export interface SessionEnd {
  readonly by: "car" | "charger";
  readonly words: string;
  /** The session goes on later under its number. */
  readonly isPaused?: true;
}

/** Says where the session stands. */
export const enter = <S extends Schema>({ talk }: CarSession<S>, phase: Phase): void =>
  talk.tell({ type: "phase", phase });

/** @throws {StoppedByCar} where somebody wants it to stop before current flows. */
export function checkWishes({ wishes }: { readonly wishes: Wishes }): void {
  const wish = wishes.current();
  if (wish === "stop" || wish === "pause") throw new StoppedByCar("The car was asked to stop before it charged");
}

/**
 * Asks again and again while the charger says that something goes on.
 *
 * @throws {TimeoutError} in the words given where it goes on for longer than `limit`.
 */
export function untilFinished<S extends Schema>(
  session: CarSession<S>,
  limit: Milliseconds,
  words: string,
  ask: (talk: Conversation<S>) => Promise<boolean>,
): Promise<void> {
  return session.talk.within(limit, words, async (talk) => {
    for (;;) {
      checkWishes(session);
      if (await ask(talk)) return;
      await talk.pause(session.pace.ongoing);
    }
  });
}

/** `aabbccddeeff`. */
export const evccId = (car: Car): string => car.id.replaceAll(":", "");
