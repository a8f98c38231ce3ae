/**
 * What is kept of SLAC, the matching of car and charger by loudness (ISO 15118-3, annex A).
 *
 * @module
 */

/** A charger that answered the car. */
export interface SlacResponder {
  readonly mac: string;
  /** CM_SLAC_PARM.CNF: seconds after the car's question. */
  readonly confirmedAfter?: number;
  readonly confirmations: number;
  /** CM_ATTEN_CHAR.IND: mean over the groups, in dB. */
  readonly attenuation?: number;
  /** Group by group, in dB. */
  readonly groups?: readonly number[];
  /** Sounds that the charger counted. */
  readonly soundsHeard?: number;
  readonly reports: number;
  /** Seconds from the first sound to the first report. */
  readonly reportedAfter?: number;
  /** CM_ATTEN_CHAR.RSP: the car took note. */
  readonly acknowledged: boolean;
  readonly frame: number;
}

/** How far an attempt came. */
export type SlacStage = "asked" | "confirmed" | "sounded" | "measured" | "acknowledged" | "chosen" | "matched";

/** One try, from CM_SLAC_PARM.REQ on; the same RunID asked again belongs to the same try until it sounds. */
export interface SlacAttempt {
  /** In hex. */
  readonly runId?: string;
  readonly stage: SlacStage;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly start?: number;
  readonly end?: number;
  /** From the last CM_SLAC_PARM.REQ before a confirmation to CM_SLAC_MATCH.CNF. */
  readonly duration?: number;
  /** CM_SLAC_PARM.REQ. */
  readonly asked: number;
  /** CM_START_ATTEN_CHAR.IND. */
  readonly announced: number;
  /** CM_MNBC_SOUND.IND. */
  readonly sounds: number;
  /** Sounds that are missing between others, by the number that each has. */
  readonly soundsSkipped: number;
  /** Sounds that the car announced. */
  readonly soundsPromised?: number;
  /** CM_START_ATTEN_CHAR.IND, Time_Out, in seconds. */
  readonly soundingTime?: number;
  /** From the first CM_SLAC_PARM.CNF to the first CM_START_ATTEN_CHAR.IND, in seconds. */
  readonly soundedAfter?: number;
  /** From the first CM_ATTEN_CHAR.RSP to CM_SLAC_MATCH.REQ, in seconds. */
  readonly choseAfter?: number;
  /** Longest time between two sounds. */
  readonly soundGap?: number;
  readonly responders: readonly SlacResponder[];
  /** The charger that CM_SLAC_MATCH.REQ asked. */
  readonly chosen?: string;
  readonly matchAsked: number;
  readonly matchRequestFrame?: number;
  readonly matchConfirmedAfter?: number;
  readonly matchConfirmFrame?: number;
  /** In hex. */
  readonly nid?: string;
  /** The network's key, in hex, as CM_SLAC_MATCH.CNF showed it to everybody. */
  readonly nmk?: string;
  /** RunIDs in answers that the car never sent, in hex, four at most. */
  readonly foreignRunIds: readonly string[];
  /** Matches confirmed with another key than the first time. */
  readonly otherKeys: number;
}

export interface SlacHistory {
  /** The first 16 and the last. */
  readonly attempts: readonly SlacAttempt[];
  readonly attemptCount: number;
  /** Index of the attempt that matched. */
  readonly matched?: number;
}
