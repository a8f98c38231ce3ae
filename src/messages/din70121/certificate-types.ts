/**
 * Certificates and keys of the contract messages, which DIN SPEC 70121 declares and leaves unused.
 *
 * @module
 */

import { list, optional, vocabulary } from "../../exi/fields.ts";
import { base64Binary, type Infer, string } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence } = vocabulary(MsgDataTypes);

/** X.509 in DER. */
export const certificateType = base64Binary({ maxLength: 1200 });

/** The authorities, the signer of the leaf first. */
export const SubCertificatesType = sequence({
  Certificate: list(certificateType),
});
export type SubCertificatesType = Infer<typeof SubCertificatesType>;

/** A leaf certificate, and the authorities between it and the root, which is left out. */
export const CertificateChainType = sequence({
  Certificate: certificateType,
  SubCertificates: optional(SubCertificatesType),
});
export type CertificateChainType = Infer<typeof CertificateChainType>;

/** Names a root certificate by text; ISO 15118-2 has issuer and serial number instead. */
export const rootCertificateIDType = string({ maxLength: 40 });

/** The roots that the car knows, so that it gets a chain that it can verify. */
export const ListOfRootCertificateIDsType = sequence({
  RootCertificateID: list(rootCertificateIDType),
});
export type ListOfRootCertificateIDsType = Infer<typeof ListOfRootCertificateIDsType>;

/** A string, where ISO 15118-2 has 16 octets. */
export const genChallengeType = string();

export const dHParamsType = base64Binary({ maxLength: 256 });
export const privateKeyType = base64Binary({ maxLength: 128 });
