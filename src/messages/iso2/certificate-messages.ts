/**
 * The messages that bring a contract certificate into the car in ISO 15118-2.
 *
 * @module
 */

import { attribute, optional, vocabulary } from "../../exi/fields.ts";
import { ID, type Infer, short } from "../../exi/simple-types.ts";
import { BodyBaseType } from "./body-element.ts";
import {
  CertificateChainType,
  ContractSignatureEncryptedPrivateKeyType,
  certificateType,
  DiffieHellmanPublickeyType,
  EMAIDType,
  ListOfRootCertificateIDsType,
} from "./certificate-types.ts";
import { eMAIDType } from "./identifiers.ts";
import { MsgBody } from "./namespaces.ts";
import { responseCodeType } from "./response-codes.ts";

const { extension, element } = vocabulary(MsgBody, "qualified");

export const CertificateInstallationReqType = extension(BodyBaseType, {
  Id: attribute(ID),
  OEMProvisioningCert: certificateType,
  ListOfRootCertificateIDs: ListOfRootCertificateIDsType,
});
/** A car without a contract asks for one, by the certificate that its maker gave it. ISO 15118-2, 8.4.3.11.2. */
export const CertificateInstallationReq = element("CertificateInstallationReq", CertificateInstallationReqType);
export type CertificateInstallationReq = Infer<typeof CertificateInstallationReq>;

export const CertificateInstallationResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  /** Whoever signed the last four fields. */
  SAProvisioningCertificateChain: CertificateChainType,
  ContractSignatureCertChain: CertificateChainType,
  ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType,
  DHpublickey: DiffieHellmanPublickeyType,
  eMAID: EMAIDType,
});
/** The last four fields are signed one by one. ISO 15118-2, 8.4.3.11.3. */
export const CertificateInstallationRes = element("CertificateInstallationRes", CertificateInstallationResType);
export type CertificateInstallationRes = Infer<typeof CertificateInstallationRes>;

export const CertificateUpdateReqType = extension(BodyBaseType, {
  Id: attribute(ID),
  ContractSignatureCertChain: CertificateChainType,
  eMAID: eMAIDType,
  ListOfRootCertificateIDs: ListOfRootCertificateIDsType,
});
/** A car asks for the successor of a contract certificate that will soon expire. ISO 15118-2, 8.4.3.10.2. */
export const CertificateUpdateReq = element("CertificateUpdateReq", CertificateUpdateReqType);
export type CertificateUpdateReq = Infer<typeof CertificateUpdateReq>;

export const CertificateUpdateResType = extension(BodyBaseType, {
  ResponseCode: responseCodeType,
  /** Whoever signed the four fields below. */
  SAProvisioningCertificateChain: CertificateChainType,
  ContractSignatureCertChain: CertificateChainType,
  ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKeyType,
  DHpublickey: DiffieHellmanPublickeyType,
  eMAID: EMAIDType,
  /** When to try again after a failure; -1 is the only negative number allowed. */
  RetryCounter: optional(short),
});
/** Chain, key, public key and name of the contract are signed one by one. ISO 15118-2, 8.4.3.10.3. */
export const CertificateUpdateRes = element("CertificateUpdateRes", CertificateUpdateResType);
export type CertificateUpdateRes = Infer<typeof CertificateUpdateRes>;
