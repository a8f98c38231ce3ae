/**
 * The messages by which a car of DIN SPEC 70121 gets permission to charge.
 *
 * @module
 */

import { attribute, optional, vocabulary } from "../../exi/fields.ts";
import { IDREF, type Infer, long } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { CertificateChainType, genChallengeType } from "./certificate-types.ts";
import { contractIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { EVSEProcessingType, responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody);

export const PaymentDetailsReqType = extension(BodyBaseType, {
  ContractID: contractIDType,
  ContractSignatureCertChain: CertificateChainType,
});
/** Not used by DIN SPEC 70121, which knows no contracts. */
export const PaymentDetailsReq = element("PaymentDetailsReq", PaymentDetailsReqType);
export type PaymentDetailsReq = Infer<typeof PaymentDetailsReq>;

export const PaymentDetailsResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  GenChallenge: genChallengeType,
  /** Unix time in seconds. */
  DateTimeNow: long,
});
/** Not used by DIN SPEC 70121. */
export const PaymentDetailsRes = element("PaymentDetailsRes", PaymentDetailsResType);
export type PaymentDetailsRes = Infer<typeof PaymentDetailsRes>;

export const ContractAuthenticationReqType = extension(BodyBaseType, {
  Id: optional(attribute(IDREF)),
  GenChallenge: optional(genChallengeType),
});
/** The car asks, as often as it takes, whether it may charge; both fields are unused. DIN SPEC 70121, 9.4.1.5.1. */
export const ContractAuthenticationReq = element("ContractAuthenticationReq", ContractAuthenticationReqType);
export type ContractAuthenticationReq = Infer<typeof ContractAuthenticationReq>;

export const ContractAuthenticationResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEProcessing: EVSEProcessingType,
});
/** `Finished` once charging is permitted. DIN SPEC 70121, 9.4.1.5.2. */
export const ContractAuthenticationRes = element("ContractAuthenticationRes", ContractAuthenticationResType);
export type ContractAuthenticationRes = Infer<typeof ContractAuthenticationRes>;
