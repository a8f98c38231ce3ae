/**
 * The messages by which a car of ISO 15118-20 gets permission to charge.
 *
 * @module
 */

import { attribute, choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { base64Binary, boolean, enumeration, ID, type Infer } from "../../../exi/simple-types.ts";
import { nameType } from "../common-types/identifiers.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { processingType } from "../common-types/response-codes.ts";
import { CommonMessages } from "../namespaces.ts";
import { ContractCertificateChainType } from "./certificate-types.ts";

const { sequence, extension, element } = vocabulary(CommonMessages, "qualified");

/** `PnC` is Plug & Charge, by contract; `EIM` is anything else: a card, an app, or nothing at all. */
export const authorizationType = enumeration("EIM", "PnC");
export type authorizationType = Infer<typeof authorizationType>;

/** Random octets that the car has to sign. */
export const genChallengeType = base64Binary({ minLength: 16, maxLength: 16 });

/** Mobility operators, by name. */
export const SupportedProvidersListType = sequence({
  ProviderID: list(nameType, 1, 128),
});
export type SupportedProvidersListType = Infer<typeof SupportedProvidersListType>;

/** What a car with a contract has to know. */
export const PnC_ASResAuthorizationModeType = sequence({
  GenChallenge: genChallengeType,
  /** The mobility operators whose contracts are welcome here. */
  SupportedProviders: optional(SupportedProvidersListType),
});
export type PnC_ASResAuthorizationModeType = Infer<typeof PnC_ASResAuthorizationModeType>;

/** Nothing to say: the driver identifies himself to the charger. ISO 15118-20, 8.3.5.3.33. */
export const EIM_ASResAuthorizationModeType = sequence({});
export type EIM_ASResAuthorizationModeType = Infer<typeof EIM_ASResAuthorizationModeType>;

export const AuthorizationSetupReqType = extension(V2GRequestType, {});
/** The car asks how it may authorize itself. ISO 15118-20, 8.3.4.3.2. */
export const AuthorizationSetupReq = element("AuthorizationSetupReq", AuthorizationSetupReqType);
export type AuthorizationSetupReq = Infer<typeof AuthorizationSetupReq>;

export const AuthorizationSetupResType = extension(V2GResponseType, {
  AuthorizationServices: list(authorizationType, 1, 2),
  CertificateInstallationService: boolean,
  mode: choice({
    EIM_ASResAuthorizationMode: EIM_ASResAuthorizationModeType,
    PnC_ASResAuthorizationMode: PnC_ASResAuthorizationModeType,
  }),
});
/**
 * The ways to authorize that are offered here; one mode stands there though two may be offered.
 * ISO 15118-20, 8.3.4.3.2.
 */
export const AuthorizationSetupRes = element("AuthorizationSetupRes", AuthorizationSetupResType);
export type AuthorizationSetupRes = Infer<typeof AuthorizationSetupRes>;

/** The part that the contract's key signs. ISO 15118-20, 8.3.5.3.32. */
export const PnC_AReqAuthorizationModeType = sequence({
  Id: attribute(ID),
  /** The octets of AuthorizationSetupRes. */
  GenChallenge: genChallengeType,
  ContractCertificateChain: ContractCertificateChainType,
});
export type PnC_AReqAuthorizationModeType = Infer<typeof PnC_AReqAuthorizationModeType>;

/** Nothing to say: the driver identifies himself to the charger. ISO 15118-20, 8.3.5.3.31. */
export const EIM_AReqAuthorizationModeType = sequence({});
export type EIM_AReqAuthorizationModeType = Infer<typeof EIM_AReqAuthorizationModeType>;

export const AuthorizationReqType = extension(V2GRequestType, {
  SelectedAuthorizationService: authorizationType,
  mode: choice({
    EIM_AReqAuthorizationMode: EIM_AReqAuthorizationModeType,
    PnC_AReqAuthorizationMode: PnC_AReqAuthorizationModeType,
  }),
});
/** The car asks, as often as it takes, whether it may charge. ISO 15118-20, 8.3.4.3.3.1. */
export const AuthorizationReq = element("AuthorizationReq", AuthorizationReqType);
export type AuthorizationReq = Infer<typeof AuthorizationReq>;

export const AuthorizationResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
});
/** `Finished` once it is settled whether the car may charge. ISO 15118-20, 8.3.4.3.3.2. */
export const AuthorizationRes = element("AuthorizationRes", AuthorizationResType);
export type AuthorizationRes = Infer<typeof AuthorizationRes>;
