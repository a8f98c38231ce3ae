/**
 * All times and counts of the matching, under the standard's names (ISO 15118-3, table A.1 unless another clause stands
 * there). TT is a limit for the other side, TP a pace for oneself, C a count. Times are in milliseconds.
 *
 * What is not the standard's has a name of its own, and the reason beside it.
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";

export interface SlacTiming {
  /** From a request to its answer: CM_SLAC_PARM, CM_ATTEN_CHAR, CM_SLAC_MATCH. [V2G3-A09-19] */
  readonly TT_match_response: Milliseconds;
  /** From an answer to the next request, as the charger waits for it: CM_SLAC_PARM.CNF to the first sound. */
  readonly TT_match_sequence: Milliseconds;
  /** The car's own pace between an answer and its next request: Compleo and Tesla give up on later ones. */
  readonly TP_match_sequence: Milliseconds;
  /** Between two of the car's broadcasts. The standard allows 20 to 50; cars take 20 to 40, modems drop what is faster. */
  readonly TP_EV_batch_msg_interval: Milliseconds;
  /** From the first CM_START_ATTEN_CHAR.IND, for all results of all chargers. [V2G3-A09-30] */
  readonly TT_EV_atten_results: Milliseconds;
  /** From the first CM_START_ATTEN_CHAR.IND, for all sounds. The wire carries it in units of 100 ms: exactly 6. */
  readonly TT_EVSE_match_MNBC: Milliseconds;
  /** From the last sound to CM_ATTEN_CHAR.IND. */
  readonly TP_EVSE_avg_atten_calc: Milliseconds;
  /** From CM_ATTEN_CHAR.RSP to CM_VALIDATE.REQ or CM_SLAC_MATCH.REQ. */
  readonly TT_EVSE_match_session: Milliseconds;
  /** From the plug, or from 5 % on, to the first CM_SLAC_PARM.REQ. The standard allows 20 to 50 s; a VW needs 30 s. */
  readonly TT_EVSE_SLAC_init: Milliseconds;
  /** From CM_SLAC_MATCH.CNF to the link. */
  readonly TT_match_join: Milliseconds;
  /** As long as this a car begins the matching anew after it failed. [V2G3-A09-125] */
  readonly TT_matching_repetition: Milliseconds;
  /** From a failed matching to the next. [V2G3-A09-124] */
  readonly TT_matching_rate: Milliseconds;
  /** How long the charger counts B-C-B toggles at most. */
  readonly TT_EVSE_vald_toggle: Milliseconds;
  /** Each half of a B-C-B toggle. The standard allows 200 to 400 ms. */
  readonly TP_EV_vald_state_duration: Milliseconds;
  /** From CM_AMP_MAP.REQ to its answer. */
  readonly TT_amp_map_exchange: Milliseconds;
  /** How long leaving the network may take. */
  readonly TP_match_leave: Milliseconds;

  /** Repetitions of CM_SLAC_PARM.REQ, CM_ATTEN_CHAR.IND and CM_SLAC_MATCH.REQ after the first. */
  readonly C_EV_match_retry: number;
  /** CM_START_ATTEN_CHAR.IND of one matching. */
  readonly C_EV_start_atten_char_inds: number;
  /** CM_MNBC_SOUND.IND of one matching. */
  readonly C_EV_match_MNBC: number;
  /** How often a charger begins anew, by T_step_EF on the pilot, after no matching came about (ISO 15118-3, 9). */
  readonly C_sequ_retry: number;
  /** B-C-B toggles of one validation, at most; the standard allows 1 to 3. */
  readonly C_EV_vald_nb_toggles: number;
  /** Cars that a charger measures at a time, at least; more are measured, and only a flood is cut off. */
  readonly C_EVSE_match_parallel: number;

  /**
   * Own: so long a car listens for more chargers after a CM_SLAC_PARM.CNF, before it asks once more or goes on. That stays
   * far below the standard's TP_match_sequence of 100 ms; who confirms later is still heard, and waited for.
   */
  readonly gatherConfirmations: Milliseconds;
  /** Own: so long a car listens for a result that nobody announced, after the last one that was. */
  readonly lingerForResults: Milliseconds;
  /**
   * Own: so long a charger keeps a car waiting for a louder one that has its result and may choose: longer than cars take
   * (6 ms an Audi), and so short that the third question of the one that waits is answered.
   */
  readonly awaitLouder: Milliseconds;
  /** Own, as EVerest has it: so long a charger waits for its modem's last measurement after the last sound. */
  readonly finalizeSounding: Milliseconds;
  /** Own: CM_SET_KEY.CNF. Modems were measured at 0.5 ms, the slowest at 46 ms; EVerest waits as long. */
  readonly setKey: Milliseconds;
  /** Own: between two looks at the link while it is being formed, as EVerest has it. */
  readonly linkPoll: Milliseconds;
  /** Own: one look at the link; the modem is on this wire. */
  readonly linkAnswer: Milliseconds;
  /** Own: between two looks at the modem while nothing happens; a reset takes it some seconds. */
  readonly modemWatch: Milliseconds;
  /** Own: a modem that restarts answers again within this. Adapters take about 5 s. */
  readonly modemReturn: Milliseconds;
}

export const slacTiming: SlacTiming = {
  TT_match_response: 200,
  TT_match_sequence: 400,
  TP_match_sequence: 100,
  TP_EV_batch_msg_interval: 20,
  TT_EV_atten_results: 1200,
  TT_EVSE_match_MNBC: 600,
  TP_EVSE_avg_atten_calc: 100,
  TT_EVSE_match_session: 10_000,
  TT_EVSE_SLAC_init: 50_000,
  TT_match_join: 12_000,
  TT_matching_repetition: 10_000,
  TT_matching_rate: 400,
  TT_EVSE_vald_toggle: 3500,
  TP_EV_vald_state_duration: 300,
  TT_amp_map_exchange: 200,
  TP_match_leave: 1000,
  C_EV_match_retry: 2,
  C_EV_start_atten_char_inds: 3,
  C_EV_match_MNBC: 10,
  C_sequ_retry: 2,
  C_EV_vald_nb_toggles: 3,
  C_EVSE_match_parallel: 5,
  gatherConfirmations: 20,
  lingerForResults: 40,
  awaitLouder: 300,
  finalizeSounding: 45,
  setKey: 500,
  linkPoll: 100,
  linkAnswer: 100,
  modemWatch: 1000,
  modemReturn: 10_000,
};

/** Time_Out on the wire. */
export const inHundreds = (ms: Milliseconds): number => Math.round(ms / 100);
