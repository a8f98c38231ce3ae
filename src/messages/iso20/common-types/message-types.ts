/**
 * What the messages of ISO 15118-20 have in common: each holds its own header.
 *
 * @module
 */

import { abstract, optional, vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer, unsignedLong } from "../../../exi/simple-types.ts";
import { Signature } from "../../xmldsig.ts";
import { CommonTypes } from "../namespaces.ts";
import { sessionIDType } from "./identifiers.ts";
import { MeterInfoType, ReceiptType } from "./metering-types.ts";
import { responseCodeType } from "./response-codes.ts";
import { DisplayParametersType, EVSEStatusType } from "./status-types.ts";

const { sequence, extension } = vocabulary(CommonTypes, "qualified");

/** Who talks, when, and under which signature. ISO 15118-20, 8.3.3. */
export const MessageHeaderType = sequence({
  SessionID: sessionIDType,
  /** Unix time in seconds. */
  TimeStamp: unsignedLong,
  Signature: optional(Signature),
});
export type MessageHeaderType = Infer<typeof MessageHeaderType>;

/** The type that every message extends. */
export const V2GMessageType = abstract(
  sequence({
    Header: MessageHeaderType,
  }),
);
export type V2GMessageType = Infer<typeof V2GMessageType>;

/** What a car sends. */
export const V2GRequestType = abstract(extension(V2GMessageType, {}));
export type V2GRequestType = Infer<typeof V2GRequestType>;

/** What a charger sends. */
export const V2GResponseType = abstract(
  extension(V2GMessageType, {
    ResponseCode: responseCodeType,
  }),
);
export type V2GResponseType = Infer<typeof V2GResponseType>;

/** What the requests for AC, DC and WPT extend. */
export const ChargeParameterDiscoveryReqType = abstract(extension(V2GRequestType, {}));
export type ChargeParameterDiscoveryReqType = Infer<typeof ChargeParameterDiscoveryReqType>;

/** What the answers for AC, DC and WPT extend. */
export const ChargeParameterDiscoveryResType = abstract(extension(V2GResponseType, {}));
export type ChargeParameterDiscoveryResType = Infer<typeof ChargeParameterDiscoveryResType>;

/** What the requests for AC, DC and WPT extend. */
export const ChargeLoopReqType = abstract(
  extension(V2GRequestType, {
    DisplayParameters: optional(DisplayParametersType),
    /** The charger sends `MeterInfo` only when asked. */
    MeterInfoRequested: boolean,
  }),
);
export type ChargeLoopReqType = Infer<typeof ChargeLoopReqType>;

/** What the answers for AC, DC and WPT extend. */
export const ChargeLoopResType = abstract(
  extension(V2GResponseType, {
    EVSEStatus: optional(EVSEStatusType),
    MeterInfo: optional(MeterInfoType),
    Receipt: optional(ReceiptType),
  }),
);
export type ChargeLoopResType = Infer<typeof ChargeLoopResType>;
