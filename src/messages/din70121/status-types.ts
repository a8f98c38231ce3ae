/**
 * How car and charger say that they are well, in DIN SPEC 70121.
 *
 * @module
 */

import { abstract, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, enumeration, type Infer, unsignedInt } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { percentValueType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes);

/** What the charger wants the car to do within the delay beside it. */
export const EVSENotificationType = enumeration("None", "StopCharging", "ReNegotiation");
export type EVSENotificationType = Infer<typeof EVSENotificationType>;

/** The head of the group: one member for AC, one for DC. */
export const EVSEStatusType = abstract(sequence({}));
export type EVSEStatusType = Infer<typeof EVSEStatusType>;
export const EVSEStatus = element("EVSEStatus", EVSEStatusType);

/** Unused, as is all of AC. */
export const AC_EVSEStatusType = extension(EVSEStatusType, {
  PowerSwitchClosed: boolean,
  /** True when the residual current device has found a fault. */
  RCD: boolean,
  /** Seconds within which the car has to react. */
  NotificationMaxDelay: unsignedInt,
  EVSENotification: EVSENotificationType,
});
export type AC_EVSEStatusType = Infer<typeof AC_EVSEStatusType>;
export const AC_EVSEStatus = element("AC_EVSEStatus", AC_EVSEStatusType);

/** `Invalid` means not measured yet. */
export const isolationLevelType = enumeration("Invalid", "Valid", "Warning", "Fault");
export type isolationLevelType = Infer<typeof isolationLevelType>;

/** A shutdown is ordinary; an emergency shutdown and a malfunction are not. */
export const DC_EVSEStatusCodeType = enumeration(
  "EVSE_NotReady",
  "EVSE_Ready",
  "EVSE_Shutdown",
  "EVSE_UtilityInterruptEvent",
  "EVSE_IsolationMonitoringActive",
  "EVSE_EmergencyShutdown",
  "EVSE_Malfunction",
  "Reserved_8",
  "Reserved_9",
  "Reserved_A",
  "Reserved_B",
  "Reserved_C",
);
export type DC_EVSEStatusCodeType = Infer<typeof DC_EVSEStatusCodeType>;

/**
 * Isolation and code come before delay and notification; in ISO 15118-2 it is the other way round. DIN SPEC 70121,
 * 9.5.3.
 */
export const DC_EVSEStatusType = extension(EVSEStatusType, {
  EVSEIsolationStatus: optional(isolationLevelType),
  EVSEStatusCode: DC_EVSEStatusCodeType,
  /** Seconds within which the car has to react. */
  NotificationMaxDelay: unsignedInt,
  EVSENotification: EVSENotificationType,
});
export type DC_EVSEStatusType = Infer<typeof DC_EVSEStatusType>;
export const DC_EVSEStatus = element("DC_EVSEStatus", DC_EVSEStatusType);

/** The head of a group with one member. */
export const EVStatusType = abstract(sequence({}));
export type EVStatusType = Infer<typeof EVStatusType>;
export const EVStatus = element("EVStatus", EVStatusType);

/** Anything but `NO_ERROR` ends the session. */
export const DC_EVErrorCodeType = enumeration(
  "NO_ERROR",
  "FAILED_RESSTemperatureInhibit",
  "FAILED_EVShiftPosition",
  "FAILED_ChargerConnectorLockFault",
  "FAILED_EVRESSMalfunction",
  "FAILED_ChargingCurrentdifferential",
  "FAILED_ChargingVoltageOutOfRange",
  "Reserved_A",
  "Reserved_B",
  "Reserved_C",
  "FAILED_ChargingSystemIncompatibility",
  "NoData",
);
export type DC_EVErrorCodeType = Infer<typeof DC_EVErrorCodeType>;

/** `EVReady` and the two conditionings are for information. DIN SPEC 70121, 9.5.3.2. */
export const DC_EVStatusType = extension(EVStatusType, {
  EVReady: boolean,
  EVCabinConditioning: optional(boolean),
  EVRESSConditioning: optional(boolean),
  EVErrorCode: DC_EVErrorCodeType,
  /** State of charge of the battery. */
  EVRESSSOC: percentValueType,
});
export type DC_EVStatusType = Infer<typeof DC_EVStatusType>;
export const DC_EVStatus = element("DC_EVStatus", DC_EVStatusType);
