/**
 * Meter readings and receipts for them: what direct and alternating current share in ISO 15118-2.
 *
 * @module
 */

import type { MeterInfoType } from "../messages/iso2/metering-types.ts";
import type { Request } from "../v2g/dialect.ts";
import type { ChargerSession } from "./charger-session.ts";
import { dcStatus } from "./dc-status.ts";
import type { Iso2, On } from "./iso2.ts";
import { acStatus } from "./iso2-status.ts";
import { Refuse } from "./serve.ts";

/** The reading at this moment; nothing where there is no meter. */
export function meterInfo(session: ChargerSession): { MeterInfo: MeterInfoType } | Record<never, never> {
  const { meter } = session.charger;
  if (!meter) return {};
  const signature = meter.signature?.();
  const MeterInfo: MeterInfoType = {
    MeterID: meter.id.slice(0, 32),
    MeterReading: String(Math.max(0, Math.round(meter.reading()))),
    ...(signature === undefined ? {} : { SigMeterReading: signature }),
    TMeter: String(session.run.clock.time().seconds),
  };
  session.lastReading = MeterInfo;
  return { MeterInfo };
}

/** How often a receipt is asked for, in milliseconds; in every answer, a car has no turn for anything else. */
const BETWEEN_RECEIPTS = 10_000;

export function wantsReceipt(session: ChargerSession): boolean {
  if (!session.charger.meter?.wantsReceipt) return false;
  const now = session.run.clock.now();
  if (session.askedForReceipt !== undefined && now - session.askedForReceipt < BETWEEN_RECEIPTS) return false;
  session.askedForReceipt = now;
  return true;
}

export const meteringReceipt: On<"MeteringReceiptReq"> = ({ MeterInfo }, session) => {
  const { lastReading, isAc } = session;
  if (lastReading && MeterInfo.MeterReading !== lastReading.MeterReading) {
    throw new Refuse(
      "FAILED_MeteringSignatureNotValid",
      `the receipt is for ${MeterInfo.MeterReading} Wh, the meter said ${lastReading.MeterReading} Wh`,
    );
  }
  const isStopped = session.phase === "stopping" || session.phase === "welding detection";
  return {
    answer: {
      ResponseCode: "OK",
      ...(isAc ? { AC_EVSEStatus: acStatus(session) } : { DC_EVSEStatus: dcStatus(session, "valid") }),
    },
    next: isStopped ? (isAc ? "StoppedAc" : "StoppedDc") : isAc ? "ChargingAc" : "ChargingDc",
  };
};

/**
 * Bends [V2G2-795], which refuses a car that goes on charging instead of signing: without a contract there is no key to
 * sign with, and without TLS many cars do not even try (RISE-V2G and Josev with alternating current, Josev with direct).
 */
export const withoutReceipt =
  <R extends Request<Iso2>>(handler: On<R>): On<R> =>
  (request, session) => {
    session.tell({
      type: "odd",
      words: "the car goes on without a receipt for the meter's reading",
      clause: "V2G2-795",
    });
    return handler(request, session);
  };
