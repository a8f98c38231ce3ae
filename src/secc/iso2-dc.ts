/**
 * Direct current by ISO 15118-2 from the charger's side (ISO 15118-2, 8.8.3.2).
 *
 * @module
 */

import { amps, toNumber, toOptionalNumber, volts, watts } from "../v2g/quantities.ts";
import { dcOf, enter, measure, positive, switchOff } from "./charger-session.ts";
import { offer } from "./choice.ts";
import { checkCable, deliver, demand, preCharge, refuseImpossible, statedIn, stopDelivery } from "./dc-answers.ts";
import { dcStatus } from "./dc-status.ts";
import type { Iso2State, On } from "./iso2.ts";
import { meterInfo, wantsReceipt } from "./iso2-metering.ts";
import { checkPlan, scheduleList } from "./iso2-schedules.ts";
import { hasPower, schedulesFor, statedLimits } from "./offered-power.ts";
import { Refuse } from "./serve.ts";

export const dcParameters: On<"ChargeParameterDiscoveryReq"> = async (request, session) => {
  const car = request.DC_EVChargeParameter;
  if (!car) throw new Refuse("FAILED_WrongChargeParameter", "the parameters are not those for direct current");
  enter(session, "parameters");
  session.isAc = false;
  session.carMaxima = {
    ...positive("voltage", toNumber(car.EVMaximumVoltageLimit)),
    ...positive("current", toNumber(car.EVMaximumCurrentLimit)),
    ...positive("power", toOptionalNumber(car.EVMaximumPowerLimit)),
  };
  refuseImpossible(session, {
    EVMaximumVoltageLimit: toNumber(car.EVMaximumVoltageLimit),
    EVMaximumCurrentLimit: toNumber(car.EVMaximumCurrentLimit),
    EVMaximumPowerLimit: toOptionalNumber(car.EVMaximumPowerLimit),
  });
  const energy = toOptionalNumber(car.EVEnergyRequest);
  const capacity = toOptionalNumber(car.EVEnergyCapacity);
  session.charger.show?.({
    soc: car.DC_EVStatus.EVRESSSOC,
    ...positive("capacity", capacity),
    ...positive("energyWanted", energy),
  });
  const limits = statedLimits(session);
  const needs = {
    ...positive("energy", energy),
    ...positive("departure", car.DepartureTime),
    ...positive("maximumPower", toOptionalNumber(car.EVMaximumPowerLimit)),
    ...positive("maximumEntries", request.MaxEntriesSAScheduleTuple),
  };
  const own = dcOf(session).limits;
  const found = await schedulesFor(session, needs, own.maximumPower, hasPower(own)).look(session.run);
  const schedules = found && offer(session, found.value);
  return {
    answer: {
      ResponseCode: "OK",
      EVSEProcessing: found ? "Finished" : "Ongoing",
      ...(schedules ? { SAScheduleList: scheduleList(schedules, request.MaxEntriesSAScheduleTuple) } : {}),
      DC_EVSEChargeParameter: {
        DC_EVSEStatus: dcStatus(session, "unknown"),
        EVSEMaximumCurrentLimit: amps(limits.maximumCurrent),
        EVSEMaximumPowerLimit: watts(limits.maximumPower),
        EVSEMaximumVoltageLimit: volts(limits.maximumVoltage),
        EVSEMinimumCurrentLimit: amps(limits.minimumCurrent),
        EVSEMinimumVoltageLimit: volts(limits.minimumVoltage),
        EVSECurrentRegulationTolerance: amps(limits.regulationTolerance ?? 1),
        EVSEPeakCurrentRipple: amps(limits.ripple ?? 1),
      },
    },
    next: found ? "CableCheck" : "ChargeParameterDiscovery",
  };
};

export const cableCheck: On<"CableCheckReq"> = async ({ DC_EVStatus }, session) => {
  const found = await checkCable(session, DC_EVStatus);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: found ? dcStatus(session, found) : dcStatus(session, "unknown", "EVSE_IsolationMonitoringActive"),
      EVSEProcessing: found ? "Finished" : "Ongoing",
    },
    next: found ? "CableChecked" : "CableCheck",
  };
};

export const preChargeAnswer: On<"PreChargeReq"> = async (request, session) => {
  const wish = { voltage: toNumber(request.EVTargetVoltage), current: toNumber(request.EVTargetCurrent) };
  enter(session, "pre-charge");
  const voltage = await preCharge(session, request.DC_EVStatus, wish);
  return {
    answer: { ResponseCode: "OK", DC_EVSEStatus: dcStatus(session, "valid"), EVSEPresentVoltage: volts(voltage) },
    next: "PreCharge",
  };
};

export const dcPowerDelivery: On<"PowerDeliveryReq"> = async (request, session) => {
  const next: Record<typeof request.ChargeProgress, Iso2State> = {
    Start: "ChargingDc",
    Stop: "StoppedDc",
    Renegotiate: "ChargeParameterDiscovery",
  };
  switch (request.ChargeProgress) {
    case "Start":
      checkPlan(request, session);
      await deliver(session);
      break;
    case "Stop":
      await stopDelivery(session);
      break;
    case "Renegotiate":
      // [V2G2-812] from the loop alone.
      if (session.phase !== "charging")
        throw new Refuse("FAILED", "there is nothing to negotiate anew before charging");
      await stopDelivery(session);
      await switchOff(session);
      // The cable is checked again: its contactors were open.
      delete session.isolation;
      delete session.schedules;
      session.renegotiated();
      break;
    default:
      request.ChargeProgress satisfies never;
  }
  const isOn = request.ChargeProgress === "Start";
  return {
    answer: { ResponseCode: "OK", DC_EVSEStatus: dcStatus(session, "valid", isOn ? "EVSE_Ready" : "EVSE_NotReady") },
    next: next[request.ChargeProgress],
  };
};

export const currentDemand: On<"CurrentDemandReq"> = async (request, session) => {
  const wish = { voltage: toNumber(request.EVTargetVoltage), current: toNumber(request.EVTargetCurrent) };
  const { measured, cap, ...flags } = await demand(session, request.DC_EVStatus, wish, statedIn(request));
  const isReceiptDue = wantsReceipt(session);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid"),
      EVSEPresentVoltage: volts(measured.voltage),
      EVSEPresentCurrent: amps(measured.current),
      EVSECurrentLimitAchieved: flags.isAtCurrent,
      EVSEVoltageLimitAchieved: flags.isAtVoltage,
      EVSEPowerLimitAchieved: flags.isAtPower,
      EVSEMaximumVoltageLimit: volts(cap.voltage),
      EVSEMaximumCurrentLimit: amps(cap.current),
      EVSEMaximumPowerLimit: watts(cap.power),
      EVSEID: session.charger.id,
      SAScheduleTupleID: session.tuple,
      ...meterInfo(session),
      ...(isReceiptDue ? { ReceiptRequired: true } : {}),
    },
    next: isReceiptDue ? "ReceiptDc" : "ChargingDc",
  };
};

export const weldingDetection: On<"WeldingDetectionReq"> = async (_, session) => {
  enter(session, "welding detection");
  const { voltage } = await measure(session);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid", "EVSE_NotReady"),
      EVSEPresentVoltage: volts(voltage),
    },
    next: "StoppedDc",
  };
};
