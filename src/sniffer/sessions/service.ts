/**
 * What car and charger agreed on: kind of energy, mode, control, payment.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { bodyOf, listAt, numberAt, textAt } from "./content.ts";
import type { Service } from "./session.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Energy services of ISO 15118-20. */
const SERVICES: Readonly<Record<number, readonly [energy: "AC" | "DC" | "WPT" | "ACDP", mode: string]>> = {
  1: ["AC", "AC"],
  2: ["DC", "DC"],
  3: ["WPT", "WPT"],
  4: ["ACDP", "DC_ACDP"],
  5: ["AC", "AC_BPT"],
  6: ["DC", "DC_BPT"],
  7: ["ACDP", "DC_ACDP_BPT"],
};

/** Adds to the service what this message says of it. */
export function readService(service: Mutable<Service>, message: MessageEvent): void {
  const body = bodyOf(message);
  switch (message.message) {
    case "ChargeParameterDiscoveryReq": {
      const mode = textAt(body, "RequestedEnergyTransferMode") ?? textAt(body, "EVRequestedEnergyTransferType");
      if (mode === undefined) break;
      service.mode = mode;
      service.energy = mode.startsWith("AC") ? "AC" : "DC";
      break;
    }
    case "ServicePaymentSelectionReq":
    case "PaymentServiceSelectionReq": {
      const payment = textAt(body, "SelectedPaymentOption");
      if (payment !== undefined) service.payment = payment;
      break;
    }
    case "AuthorizationReq": {
      const payment = textAt(body, "SelectedAuthorizationService");
      if (payment !== undefined) service.payment = payment;
      break;
    }
    case "ServiceSelectionReq": {
      const known = SERVICES[numberAt(body, "SelectedEnergyTransferService", "ServiceID") ?? 0];
      if (known === undefined) break;
      [service.energy, service.mode] = known;
      if (known[1].endsWith("BPT")) service.bidirectional = true;
      break;
    }
    case "CurrentDemandReq":
    case "CableCheckReq":
      service.energy ??= "DC";
      break;
    case "ChargingStatusReq":
      service.energy ??= "AC";
      break;
    case "ScheduleExchangeReq":
    case "DC_ChargeLoopReq":
    case "AC_ChargeLoopReq": {
      const names = Object.keys(body);
      const mode = names.find((name) => /(Dynamic|Scheduled)_/.test(name));
      if (mode === undefined) break;
      service.control = mode.includes("Dynamic") ? "Dynamic" : "Scheduled";
      if (mode.startsWith("BPT_")) service.bidirectional = true;
      break;
    }
  }
}

/** The payment options that a ServiceDiscoveryRes lists. */
export function paymentOptionsOf(message: MessageEvent): readonly string[] {
  const body = bodyOf(message);
  return [
    ...listAt(body, "PaymentOptionList", "PaymentOption"),
    ...listAt(body, "PaymentOptions", "PaymentOption"),
    ...listAt(body, "AuthorizationServices"),
  ].filter((option) => typeof option === "string");
}
