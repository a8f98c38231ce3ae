/**
 * The messages that bring contract certificates into the car in ISO 15118-20.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { type Infer, unsignedByte } from "../../../exi/simple-types.ts";
import { ListOfRootCertificateIDsType } from "../common-types/identifiers.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { processingType } from "../common-types/response-codes.ts";
import { CommonMessages } from "../namespaces.ts";
import {
  CertificateChainType,
  EMAIDListType,
  SignedCertificateChainType,
  SignedInstallationDataType,
} from "./certificate-types.ts";

const { extension, element } = vocabulary(CommonMessages, "qualified");

export const CertificateInstallationReqType = extension(V2GRequestType, {
  /** The part that the car signs. */
  OEMProvisioningCertificateChain: SignedCertificateChainType,
  ListOfRootCertificateIDs: ListOfRootCertificateIDsType,
  MaximumContractCertificateChains: unsignedByte,
  PrioritizedEMAIDs: optional(EMAIDListType),
});
/** A car asks for its contracts, by the certificate that its maker gave it. ISO 15118-20, 8.3.4.3.9.2. */
export const CertificateInstallationReq = element("CertificateInstallationReq", CertificateInstallationReqType);
export type CertificateInstallationReq = Infer<typeof CertificateInstallationReq>;

export const CertificateInstallationResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  /** Whoever signed the installation data. */
  CPSCertificateChain: CertificateChainType,
  SignedInstallationData: SignedInstallationDataType,
  /** How many more times the car may ask. */
  RemainingContractCertificateChains: unsignedByte,
});
/** One contract at a time. ISO 15118-20, 8.3.4.3.9.3. */
export const CertificateInstallationRes = element("CertificateInstallationRes", CertificateInstallationResType);
export type CertificateInstallationRes = Infer<typeof CertificateInstallationRes>;
