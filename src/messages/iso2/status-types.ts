/**
 * How car and charger say that they are well, in ISO 15118-2.
 *
 * @module
 */

import { abstract, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, enumeration, type Infer, unsignedShort } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { percentValueType } from "./quantities.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes, "qualified");

/** What the charger wants the car to do within the delay beside it. */
export const EVSENotificationType = enumeration("None", "StopCharging", "ReNegotiation");
export type EVSENotificationType = Infer<typeof EVSENotificationType>;

/** What both kinds of charger say first. */
export const EVSEStatusType = abstract(
  sequence({
    /** Seconds within which the car has to react. */
    NotificationMaxDelay: unsignedShort,
    EVSENotification: EVSENotificationType,
  }),
);
export type EVSEStatusType = Infer<typeof EVSEStatusType>;
export const EVSEStatus = element("EVSEStatus", EVSEStatusType);

/** How an AC charger is. ISO 15118-2, 8.5.3.1. */
export const AC_EVSEStatusType = extension(EVSEStatusType, {
  /** True when the residual current device has found a fault. */
  RCD: boolean,
});
export type AC_EVSEStatusType = Infer<typeof AC_EVSEStatusType>;
export const AC_EVSEStatus = element("AC_EVSEStatus", AC_EVSEStatusType);

/** `Invalid` means not measured yet; `No_IMD` that there is no device to measure with. */
export const isolationLevelType = enumeration("Invalid", "Valid", "Warning", "Fault", "No_IMD");
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

/** How a DC charger is. ISO 15118-2, 8.5.4.1. */
export const DC_EVSEStatusType = extension(EVSEStatusType, {
  EVSEIsolationStatus: optional(isolationLevelType),
  EVSEStatusCode: DC_EVSEStatusCodeType,
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

/** How a car at a DC charger is. ISO 15118-2, 8.5.4.2. */
export const DC_EVStatusType = extension(EVStatusType, {
  EVReady: boolean,
  EVErrorCode: DC_EVErrorCodeType,
  /** State of charge of the battery. */
  EVRESSSOC: percentValueType,
});
export type DC_EVStatusType = Infer<typeof DC_EVStatusType>;
export const DC_EVStatus = element("DC_EVStatus", DC_EVStatusType);
