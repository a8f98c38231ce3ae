/**
 * The messages that open and close a session of ISO 15118-20.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { enumeration, type Infer } from "../../../exi/simple-types.ts";
import { descriptionType, identifierType, nameType } from "../common-types/identifiers.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { CommonMessages } from "../namespaces.ts";

const { extension, element } = vocabulary(CommonMessages, "qualified");

export const SessionSetupReqType = extension(V2GRequestType, {
  EVCCID: identifierType,
});
/** The car introduces itself. ISO 15118-20, 8.3.4.3.1. */
export const SessionSetupReq = element("SessionSetupReq", SessionSetupReqType);
export type SessionSetupReq = Infer<typeof SessionSetupReq>;

export const SessionSetupResType = extension(V2GResponseType, {
  EVSEID: identifierType,
});
/** The charger introduces itself; the header bears the session's id from here on. ISO 15118-20, 8.3.4.3.1. */
export const SessionSetupRes = element("SessionSetupRes", SessionSetupResType);
export type SessionSetupRes = Infer<typeof SessionSetupRes>;

/** After `Pause` the session can be taken up again; `ServiceRenegotiation` leads back to ServiceDiscoveryReq. */
export const chargingSessionType = enumeration("Pause", "Terminate", "ServiceRenegotiation");
export type chargingSessionType = Infer<typeof chargingSessionType>;

export const SessionStopReqType = extension(V2GRequestType, {
  ChargingSession: chargingSessionType,
  EVTerminationCode: optional(nameType),
  EVTerminationExplanation: optional(descriptionType),
});
/** The car says goodbye, or good night, or wants other services. ISO 15118-20, 8.3.4.3.10.2. */
export const SessionStopReq = element("SessionStopReq", SessionStopReqType);
export type SessionStopReq = Infer<typeof SessionStopReq>;

export const SessionStopResType = extension(V2GResponseType, {});
/** The charger lets the car go. ISO 15118-20, 8.3.4.3.10.3. */
export const SessionStopRes = element("SessionStopRes", SessionStopResType);
export type SessionStopRes = Infer<typeof SessionStopRes>;
