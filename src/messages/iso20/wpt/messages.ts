/**
 * The messages of wireless charging in ISO 15118-20, in the order of a session.
 *
 * @module
 */

import { optional, optionalList, vocabulary } from "../../../exi/fields.ts";
import { boolean, type Infer, unsignedShort } from "../../../exi/simple-types.ts";
import { numericIDType } from "../common-types/identifiers.ts";
import {
  ChargeLoopReqType,
  ChargeLoopResType,
  ChargeParameterDiscoveryReqType,
  ChargeParameterDiscoveryResType,
  V2GRequestType,
  V2GResponseType,
} from "../common-types/message-types.ts";
import { RationalNumberType } from "../common-types/quantities.ts";
import { processingType } from "../common-types/response-codes.ts";
import { WPT } from "../namespaces.ts";
import { WPT_LF_DataPackageListType, WPT_LF_SystemSetupDataType } from "./low-frequency-types.ts";
import {
  AlternativeSECCListType,
  WPT_AlignmentCheckMethodListType,
  WPT_DataContainerType,
  WPT_EVResultType,
  WPT_FinePositioningMethodListType,
  WPT_PairingMethodListType,
} from "./positioning-types.ts";
import {
  WPT_EVPCChargeDiagnosticsType,
  WPT_EVPCPowerControlParameterType,
  WPT_PowerClassType,
  WPT_SPCChargeDiagnosticsType,
  WPT_SPCPowerControlParameterType,
} from "./power-types.ts";

const { extension, element } = vocabulary(WPT, "qualified");

export const WPT_FinePositioningSetupReqType = extension(V2GRequestType, {
  EVProcessing: processingType,
  EVDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType,
  EVDevicePairingMethodList: WPT_PairingMethodListType,
  EVDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType,
  NaturalOffset: unsignedShort,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
  LF_SystemSetupData: optional(WPT_LF_SystemSetupDataType),
});
/** The car says which methods of positioning it knows. ISO 15118-20, 8.3.4.6.2.2. */
export const WPT_FinePositioningSetupReq = element("WPT_FinePositioningSetupReq", WPT_FinePositioningSetupReqType);
export type WPT_FinePositioningSetupReq = Infer<typeof WPT_FinePositioningSetupReq>;

export const WPT_FinePositioningSetupResType = extension(V2GResponseType, {
  PrimaryDeviceFinePositioningMethodList: WPT_FinePositioningMethodListType,
  PrimaryDevicePairingMethodList: WPT_PairingMethodListType,
  PrimaryDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodListType,
  NaturalOffset: unsignedShort,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
  LF_SystemSetupData: optional(WPT_LF_SystemSetupDataType),
});
/** The charger says which methods of positioning it knows. ISO 15118-20, 8.3.4.6.2. */
export const WPT_FinePositioningSetupRes = element("WPT_FinePositioningSetupRes", WPT_FinePositioningSetupResType);
export type WPT_FinePositioningSetupRes = Infer<typeof WPT_FinePositioningSetupRes>;

export const WPT_FinePositioningReqType = extension(V2GRequestType, {
  EVProcessing: processingType,
  EVResultCode: WPT_EVResultType,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
  WPT_LF_DataPackageList: optional(WPT_LF_DataPackageListType),
});
/** The car drives, and tells what its antennas did. ISO 15118-20, 8.3.4.6.3.2. */
export const WPT_FinePositioningReq = element("WPT_FinePositioningReq", WPT_FinePositioningReqType);
export type WPT_FinePositioningReq = Infer<typeof WPT_FinePositioningReq>;

export const WPT_FinePositioningResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
  WPT_LF_DataPackageList: optional(WPT_LF_DataPackageListType),
});
/** What the antennas of the charger did. ISO 15118-20, 8.3.4.6.3.3. */
export const WPT_FinePositioningRes = element("WPT_FinePositioningRes", WPT_FinePositioningResType);
export type WPT_FinePositioningRes = Infer<typeof WPT_FinePositioningRes>;

