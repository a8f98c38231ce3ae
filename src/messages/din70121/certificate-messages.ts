/**
 * The messages that bring a contract certificate into the car; declared by DIN SPEC 70121, and unused.
 *
 * @module
 */

import { attribute, optional, vocabulary } from "../../exi/fields.ts";
import { IDREF, type Infer, short } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import {
  CertificateChainType,
  certificateType,
  dHParamsType,
  ListOfRootCertificateIDsType,
  privateKeyType,
} from "./certificate-types.ts";
import { contractIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody);

export const CertificateInstallationReqType = extension(BodyBaseType, {
  Id: optional(attribute(IDREF)),
  OEMProvisioningCert: certificateType,
  ListOfRootCertificateIDs: ListOfRootCertificateIDsType,
  DHParams: dHParamsType,
});
/** A car without a contract asks for one, by the certificate that its maker gave it. */
export const CertificateInstallationReq = element("CertificateInstallationReq", CertificateInstallationReqType);
export type CertificateInstallationReq = Infer<typeof CertificateInstallationReq>;

export const CertificateInstallationResType = extension(BodyBaseType, {
  Id: attribute(IDREF),
  ResponseCode: responseCodeType,
  ContractSignatureCertChain: CertificateChainType,
  ContractSignatureEncryptedPrivateKey: privateKeyType,
  DHParams: dHParamsType,
  ContractID: contractIDType,
});
/** A contract: its certificates and its encrypted key. */
export const CertificateInstallationRes = element("CertificateInstallationRes", CertificateInstallationResType);
export type CertificateInstallationRes = Infer<typeof CertificateInstallationRes>;

export const CertificateUpdateReqType = extension(BodyBaseType, {
  Id: optional(attribute(IDREF)),
  ContractSignatureCertChain: CertificateChainType,
  ContractID: contractIDType,
  ListOfRootCertificateIDs: ListOfRootCertificateIDsType,
  DHParams: dHParamsType,
});
/** A car asks for the successor of a contract certificate that will soon expire. */
export const CertificateUpdateReq = element("CertificateUpdateReq", CertificateUpdateReqType);
export type CertificateUpdateReq = Infer<typeof CertificateUpdateReq>;

export const CertificateUpdateResType = extension(BodyBaseType, {
  Id: attribute(IDREF),
  ResponseCode: responseCodeType,
  ContractSignatureCertChain: CertificateChainType,
  ContractSignatureEncryptedPrivateKey: privateKeyType,
  DHParams: dHParamsType,
  ContractID: contractIDType,
  RetryCounter: short,
});
/** The renewed contract: its certificates and its encrypted key. */
export const CertificateUpdateRes = element("CertificateUpdateRes", CertificateUpdateResType);
export type CertificateUpdateRes = Infer<typeof CertificateUpdateRes>;
