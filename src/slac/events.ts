/**
 * What both sides tell while they match: one stream of typed events. Most bear the number of the checkpoint under which
 * pyPLC's and clara's users know the step, so that logs can be laid side by side.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { Milliseconds } from "../base/units.ts";
import type { FailureKind } from "./failures.ts";
import type { NetworkKey } from "./own-modem.ts";

export const CHECKPOINTS = {
  keyMade: 1,
  asked: 100,
  confirmed: 101,
  confirmationHeard: 102,
  announced: 103,
  sounded: 104,
  measured: 110,
  reported: 120,
  chosen: 130,
  acknowledged: 140,
  matchAsked: 150,
  matchConfirmed: 155,
  keyHeard: 160,
  keySet: 170,
  joined: 190,
} as const;

interface Told {
  /** Milliseconds by the clock of the teller. */
  readonly at: Milliseconds;
  readonly time: Timestamp;
  readonly side: "car" | "charger";
}

/** One car and one charger, and the number of their matching. */
interface Pair {
  readonly car: string;
  readonly charger: string;
  readonly RunID: string;
}

/** How loud a car was at a charger. */
interface Result {
  /** The mean over all groups, in dB. */
  readonly attenuation: number;
  readonly sounds: number;
}

/** Failed, with what to check. */
export interface Failure {
  readonly failure: FailureKind;
  readonly words: string;
  readonly checks: readonly string[];
}

type Step =
  /** The own network has a fresh key; the modem has it when `keySet` is told. */
  | ({ readonly type: "keyMade" } & Pick<NetworkKey, "NID">)
  /** CM_SLAC_PARM.REQ, for the n-th time. */
  | { readonly type: "asked"; readonly car: string; readonly RunID: string; readonly times: number }
  /** CM_SLAC_PARM.CNF: sent by the charger, heard by the car. */
  | ({ readonly type: "confirmed" | "confirmationHeard"; readonly sounds: number } & Pair)
  /** CM_START_ATTEN_CHAR.IND, told once. */
  | { readonly type: "announced"; readonly car: string; readonly RunID: string; readonly sounds: number }
  /** All CM_MNBC_SOUND.IND have gone, or as many as were heard when time was up. */
  | { readonly type: "sounded"; readonly car: string; readonly RunID: string; readonly sounds: number }
  /** The own modem told of a sound; without `attenuation` where it measures nothing. */
  | { readonly type: "measured"; readonly car: string; readonly attenuation?: number }
  /** CM_ATTEN_CHAR.IND. `isAssumed`: nothing was measured, the values are made up. */
  | ({ readonly type: "reported"; readonly times: number; readonly isAssumed?: boolean } & Pair & Result)
  | { readonly type: "chosen"; readonly charger: string; readonly attenuation: number; readonly words: string }
  /** CM_ATTEN_CHAR.RSP. */
  | ({ readonly type: "acknowledged" } & Pair)
  /** CM_SLAC_MATCH.REQ, for the n-th time. */
  | ({ readonly type: "matchAsked"; readonly times: number } & Pair)
  /** CM_SLAC_MATCH.CNF: sent by the charger, heard by the car. `isDerived`: the NID is that of the key. */
  | ({ readonly type: "matchConfirmed" | "keyHeard"; readonly isDerived: boolean } & Pair & NetworkKey)
  /** The own modem took the key. */
  | ({ readonly type: "keySet" } & Pick<NetworkKey, "NID">)
  /** The own modem is in the network with another; `unknown`: it cannot tell. */
  | { readonly type: "joined"; readonly link: "up" | "unknown" }
  /** CM_VALIDATE.REQ was answered. */
  | { readonly type: "validated"; readonly car: string; readonly toggles: number; readonly result: number }
  /** CM_AMP_MAP.REQ was answered. */
  | { readonly type: "amplitudeMap"; readonly from: string; readonly carriers: number; readonly wasTaken: boolean }
  /** A message that was not believed. */
  | { readonly type: "ignored"; readonly message: string; readonly source: string; readonly because: string }
  /** A message could not be sent: the port is not up. */
  | { readonly type: "unsent"; readonly message: string; readonly because: string }
  /** The own modem has fallen silent, or answers again. */
  | { readonly type: "modem"; readonly isSilent: boolean }
  /** The matched car has begun anew. */
  | { readonly type: "restarted"; readonly car: string }
  /** One round of the car, or one car at the charger, came to nothing; it goes on. */
  | ({ readonly type: "triedInVain"; readonly car?: string } & Failure)
  /** All came to nothing. */
  | ({ readonly type: "failed" } & Failure)
  /** The own modem has got a key that nobody else has. */
  | { readonly type: "left" };

export type SlacEvent = Told & Step & { readonly checkpoint?: number };

/** An event without what every one of them has. */
export type SlacStep = Step;

export type Tell = (step: SlacStep) => void;

/** Adds to each step what every event has. */
export const teller =
  (side: "car" | "charger", clock: Clock, tell: ((event: SlacEvent) => void) | undefined): Tell =>
  (step) => {
    if (!tell) return;
    const checkpoint = (CHECKPOINTS as Readonly<Record<string, number>>)[step.type];
    tell({ at: clock.now(), time: clock.time(), side, ...(checkpoint === undefined ? {} : { checkpoint }), ...step });
  };
