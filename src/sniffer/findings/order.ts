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
 * By what was answered last; `+` behind a name means: answered with EVSEProcessing Ongoing. SessionStop is allowed after
 * all but what is listed as `NO_STOP`.
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
  "CableCheck+": ["CableCheck"],
  CableCheck: ["PreCharge"],
  PreCharge: ["PreCharge", "PowerDelivery"],
  "PowerDelivery start": ["CurrentDemand", "ChargingStatus", "PowerDelivery"],
  CurrentDemand: ["CurrentDemand", "PowerDelivery", "MeteringReceipt"],
  ChargingStatus: ["ChargingStatus", "PowerDelivery", "MeteringReceipt"],
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
  return processing === undefined || processing === "Finished" ? stem : `${stem}+`;
}

/** Whether a request may come at this place. True where nothing is known of the place. */
export function isAllowed(place: string, request: MessageEvent): boolean {
  const dialect = dialectOf(request.schema);
  if (dialect === undefined) return true;
  const allowed = NEXT[dialect][place];
  const stem = stemOf(request.message);
  if (allowed === undefined || allowed.includes(stem)) return true;
  return stem === "SessionStop" && place !== "supportedAppProtocol" && !/ (start|renegotiate)$/.test(place);
}
