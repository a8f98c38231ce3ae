/**
 * Gathers samples from the messages of a DC charging session: DIN SPEC 70121, ISO 15118-2 and -20.
 *
 * @module
 */

import type { MessageEvent } from "../events.ts";
import type { Caps, Sample } from "./sample.ts";

type Content = Readonly<Record<string, unknown>>;

/** Makes a sample of each pair of charge loop messages. */
export interface Sampler {
  readonly feed: (message: MessageEvent) => Sample | undefined;
}

/** A saturated 16-bit number; alpitronic, Compleo, ABB, Tritium and Kempower send it for "no limit". */
const SATURATED = 32_767;
/** Below it PMax is no power in watts: some chargers write kilowatts there. */
const LEAST_CREDIBLE = 500;

const STOPS: readonly string[] = ["EVSE_Shutdown", "EVSE_EmergencyShutdown", "StopCharging", "Terminate", "Pause"];

export function sampler(): Sampler {
  let vehicle: Caps = {};
  let charger: Caps = {};
  let schedule: readonly { readonly start: number; readonly power: number }[] = [];
  let scheduleFrom: number | undefined;
  let request: { readonly event: MessageEvent; readonly content: Content } | undefined;

  function feed(event: MessageEvent): Sample | undefined {
    const content = contentOf(event);
    if (!content) return undefined;
    switch (event.message) {
      case "ChargeParameterDiscoveryReq":
      case "DC_ChargeParameterDiscoveryReq":
        vehicle = capsIn(partOf(content), "EVMaximum");
        return undefined;
      case "ChargeParameterDiscoveryRes":
      case "DC_ChargeParameterDiscoveryRes":
        charger = capsIn(partOf(content), "EVSEMaximum");
        if (content["EVSEProcessing"] === undefined || content["EVSEProcessing"] === "Finished") {
          schedule = scheduleIn(content);
          scheduleFrom = event.time;
        }
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
        return sample(asked, event, content);
      }
      default:
        return undefined;
    }
  }

  function sample(asked: NonNullable<typeof request>, answer: MessageEvent, content: Content): Sample {
    const demand = withControlMode(asked.content);
    const reply = withControlMode(content);
    vehicle = latest(vehicle, demand, "EVMaximum");
    charger = latest(charger, reply, "EVSEMaximum");
    const status = inside(content, "DC_EVSEStatus") ?? inside(content, "EVSEStatus");
    const stops = stopIn(status?.["EVSEStatusCode"]) ?? stopIn(status?.["EVSENotification"]);
    const time = answer.time as number;
    const soc = inside(demand, "DC_EVStatus")?.["EVRESSSOC"] ?? inside(demand, "DisplayParameters")?.["PresentSOC"];
    return {
      time,
      requestFrame: asked.event.frame,
      responseFrame: answer.frame,
      targetVoltage: numberOf(demand["EVTargetVoltage"]),
      targetCurrent: numberOf(demand["EVTargetCurrent"]),
      presentVoltage: numberOf(reply["EVSEPresentVoltage"]) ?? numberOf(demand["EVPresentVoltage"]),
      presentCurrent: numberOf(reply["EVSEPresentCurrent"]),
      vehicle,
      charger,
      schedule: scheduledAt(time),
      soc: typeof soc === "number" ? soc : undefined,
      currentLimitAchieved: flag(reply["EVSECurrentLimitAchieved"]),
      powerLimitAchieved: flag(reply["EVSEPowerLimitAchieved"]),
      voltageLimitAchieved: flag(reply["EVSEVoltageLimitAchieved"]),
      chargerStops: stops,
      chargingComplete: flag(demand["ChargingComplete"]),
    };
  }

  function scheduledAt(time: number): number | undefined {
    if (scheduleFrom === undefined) return undefined;
    const since = time - scheduleFrom;
    const entry = schedule.findLast(({ start }) => start <= since);
    return entry && entry.power >= LEAST_CREDIBLE && entry.power < SATURATED ? entry.power : undefined;
  }

  return { feed };
}

