/**
 * What a charger says of itself in each answer with direct current, the same codes in DIN SPEC 70121 and ISO 15118-2.
 *
 * @module
 */

import type { IsolationResult } from "./charger.ts";
import type { ChargerSession } from "./charger-session.ts";

export interface DcStatus {
  EVSEIsolationStatus: "Invalid" | "Valid" | "Warning" | "Fault";
  EVSEStatusCode:
    | "EVSE_NotReady"
    | "EVSE_Ready"
    | "EVSE_Shutdown"
    | "EVSE_IsolationMonitoringActive"
    | "EVSE_EmergencyShutdown";
  NotificationMaxDelay: number;
  EVSENotification: "None" | "StopCharging" | "ReNegotiation";
}

const ISOLATION = { valid: "Valid", warning: "Warning", fault: "Fault" } as const;

/** Seconds that a car has to react. */
const DELAY = 0;

/**
 * @param isolation - what is known of it: nothing before the cable check has ended. Cars stop where a finished cable check
 * does not say Valid (Mercedes EQE), and where it is Valid before (BMW iX3).
 */
export function dcStatus(
  { wishes, charger }: ChargerSession,
  isolation: IsolationResult | "unknown",
  code: DcStatus["EVSEStatusCode"] = "EVSE_Ready",
): DcStatus {
  const wish = wishes.say();
  const isStopping = wish === "stop" && code === "EVSE_Ready";
  const known = isolation === "unknown" ? isolation : worst(isolation, charger.dc?.isolation?.state() ?? isolation);
  return {
    EVSEIsolationStatus: known === "unknown" ? "Invalid" : ISOLATION[known],
    EVSEStatusCode: isStopping ? "EVSE_Shutdown" : code,
    NotificationMaxDelay: DELAY,
    EVSENotification: wish === "stop" ? "StopCharging" : wish ? "ReNegotiation" : "None",
  };
}

const ORDER: readonly IsolationResult[] = ["valid", "warning", "fault"];
const worst = (one: IsolationResult, other: IsolationResult): IsolationResult =>
  ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other;
