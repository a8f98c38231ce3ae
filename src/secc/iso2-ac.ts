/**
 * Alternating current by ISO 15118-2 from the charger's side: what may be drawn is said in messages, contactors close once
 * the pilot asks for energy (ISO 15118-2, 8.8.3.1).
 *
 * @module
 */

import { amps, toNumber, volts } from "../v2g/quantities.ts";
import type { AcOutput } from "./charger.ts";
import { type ChargerSession, enter, pilotWantsEnergy, positive, switchOff } from "./charger-session.ts";
import { offer, scheduledPower } from "./choice.ts";
import { refuseDeafness } from "./dc-answers.ts";
import type { On } from "./iso2.ts";
import { meterInfo, wantsReceipt } from "./iso2-metering.ts";
import { checkPlan, scheduleList } from "./iso2-schedules.ts";
import { acStatus } from "./iso2-status.ts";
import { schedulesFor } from "./offered-power.ts";
import { Refuse } from "./serve.ts";

/** @throws {Refuse} where there is none; the offer did not say so. */
function acOf({ charger }: ChargerSession): AcOutput {
  if (charger.ac) return charger.ac;
  throw new Refuse("FAILED_WrongChargeParameter", "the charger has no alternating current");
}

const mostPower = ({ phases, nominalVoltage, maximumCurrent }: AcOutput) => phases * nominalVoltage * maximumCurrent;

export const acParameters: On<"ChargeParameterDiscoveryReq"> = async (request, session) => {
  const car = request.AC_EVChargeParameter;
  if (!car) throw new Refuse("FAILED_WrongChargeParameter", "the parameters are not those for alternating current");
  const ac = acOf(session);
  enter(session, "parameters");
  session.isAc = true;
  session.carMaxima = { ...positive("current", toNumber(car.EVMaxCurrent)) };
  const energy = toNumber(car.EAmount);
  session.charger.show?.({ ...positive("energyWanted", energy) });
  const needs = {
    ...positive("energy", energy),
    ...positive("departure", car.DepartureTime),
    ...positive("maximumEntries", request.MaxEntriesSAScheduleTuple),
  };
  // A car that negotiates anew with its contactors closed is told at once that there is nothing: it draws meanwhile.
  const mayOffer = ac.maximumCurrent > 0 || ac.contactors.areClosed();
  const found = await schedulesFor(session, needs, mostPower(ac), mayOffer).look(session.run);
  const schedules = found && offer(session, found.value);
  return {
    answer: {
      ResponseCode: "OK",
      EVSEProcessing: found ? "Finished" : "Ongoing",
      ...(schedules ? { SAScheduleList: scheduleList(schedules, request.MaxEntriesSAScheduleTuple) } : {}),
      AC_EVSEChargeParameter: {
        AC_EVSEStatus: acStatus(session),
        EVSENominalVoltage: volts(ac.nominalVoltage),
        EVSEMaxCurrent: amps(ac.maximumCurrent > 0 && !session.wishes.isPausing() ? ac.maximumCurrent : LEAST_CURRENT),
      },
    },
    next: found ? "PowerDelivery" : "ChargeParameterDiscovery",
  };
};

export const acPowerDelivery: On<"PowerDeliveryReq"> = async (request, session) => {
  const ac = acOf(session);
  const { run, timing, tell } = session;
  switch (request.ChargeProgress) {
    case "Start":
      checkPlan(request, session);
      if (ac.hasResidualCurrent()) {
        throw new Refuse("FAILED_PowerDeliveryNotApplied", "the residual current device has tripped");
      }
      // [V2G2-847] contactors close on state C or D alone (IEC 61851-1).
      if (!(await pilotWantsEnergy(session, timing.pilotChange))) {
        throw new Refuse("FAILED_ContactorError", "the control pilot is not in state C or D");
      }
      await switchContactors(session, ac, "close");
      tell({ type: "moved", what: "contactors", to: "closed" });
      enter(session, "charging");
      if (!session.watchesResidualCurrent) {
        // Once: after a negotiation anew it still goes on.
        session.watchesResidualCurrent = true;
        void openOnResidualCurrent(session, ac);
      }
      return { answer: { ResponseCode: "OK", AC_EVSEStatus: acStatus(session) }, next: "ChargingAc" };
    case "Renegotiate":
      if (session.phase !== "charging")
        throw new Refuse("FAILED", "there is nothing to negotiate anew before charging");
      delete session.schedules;
      session.renegotiated();
      return { answer: { ResponseCode: "OK", AC_EVSEStatus: acStatus(session) }, next: "RenegotiatingAc" };
    case "Stop":
      enter(session, "stopping");
      if (ac.contactors.areClosed()) {
        await switchContactors(session, ac, "open");
        tell({ type: "moved", what: "contactors", to: "open" });
      }
      return { answer: { ResponseCode: "OK", AC_EVSEStatus: acStatus(session) }, next: "StoppedAc" };
    default:
      return request.ChargeProgress satisfies never;
  }

  async function switchContactors(session: ChargerSession, ac: AcOutput, way: "close" | "open") {
    try {
      await session.run.within(timing.contactor, `the charger's contactors to ${way}`, (run) =>
        run.until(ac.contactors[way](run)),
      );
    } catch (error) {
      // [V2G2-862] said with its own code, unless the session is over for another reason.
      run.throwIfEnded();
      throw new Refuse("FAILED_ContactorError", error instanceof Error ? error.message : String(error));
    }
  }
};

/** The least that a pilot's duty stands for (IEC 61851-1, table A.8). */
const LEAST_CURRENT = 6;

/** Between two looks at the residual current device: contactors open as soon after it as after state C (IEC 61851-1). */
const RESIDUAL_LOOK = 50;

/** Whatever the car does about it: it hears of it in the next answer. Ends with the session, or as the contactors open. */
async function openOnResidualCurrent(session: ChargerSession, ac: AcOutput): Promise<void> {
  let words = "the residual current device has tripped";
  try {
    while (!ac.hasResidualCurrent()) {
      await session.run.pause(RESIDUAL_LOOK);
      if (!ac.contactors.areClosed()) return;
    }
  } catch (error) {
    if (session.run.hasEnded) return;
    // What cannot be asked may have tripped.
    words = `the residual current device cannot be asked: ${error instanceof Error ? error.message : error}`;
  } finally {
    session.watchesResidualCurrent = false;
  }
  session.tell({ type: "odd", words: `${words}: the output is switched off` });
  for (const trouble of await switchOff(session)) session.tell({ type: "odd", words: trouble });
}

export const chargingStatus: On<"ChargingStatusReq"> = (_, session) => {
  const ac = acOf(session);
  refuseDeafness(session);
  if (ac.hasResidualCurrent()) throw new Refuse("FAILED", "the residual current device has tripped");
  if (!ac.contactors.areClosed()) throw new Refuse("FAILED", "the charger's contactors have opened");
  const isReceiptDue = wantsReceipt(session);
  const byPower = scheduledPower(session) / (ac.phases * ac.nominalVoltage);
  return {
    answer: {
      ResponseCode: "OK",
      EVSEID: session.charger.id,
      SAScheduleTupleID: session.tuple,
      EVSEMaxCurrent: amps(Math.min(ac.maximumCurrent, byPower)),
      ...meterInfo(session),
      ReceiptRequired: isReceiptDue,
      AC_EVSEStatus: acStatus(session),
    },
    next: isReceiptDue ? "ReceiptAc" : "ChargingAc",
  };
};
