/**
 * Signatures (XML Signature Syntax and Processing), of which the V2G standards use a small part: SignedInfo with
 * references to signed parts of a message, and the value. It is also a schema of its own, in which SignedInfo is encoded
 * to be signed (ISO 15118-2, 7.9.2.4.2).
 *
 * @module
 */

import { attribute, choice, group, list, mixed, optional, optionalList, vocabulary, wildcard } from "../exi/fields.ts";
import { schema } from "../exi/schema.ts";
import { anyInteger, anyURI, base64Binary, ID, type Infer, string } from "../exi/simple-types.ts";
import * as keyInfo from "./xmldsig-key-info.ts";
import { KeyInfo, Transforms } from "./xmldsig-key-info.ts";
import { XMLDSIG } from "./xmldsig-namespace.ts";

const { sequence, simpleContent, element } = vocabulary(XMLDSIG);

export { X509IssuerSerialType } from "./xmldsig-key-info.ts";

/** How SignedInfo is brought into the form that is signed: canonical EXI. */
export const CanonicalizationMethodType = mixed(
  sequence({ Algorithm: attribute(anyURI()), any: optionalList(wildcard) }),
);
export type CanonicalizationMethodType = Infer<typeof CanonicalizationMethodType>;
export const CanonicalizationMethod = element("CanonicalizationMethod", CanonicalizationMethodType);

export const HMACOutputLengthType = anyInteger;
/** ECDSA with SHA-256 in ISO 15118-2, with SHA-512 or Ed448 in -20. */
export const SignatureMethodType = mixed(
  sequence({
    Algorithm: attribute(anyURI()),
    HMACOutputLength: optional(HMACOutputLengthType),
    any: optionalList(wildcard),
  }),
);
export type SignatureMethodType = Infer<typeof SignatureMethodType>;
export const SignatureMethod = element("SignatureMethod", SignatureMethodType);

export const DigestMethodType = mixed(sequence({ Algorithm: attribute(anyURI()), any: optionalList(wildcard) }));
export type DigestMethodType = Infer<typeof DigestMethodType>;
export const DigestMethod = element("DigestMethod", DigestMethodType);

export const DigestValueType = base64Binary();
export const DigestValue = element("DigestValue", DigestValueType);

/** One signed part: by its `Id` (`URI` is `#` and the Id), with the hash of its EXI fragment. */
export const ReferenceType = sequence({
  Id: optional(attribute(ID)),
  URI: optional(attribute(anyURI())),
  Type: optional(attribute(anyURI())),
  Transforms: optional(Transforms),
  DigestMethod,
  DigestValue,
});
export type ReferenceType = Infer<typeof ReferenceType>;
export const Reference = element("Reference", ReferenceType);

/** What is signed, in fact: the hashes of the parts. */
export const SignedInfoType = sequence({
  Id: optional(attribute(ID)),
  CanonicalizationMethod,
  SignatureMethod,
  Reference: list(Reference),
});
export type SignedInfoType = Infer<typeof SignedInfoType>;
export const SignedInfo = element("SignedInfo", SignedInfoType);

/** In ECDSA the two numbers r and s, one behind the other. */
export const SignatureValueType = simpleContent(base64Binary(), { Id: optional(attribute(ID)) });
export type SignatureValueType = Infer<typeof SignatureValueType>;
export const SignatureValue = element("SignatureValue", SignatureValueType);

/** Anything that the signature carries along; V2G carries nothing. */
export const ObjectType = mixed(
  sequence({
    Id: optional(attribute(ID)),
    MimeType: optional(attribute(string())),
    Encoding: optional(attribute(anyURI())),
    $items: optionalList(group({ any: wildcard })),
  }),
);
export type ObjectType = Infer<typeof ObjectType>;
const ObjectElement = element("Object", ObjectType);

/** The signature in the header of a message. */
export const SignatureType = sequence({
  Id: optional(attribute(ID)),
  SignedInfo,
  SignatureValue,
  KeyInfo: optional(KeyInfo),
  Object: optionalList(ObjectElement),
});
export type SignatureType = Infer<typeof SignatureType>;
export const Signature = element("Signature", SignatureType);

export const ManifestType = sequence({ Id: optional(attribute(ID)), Reference: list(Reference) });
export type ManifestType = Infer<typeof ManifestType>;
export const Manifest = element("Manifest", ManifestType);

export const SignaturePropertyType = mixed(
  sequence({
    Target: attribute(anyURI()),
    Id: optional(attribute(ID)),
    $items: list(choice({ any: wildcard })),
  }),
);
export type SignaturePropertyType = Infer<typeof SignaturePropertyType>;
export const SignatureProperty = element("SignatureProperty", SignaturePropertyType);

export const SignaturePropertiesType = sequence({
  Id: optional(attribute(ID)),
  SignatureProperty: list(SignatureProperty),
});
export type SignaturePropertiesType = Infer<typeof SignaturePropertiesType>;
export const SignatureProperties = element("SignatureProperties", SignaturePropertiesType);

/** All declarations, for the schemas that import this one. */
export const xmldsigDeclarations = {
  ...keyInfo,
  CanonicalizationMethodType,
  CanonicalizationMethod,
  HMACOutputLengthType,
  SignatureMethodType,
  SignatureMethod,
  DigestMethodType,
  DigestMethod,
  DigestValueType,
  DigestValue,
  ReferenceType,
  Reference,
  SignedInfoType,
  SignedInfo,
  SignatureValueType,
  SignatureValue,
  ObjectType,
  Object: ObjectElement,
  SignatureType,
  Signature,
  ManifestType,
  Manifest,
  SignaturePropertyType,
  SignatureProperty,
  SignaturePropertiesType,
  SignatureProperties,
};

export const xmldsig = schema("xmldsig", XMLDSIG, { [XMLDSIG]: xmldsigDeclarations });