export const WPT_PairingReqType = extension(V2GRequestType, {
  EVProcessing: processingType,
  ObservedIDCode: optional(numericIDType),
  EVResultCode: WPT_EVResultType,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** The car makes sure that it talks with the charger that it stands on. ISO 15118-20, 8.3.4.6.4.2. */
export const WPT_PairingReq = element("WPT_PairingReq", WPT_PairingReqType);
export type WPT_PairingReq = Infer<typeof WPT_PairingReq>;

export const WPT_PairingResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  ObservedIDCode: optional(numericIDType),
  AlternativeSECCList: optional(AlternativeSECCListType),
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** Whether car and charger belong together, and which chargers to try if not. ISO 15118-20, 8.3.4.6.4.3. */
export const WPT_PairingRes = element("WPT_PairingRes", WPT_PairingResType);
export type WPT_PairingRes = Infer<typeof WPT_PairingRes>;

export const WPT_ChargeParameterDiscoveryReqType = extension(ChargeParameterDiscoveryReqType, {
  EVPCMaxReceivablePower: RationalNumberType,
  SDMaxGroundClearence: unsignedShort,
  SDMinGroundClearence: unsignedShort,
  EVPCNaturalFrequency: RationalNumberType,
  EVPCDeviceLocalControl: boolean,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** The standard spells `Clearence` here and `Clearance` in the answer. */
export const WPT_ChargeParameterDiscoveryReq = element(
  "WPT_ChargeParameterDiscoveryReq",
  WPT_ChargeParameterDiscoveryReqType,
);
export type WPT_ChargeParameterDiscoveryReq = Infer<typeof WPT_ChargeParameterDiscoveryReq>;

export const WPT_ChargeParameterDiscoveryResType = extension(ChargeParameterDiscoveryResType, {
  PDInputPowerClass: WPT_PowerClassType,
  SDMinOutputPower: RationalNumberType,
  SDMaxOutputPower: RationalNumberType,
  SDMaxGroundClearanceSupport: unsignedShort,
  SDMinGroundClearanceSupport: unsignedShort,
  PDMinCoilCurrent: RationalNumberType,
  PDMaxCoilCurrent: RationalNumberType,
  SDManufacturerSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** The limits of the supply device. */
export const WPT_ChargeParameterDiscoveryRes = element(
  "WPT_ChargeParameterDiscoveryRes",
  WPT_ChargeParameterDiscoveryResType,
);
export type WPT_ChargeParameterDiscoveryRes = Infer<typeof WPT_ChargeParameterDiscoveryRes>;

export const WPT_AlignmentCheckReqType = extension(V2GRequestType, {
  EVProcessing: processingType,
  TargetCoilCurrent: optional(RationalNumberType),
  EVResultCode: WPT_EVResultType,
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** A little power shows whether the coils lie well. ISO 15118-20, 8.3.4.6.6.2. */
export const WPT_AlignmentCheckReq = element("WPT_AlignmentCheckReq", WPT_AlignmentCheckReqType);
export type WPT_AlignmentCheckReq = Infer<typeof WPT_AlignmentCheckReq>;

export const WPT_AlignmentCheckResType = extension(V2GResponseType, {
  EVSEProcessing: processingType,
  PowerTransmitted: optional(RationalNumberType),
  SupplyDeviceCurrent: optional(RationalNumberType),
  VendorSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** How much power was sent, to compare with what arrived. ISO 15118-20, 8.3.4.6.6.3. */
export const WPT_AlignmentCheckRes = element("WPT_AlignmentCheckRes", WPT_AlignmentCheckResType);
export type WPT_AlignmentCheckRes = Infer<typeof WPT_AlignmentCheckRes>;

export const WPT_ChargeLoopReqType = extension(ChargeLoopReqType, {
  EVPCPowerRequest: RationalNumberType,
  EVPCPowerOutput: RationalNumberType,
  EVPCChargeDiagnostics: WPT_EVPCChargeDiagnosticsType,
  EVPCOperatingFrequency: optional(RationalNumberType),
  EVPCPowerControlParameter: optional(WPT_EVPCPowerControlParameterType),
  ManufacturerSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** The car says, over and over, which power it wants. */
export const WPT_ChargeLoopReq = element("WPT_ChargeLoopReq", WPT_ChargeLoopReqType);
export type WPT_ChargeLoopReq = Infer<typeof WPT_ChargeLoopReq>;

export const WPT_ChargeLoopResType = extension(ChargeLoopResType, {
  EVPCPowerRequest: RationalNumberType,
  SDPowerInput: optional(RationalNumberType),
  SPCMaxOutputPowerLimit: RationalNumberType,
  SPCMinOutputPowerLimit: RationalNumberType,
  SPCChargeDiagnostics: WPT_SPCChargeDiagnosticsType,
  SPCOperatingFrequency: optional(RationalNumberType),
  SPCPowerControlParameter: optional(WPT_SPCPowerControlParameterType),
  ManufacturerSpecificDataContainer: optionalList(WPT_DataContainerType, 16),
});
/** What the supply gives, and how much it could. */
export const WPT_ChargeLoopRes = element("WPT_ChargeLoopRes", WPT_ChargeLoopResType);
export type WPT_ChargeLoopRes = Infer<typeof WPT_ChargeLoopRes>;
