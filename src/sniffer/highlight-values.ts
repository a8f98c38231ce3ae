/**
 * Which values of each message matter to a person who reads along, and what is the usual of those that all have.
 *
 * @module
 */

/** A value to show: where it lies, and what stands before it; of a flag the word for yes, or those for yes and no. */
export type Pick = readonly [label: string, path: string];

/**
 * For each message its values, in the order in which they are shown. In a path `*` stands for all items of a list, and
 * `~ControlMode` for whatever name ends so: ISO 15118-20 has several of which one is there. The same name means the same
 * in all standards that have it.
 */
export const PICKS: Readonly<Record<string, readonly Pick[]>> = {
  SDPReq: [["", "Security"]],
  SDPRes: [
    ["", "SECC_IP_Address"],
    ["port", "SECC_Port"],
    ["", "Security"],
  ],
  supportedAppProtocolReq: [["", "AppProtocol.*.ProtocolNamespace"]],
  supportedAppProtocolRes: [["schema", "SchemaID"]],
  SessionSetupReq: [["EVCCID", "EVCCID"]],
  SessionSetupRes: [["EVSEID", "EVSEID"]],
  ServiceDiscoveryRes: [
    ["", "PaymentOptionList.PaymentOption.*"],
    ["", "PaymentOptions.PaymentOption.*"],
    ["", "ChargeService.SupportedEnergyTransferMode.EnergyTransferMode.*"],
    ["", "ChargeService.EnergyTransferType"],
    ["services", "EnergyTransferServiceList.Service.*.ServiceID"],
  ],
  ServicePaymentSelectionReq: [["", "SelectedPaymentOption"]],
  PaymentServiceSelectionReq: [["", "SelectedPaymentOption"]],
  PaymentDetailsReq: [["eMAID", "eMAID"]],
  AuthorizationSetupRes: [["", "AuthorizationServices.*"]],
  AuthorizationReq: [["", "SelectedAuthorizationService"]],
  AuthorizationRes: [["", "EVSEProcessing"]],
  ContractAuthenticationRes: [["", "EVSEProcessing"]],
  ChargeParameterDiscoveryReq: [
    ["", "RequestedEnergyTransferMode"],
    ["", "EVRequestedEnergyTransferType"],
    ["SoC", "DC_EVChargeParameter.DC_EVStatus.EVRESSSOC"],
    ["at most", "DC_EVChargeParameter.EVMaximumVoltageLimit"],
    ["", "DC_EVChargeParameter.EVMaximumCurrentLimit"],
    ["", "DC_EVChargeParameter.EVMaximumPowerLimit"],
    ["at most", "AC_EVChargeParameter.EVMaxCurrent"],
    ["", "AC_EVChargeParameter.EVMaxVoltage"],
  ],
  ChargeParameterDiscoveryRes: [
    ["", "EVSEProcessing"],
    ["at most", "DC_EVSEChargeParameter.EVSEMaximumVoltageLimit"],
    ["", "DC_EVSEChargeParameter.EVSEMaximumCurrentLimit"],
    ["", "DC_EVSEChargeParameter.EVSEMaximumPowerLimit"],
    ["at most", "AC_EVSEChargeParameter.EVSEMaxCurrent"],
    ["", "AC_EVSEChargeParameter.EVSENominalVoltage"],
  ],
  CableCheckReq: [["SoC", "DC_EVStatus.EVRESSSOC"]],
  CableCheckRes: [
    ["", "EVSEProcessing"],
    ["isolation", "DC_EVSEStatus.EVSEIsolationStatus"],
  ],
  PreChargeReq: [
    ["asks", "EVTargetVoltage"],
    ["", "EVTargetCurrent"],
  ],
  PreChargeRes: [["has", "EVSEPresentVoltage"]],
  PowerDeliveryReq: [
    ["", "ChargeProgress"],
    ["start|stop", "ReadyToChargeState"],
    ["charging complete", "DC_EVPowerDeliveryParameter.ChargingComplete"],
  ],
  CurrentDemandReq: [
    ["asks", "EVTargetVoltage"],
    ["", "EVTargetCurrent"],
    ["SoC", "DC_EVStatus.EVRESSSOC"],
    ["charging complete", "ChargingComplete"],
  ],
  CurrentDemandRes: [
    ["gives", "EVSEPresentVoltage"],
    ["", "EVSEPresentCurrent"],
    ["at most", "EVSEMaximumCurrentLimit"],
    ["", "EVSEMaximumPowerLimit"],
    ["current limit reached", "EVSECurrentLimitAchieved"],
    ["voltage limit reached", "EVSEVoltageLimitAchieved"],
    ["power limit reached", "EVSEPowerLimitAchieved"],
  ],
  ChargingStatusRes: [["at most", "EVSEMaxCurrent"]],
  WeldingDetectionRes: [["has", "EVSEPresentVoltage"]],
  SessionStopReq: [["", "ChargingSession"]],
  ServiceDetailReq: [["service", "ServiceID"]],
  ServiceDetailRes: [["service", "ServiceID"]],
  ServiceSelectionReq: [["service", "SelectedEnergyTransferService.ServiceID"]],
  MeteringReceiptReq: [["meter", "MeterInfo.MeterReading"]],
  DC_ChargeParameterDiscoveryReq: [
    ["at most", "~EnergyTransferMode.EVMaximumVoltage"],
    ["", "~EnergyTransferMode.EVMaximumChargeCurrent"],
    ["", "~EnergyTransferMode.EVMaximumChargePower"],
  ],
  DC_ChargeParameterDiscoveryRes: [
    ["at most", "~EnergyTransferMode.EVSEMaximumVoltage"],
    ["", "~EnergyTransferMode.EVSEMaximumChargeCurrent"],
    ["", "~EnergyTransferMode.EVSEMaximumChargePower"],
  ],
  AC_ChargeParameterDiscoveryReq: [["at most", "~EnergyTransferMode.EVMaximumChargePower"]],
  AC_ChargeParameterDiscoveryRes: [["at most", "~EnergyTransferMode.EVSEMaximumChargePower"]],
  ScheduleExchangeRes: [["", "EVSEProcessing"]],
  DC_CableCheckRes: [["", "EVSEProcessing"]],
  DC_PreChargeReq: [
    ["asks", "EVTargetVoltage"],
    ["has", "EVPresentVoltage"],
  ],
  DC_PreChargeRes: [["has", "EVSEPresentVoltage"]],
  DC_WeldingDetectionRes: [["has", "EVSEPresentVoltage"]],
  DC_ChargeLoopReq: [
    ["has", "EVPresentVoltage"],
    ["asks", "~ControlMode.EVTargetVoltage"],
    ["", "~ControlMode.EVTargetCurrent"],
    ["at most", "~ControlMode.EVMaximumChargePower"],
    ["", "~ControlMode.EVMaximumChargeCurrent"],
    ["SoC", "DisplayParameters.PresentSOC"],
  ],
  AC_ChargeLoopReq: [
    ["takes", "~ControlMode.EVPresentActivePower"],
    ["at most", "~ControlMode.EVMaximumChargePower"],
    ["SoC", "DisplayParameters.PresentSOC"],
  ],
  AC_ChargeLoopRes: [
    ["offers", "~ControlMode.EVSETargetActivePower"],
    ["gives", "~ControlMode.EVSEPresentActivePower"],
  ],
  DC_ChargeLoopRes: [
    ["gives", "EVSEPresentVoltage"],
    ["", "EVSEPresentCurrent"],
    ["at most", "~ControlMode.EVSEMaximumChargeCurrent"],
    ["", "~ControlMode.EVSEMaximumChargePower"],
    ["current limit reached", "EVSECurrentLimitAchieved"],
    ["voltage limit reached", "EVSEVoltageLimitAchieved"],
    ["power limit reached", "EVSEPowerLimitAchieved"],
  ],
};

/** What every answer and every message with a status may say, and which is worth a word only when it is not the usual. */
export const UNUSUAL: readonly (readonly [path: string, usual: readonly string[]])[] = [
  ["ResponseCode", ["OK", "OK_SuccessfulNegotiation"]],
  ["DC_EVStatus.EVErrorCode", ["NO_ERROR"]],
  ["DC_EVSEStatus.EVSEStatusCode", ["EVSE_Ready", "EVSE_IsolationMonitoringActive"]],
  ["DC_EVSEStatus.EVSENotification", ["None"]],
  ["AC_EVSEStatus.EVSENotification", ["None"]],
  ["EVSEStatus.EVSENotification", []],
];
