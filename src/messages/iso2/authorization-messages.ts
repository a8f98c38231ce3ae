/**
 * The messages by which a car of ISO 15118-2 gets permission to charge.
 *
 * @module
 */

import { attribute, optional, vocabulary } from "../../exi/fields.ts";
import { ID, type Infer, long } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import { CertificateChainType, genChallengeType } from "./certificate-types.ts";
import { eMAIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { EVSEProcessingType, responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const PaymentDetailsReqType = extension(BodyBaseType, {
  eMAID: eMAIDType,
  ContractSignatureCertChain: CertificateChainType,
});
/** The car shows its contract. ISO 15118-2, 8.4.3.6.2. */
export const PaymentDetailsReq = element("PaymentDetailsReq", PaymentDetailsReqType);
export type PaymentDetailsReq = Infer<typeof PaymentDetailsReq>;

export const PaymentDetailsResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  GenChallenge: genChallengeType,
  /** Unix time in seconds. */
  EVSETimeStamp: long,
});
/** The charger has looked at the contract and wants proof. ISO 15118-2, 8.4.3.6.3. */
export const PaymentDetailsRes = element("PaymentDetailsRes", PaymentDetailsResType);
export type PaymentDetailsRes = Infer<typeof PaymentDetailsRes>;

export const AuthorizationReqType = extension(BodyBaseType, {
  Id: optional(attribute(ID)),
  /** The octets of PaymentDetailsRes, and `Id` with them; neither is there without a contract. */
  GenChallenge: optional(genChallengeType),
});
/**
 * The car asks, as often as it takes, whether it may charge; with a contract the first one is signed. ISO 15118-2,
 * 8.4.3.7.1.
 */
export const AuthorizationReq = element("AuthorizationReq", AuthorizationReqType);
export type AuthorizationReq = Infer<typeof AuthorizationReq>;

export const AuthorizationResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  EVSEProcessing: EVSEProcessingType,
});
/** `Finished` once charging is permitted. ISO 15118-2, 8.4.3.7.2. */
export const AuthorizationRes = element("AuthorizationRes", AuthorizationResType);
export type AuthorizationRes = Infer<typeof AuthorizationRes>;
