/**
 * Certificates, keys and challenges of Plug & Charge in ISO 15118-2.
 *
 * @module
 */

import { attribute, list, optional, vocabulary } from "../../exi/fields.ts";
import { base64Binary, ID, type Infer } from "../../exi/simple-types.ts";
import { X509IssuerSerialType } from "../xmldsig.ts";
import { eMAIDType } from "./identifiers.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence, simpleContent } = vocabulary(MsgDataTypes, "qualified");

/** X.509 in DER. */
export const certificateType = base64Binary({ maxLength: 800 });

/** The schema allows four; `[V2G2-656]` allows two. ISO 15118-2, 8.5.2.26. */
export const SubCertificatesType = sequence({
  Certificate: list(certificateType, 1, 4),
});
export type SubCertificatesType = Infer<typeof SubCertificatesType>;

/** A leaf certificate, and the authorities between it and the root, which is left out. ISO 15118-2, 8.5.2.5. */
export const CertificateChainType = sequence({
  /** Needed where a signature refers to the chain. */
  Id: optional(attribute(ID)),
  Certificate: certificateType,
  SubCertificates: optional(SubCertificatesType),
});
export type CertificateChainType = Infer<typeof CertificateChainType>;

/** The roots that the car knows, so that it gets a chain that it can verify. ISO 15118-2, 8.5.2.27. */
export const ListOfRootCertificateIDsType = sequence({
  RootCertificateID: list(X509IssuerSerialType, 1, 20),
});
export type ListOfRootCertificateIDsType = Infer<typeof ListOfRootCertificateIDsType>;

/** Random octets that the car has to sign. */
export const genChallengeType = base64Binary({ minLength: 16, maxLength: 16 });

/** A point on P-256, uncompressed: `04`, X and Y. */
export const dHpublickeyType = base64Binary({ maxLength: 65 });

/** The public half of the ephemeral key that encrypted the private key. ISO 15118-2, 8.5.2.29. */
export const DiffieHellmanPublickeyType = simpleContent(dHpublickeyType, {
  Id: attribute(ID),
});
export type DiffieHellmanPublickeyType = Infer<typeof DiffieHellmanPublickeyType>;

/** An initialization vector of 16 octets, then the key of 32, encrypted with AES-128-CBC. */
export const privateKeyType = base64Binary({ maxLength: 48 });

/** The key of the contract, for none but the car to decrypt. ISO 15118-2, 8.5.2.28. */
export const ContractSignatureEncryptedPrivateKeyType = simpleContent(privateKeyType, {
  Id: attribute(ID),
});
export type ContractSignatureEncryptedPrivateKeyType = Infer<typeof ContractSignatureEncryptedPrivateKeyType>;

/** The contract's name with an `Id`, so that a signature can refer to it. */
export const EMAIDType = simpleContent(eMAIDType, {
  Id: attribute(ID),
});
export type EMAIDType = Infer<typeof EMAIDType>;
