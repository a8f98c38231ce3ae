/**
 * The messages that switch the power in ISO 15118-20.
 *
 * @module
 */

import { choice, list, optional, vocabulary } from "../../../exi/fields.ts";
import { enumeration, type Infer, unsignedLong } from "../../../exi/simple-types.ts";
import { numericIDType } from "../common-types/identifiers.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { processingType } from "../common-types/response-codes.ts";
import { EVSEStatusType } from "../common-types/status-types.ts";
import { CommonMessages } from "../namespaces.ts";
import { PowerScheduleEntryType } from "./schedule-types.ts";

const { sequence, extension, element } = vocabulary(CommonMessages, "qualified");

/** `Standby` keeps the session while no energy flows. ISO 15118-20, 8.3.4.3.8.2. */
export const chargeProgressType = enumeration("Start", "Stop", "Standby", "ScheduleRenegotiation");
export type chargeProgressType = Infer<typeof chargeProgressType>;

/** Which way energy flows, where the two ways have channels of their own. ISO 15118-20, 8.3.4.3.8.2. */
export const channelSelectionType = enumeration("Charge", "Discharge");
export type channelSelectionType = Infer<typeof channelSelectionType>;

/** Whether the car can keep within the tolerance of the schedule. */
export const powerToleranceAcceptanceType = enumeration("PowerToleranceNotConfirmed", "PowerToleranceConfirmed");
export type powerToleranceAcceptanceType = Infer<typeof powerToleranceAcceptanceType>;

/** ISO 15118-20, 8.3.5.3.10. */
export const EVPowerProfileEntryListType = sequence({
  EVPowerProfileEntry: list(PowerScheduleEntryType, 1, 2048),
});
export type EVPowerProfileEntryListType = Infer<typeof EVPowerProfileEntryListType>;

/** The schedule that the car has chosen. ISO 15118-20, 8.3.5.3.12. */
export const Scheduled_EVPPTControlModeType = sequence({
  SelectedScheduleTupleID: numericIDType,
  PowerToleranceAcceptance: optional(powerToleranceAcceptanceType),
});
export type Scheduled_EVPPTControlModeType = Infer<typeof Scheduled_EVPPTControlModeType>;

/** Nothing to say: there is no schedule to choose. ISO 15118-20, 8.3.5.3.11. */
export const Dynamic_EVPPTControlModeType = sequence({});
export type Dynamic_EVPPTControlModeType = Infer<typeof Dynamic_EVPPTControlModeType>;

/** How much power the car means to draw, and when. ISO 15118-20, 8.3.5.3.9. */
export const EVPowerProfileType = sequence({
  /** Unix time in seconds. */
  TimeAnchor: unsignedLong,
  mode: choice({
    Dynamic_EVPPTControlMode: Dynamic_EVPPTControlModeType,
    Scheduled_EVPPTControlMode: Scheduled_EVPPTControlModeType,
  }),
  EVPowerProfileEntries: EVPowerProfileEntryListType,
});
export type EVPowerProfileType = Infer<typeof EVPowerProfileType>;

export const PowerDeliveryReqType = extension(V2GRequestType, {
  /** `Ongoing` while the car is still at work on its profile. */
  EVProcessing: processingType,
  ChargeProgress: chargeProgressType,
  EVPowerProfile: optional(EVPowerProfileType),
  BPT_ChannelSelection: optional(channelSelectionType),
});
/** The car asks for power to be switched. ISO 15118-20, 8.3.4.3.8.2. */
export const PowerDeliveryReq = element("PowerDeliveryReq", PowerDeliveryReqType);
export type PowerDeliveryReq = Infer<typeof PowerDeliveryReq>;

export const PowerDeliveryResType = extension(V2GResponseType, {
  EVSEStatus: optional(EVSEStatusType),
});
/** Whether the power is switched as asked. ISO 15118-20, 8.3.4.3.8.3. */
export const PowerDeliveryRes = element("PowerDeliveryRes", PowerDeliveryResType);
export type PowerDeliveryRes = Infer<typeof PowerDeliveryRes>;
