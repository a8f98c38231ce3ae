/**
 * Gathers samples from the messages of a DC charging session: DIN SPEC 70121, ISO 15118-2 and -20.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import {
  bodyOf,
  type Content,
  capsIn,
  compact,
  completeIn,
  dischargeCapsIn,
  flag,
  parametersIn,
  socIn,
  stopIn,
  valueAt,
  withControlMode,
} from "./message-values.ts";
import { type Caps, isScaledWrongly, type Sample } from "./sample.ts";
import { type ScheduleDoubt, schedules } from "./schedules.ts";

/** Makes a sample of each pair of charge loop messages. */
export interface Sampler {
  readonly feed: (message: MessageEvent) => Sample | undefined;
  /** What is wrong with the schedule, if anything. */
  readonly scheduleDoubt: () => ScheduleDoubt | undefined;
}

export function sampler(): Sampler {
  const schedule = schedules();
  let vehicle: Caps = {};
  let charger: Caps = {};
  let rating: Caps = {};
  let vehicleDischarge: Caps = {};
  let chargerDischarge: Caps = {};
  let request: { readonly event: MessageEvent; readonly content: Content } | undefined;

  function feed(event: MessageEvent): Sample | undefined {
    schedule.observe(event);
    const content = bodyOf(event);
    switch (event.message) {
      case "ChargeParameterDiscoveryReq":
      case "DC_ChargeParameterDiscoveryReq":
        vehicle = capsIn(parametersIn(content), "EVMaximum");
        vehicleDischarge = dischargeCapsIn(parametersIn(content), "EVMaximum");
        return undefined;
      case "ChargeParameterDiscoveryRes":
      case "DC_ChargeParameterDiscoveryRes":
        charger = capsIn(parametersIn(content), "EVSEMaximum");
        chargerDischarge = dischargeCapsIn(parametersIn(content), "EVSEMaximum");
        rating = charger;
        return undefined;
      case "CurrentDemandReq":
      case "DC_ChargeLoopReq":
        request = { event, content };
        return undefined;
      case "CurrentDemandRes":
      case "DC_ChargeLoopRes": {
        const asked = request;
        request = undefined;
        if (!asked || event.time === undefined) return undefined;
        return sample(asked, event, content, event.time);
      }
      default:
        return undefined;
    }
  }

  function sample(asked: NonNullable<typeof request>, answer: MessageEvent, content: Content, time: number): Sample {
    const demand = withControlMode(asked.content);
    const reply = withControlMode(content);
    vehicle = capsIn(demand, "EVMaximum", vehicle);
    charger = capsIn(reply, "EVSEMaximum", charger);
    vehicleDischarge = dischargeCapsIn(demand, "EVMaximum", vehicleDischarge);
    chargerDischarge = dischargeCapsIn(reply, "EVSEMaximum", chargerDischarge);
    const made: Sample = compact({
      time,
      requestFrame: asked.event.frame,
      responseFrame: answer.frame,
      targetVoltage: valueAt(demand, "EVTargetVoltage"),
      targetCurrent: valueAt(demand, "EVTargetCurrent"),
      presentVoltage: valueAt(reply, "EVSEPresentVoltage") ?? valueAt(demand, "EVPresentVoltage"),
      presentCurrent: valueAt(reply, "EVSEPresentCurrent"),
      vehicle,
      charger,
      rating,
      vehicleDischarge: isEmpty(vehicleDischarge) ? undefined : vehicleDischarge,
      chargerDischarge: isEmpty(chargerDischarge) ? undefined : chargerDischarge,
      schedule: schedule.at(time),
      soc: socIn(demand),
      currentLimitAchieved: flag(reply["EVSECurrentLimitAchieved"]),
      powerLimitAchieved: flag(reply["EVSEPowerLimitAchieved"]),
      voltageLimitAchieved: flag(reply["EVSEVoltageLimitAchieved"]),
      chargerStops: stopIn(content),
      chargingComplete: completeIn(asked.content),
    });
    const { presentVoltage = 0, presentCurrent = 0 } = made;
    if (!isScaledWrongly(made)) schedule.delivered(presentVoltage * presentCurrent);
    return made;
  }

  return { feed, scheduleDoubt: schedule.doubt };
}

const isEmpty = (caps: Caps): boolean => Object.keys(caps).length === 0;
