/**
 * What a charger says of itself in each answer with alternating current (ISO 15118-2, 8.5.3.1).
 *
 * @module
 */

import type { AC_EVSEStatusType } from "../messages/iso2/status-types.ts";
import type { ChargerSession } from "./charger-session.ts";

export function acStatus({ wishes, charger }: ChargerSession): AC_EVSEStatusType {
  const wish = wishes.say();
  return {
    NotificationMaxDelay: 0,
    EVSENotification: wish === "stop" ? "StopCharging" : wish ? "ReNegotiation" : "None",
    RCD: charger.ac?.hasResidualCurrent() ?? false,
  };
}
