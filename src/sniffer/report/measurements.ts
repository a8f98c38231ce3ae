/**
 * What a message says of voltage, current, power and charge, as columns of a report: each answer of a charge loop with
 * the request before it, and the messages around the loop that measure as well.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import { acSampler, type Beside } from "../limits/ac-samples.ts";
import { type AcOffer, type Sample, sampler } from "../limits/index.ts";
import { bodyOf, type Content, numberAt, quantityAt } from "../sessions/content.ts";
import type { Values } from "./series.ts";

export interface Measured {
  readonly time: number;
  readonly frame: number;
  readonly values: Values;
  /** A turn of the charge loop, as opposed to what comes before and after it. */
  readonly isCharging: boolean;
}

export interface Measurements {
  /** @param beside what the pilot and a diagnosis say meanwhile. */
  readonly feed: (message: MessageEvent, beside?: Beside) => Measured | undefined;
}

export function measurements(): Measurements {
  const direct = sampler();
  const alternating = acSampler();
  /** The last request, for the answer that completes it. */
  let asked: Content = {};

  function feed(message: MessageEvent, beside: Beside = {}): Measured | undefined {
    const sample = direct.feed(message) ?? alternating.feed(message, beside);
    const body = bodyOf(message);
    const { frame, time } = message;
    if (sample) {
      return { time: sample.time, frame, values: ofSample(sample, meterOf(body)), isCharging: true };
    }
    if (message.message.endsWith("Req")) asked = body;
    const values = aroundTheLoop(message.message, body);
    return values === undefined || time === undefined ? undefined : { time, frame, values, isCharging: false };
  }

  function aroundTheLoop(name: string, body: Content): Values | undefined {
    switch (name) {
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
      default:
        return undefined;
    }
  }

  return { feed };
}

/** Below this the voltage is not there yet, and a power says nothing of a current. */
const LEAST_VOLTAGE = 10;

function ofSample(sample: Sample, meter: number | undefined): Values {
  const { targetVoltage, targetCurrent, presentVoltage, presentCurrent, vehicle, charger, schedule, soc, ac } = sample;
  const both = {
    presentCurrent,
    vehicleMaximumCurrent: vehicle.current,
    chargerMaximumCurrent: charger.current,
    vehicleMaximumPower: kilowatts(vehicle.power),
    chargerMaximumPower: kilowatts(charger.power),
    schedule: kilowatts(schedule),
    soc,
    meter,
  };
  if (ac !== undefined) {
    return {
      ...both,
      presentVoltage: ac.nominalVoltage,
      pilotCurrent: ac.pilot,
      cableCurrent: ac.cable,
      vehiclePresentPower: kilowatts(ac.vehiclePower),
      chargerTargetPower: kilowatts(ac.targetPower),
      presentPower: kilowatts(ac.presentPower) ?? overPhases(presentCurrent, ac),
    };
  }
  const voltage = presentVoltage !== undefined && presentVoltage > LEAST_VOLTAGE ? presentVoltage : targetVoltage;
  const currentOf = (power: number | undefined) =>
    power === undefined || voltage === undefined || voltage <= 0 ? Number.POSITIVE_INFINITY : power / voltage;
  const cap = Math.min(charger.current ?? Number.POSITIVE_INFINITY, currentOf(charger.power), currentOf(schedule));
  return {
    ...both,
    targetVoltage,
    presentVoltage,
    vehicleMaximumVoltage: vehicle.voltage,
    chargerMaximumVoltage: charger.voltage,
    targetCurrent,
    chargerCap: cap === Number.POSITIVE_INFINITY ? undefined : cap,
    targetPower: kilowatts(targetCurrent, voltage),
    presentPower: kilowatts(presentCurrent, presentVoltage),
  };
}

/** In kW, of a current that is the same in all phases. */
const overPhases = (current: number | undefined, { nominalVoltage, phases }: AcOffer): number | undefined =>
  current === undefined || phases === undefined ? undefined : kilowatts(current * phases, nominalVoltage ?? Number.NaN);

/** In Wh: ISO 15118-2 and -20 name it differently. */
const meterOf = (body: Content): number | undefined =>
  numberAt(body, "MeterInfo", "MeterReading") ?? numberAt(body, "MeterInfo", "ChargedEnergyReadingWh");

/** Volts times amperes, or watts, in kilowatts. */
const kilowatts = (one: number | undefined, other: number | undefined = 1): number | undefined =>
  one === undefined || other === undefined ? undefined : (one * other) / 1000;
