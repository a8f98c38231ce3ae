/**
 * Which request may follow which, by the standards' sequences.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, dialectOf, stemOf, textAt } from "../sessions/content.ts";
import { progressOf } from "../sessions/phases.ts";

type Next = Readonly<Record<string, readonly string[]>>;

/**
 * By what was answered last; `+` behind a name means: answered with EVSEProcessing Ongoing, `receipt`: the charger asked
 * for a receipt. SessionStop is allowed after all but what `NO_STOP` matches.
 */
const DIN: Next = {
  supportedAppProtocol: ["SessionSetup"],
  SessionSetup: ["ServiceDiscovery"],
  ServiceDiscovery: ["ServiceDetail", "ServicePaymentSelection"],
  ServiceDetail: ["ServiceDetail", "ServicePaymentSelection"],
  ServicePaymentSelection: ["ContractAuthentication", "PaymentDetails"],
  PaymentDetails: ["ContractAuthentication"],
  "ContractAuthentication+": ["ContractAuthentication"],
  ContractAuthentication: ["ChargeParameterDiscovery"],
  "ChargeParameterDiscovery+": ["ChargeParameterDiscovery"],
  ChargeParameterDiscovery: ["CableCheck"],
  "CableCheck+": ["CableCheck"],
  CableCheck: ["PreCharge"],
  PreCharge: ["PreCharge", "PowerDelivery"],
  "PowerDelivery start": ["CurrentDemand", "PowerDelivery"],
  CurrentDemand: ["CurrentDemand", "PowerDelivery"],
  "PowerDelivery stop": ["WeldingDetection"],
  WeldingDetection: ["WeldingDetection"],
  SessionStop: [],
};

/** ISO 15118-2, tables of clause 8.8. */
const ISO2: Next = {
  supportedAppProtocol: ["SessionSetup"],
  SessionSetup: ["ServiceDiscovery"],
  ServiceDiscovery: ["ServiceDetail", "PaymentServiceSelection"],
  ServiceDetail: ["ServiceDetail", "PaymentServiceSelection"],
  PaymentServiceSelection: ["Authorization", "PaymentDetails", "CertificateInstallation", "CertificateUpdate"],
  CertificateInstallation: ["PaymentDetails"],
  CertificateUpdate: ["PaymentDetails"],
  PaymentDetails: ["Authorization"],
  "Authorization+": ["Authorization"],
  Authorization: ["ChargeParameterDiscovery"],
  "ChargeParameterDiscovery+": ["ChargeParameterDiscovery"],
  ChargeParameterDiscovery: ["CableCheck", "PowerDelivery"],
  "ChargeParameterDiscovery for AC": ["PowerDelivery"],
  "ChargeParameterDiscovery for DC": ["CableCheck"],
  "CableCheck+": ["CableCheck"],
  CableCheck: ["PreCharge"],
  PreCharge: ["PreCharge", "PowerDelivery"],
  "PowerDelivery start": ["CurrentDemand", "ChargingStatus", "PowerDelivery"],
  CurrentDemand: ["CurrentDemand", "PowerDelivery"],
  "CurrentDemand with ReceiptRequired": ["MeteringReceipt"],
  ChargingStatus: ["ChargingStatus", "PowerDelivery"],
  "ChargingStatus with ReceiptRequired": ["MeteringReceipt"],
  MeteringReceipt: ["CurrentDemand", "ChargingStatus", "PowerDelivery"],
  "PowerDelivery renegotiate": ["ChargeParameterDiscovery"],
  "PowerDelivery stop": ["WeldingDetection"],
  WeldingDetection: ["WeldingDetection"],
  SessionStop: [],
};

const PARAMETERS = ["AC_ChargeParameterDiscovery", "DC_ChargeParameterDiscovery", "WPT_ChargeParameterDiscovery"];

const ISO20: Next = {
  supportedAppProtocol: ["SessionSetup"],
  SessionSetup: ["AuthorizationSetup"],
  AuthorizationSetup: ["Authorization", "CertificateInstallation"],
  CertificateInstallation: ["Authorization", "AuthorizationSetup"],
  "Authorization+": ["Authorization", "CertificateInstallation"],
  Authorization: ["ServiceDiscovery", "Authorization", "CertificateInstallation"],
  ServiceDiscovery: ["ServiceDetail"],
  ServiceDetail: ["ServiceDetail", "ServiceSelection"],
  ServiceSelection: PARAMETERS,
  AC_ChargeParameterDiscovery: ["ScheduleExchange"],
  DC_ChargeParameterDiscovery: ["ScheduleExchange"],
  "ScheduleExchange+": ["ScheduleExchange"],
  ScheduleExchange: ["ScheduleExchange", "DC_CableCheck", "PowerDelivery"],
  "DC_CableCheck+": ["DC_CableCheck"],
  DC_CableCheck: ["DC_PreCharge"],
  DC_PreCharge: ["DC_PreCharge", "PowerDelivery"],
  "PowerDelivery start": ["AC_ChargeLoop", "DC_ChargeLoop", "PowerDelivery"],
  AC_ChargeLoop: ["AC_ChargeLoop", "PowerDelivery"],
  DC_ChargeLoop: ["DC_ChargeLoop", "PowerDelivery"],
  "PowerDelivery renegotiate": ["ScheduleExchange"],
  "PowerDelivery stop": ["DC_WeldingDetection", "PowerDelivery"],
  DC_WeldingDetection: ["DC_WeldingDetection"],
  SessionStop: ["ServiceDiscovery"],
};

const NEXT: Readonly<Record<"din" | "iso2" | "iso20", Next>> = { din: DIN, iso2: ISO2, iso20: ISO20 };

/** In the loop PowerDelivery has to come first (ISO 15118-2, DIN SPEC 70121); ISO 15118-20 lets it be stopped. */
const NO_STOP = /^supportedAppProtocol$| (start|renegotiate)$|^(CurrentDemand|ChargingStatus|MeteringReceipt)\b/;

/** The place in the sequence after this response to this request; `undefined` where the tables know no such place. */
export function placeAfter(request: MessageEvent, response: MessageEvent): string | undefined {
  const body = bodyOf(response);
  const stem = stemOf(response.message);
  const code = textAt(body, "ResponseCode");
  if (code === "OK_OldSessionJoined" || (code !== undefined && !/^ok/i.test(code))) return undefined;
  if (stem === "PowerDelivery") {
    const progress = progressOf(request);
    return progress === undefined ? undefined : `PowerDelivery ${progress}`;
  }
  const processing = textAt(body, "EVSEProcessing");
  if (processing !== undefined && processing !== "Finished") return `${stem}+`;
  if (body["ReceiptRequired"] === true) return `${stem} with ReceiptRequired`;
  if (stem !== "ChargeParameterDiscovery" || response.schema !== "iso2") return stem;
  if (body["AC_EVSEChargeParameter"] !== undefined) return `${stem} for AC`;
  return body["DC_EVSEChargeParameter"] === undefined ? stem : `${stem} for DC`;
}

/** Whether a request may come at this place. True where nothing is known of the place. */
export function isAllowed(place: string, request: MessageEvent): boolean {
  const dialect = dialectOf(request.schema);
  if (dialect === undefined) return true;
  const allowed = NEXT[dialect][place];
  const stem = stemOf(request.message);
  if (allowed === undefined || allowed.includes(stem)) return true;
  return stem === "SessionStop" && !NO_STOP.test(place);
}
