/**
 * All timers of V2G communication, in milliseconds, by what is waited for; the standards' names stand behind them. Whoever
 * wants others hands in a copy with changes.
 *
 * Sources: DIN SPEC 70121, table 76 and following; ISO 15118-2, tables 109 to 111.
 *
 * @module
 */

import type { Milliseconds } from "../base/units.ts";

export interface Timing {
  /** From the plug being linked to SessionSetupRes, on the car's side. V2G_EVCC_CommunicationSetup_Timeout */
  readonly communicationSetup: Milliseconds;
  /** The same on the charger's side. V2G_SECC_CommunicationSetup_Performance_Time */
  readonly chargerCommunicationSetup: Milliseconds;
  /** From an answer to the next request. V2G_SECC_Sequence_Timeout */
  readonly sequence: Milliseconds;
  /** From an answer to the next request, on the car's side. V2G_EVCC_Sequence_Performance_Time */
  readonly carSequence: Milliseconds;
  /** How long the car waits for an answer, by the request's name. V2G_EVCC_Msg_Timeout */
  readonly answer: Readonly<Record<string, Milliseconds>> & { readonly otherwise: Milliseconds };
  /** How long a loop of requests may be answered with "Ongoing". V2G_EVCC_Ongoing_Timeout */
  readonly ongoing: Milliseconds;
  /** How long the charger keeps answering "Ongoing" itself. V2G_SECC_Ongoing_Performance_Time */
  readonly chargerOngoing: Milliseconds;
  /** V2G_EVCC_CableCheck_Timeout */
  readonly cableCheck: Milliseconds;
  /** V2G_SECC_CableCheck_Performance_Time */
  readonly chargerCableCheck: Milliseconds;
  /** V2G_EVCC_PreCharge_Timeout */
  readonly preCharge: Milliseconds;
  /** From plug-in to the first current. V2G_EVCC_ReadyToCharge_Timeout (DIN SPEC 70121 alone) */
  readonly readyToCharge: Milliseconds;
  /** How long the charger waits for state C or D, or for its end. V2G_SECC_CPState_Detection_Timeout */
  readonly pilotChange: Milliseconds;
  /** How long the oscillation goes on after SessionStopRes. V2G_SECC_CPOscillator_Retain_Time */
  readonly oscillatorRetain: Milliseconds;
  /** [V2G2-862] contactors that are not closed by then have failed. */
  readonly contactor: Milliseconds;
  /** How long a TCP connection is left to the other side to close. [V2G2-728] */
  readonly close: Milliseconds;
}

/** V2G_EVCC_Msg_Timeout that both standards share. */
const ANSWERS = { otherwise: 2000, CurrentDemandReq: 250 };

/**
 * How long real chargers take at worst. Seen on the wire: CurrentDemandRes after 2.5 s, PowerDeliveryRes after 3.8 s,
 * the protocol handshake after 3.5 s; a car that held to the letter would end one session in ten.
 */
export const PATIENT_ANSWERS = {
  otherwise: 5000,
  CurrentDemandReq: 5000,
  PowerDeliveryReq: 6000,
};

const common = {
  communicationSetup: 20_000,
  chargerCommunicationSetup: 18_000,
  sequence: 60_000,
  carSequence: 40_000,
  ongoing: 60_000,
  chargerOngoing: 55_000,
  cableCheck: 40_000,
  chargerCableCheck: 38_000,
  preCharge: 7000,
  readyToCharge: 150_000,
  pilotChange: 1500,
  oscillatorRetain: 1500,
  contactor: 3000,
  close: 5000,
};

export const din70121Timing: Timing = { ...common, answer: ANSWERS };

export const iso2Timing: Timing = {
  ...common,
  answer: {
    ...ANSWERS,
    ServiceDetailReq: 5000,
    PaymentDetailsReq: 5000,
    CertificateInstallationReq: 5000,
    CertificateUpdateReq: 5000,
    PowerDeliveryReq: 5000,
  },
};

/** The limit for the answer to a request. */
export const answerLimit = ({ answer }: Timing, request: string): Milliseconds => answer[request] ?? answer.otherwise;
