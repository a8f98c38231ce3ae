/**
 * Direct current by DIN SPEC 70121 from the charger's side, which is all that it charges with here: from the parameters to
 * the end of welding detection (DIN SPEC 70121, 9.4).
 *
 * @module
 */

import type { ChargingProfileType } from "../messages/din70121/schedule-types.ts";
import { amps, toNumber, toOptionalNumber, volts, watts } from "../v2g/quantities.ts";
import { dcOf, enter, measure, positive } from "./charger-session.ts";
import { offer, type Planned, takeChoice } from "./choice.ts";
import { checkCable, deliver, demand, preCharge, refuseImpossible, statedIn, stopDelivery } from "./dc-answers.ts";
import { dcStatus } from "./dc-status.ts";
import type { On } from "./din70121.ts";
import { DAY, hasPower, schedulesFor, statedLimits } from "./offered-power.ts";
import { Refuse } from "./serve.ts";

export const parameters: On<"ChargeParameterDiscoveryReq"> = async (request, session) => {
  const car = request.DC_EVChargeParameter;
  if (!request.EVRequestedEnergyTransferType.startsWith("DC")) {
    throw new Refuse("FAILED_WrongEnergyTransferType", `${request.EVRequestedEnergyTransferType} was not offered`);
  }
  if (!car) throw new Refuse("FAILED_WrongChargeParameter", "the parameters are not those for direct current");
  if (!session.schedules) enter(session, "parameters");
  const power = toOptionalNumber(car.EVMaximumPowerLimit);
  // Many cars leave fields out or say zero for them: zero is no limit.
  session.carMaxima = {
    ...positive("voltage", toNumber(car.EVMaximumVoltageLimit)),
    ...positive("current", toNumber(car.EVMaximumCurrentLimit)),
    ...positive("power", power),
  };
  refuseImpossible(session, {
    EVMaximumVoltageLimit: toNumber(car.EVMaximumVoltageLimit),
    EVMaximumCurrentLimit: toNumber(car.EVMaximumCurrentLimit),
    EVMaximumPowerLimit: power,
  });
  const energy = toOptionalNumber(car.EVEnergyRequest);
  const capacity = toOptionalNumber(car.EVEnergyCapacity);
  session.charger.show?.({
    soc: car.DC_EVStatus.EVRESSSOC,
    ...(capacity ? { capacity } : {}),
    ...(energy ? { energyWanted: energy } : {}),
  });
  const limits = statedLimits(session);
  const own = dcOf(session).limits;
  const needs = energy ? { energy } : {};
  const found = await schedulesFor(session, needs, own.maximumPower, hasPower(own)).look(session.run);
  const everything = { id: 1, power: [{ start: 0, power: limits.maximumPower }], duration: DAY };
  const schedules = offer(session, found?.value ?? [everything]);
  return {
    answer: {
      ResponseCode: "OK",
      EVSEProcessing: found ? "Finished" : "Ongoing",
      SAScheduleList: {
        SAScheduleTuple: schedules.map(({ id, power, duration }) => ({
          SAScheduleTupleID: id,
          PMaxSchedule: {
            PMaxScheduleID: id,
            PMaxScheduleEntry: power.map((entry, i) => ({
              RelativeTimeInterval: {
                start: entry.start,
                ...(i === power.length - 1 ? { duration: Math.max(0, duration - entry.start) } : {}),
              },
              PMax: Math.min(Math.round(entry.power), MOST_IN_SHORT),
            })),
          },
        })),
      },
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

/** DIN SPEC 70121 writes PMax as a 16 bit number without multiplier: 32,767 W stands for all that there is. */
const MOST_IN_SHORT = 32_767;

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

export const powerDelivery: On<"PowerDeliveryReq"> = async ({ ReadyToChargeState, ChargingProfile }, session) => {
  if (ReadyToChargeState) {
    if (ChargingProfile) takeChoice(session, ChargingProfile.SAScheduleTupleID, planOf(ChargingProfile));
    await deliver(session);
  } else await stopDelivery(session);
  return {
    answer: {
      ResponseCode: "OK",
      DC_EVSEStatus: dcStatus(session, "valid", ReadyToChargeState ? "EVSE_Ready" : "EVSE_NotReady"),
    },
    next: ReadyToChargeState ? "Charging" : "Stopped",
  };
};

const planOf = ({ ProfileEntry }: ChargingProfileType): Planned[] =>
  ProfileEntry.map(({ ChargingProfileEntryStart, ChargingProfileEntryMaxPower }) => ({
    start: ChargingProfileEntryStart,
    power: ChargingProfileEntryMaxPower,
  }));

export const currentDemand: On<"CurrentDemandReq"> = async (request, session) => {
  const wish = { voltage: toNumber(request.EVTargetVoltage), current: toNumber(request.EVTargetCurrent) };
  const { measured, cap, ...flags } = await demand(session, request.DC_EVStatus, wish, statedIn(request));
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
    },
    next: "Charging",
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
    next: "Stopped",
  };
};
