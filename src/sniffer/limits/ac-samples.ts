/**
 * Gathers samples from the messages of an AC charging session (ISO 15118-2 and -20), the control pilot and what an
 * emulator's diagnosis tells beside them.
 *
 * @module
 */

import type { MessageEvent, PilotEvent } from "../events.ts";
import { cableCurrent, pilotCurrent } from "../pilot-current.ts";
import { listAt } from "../sessions/content.ts";
import {
  bodyOf,
  type Content,
  compact,
  completeIn,
  contentOf,
  numberAt,
  parametersIn,
  socIn,
  stopIn,
  valueAt,
  withControlMode,
} from "./message-values.ts";
import { metered } from "./metered.ts";
import type { AcOffer, Caps, Sample } from "./sample.ts";
import { type ScheduleDoubt, schedules } from "./schedules.ts";

/** What the pilot and a diagnosis beside the messages say. */
export interface Beside {
  readonly pilot?: Partial<Pick<PilotEvent, "state" | "duty">>;
  /** As dSPACE's emulator names its values. */
  readonly diagnosis?: Readonly<Record<string, unknown>>;
}

export interface AcSampler {
  readonly feed: (message: MessageEvent, beside: Beside) => Sample | undefined;
  readonly scheduleDoubt: () => ScheduleDoubt | undefined;
}

export function acSampler(): AcSampler {
  const schedule = schedules();
  const meter = metered();
  let vehicle: Caps = {};
  let charger: Caps = {};
  let nominalVoltage: number | undefined;
  let phases: number | undefined;
  let request: { readonly event: MessageEvent; readonly content: Content } | undefined;

  function feed(event: MessageEvent, beside: Beside): Sample | undefined {
    schedule.observe(event);
    const content = bodyOf(event);
    switch (event.message) {
      case "ChargeParameterDiscoveryReq":
      case "AC_ChargeParameterDiscoveryReq": {
        const part = parametersIn(content);
        const mode = content["RequestedEnergyTransferMode"];
        if (mode === "AC_three_phase_core") phases = 3;
        if (mode === "AC_single_phase_core") phases = 1;
        vehicle = compact({ current: valueAt(part, "EVMaxCurrent"), power: powerOf(part, "EVMaximumChargePower") });
        return undefined;
      }
      case "ChargeParameterDiscoveryRes":
      case "AC_ChargeParameterDiscoveryRes": {
        const part = parametersIn(content);
        nominalVoltage = valueAt(part, "EVSENominalVoltage") ?? nominalVoltage;
        charger = compact({ current: valueAt(part, "EVSEMaxCurrent"), power: powerOf(part, "EVSEMaximumChargePower") });
        if (part["EVSEMaximumChargePower"] !== undefined) phases = phasesOf(part, "EVSEMaximumChargePower");
        return undefined;
      }
      case "ServiceDetailRes":
        nominalVoltage = nominalVoltageIn(content) ?? nominalVoltage;
        return undefined;
      case "ChargingStatusReq":
      case "AC_ChargeLoopReq":
        request = { event, content };
        return undefined;
      case "ChargingStatusRes":
      case "AC_ChargeLoopRes": {
        const asked = request;
        request = undefined;
        return asked && event.time !== undefined ? sample(asked, event, content, event.time, beside) : undefined;
      }
      default:
        return undefined;
    }
  }

  function sample(
    asked: NonNullable<typeof request>,
    answer: MessageEvent,
    content: Content,
    time: number,
    beside: Beside,
  ): Sample {
    const demand = withControlMode(asked.content);
    const reply = withControlMode(content);
    const maximum = valueAt(reply, "EVSEMaxCurrent");
    if (maximum !== undefined) charger = { ...charger, current: maximum };
    const power = powerOf(reply, "EVSEMaximumChargePower");
    if (power !== undefined) charger = { ...charger, power };
    const own = powerOf(demand, "EVMaximumChargePower");
    if (own !== undefined) vehicle = { ...vehicle, power: own };
    const reading =
      numberAt(content, "MeterInfo", "MeterReading") ?? numberAt(content, "MeterInfo", "ChargedEnergyReadingWh");
    const ac: AcOffer = compact({
      nominalVoltage,
      phases,
      ...besideOffer(beside),
      presentPower: powerOf(reply, "EVSEPresentActivePower") ?? meter.power(time, reading),
      vehiclePower: powerOf(demand, "EVPresentActivePower"),
      targetPower: powerOf(reply, "EVSETargetActivePower"),
    });
    return compact({
      time,
      requestFrame: asked.event.frame,
      responseFrame: answer.frame,
      presentCurrent: diagnosedCurrent(beside),
      vehicle,
      charger,
      schedule: schedule.at(time),
      soc: socIn(demand),
      chargerStops: stopIn(content),
      chargingComplete: completeIn(asked.content),
      ac,
    });
  }

  return { feed, scheduleDoubt: schedule.doubt };
}

/** What the pilot and the cable offer. */
export function besideOffer({ pilot, diagnosis }: Beside): Pick<AcOffer, "pilot" | "cable"> {
  return compact({
    pilot: pilot?.duty === undefined ? undefined : pilotCurrent(pilot.duty),
    cable: cableCurrent(numberAt(diagnosis, "PP Resistor [Ohm]")),
  });
}

/** The current that a diagnosis measured, in A. */
export const diagnosedCurrent = ({ diagnosis }: Beside): number | undefined =>
  diagnosis?.["Power Type"] === "AC" ? numberAt(diagnosis, "Present Current [A]") : undefined;

/** A power of all phases: the first field, and those of the other phases where they are said. */
function powerOf(content: Content, name: string): number | undefined {
  const first = valueAt(content, name);
  if (first === undefined) return undefined;
  return first + (valueAt(content, `${name}_L2`) ?? 0) + (valueAt(content, `${name}_L3`) ?? 0);
}

const phasesOf = (content: Content, name: string): number =>
  1 + ["_L2", "_L3"].filter((ending) => valueAt(content, `${name}${ending}`) !== undefined).length;

/** ISO 15118-20 has the voltage among the parameters of its service. */
function nominalVoltageIn(content: Content): number | undefined {
  for (const set of listAt(content, "ServiceParameterList", "ParameterSet")) {
    for (const parameter of listAt(set, "Parameter")) {
      if (contentOf(parameter)["Name"] === "EVSENominalVoltage") return numberAt(parameter, "intValue");
    }
  }
  return undefined;
}
