/**
 * Certificates and keys of Plug & Charge in ISO 15118-20.
 *
 * @module
 */

import { attribute, choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { base64Binary, enumeration, ID, type Infer } from "../../../exi/simple-types.ts";
import { identifierType } from "../common-types/identifiers.ts";
import { CommonMessages } from "../namespaces.ts";

const { sequence, element } = vocabulary(CommonMessages, "qualified");

/** X.509 in DER. */
export const certificateType = base64Binary({ maxLength: 1600 });

/** The authorities, the signer of the leaf first. */
export const SubCertificatesType = sequence({
  Certificate: list(certificateType, 1, 3),
});
export type SubCertificatesType = Infer<typeof SubCertificatesType>;

/** A leaf certificate, and the authorities between it and the root, which is left out. ISO 15118-20, 8.3.5.3.3. */
export const CertificateChainType = sequence({
  Certificate: certificateType,
  SubCertificates: optional(SubCertificatesType),
});
export type CertificateChainType = Infer<typeof CertificateChainType>;

/** A chain with an `Id`, so that a signature can refer to it. ISO 15118-20, 8.3.5.3.4. */
export const SignedCertificateChainType = sequence({
  Id: attribute(ID),
  Certificate: certificateType,
  SubCertificates: optional(SubCertificatesType),
});
export type SignedCertificateChainType = Infer<typeof SignedCertificateChainType>;

/** Without `Id`, and never without authorities. ISO 15118-20, 8.3.5.3.5. */
export const ContractCertificateChainType = sequence({
  Certificate: certificateType,
  SubCertificates: SubCertificatesType,
});
export type ContractCertificateChainType = Infer<typeof ContractCertificateChainType>;

/** The contracts that the car wants first. */
export const EMAIDListType = sequence({
  EMAID: list(identifierType, 1, 8),
});
export type EMAIDListType = Infer<typeof EMAIDListType>;

/** The curve of the ephemeral key that encrypts the private key. ISO 15118-20, 8.3.5.3.39. */
export const ecdhCurveType = enumeration("SECP521", "X448");
export type ecdhCurveType = Infer<typeof ecdhCurveType>;

/** A point on P-521, uncompressed, takes all 133 octets. */
export const dhPublicKeyType = base64Binary({ minLength: 133, maxLength: 133 });

/** Encrypted with AES-256-GCM: 12 octets of initialization vector, 66 of key, 16 of tag. */
export const secp521_EncryptedPrivateKeyType = base64Binary({ minLength: 94, maxLength: 94 });

/** Encrypted with AES-256-GCM: 12 octets of initialization vector, 56 of key, 16 of tag. */
export const x448_EncryptedPrivateKeyType = base64Binary({ minLength: 84, maxLength: 84 });

/** A key that only the car's trusted platform module can unwrap. */
export const tpm_EncryptedPrivateKeyType = base64Binary({ minLength: 206, maxLength: 206 });

/** The part that the provisioning service signs. ISO 15118-20, 8.3.5.3.39. */
export const SignedInstallationDataType = sequence({
  Id: attribute(ID),
  ContractCertificateChain: ContractCertificateChainType,
  ECDHCurve: ecdhCurveType,
  DHPublicKey: dhPublicKeyType,
  privateKey: choice({
    SECP521_EncryptedPrivateKey: secp521_EncryptedPrivateKeyType,
    X448_EncryptedPrivateKey: x448_EncryptedPrivateKeyType,
    TPM_EncryptedPrivateKey: tpm_EncryptedPrivateKeyType,
  }),
});
export type SignedInstallationDataType = Infer<typeof SignedInstallationDataType>;
export const SignedInstallationData = element("SignedInstallationData", SignedInstallationDataType);
