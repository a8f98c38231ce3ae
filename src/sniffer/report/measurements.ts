/**
 * What a message says of voltage, current, power and charge, as columns of a report: each answer of a charge loop with
 * the request before it, and the messages around the loop that measure as well.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { type Sample, sampler } from "../limits/index.ts";
import { pilotCurrent } from "../pilot-current.ts";
import { at, bodyOf, type Content, contentOf, numberAt, quantityAt } from "../sessions/content.ts";
import type { Values } from "./series.ts";

export interface Measured {
  readonly time: number;
  readonly frame: number;
  readonly values: Values;
  /** A turn of the charge loop, as opposed to what comes before and after it. */
  readonly isCharging: boolean;
}

export interface Measurements {
  /** @param duty of the control pilot, in percent, where it is known. */
  readonly feed: (message: MessageEvent, duty?: number) => Measured | undefined;
}

export function measurements(): Measurements {
  const direct = sampler();
  /** The last request, for the answer that completes it. */
  let asked: Content = {};
  /** What ChargeParameterDiscovery said of alternating current; it holds until it is said anew. */
  let agreed: Values = {};

  function feed(message: MessageEvent, duty?: number): Measured | undefined {
    const sample = direct.feed(message);
    const { frame, time } = message;
    const body = bodyOf(message);
    if (sample) {
      return { time: sample.time, frame, values: ofSample(sample, meterOf(body)), isCharging: true };
    }
    if (message.message.endsWith("Req")) asked = body;
    const values = ofMessage(message.message, body, duty);
    if (values === undefined || time === undefined) return undefined;
    const isCharging = message.message === "ChargingStatusRes" || message.message === "AC_ChargeLoopRes";
    return { time, frame, values, isCharging };
  }

  function ofMessage(name: string, body: Content, duty: number | undefined): Values | undefined {
    switch (name) {
      case "ChargeParameterDiscoveryReq":
      case "AC_ChargeParameterDiscoveryReq":
        agreed = { ...agreed, ...said(wishedInAc(body)) };
        return undefined;
      case "ChargeParameterDiscoveryRes":
      case "AC_ChargeParameterDiscoveryRes":
        agreed = { ...agreed, ...said(offeredInAc(body)) };
        return undefined;
      case "PreChargeRes":
      case "DC_PreChargeRes":
        return {
          targetVoltage: quantityAt(asked, "EVTargetVoltage"),
          presentVoltage: quantityAt(body, "EVSEPresentVoltage"),
          soc: numberAt(asked, "DC_EVStatus", "EVRESSSOC"),
        };
      case "WeldingDetectionRes":
      case "DC_WeldingDetectionRes":
        return { presentVoltage: quantityAt(body, "EVSEPresentVoltage") };
      case "ChargingStatusRes":
        return {
          ...agreed,
          ...said({ chargerMaximumCurrent: quantityAt(body, "EVSEMaxCurrent") }),
          pilotCurrent: duty === undefined ? undefined : pilotCurrent(duty),
          meter: meterOf(body),
        };
      case "AC_ChargeLoopRes":
        return { ...agreed, ...inAcLoop(asked, body) };
      default:
        return undefined;
    }
  }

  return { feed };
}

/** Below this the voltage is not there yet, and a power says nothing of a current. */
const LEAST_VOLTAGE = 10;

function ofSample(sample: Sample, meter: number | undefined): Values {
  const { targetVoltage, targetCurrent, presentVoltage, presentCurrent, vehicle, charger, schedule, soc } = sample;
  const voltage = presentVoltage !== undefined && presentVoltage > LEAST_VOLTAGE ? presentVoltage : targetVoltage;
  const currentOf = (power: number | undefined) =>
    power === undefined || voltage === undefined || voltage <= 0 ? undefined : power / voltage;
  const cap = Math.min(
    charger.current ?? Number.POSITIVE_INFINITY,
    currentOf(charger.power) ?? Number.POSITIVE_INFINITY,
    currentOf(schedule) ?? Number.POSITIVE_INFINITY,
  );
  return {
    targetVoltage,
    presentVoltage,
    vehicleMaximumVoltage: vehicle.voltage,
    chargerMaximumVoltage: charger.voltage,
    targetCurrent,
    presentCurrent,
    chargerCap: cap === Number.POSITIVE_INFINITY ? undefined : cap,
    vehicleMaximumCurrent: vehicle.current,
    chargerMaximumCurrent: charger.current,
    targetPower: kilowatts(targetCurrent, voltage),
    presentPower: kilowatts(presentCurrent, presentVoltage),
    vehicleMaximumPower: kilowatts(vehicle.power),
    chargerMaximumPower: kilowatts(charger.power),
    schedule: kilowatts(schedule),
    soc,
    meter,
  };
}

/** In Wh: ISO 15118-2 and -20 name it differently. */
const meterOf = (body: Content): number | undefined =>
  numberAt(body, "MeterInfo", "MeterReading") ?? numberAt(body, "MeterInfo", "ChargedEnergyReadingWh");

/** Volts times amperes, or watts, in kilowatts. */
const kilowatts = (one: number | undefined, other: number | undefined = 1): number | undefined =>
  one === undefined || other === undefined ? undefined : (one * other) / 1000;

/** What the car can take (AC_EVChargeParameter, AC_CPDReqEnergyTransferMode). */
function wishedInAc(body: Content): Values {
  const part = at(body, "AC_EVChargeParameter");
  return {
    vehicleMaximumVoltage: quantityAt(part, "EVMaxVoltage"),
    vehicleMaximumCurrent: quantityAt(part, "EVMaxCurrent"),
    vehicleMaximumPower: kilowatts(overPhases(modeOf(body), "EVMaximumChargePower")),
  };
}

/** What the charger offers (AC_EVSEChargeParameter, AC_CPDResEnergyTransferMode). */
function offeredInAc(body: Content): Values {
  const part = at(body, "AC_EVSEChargeParameter");
  return {
    presentVoltage: quantityAt(part, "EVSENominalVoltage"),
    chargerMaximumCurrent: quantityAt(part, "EVSEMaxCurrent"),
    chargerMaximumPower: kilowatts(overPhases(modeOf(body), "EVSEMaximumChargePower")),
  };
}

function inAcLoop(asked: Content, body: Content): Values {
  const [request, answer] = [modeOf(asked), modeOf(body)];
  return said({
    vehiclePresentPower: kilowatts(overPhases(request, "EVPresentActivePower")),
    vehicleMaximumPower: kilowatts(overPhases(request, "EVMaximumChargePower")),
    chargerTargetPower: kilowatts(overPhases(answer, "EVSETargetActivePower")),
    presentPower: kilowatts(overPhases(answer, "EVSEPresentActivePower")),
    soc: numberAt(asked, "DisplayParameters", "PresentSOC"),
    meter: meterOf(body),
  });
}

/** The part of an ISO 15118-20 message that its control mode names. */
const modeOf = (body: Content): Content =>
  contentOf(Object.entries(body).find(([name]) => /AC_C(PD|L)Re[qs]\w*Mode$/.test(name))?.[1]);

/** ISO 15118-20 gives the power of each phase; what stands without a suffix is the first one, or all there is. */
function overPhases(part: Content, name: string): number | undefined {
  const first = quantityAt(part, name);
  if (first === undefined) return undefined;
  return first + (quantityAt(part, `${name}_L2`) ?? 0) + (quantityAt(part, `${name}_L3`) ?? 0);
}

/** Without the names that have no value: they do not put out what was said before. */
const said = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
