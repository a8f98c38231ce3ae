/**
 * The protocol handshake, with which every session begins: the car names the protocols that it speaks, the charger takes
 * one. ISO 15118-2, 8.2.
 *
 * @module
 */

import { list, optional, vocabulary } from "../exi/fields.ts";
import { schema } from "../exi/schema.ts";
import { anyURI, enumeration, type Infer, integer, string, unsignedByte, unsignedInt } from "../exi/simple-types.ts";

const NAMESPACE = "urn:iso:15118:2:2010:AppProtocol";
const { sequence, element } = vocabulary(NAMESPACE, "unqualified", "unqualified");

export const idType = unsignedByte;
export const protocolNameType = string({ maxLength: 30 });
export const protocolNamespaceType = anyURI({ maxLength: 100 });
/** 1 is what the car likes best. */
export const priorityType = integer(1, 20);
/** "With minor deviation": the charger speaks another minor version, which has to do. */
export const responseCodeType = enumeration(
  "OK_SuccessfulNegotiation",
  "OK_SuccessfulNegotiationWithMinorDeviation",
  "Failed_NoNegotiation",
);
export type responseCodeType = Infer<typeof responseCodeType>;

/** One protocol that the car speaks; `SchemaID` is the number by which the charger takes it. */
export const AppProtocolType = sequence({
  ProtocolNamespace: protocolNamespaceType,
  VersionNumberMajor: unsignedInt,
  VersionNumberMinor: unsignedInt,
  SchemaID: idType,
  Priority: priorityType,
});
export type AppProtocolType = Infer<typeof AppProtocolType>;

/** The car's protocols. ISO 15118-2, 8.2. */
export const supportedAppProtocolReq = element(
  "supportedAppProtocolReq",
  sequence({ AppProtocol: list(AppProtocolType, 1, 20) }),
);
export type supportedAppProtocolReq = Infer<typeof supportedAppProtocolReq>;

/** The protocol that the charger takes; without `SchemaID` where it speaks none of them. ISO 15118-2, 8.2. */
export const supportedAppProtocolRes = element(
  "supportedAppProtocolRes",
  sequence({ ResponseCode: responseCodeType, SchemaID: optional(idType) }),
);
export type supportedAppProtocolRes = Infer<typeof supportedAppProtocolRes>;

export const handshake = schema("app-handshake", NAMESPACE, {
  [NAMESPACE]: {
    idType,
    protocolNameType,
    protocolNamespaceType,
    priorityType,
    responseCodeType,
    AppProtocolType,
    supportedAppProtocolReq,
    supportedAppProtocolRes,
  },
});
