/**
 * The standards' limits, in seconds, under the standards' names. Numbers marked "from memory" were not checked against
 * the standard's text; where captures contradict them, findings stay notices.
 *
 * @module
 */

type Dialect = "din" | "iso2" | "iso20";

export interface Limit {
  readonly seconds: number;
  readonly clause: string;
}

const NAME: Readonly<Record<Dialect, string>> = { din: "DIN 70121", iso2: "ISO 15118-2", iso20: "ISO 15118-20" };

const by =
  (symbol: string, seconds: Readonly<Record<Dialect, number>>) =>
  (dialect: Dialect): Limit => ({ seconds: seconds[dialect], clause: `${NAME[dialect]}, ${symbol}` });

/** How long the car waits for a response, unless it is listed below. From memory. */
const MESSAGE = 2;

/** V2G_EVCC_Msg_Timeout of those requests that have another one than 2 s. From memory. */
const MESSAGE_TIMEOUTS: Readonly<Record<Dialect, Readonly<Record<string, number>>>> = {
  din: { CurrentDemand: 0.25 },
  iso2: {
    ServiceDetail: 5,
    PaymentDetails: 5,
    CertificateInstallation: 5,
    CertificateUpdate: 5,
    PowerDelivery: 5,
    CurrentDemand: 0.25,
  },
  iso20: { ServiceDetail: 5, CertificateInstallation: 5, DC_ChargeLoop: 0.5, AC_ChargeLoop: 0.5 },
};

/** V2G_EVCC_Msg_Timeout: from request to response. */
export function messageTimeout(dialect: Dialect | undefined, stem: string): Limit {
  const standard = dialect === undefined ? "ISO 15118-2" : NAME[dialect];
  const seconds = dialect === undefined ? MESSAGE : (MESSAGE_TIMEOUTS[dialect][stem] ?? MESSAGE);
  return { seconds, clause: `${standard}, V2G_EVCC_Msg_Timeout` };
}

/** From a response to the next request. */
export const sequenceTimeout = by("V2G_SECC_Sequence_Timeout", { din: 60, iso2: 60, iso20: 60 });

/** While EVSEProcessing stays Ongoing. From memory. */
export const ongoingTimeout = by("V2G_EVCC_Ongoing_Timeout", { din: 60, iso2: 60, iso20: 60 });

/** From the first CableCheckReq until it is Finished. From memory. */
export const cableCheckTimeout = by("V2G_EVCC_CableCheck_Timeout", { din: 40, iso2: 40, iso20: 40 });

/** From the first PreChargeReq until PowerDeliveryReq. From memory. */
export const preChargeTimeout = by("V2G_EVCC_PreCharge_Timeout", { din: 7, iso2: 7, iso20: 10 });

/** From the data link until SessionSetupRes; measured from the first SDP request, which comes later. */
export const communicationSetupTimeout = by("V2G_EVCC_CommunicationSetup_Timeout", { din: 20, iso2: 20, iso20: 20 });

/** From SessionSetupReq until PowerDeliveryReq that starts. DIN alone has it; from memory. */
export const readyToCharge: Limit = { seconds: 150, clause: "DIN 70121, V2G_EVCC_ReadyToCharge_Timeout" };

/** SDP: at least so long between two requests. */
export const sdpRetry: Limit = { seconds: 0.25, clause: "ISO 15118-2, SDP response timeout" };
/** SDP: at most so many requests. */
export const sdpRequests = { count: 50, clause: "ISO 15118-2, SDP request counter" } as const;

/** CM_SLAC_PARM.REQ until .CNF, and CM_SLAC_MATCH.REQ until .CNF. */
export const slacResponse: Limit = { seconds: 0.2, clause: "ISO 15118-3, TT_match_response" };
/** From the first sound until CM_ATTEN_CHAR.IND. */
export const slacResults: Limit = { seconds: 1.2, clause: "ISO 15118-3, TT_EV_atten_results" };
/** From CM_SLAC_PARM.CNF until the car begins to sound. */
export const slacSequence: Limit = { seconds: 0.4, clause: "ISO 15118-3, TT_match_sequence" };
/** From CM_ATTEN_CHAR.RSP until CM_SLAC_MATCH.REQ: so long the charger waits for the choice. */
export const slacChoice: Limit = { seconds: 10, clause: "ISO 15118-3, TT_EVSE_match_session" };
/** Between two sounds; the standard's 50 ms. */
export const slacSoundGap: Limit = { seconds: 0.05, clause: "ISO 15118-3, TP_EV_batch_msg_interval" };
/** From CM_SLAC_MATCH.CNF until the link is there. */
export const slacJoin: Limit = { seconds: 12, clause: "ISO 15118-3, TT_match_join" };
/** CM_START_ATTEN_CHAR.IND, Time_Out. */
export const slacSoundingTime: Limit = { seconds: 0.6, clause: "ISO 15118-3, TT_EVSE_match_MNBC" };
/** CM_START_ATTEN_CHAR.IND are sent so often. */
export const slacStarts = { count: 3, clause: "ISO 15118-3, C_EV_START_ATTEN_CHAR_INDS" } as const;
/** CM_SLAC_PARM.REQ may be repeated twice. */
export const slacRetries = { count: 2, clause: "ISO 15118-3, C_EV_MATCH_RETRY" } as const;
/** Up to 10 dB the charger is found, up to 20 dB potentially. */
export const slacNotFound = { decibels: 20, clause: "ISO 15118-3" } as const;

/** Pilot in state C or D after PowerDeliveryRes. */
export const pilotInC: Limit = { seconds: 0.25, clause: "[V2G2-847]" };
