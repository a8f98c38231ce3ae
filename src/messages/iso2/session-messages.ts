/**
 * The messages that open and close a session of ISO 15118-2.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { type Infer, long } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { chargingSessionType } from "./charge-parameter-types.ts";
import { evccIDType, evseIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const SessionSetupReqType = extension(BodyBaseType, {
  EVCCID: evccIDType,
});
/** The car introduces itself. ISO 15118-2, 8.4.3.2. */
export const SessionSetupReq = element("SessionSetupReq", SessionSetupReqType);
export type SessionSetupReq = Infer<typeof SessionSetupReq>;

export const SessionSetupResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEID: evseIDType,
  /** Unix time in seconds. */
  EVSETimeStamp: optional(long),
});
/** The charger introduces itself; the header bears the session's id from here on. ISO 15118-2, 8.4.3.2. */
export const SessionSetupRes = element("SessionSetupRes", SessionSetupResType);
export type SessionSetupRes = Infer<typeof SessionSetupRes>;

export const SessionStopReqType = extension(BodyBaseType, {
  ChargingSession: chargingSessionType,
});
/** The car says goodbye, or good night: after `Pause` the session can be taken up again. ISO 15118-2, 8.4.3.12.2. */
export const SessionStopReq = element("SessionStopReq", SessionStopReqType);
export type SessionStopReq = Infer<typeof SessionStopReq>;

export const SessionStopResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
});
/** The charger lets the car go. ISO 15118-2, 8.4.3.12.3. */
export const SessionStopRes = element("SessionStopRes", SessionStopResType);
export type SessionStopRes = Infer<typeof SessionStopRes>;
