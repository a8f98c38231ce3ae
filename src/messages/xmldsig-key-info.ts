/**
 * How an XML signature names the key and prepares what is signed: KeyInfo, Transforms and what they hold. No charger or
 * car was seen to send a KeyInfo; ISO 15118-2 forbids it ([V2G2-770]).
 *
 * @module
 */

import { attribute, choice, group, list, mixed, optional, optionalList, vocabulary, wildcard } from "../exi/fields.ts";
import { anyInteger, anyURI, base64Binary, ID, type Infer, string } from "../exi/simple-types.ts";
import { XMLDSIG } from "./xmldsig-namespace.ts";

const { sequence, element } = vocabulary(XMLDSIG);

/** A number of any size, most significant octet first. */
export const CryptoBinary = base64Binary();

/** What is done to the signed part before it is hashed; V2G knows only EXI canonicalization. */
export const TransformType = mixed(
  sequence({
    $items: optionalList(choice({ any: wildcard, XPath: string() })),
    Algorithm: attribute(anyURI()),
  }),
);
export type TransformType = Infer<typeof TransformType>;
export const Transform = element("Transform", TransformType);

export const TransformsType = sequence({ Transform: list(Transform) });
export type TransformsType = Infer<typeof TransformsType>;
export const Transforms = element("Transforms", TransformsType);

export const DSAKeyValueType = sequence({
  domain: optional(group({ P: CryptoBinary, Q: CryptoBinary })),
  G: optional(CryptoBinary),
  Y: CryptoBinary,
  J: optional(CryptoBinary),
  generation: optional(group({ Seed: CryptoBinary, PgenCounter: CryptoBinary })),
});
export type DSAKeyValueType = Infer<typeof DSAKeyValueType>;
export const DSAKeyValue = element("DSAKeyValue", DSAKeyValueType);

export const RSAKeyValueType = sequence({ Modulus: CryptoBinary, Exponent: CryptoBinary });
export type RSAKeyValueType = Infer<typeof RSAKeyValueType>;
export const RSAKeyValue = element("RSAKeyValue", RSAKeyValueType);

export const KeyValueType = mixed(sequence({ key: choice({ DSAKeyValue, RSAKeyValue, any: wildcard }) }));
export type KeyValueType = Infer<typeof KeyValueType>;
export const KeyValue = element("KeyValue", KeyValueType);

export const RetrievalMethodType = sequence({
  Transforms: optional(Transforms),
  URI: optional(attribute(anyURI())),
  Type: optional(attribute(anyURI())),
});
export type RetrievalMethodType = Infer<typeof RetrievalMethodType>;
export const RetrievalMethod = element("RetrievalMethod", RetrievalMethodType);

/** A certificate by its issuer and number; the V2G standards list root certificates in this form. */
export const X509IssuerSerialType = sequence({ X509IssuerName: string(), X509SerialNumber: anyInteger });
export type X509IssuerSerialType = Infer<typeof X509IssuerSerialType>;

export const X509DataType = sequence({
  $items: list(
    group({
      datum: choice({
        X509IssuerSerial: X509IssuerSerialType,
        X509SKI: base64Binary(),
        X509SubjectName: string(),
        X509Certificate: base64Binary(),
        X509CRL: base64Binary(),
        any: wildcard,
      }),
    }),
  ),
});
export type X509DataType = Infer<typeof X509DataType>;
export const X509Data = element("X509Data", X509DataType);

export const PGPDataType = sequence({
  form: choice({
    byID: group({ PGPKeyID: base64Binary(), PGPKeyPacket: optional(base64Binary()), any: optionalList(wildcard) }),
    byPacket: group({ PGPKeyPacket: base64Binary(), any: optionalList(wildcard) }),
  }),
});
export type PGPDataType = Infer<typeof PGPDataType>;
export const PGPData = element("PGPData", PGPDataType);

export const SPKIDataType = sequence({ $items: list(group({ SPKISexp: base64Binary(), any: optional(wildcard) })) });
export type SPKIDataType = Infer<typeof SPKIDataType>;
export const SPKIData = element("SPKIData", SPKIDataType);

export const KeyName = element("KeyName", string());
export const MgmtData = element("MgmtData", string());

export const KeyInfoType = mixed(
  sequence({
    Id: optional(attribute(ID)),
    $items: list(choice({ KeyName, KeyValue, RetrievalMethod, X509Data, PGPData, SPKIData, MgmtData, any: wildcard })),
  }),
);
export type KeyInfoType = Infer<typeof KeyInfoType>;
export const KeyInfo = element("KeyInfo", KeyInfoType);