function contentOf({ message, value }: MessageEvent): Content | undefined {
  const body = (value as { readonly Body?: Content } | undefined)?.Body;
  const content = body ? body[message] : value;
  return typeof content === "object" && content !== null ? (content as Content) : undefined;
}

const inside = (content: Content, name: string): Content | undefined => {
  const part = content[name];
  return typeof part === "object" && part !== null ? (part as Content) : undefined;
};

const PARTS = [
  "DC_EVChargeParameter",
  "DC_EVSEChargeParameter",
  "DC_CPDReqEnergyTransferMode",
  "BPT_DC_CPDReqEnergyTransferMode",
  "DC_CPDResEnergyTransferMode",
  "BPT_DC_CPDResEnergyTransferMode",
];
/** The charge parameters, wherever the standard puts them. */
const partOf = (content: Content): Content => PARTS.map((name) => inside(content, name)).find(Boolean) ?? {};

/** The content with what is in the control mode of ISO 15118-20, where the message has one. */
function withControlMode(content: Content): Content {
  for (const name in content) {
    if (name.endsWith("ControlMode")) return { ...content, ...inside(content, name) };
  }
  return content;
}

/** -2 and DIN end their names in `Limit`, -20 says `ChargePower`, `ChargeCurrent`. */
const CAPS = {
  EVMaximum: {
    current: ["EVMaximumCurrentLimit", "EVMaximumChargeCurrent"],
    power: ["EVMaximumPowerLimit", "EVMaximumChargePower"],
    voltage: ["EVMaximumVoltageLimit", "EVMaximumVoltage"],
  },
  EVSEMaximum: {
    current: ["EVSEMaximumCurrentLimit", "EVSEMaximumChargeCurrent"],
    power: ["EVSEMaximumPowerLimit", "EVSEMaximumChargePower"],
    voltage: ["EVSEMaximumVoltageLimit", "EVSEMaximumVoltage"],
  },
} as const;

const NO_CAPS: Caps = {};

const capsIn = (content: Content, side: keyof typeof CAPS): Caps => latest(NO_CAPS, content, side);

/** The caps with those that the message tells anew; the same object where it tells none or the same. */
function latest(before: Caps, content: Content, side: keyof typeof CAPS): Caps {
  const names = CAPS[side];
  const current = capIn(content, names.current) ?? before.current;
  const power = capIn(content, names.power) ?? before.power;
  const voltage = capIn(content, names.voltage) ?? before.voltage;
  if (current === before.current && power === before.power && voltage === before.voltage) return before;
  return {
    ...(current === undefined ? {} : { current }),
    ...(power === undefined ? {} : { power }),
    ...(voltage === undefined ? {} : { voltage }),
  };
}

const capIn = (content: Content, [name, other]: readonly [string, string]): number | undefined =>
  numberOf(content[name]) ?? numberOf(content[other]);

function stopIn(code: unknown): string | undefined {
  return typeof code === "string" && STOPS.includes(code) ? code : undefined;
}

/** PMax over time, of the first tuple; DIN's is a number without a unit, meant in watts. */
function scheduleIn(content: Content): { start: number; power: number }[] {
  const list = inside(content, "SAScheduleList");
  const tuple = (list?.["SAScheduleTuple"] as readonly Content[] | undefined)?.[0];
  const entries = inside(tuple ?? {}, "PMaxSchedule")?.["PMaxScheduleEntry"] as readonly Content[] | undefined;
  return (entries ?? []).flatMap((entry) => {
    const power = numberOf(entry["PMax"]);
    const start = Number(inside(entry, "RelativeTimeInterval")?.["start"] ?? 0);
    return power === undefined ? [] : [{ start, power }];
  });
}

/** A plain number, a PhysicalValue or a RationalNumber. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { Value, Multiplier, Exponent } = value as Content;
  if (typeof Value !== "number") return undefined;
  const power = Number(Multiplier ?? Exponent ?? 0);
  return power === 0 ? Value : Value * 10 ** power;
}

const flag = (value: unknown) => (typeof value === "boolean" ? value : undefined);
