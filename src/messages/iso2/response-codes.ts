/**
 * What ISO 15118-2 has to say about success, failure and work in progress.
 *
 * @module
 */

import { optional, vocabulary } from "../../exi/fields.ts";
import { enumeration, type Infer, string } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";

const { sequence } = vocabulary(MsgDataTypes, "qualified");

/** A car ends the session on any code that begins with `FAILED`. */
export const responseCodeType = enumeration(
  "OK",
  "OK_NewSessionEstablished",
  "OK_OldSessionJoined",
  "OK_CertificateExpiresSoon",
  "FAILED",
  "FAILED_SequenceError",
  "FAILED_ServiceIDInvalid",
  "FAILED_UnknownSession",
  "FAILED_ServiceSelectionInvalid",
  "FAILED_PaymentSelectionInvalid",
  "FAILED_CertificateExpired",
  "FAILED_SignatureError",
  "FAILED_NoCertificateAvailable",
  "FAILED_CertChainError",
  "FAILED_ChallengeInvalid",
  "FAILED_ContractCanceled",
  "FAILED_WrongChargeParameter",
  "FAILED_PowerDeliveryNotApplied",
  "FAILED_TariffSelectionInvalid",
  "FAILED_ChargingProfileInvalid",
  "FAILED_MeteringSignatureNotValid",
  "FAILED_NoChargeServiceSelected",
  "FAILED_WrongEnergyTransferMode",
  "FAILED_ContactorError",
  "FAILED_CertificateNotAllowedAtThisEVSE",
  "FAILED_CertificateRevoked",
);
export type responseCodeType = Infer<typeof responseCodeType>;

/** `Certificat` is spelled so in the standard. */
export const faultCodeType = enumeration("ParsingError", "NoTLSRootCertificatAvailable", "UnknownError");
export type faultCodeType = Infer<typeof faultCodeType>;

export const faultMsgType = string({ maxLength: 64 });
/** An error told in the header, outside the message that it concerns. ISO 15118-2, 8.5.2.8. */
export const NotificationType = sequence({
  FaultCode: faultCodeType,
  FaultMsg: optional(faultMsgType),
});
export type NotificationType = Infer<typeof NotificationType>;

/** Both kinds of `Ongoing` ask the car to put the same question again. */
export const EVSEProcessingType = enumeration("Finished", "Ongoing", "Ongoing_WaitingForCustomerInteraction");
export type EVSEProcessingType = Infer<typeof EVSEProcessingType>;
