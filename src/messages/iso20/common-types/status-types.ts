/**
 * What car and charger show of themselves during the charge loop of ISO 15118-20.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { boolean, enumeration, type Infer, unsignedInt, unsignedShort } from "../../../exi/simple-types.ts";
import { CommonTypes } from "../namespaces.ts";
import { percentValueType, RationalNumberType } from "./quantities.ts";

const { sequence } = vocabulary(CommonTypes, "qualified");

/** What the charger wants the car to do within the delay beside it. */
export const evseNotificationType = enumeration(
  "Pause",
  "ExitStandby",
  "Terminate",
  "ScheduleRenegotiation",
  "ServiceRenegotiation",
  "MeteringConfirmation",
);
export type evseNotificationType = Infer<typeof evseNotificationType>;

/** Sent only when the charger wants something. ISO 15118-20, 8.3.5.3.26. */
export const EVSEStatusType = sequence({
  /** Seconds within which the car has to react. */
  NotificationMaxDelay: unsignedShort,
  EVSENotification: evseNotificationType,
});
export type EVSEStatusType = Infer<typeof EVSEStatusType>;

/** What the charger may show to the driver. ISO 15118-20, 8.3.5.3.28. */
export const DisplayParametersType = sequence({
  PresentSOC: optional(percentValueType),
  MinimumSOC: optional(percentValueType),
  TargetSOC: optional(percentValueType),
  MaximumSOC: optional(percentValueType),
  /** Seconds, as are the two times below. */
  RemainingTimeToMinimumSOC: optional(unsignedInt),
  RemainingTimeToTargetSOC: optional(unsignedInt),
  RemainingTimeToMaximumSOC: optional(unsignedInt),
  ChargingComplete: optional(boolean),
  /** Watt-hours. */
  BatteryEnergyCapacity: optional(RationalNumberType),
  /** The car's inlet is too hot for full power. */
  InletHot: optional(boolean),
});
export type DisplayParametersType = Infer<typeof DisplayParametersType>;
