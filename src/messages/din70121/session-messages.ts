/**
 * The messages that open and close a session of DIN SPEC 70121.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { type Infer, long } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { evccIDType, evseIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody);

export const SessionSetupReqType = extension(BodyBaseType, {
  EVCCID: evccIDType,
});
/** The car introduces itself. DIN SPEC 70121, 9.4.1.2.2. */
export const SessionSetupReq = element("SessionSetupReq", SessionSetupReqType);
export type SessionSetupReq = Infer<typeof SessionSetupReq>;

export const SessionSetupResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEID: evseIDType,
  /** Unix time in seconds. */
  DateTimeNow: optional(long),
});
/** The charger introduces itself; the header bears the session's id from here on. DIN SPEC 70121, 9.4.1.2.3. */
export const SessionSetupRes = element("SessionSetupRes", SessionSetupResType);
export type SessionSetupRes = Infer<typeof SessionSetupRes>;

export const SessionStopType = extension(BodyBaseType, {});
/** The car says goodbye; its type is called SessionStopType in the schema. DIN SPEC 70121, 9.4.1.8.2. */
export const SessionStopReq = element("SessionStopReq", SessionStopType);
export type SessionStopReq = Infer<typeof SessionStopReq>;

export const SessionStopResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
});
/** The charger lets the car go. DIN SPEC 70121, 9.4.1.8.3. */
export const SessionStopRes = element("SessionStopRes", SessionStopResType);
export type SessionStopRes = Infer<typeof SessionStopRes>;
