/**
 * The messages of parking in and out in ISO 15118-20, for chargers that reach for the car.
 *
 * @module
 */

import { optional, vocabulary } from "../../../exi/fields.ts";
import { enumeration, type Infer, short, unsignedLong, unsignedShort } from "../../../exi/simple-types.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { CommonMessages } from "../namespaces.ts";

const { sequence, extension, element } = vocabulary(CommonMessages, "qualified");

/** How far the car has come. */
export const evCheckInStatusType = enumeration("CheckIn", "Processing", "Completed");
export type evCheckInStatusType = Infer<typeof evCheckInStatusType>;

/** How far the car has come. */
export const evCheckOutStatusType = enumeration("CheckOut", "Processing", "Completed");
export type evCheckOutStatusType = Infer<typeof evCheckOutStatusType>;

/** How far the charger has come. */
export const evseCheckOutStatusType = enumeration("Scheduled", "Completed");
export type evseCheckOutStatusType = Infer<typeof evseCheckOutStatusType>;

/** Who steers: the car, the driver with guidance, or the driver alone. */
export const parkingMethodType = enumeration("AutoParking", "MVGuideManual", "Manual");
export type parkingMethodType = Infer<typeof parkingMethodType>;

/** No message uses it. */
export const TargetPositionType = sequence({
  TargetOffsetX: unsignedShort,
  TargetOffsetY: unsignedShort,
});
export type TargetPositionType = Infer<typeof TargetPositionType>;

export const VehicleCheckInReqType = extension(V2GRequestType, {
  EVCheckInStatus: evCheckInStatusType,
  ParkingMethod: parkingMethodType,
  VehicleFrame: optional(short),
  DeviceOffset: optional(short),
  VehicleTravel: optional(short),
});
/** The car wants to be parked. ISO 15118-20, 8.3.4.8.1.1.2. */
export const VehicleCheckInReq = element("VehicleCheckInReq", VehicleCheckInReqType);
export type VehicleCheckInReq = Infer<typeof VehicleCheckInReq>;

export const VehicleCheckInResType = extension(V2GResponseType, {
  ParkingSpace: optional(short),
  DeviceLocation: optional(short),
  TargetDistance: optional(short),
});
/** Where the car is wanted. ISO 15118-20, 8.3.4.8.1.1.3. */
export const VehicleCheckInRes = element("VehicleCheckInRes", VehicleCheckInResType);
export type VehicleCheckInRes = Infer<typeof VehicleCheckInRes>;

export const VehicleCheckOutReqType = extension(V2GRequestType, {
  EVCheckOutStatus: evCheckOutStatusType,
  /** Unix time in seconds. */
  CheckOutTime: unsignedLong,
});
/** The car wants to leave. ISO 15118-20, 8.3.4.8.1.2.2. */
export const VehicleCheckOutReq = element("VehicleCheckOutReq", VehicleCheckOutReqType);
export type VehicleCheckOutReq = Infer<typeof VehicleCheckOutReq>;

export const VehicleCheckOutResType = extension(V2GResponseType, {
  EVSECheckOutStatus: evseCheckOutStatusType,
});
/** Whether the charger has let go of the car. ISO 15118-20, 8.3.4.8.1.2.3. */
export const VehicleCheckOutRes = element("VehicleCheckOutRes", VehicleCheckOutResType);
export type VehicleCheckOutRes = Infer<typeof VehicleCheckOutRes>;
