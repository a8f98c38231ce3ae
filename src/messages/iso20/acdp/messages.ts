/**
 * The messages of charging by pantograph (automated connection device) in ISO 15118-20.
 *
 * @module
 */

import { vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer, short } from "../../../exi/simple-types.ts";
import { V2GRequestType, V2GResponseType } from "../common-types/message-types.ts";
import { processingType } from "../common-types/response-codes.ts";
import { ACDP } from "../namespaces.ts";
import {
  EVTechnicalStatusType,
  electricalChargingDeviceStatusType,
  isolationStatusType,
  mechanicalChargingDeviceStatusType,
} from "./status-types.ts";

const { extension, element } = vocabulary(ACDP, "qualified");

export const ACDP_VehiclePositioningReqType = extension(V2GRequestType, {
  EVMobilityStatus: boolean,
  EVPositioningSupport: boolean,
});
/** Whether the car can move, and whether it can be helped to. ISO 15118-20, 8.3.4.7.5. */
export const ACDP_VehiclePositioningReq = element("ACDP_VehiclePositioningReq", ACDP_VehiclePositioningReqType);
export type ACDP_VehiclePositioningReq = Infer<typeof ACDP_VehiclePositioningReq>;

export const ACDP_VehiclePositioningResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  EVSEPositioningSupport: boolean,
  EVRelativeXDeviation: short,
  EVRelativeYDeviation: short,
  ContactWindowXc: short,
  ContactWindowYc: short,
  EVInChargePosition: boolean,
});
/** How far the car is from where the pantograph can reach it. ISO 15118-20, 8.3.4.7.5.3. */
export const ACDP_VehiclePositioningRes = element("ACDP_VehiclePositioningRes", ACDP_VehiclePositioningResType);
export type ACDP_VehiclePositioningRes = Infer<typeof ACDP_VehiclePositioningRes>;

export const ACDP_ConnectReqType = extension(V2GRequestType, {
  EVElectricalChargingDeviceStatus: electricalChargingDeviceStatusType,
});
/** The car asks for contact. ISO 15118-20, 8.3.4.7.6. */
export const ACDP_ConnectReq = element("ACDP_ConnectReq", ACDP_ConnectReqType);
export type ACDP_ConnectReq = Infer<typeof ACDP_ConnectReq>;

export const ACDP_ConnectResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  EVSEElectricalChargingDeviceStatus: electricalChargingDeviceStatusType,
  EVSEMechanicalChargingDeviceStatus: mechanicalChargingDeviceStatusType,
});
/** How far the pantograph has come. ISO 15118-20, 8.3.4.7.6.3. */
export const ACDP_ConnectRes = element("ACDP_ConnectRes", ACDP_ConnectResType);
export type ACDP_ConnectRes = Infer<typeof ACDP_ConnectRes>;

/** Of the type of ACDP_ConnectReq, as the schema has it. ISO 15118-20, 8.3.4.7.7. */
export const ACDP_DisconnectReq = element("ACDP_DisconnectReq", ACDP_ConnectReqType);
export type ACDP_DisconnectReq = Infer<typeof ACDP_DisconnectReq>;

/** Of the type of ACDP_ConnectRes. ISO 15118-20, 8.3.4.7.7. */
export const ACDP_DisconnectRes = element("ACDP_DisconnectRes", ACDP_ConnectResType);
export type ACDP_DisconnectRes = Infer<typeof ACDP_DisconnectRes>;

export const ACDP_SystemStatusReqType = extension(V2GRequestType, {
  EVTechnicalStatus: EVTechnicalStatusType,
});
/** The car says how it is. */
export const ACDP_SystemStatusReq = element("ACDP_SystemStatusReq", ACDP_SystemStatusReqType);
export type ACDP_SystemStatusReq = Infer<typeof ACDP_SystemStatusReq>;

export const ACDP_SystemStatusResType = extension(V2GResponseType, {
  EVSEMechanicalChargingDeviceStatus: mechanicalChargingDeviceStatusType,
  EVSEReadyToCharge: boolean,
  EVSEIsolationStatus: isolationStatusType,
  EVSEDisabled: boolean,
  EVSEUtilityInterruptEvent: boolean,
  EVSEEmergencyShutdown: boolean,
  EVSEMalfunction: boolean,
  EVInChargePosition: boolean,
  EVAssociationStatus: boolean,
});
/** The charger says how it is. */
export const ACDP_SystemStatusRes = element("ACDP_SystemStatusRes", ACDP_SystemStatusResType);
export type ACDP_SystemStatusRes = Infer<typeof ACDP_SystemStatusRes>;
