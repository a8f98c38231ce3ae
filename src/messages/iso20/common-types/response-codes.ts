/**
 * What ISO 15118-20 has to say about success, failure and work in progress.
 *
 * @module
 */

import { enumeration, type Infer } from "../../../exi/simple-types.ts";

/** A `WARNING` leaves the session alive, a `FAILED` ends it. */
export const responseCodeType = enumeration(
  "OK",
  "OK_CertificateExpiresSoon",
  "OK_NewSessionEstablished",
  "OK_OldSessionJoined",
  "OK_PowerToleranceConfirmed",
  "WARNING_AuthorizationSelectionInvalid",
  "WARNING_CertificateExpired",
  "WARNING_CertificateNotYetValid",
  "WARNING_CertificateRevoked",
  "WARNING_CertificateValidationError",
  "WARNING_ChallengeInvalid",
  "WARNING_EIMAuthorizationFailure",
  "WARNING_eMSPUnknown",
  "WARNING_EVPowerProfileViolation",
  "WARNING_GeneralPnCAuthorizationError",
  "WARNING_NoCertificateAvailable",
  "WARNING_NoContractMatchingPCIDFound",
  "WARNING_PowerToleranceNotConfirmed",
  "WARNING_ScheduleRenegotiationFailed",
  "WARNING_StandbyNotAllowed",
  "WARNING_WPT",
  "FAILED",
  "FAILED_AssociationError",
  "FAILED_ContactorError",
  "FAILED_EVPowerProfileInvalid",
  "FAILED_EVPowerProfileViolation",
  "FAILED_MeteringSignatureNotValid",
  "FAILED_NoEnergyTransferServiceSelected",
  "FAILED_NoServiceRenegotiationSupported",
  "FAILED_PauseNotAllowed",
  "FAILED_PowerDeliveryNotApplied",
  "FAILED_PowerToleranceNotConfirmed",
  "FAILED_ScheduleRenegotiation",
  "FAILED_ScheduleSelectionInvalid",
  "FAILED_SequenceError",
  "FAILED_ServiceIDInvalid",
  "FAILED_ServiceSelectionInvalid",
  "FAILED_SignatureError",
  "FAILED_UnknownSession",
  "FAILED_WrongChargeParameter",
);
export type responseCodeType = Infer<typeof responseCodeType>;

/** Both kinds of `Ongoing` ask for the same question again. */
export const processingType = enumeration("Finished", "Ongoing", "Ongoing_WaitingForCustomerInteraction");
export type processingType = Infer<typeof processingType>;
