/**
 * What car and charger can do and want to do, in ISO 15118-2.
 *
 * @module
 */

import { abstract, optional, vocabulary } from "../../exi/fields.ts";
import { boolean, enumeration, type Infer, unsignedInt } from "../../exi/simple-types.ts";
import { MsgDataTypes } from "./namespaces.ts";
import { PhysicalValueType, percentValueType } from "./quantities.ts";
import { AC_EVSEStatusType, DC_EVSEStatusType, DC_EVStatusType } from "./status-types.ts";

const { sequence, extension, element } = vocabulary(MsgDataTypes, "qualified");

/** What the cars of the group, one for AC and one for DC, say first. */
export const EVChargeParameterType = abstract(
  sequence({
    /** Seconds from the moment of the message. */
    DepartureTime: optional(unsignedInt),
  }),
);
export type EVChargeParameterType = Infer<typeof EVChargeParameterType>;
export const EVChargeParameter = element("EVChargeParameter", EVChargeParameterType);

/** The limits of the car, and how much it wants to charge. ISO 15118-2, 8.5.3.2. */
export const AC_EVChargeParameterType = extension(EVChargeParameterType, {
  /** Energy wanted until departure. */
  EAmount: PhysicalValueType,
  EVMaxVoltage: PhysicalValueType,
  /** For each phase. */
  EVMaxCurrent: PhysicalValueType,
  EVMinCurrent: PhysicalValueType,
});
export type AC_EVChargeParameterType = Infer<typeof AC_EVChargeParameterType>;
export const AC_EVChargeParameter = element("AC_EVChargeParameter", AC_EVChargeParameterType);

/** The limits of the car, and how far it wants to charge. ISO 15118-2, 8.5.4.3. */
export const DC_EVChargeParameterType = extension(EVChargeParameterType, {
  DC_EVStatus: DC_EVStatusType,
  EVMaximumCurrentLimit: PhysicalValueType,
  EVMaximumPowerLimit: optional(PhysicalValueType),
  EVMaximumVoltageLimit: PhysicalValueType,
  /** Zero, or absent, in many cars; the same holds for the three fields below. */
  EVEnergyCapacity: optional(PhysicalValueType),
  EVEnergyRequest: optional(PhysicalValueType),
  FullSOC: optional(percentValueType),
  BulkSOC: optional(percentValueType),
});
export type DC_EVChargeParameterType = Infer<typeof DC_EVChargeParameterType>;
export const DC_EVChargeParameter = element("DC_EVChargeParameter", DC_EVChargeParameterType);

/** The head of the group: one member for AC, one for DC. */
export const EVSEChargeParameterType = abstract(sequence({}));
export type EVSEChargeParameterType = Infer<typeof EVSEChargeParameterType>;
export const EVSEChargeParameter = element("EVSEChargeParameter", EVSEChargeParameterType);

/** The limits of an AC charger. ISO 15118-2, 8.5.3.3. */
export const AC_EVSEChargeParameterType = extension(EVSEChargeParameterType, {
  AC_EVSEStatus: AC_EVSEStatusType,
  EVSENominalVoltage: PhysicalValueType,
  /** For each phase. */
  EVSEMaxCurrent: PhysicalValueType,
});
export type AC_EVSEChargeParameterType = Infer<typeof AC_EVSEChargeParameterType>;
export const AC_EVSEChargeParameter = element("AC_EVSEChargeParameter", AC_EVSEChargeParameterType);

/** The limits of a DC charger. ISO 15118-2, 8.5.4.4. */
export const DC_EVSEChargeParameterType = extension(EVSEChargeParameterType, {
  DC_EVSEStatus: DC_EVSEStatusType,
  EVSEMaximumCurrentLimit: PhysicalValueType,
  EVSEMaximumPowerLimit: PhysicalValueType,
  EVSEMaximumVoltageLimit: PhysicalValueType,
  EVSEMinimumCurrentLimit: PhysicalValueType,
  EVSEMinimumVoltageLimit: PhysicalValueType,
  EVSECurrentRegulationTolerance: optional(PhysicalValueType),
  /** Peak to peak. */
  EVSEPeakCurrentRipple: PhysicalValueType,
  EVSEEnergyToBeDelivered: optional(PhysicalValueType),
});
export type DC_EVSEChargeParameterType = Infer<typeof DC_EVSEChargeParameterType>;
export const DC_EVSEChargeParameter = element("DC_EVSEChargeParameter", DC_EVSEChargeParameterType);

/** The head of a group with one member: an AC car has nothing to say here. */
export const EVPowerDeliveryParameterType = abstract(sequence({}));
export type EVPowerDeliveryParameterType = Infer<typeof EVPowerDeliveryParameterType>;
export const EVPowerDeliveryParameter = element("EVPowerDeliveryParameter", EVPowerDeliveryParameterType);

/** How DC charging begins or ends for the car. ISO 15118-2, 8.5.4.5. */
export const DC_EVPowerDeliveryParameterType = extension(EVPowerDeliveryParameterType, {
  DC_EVStatus: DC_EVStatusType,
  BulkChargingComplete: optional(boolean),
  ChargingComplete: boolean,
});
export type DC_EVPowerDeliveryParameterType = Infer<typeof DC_EVPowerDeliveryParameterType>;
export const DC_EVPowerDeliveryParameter = element("DC_EVPowerDeliveryParameter", DC_EVPowerDeliveryParameterType);

/** `Renegotiate` leads back to ChargeParameterDiscoveryReq. */
export const chargeProgressType = enumeration("Start", "Stop", "Renegotiate");
export type chargeProgressType = Infer<typeof chargeProgressType>;

/** After `Pause` the session can be taken up again under its id. */
export const chargingSessionType = enumeration("Terminate", "Pause");
export type chargingSessionType = Infer<typeof chargingSessionType>;
