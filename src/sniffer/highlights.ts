/**
 * The values of a message that matter to a person who reads along: `400 V 125 A, SoC 43 %`.
 *
 * @module
 */

type Content = Readonly<Record<string, unknown>>;

/** A value to show: where it lies, and what stands before it; of a flag the word for yes, or those for yes and no. */
type Pick = readonly [label: string, path: string];

/**
 * For each message its values, in the order in which they are shown. A path with `*` takes the values of all items of a
 * list. The same name means the same in all standards that have it.
 */
const PICKS: Readonly<Record<string, readonly Pick[]>> = {
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
  ChargingStatusRes: [
    ["at most", "EVSEMaxCurrent"],
    ["", "AC_EVSEStatus.EVSENotification"],
  ],
  WeldingDetectionRes: [["has", "EVSEPresentVoltage"]],
  SessionStopReq: [["", "ChargingSession"]],
  DC_ChargeParameterDiscoveryReq: [
    ["at most", "DC_CPDReqEnergyTransferMode.EVMaximumVoltage"],
    ["", "DC_CPDReqEnergyTransferMode.EVMaximumChargeCurrent"],
    ["", "DC_CPDReqEnergyTransferMode.EVMaximumChargePower"],
  ],
  DC_CableCheckRes: [["", "EVSEProcessing"]],
  DC_PreChargeReq: [
    ["asks", "EVTargetVoltage"],
    ["has", "EVPresentVoltage"],
  ],
  DC_PreChargeRes: [["has", "EVSEPresentVoltage"]],
  DC_ChargeLoopReq: [
    ["has", "EVPresentVoltage"],
    ["asks", "Scheduled_DC_CLReqControlMode.EVTargetVoltage"],
    ["", "Scheduled_DC_CLReqControlMode.EVTargetCurrent"],
    ["asks", "BPT_Scheduled_DC_CLReqControlMode.EVTargetVoltage"],
    ["", "BPT_Scheduled_DC_CLReqControlMode.EVTargetCurrent"],
    ["at most", "Dynamic_DC_CLReqControlMode.EVMaximumChargePower"],
    ["", "Dynamic_DC_CLReqControlMode.EVMaximumChargeCurrent"],
    ["SoC", "DisplayParameters.PresentSOC"],
  ],
  DC_ChargeLoopRes: [
    ["gives", "EVSEPresentVoltage"],
    ["", "EVSEPresentCurrent"],
    ["current limit reached", "EVSECurrentLimitAchieved"],
    ["voltage limit reached", "EVSEVoltageLimitAchieved"],
    ["power limit reached", "EVSEPowerLimitAchieved"],
  ],
};

/** What every answer and every message with a status may say, and which is worth a word only when it is not the usual. */
const UNUSUAL: readonly (readonly [path: string, usual: readonly string[]])[] = [
  ["ResponseCode", ["OK", "OK_SuccessfulNegotiation"]],
  ["DC_EVStatus.EVErrorCode", ["NO_ERROR"]],
  ["DC_EVSEStatus.EVSEStatusCode", ["EVSE_Ready", "EVSE_IsolationMonitoringActive"]],
  ["DC_EVSEStatus.EVSENotification", ["None"]],
  ["AC_EVSEStatus.EVSENotification", ["None"]],
  ["EVSEStatus.EVSENotification", []],
];

/** Units by what a name ends in: numbers of ISO 15118-20 carry none, and in DIN SPEC 70121 they may be missing. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/Voltage(Limit)?$/, "V"],
  [/Current(Limit)?$/, "A"],
  [/Power(Limit)?$/, "W"],
  [/SOC$/i, "%"],
];

/** The highlights of a message, in one line; empty where it says nothing of note. */
export function highlights(message: string, value: unknown): string {
  const content = contentOf(message, value);
  const shown = (PICKS[message] ?? []).flatMap(([label, path]) => {
    const values = valuesAt(content, path.split("."));
    if (values.length === 0) return [];
    const [yes = "", no = ""] = label.split("|");
    if (values[0] === true) return [yes];
    // A flag is worth a word when it is set.
    if (values[0] === false) return no === "" ? [] : [no];
    const text = values.map((one) => wordsFor(path, one)).join(" ");
    return [label === "" ? text : `${label} ${text}`];
  });
  const unusual = UNUSUAL.flatMap(([path, usual]) =>
    valuesAt(content, path.split("."))
      .map(String)
      .filter((text) => !usual.includes(text)),
  );
  return [...shown, ...unusual].join(", ").replace(/, (?=[\d.-]+ (?:A|V|W|kW))/g, " ");
}

function contentOf(message: string, value: unknown): unknown {
  const body = (value as { readonly Body?: Content } | undefined)?.Body;
  return body?.[message] ?? value;
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  if (name === "*") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt((value as Content)[name], rest);
}

/** A value in words: physical values as numbers with their unit. */
function wordsFor(path: string, value: unknown): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (name === "Security") return value === 0 ? "TLS" : value === 0x10 ? "no TLS" : `security ${value}`;
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1];
  if (value === "") return "(empty)";
  if (name === "EVSEID" && typeof value === "string") return idWords(value);
  if (typeof value !== "object" || value === null) return unit === "%" ? `${value} %` : String(value);
  const { Value, Multiplier, Exponent, Unit } = value as Readonly<Record<string, unknown>>;
  if (typeof Value !== "number") return JSON.stringify(value);
  const power = Number(Multiplier ?? Exponent ?? 0);
  const number = power < 0 ? Number((Value / 10 ** -power).toFixed(2)) : Value * 10 ** power;
  const shownUnit = typeof Unit === "string" ? Unit : (unit ?? "");
  if (shownUnit === "W" && Math.abs(number) >= 1000) return `${Number((number / 1000).toFixed(2))} kW`;
  return `${number} ${shownUnit}`.trim();
}

/** DIN SPEC 70121 carries the charger's name as octets, which mostly are a text. */
function idWords(id: string): string {
  if (!/^(?:[2-7][0-9a-f]){5,}$/.test(id)) return id;
  return (id.match(/../g) ?? []).map((octet) => String.fromCharCode(Number.parseInt(octet, 16))).join("");
}
