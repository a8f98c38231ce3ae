/**
 * How car and pantograph say that they are well, in ISO 15118-20.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { boolean, enumeration, type Infer } from "../../../exi/simple-types.ts";
import { percentValueType, RationalNumberType } from "../common-types/quantities.ts";
import { ACDP } from "../namespaces.ts";

const { sequence } = vocabulary(ACDP, "qualified");

/** The states of the control pilot as the car sees it. */
export const cpStatusType = enumeration("StateA", "StateB", "StateC", "StateD", "StateE");
export type cpStatusType = Infer<typeof cpStatusType>;

export const errorCodeType = enumeration(
  "OK_NoEVError",
  "FAILED",
  "FAILED_EmergencyEvent",
  "FAILED_Breaker",
  "FAILED_RESSTemperatureInhibit",
  "FAILED_RESS",
  "FAILED_ChargingCurrentDifferential",
  "FAILED_ChargingVoltageOutOfRange",
  "FAILED_Reserved1",
  "FAILED_Reserved2",
);
export type errorCodeType = Infer<typeof errorCodeType>;

/** `Safe` is what the other standards call `Valid`. */
export const isolationStatusType = enumeration("Invalid", "Safe", "Warning", "Fault");
export type isolationStatusType = Infer<typeof isolationStatusType>;

/** The states mirror those of the control pilot. */
export const electricalChargingDeviceStatusType = enumeration("State_A", "State_B", "State_C", "State_D");
export type electricalChargingDeviceStatusType = Infer<typeof electricalChargingDeviceStatusType>;

/** Where the pantograph is. */
export const mechanicalChargingDeviceStatusType = enumeration("Home", "Moving", "EndPosition");
export type mechanicalChargingDeviceStatusType = Infer<typeof mechanicalChargingDeviceStatusType>;

export const EVTechnicalStatusType = sequence({
  EVReadyToCharge: boolean,
  EVImmobilizationRequest: boolean,
  EVImmobilized: optional(boolean),
  EVWLANStrength: optional(RationalNumberType),
  EVCPStatus: optional(cpStatusType),
  EVSOC: optional(percentValueType),
  EVErrorCode: optional(errorCodeType),
  EVTimeout: optional(boolean),
});
export type EVTechnicalStatusType = Infer<typeof EVTechnicalStatusType>;
