/**
 * Reads powers, currents and voltages from charging messages of all standards.
 *
 * @module
 */

import { at, bodyOf, type Content, contentOf, numberAt, quantityAt } from "../sessions/content.ts";
import type { Caps } from "./sample.ts";

export { bodyOf, type Content, contentOf, numberAt, quantityAt };

/** A quantity, or a plain number. */
export const valueAt = (content: Content, name: string): number | undefined =>
  quantityAt(content, name) ?? numberAt(content, name);

const PARTS = [
  "DC_EVChargeParameter",
  "DC_EVSEChargeParameter",
  "AC_EVChargeParameter",
  "AC_EVSEChargeParameter",
  "DC_CPDReqEnergyTransferMode",
  "BPT_DC_CPDReqEnergyTransferMode",
  "DC_CPDResEnergyTransferMode",
  "BPT_DC_CPDResEnergyTransferMode",
  "AC_CPDReqEnergyTransferMode",
  "BPT_AC_CPDReqEnergyTransferMode",
  "AC_CPDResEnergyTransferMode",
  "BPT_AC_CPDResEnergyTransferMode",
];

/** The charge parameters, wherever the standard puts them. */
export const parametersIn = (body: Content): Content =>
  contentOf(PARTS.map((name) => body[name]).find((part) => part !== undefined));

/** The message's content with that of its control mode (ISO 15118-20), where it has one. */
export function withControlMode(body: Content): Content {
  for (const name in body) {
    if (/_[AD]C_CLRe[qs]ControlMode$/.test(name)) return { ...body, ...contentOf(body[name]) };
  }
  return body;
}

/** DIN and ISO 15118-2 end their names in `Limit`, -20 says `ChargePower`, `ChargeCurrent`. */
const NAMES = {
  EVMaximum: {
    current: ["EVMaximumCurrentLimit", "EVMaximumChargeCurrent"],
    power: ["EVMaximumPowerLimit", "EVMaximumChargePower"],
    voltage: ["EVMaximumVoltageLimit", "EVMaximumVoltage"],
    discharge: ["EVMaximumDischargeCurrent", "EVMaximumDischargePower"],
  },
  EVSEMaximum: {
    current: ["EVSEMaximumCurrentLimit", "EVSEMaximumChargeCurrent"],
    power: ["EVSEMaximumPowerLimit", "EVSEMaximumChargePower"],
    voltage: ["EVSEMaximumVoltageLimit", "EVSEMaximumVoltage"],
    discharge: ["EVSEMaximumDischargeCurrent", "EVSEMaximumDischargePower"],
  },
} as const;

const NO_CAPS: Caps = {};

/** The caps that a message tells, or those before where it tells none anew: then they are the same object. */
export function capsIn(content: Content, prefix: keyof typeof NAMES, before: Caps = NO_CAPS): Caps {
  const { current, power, voltage } = NAMES[prefix];
  return renewed(
    before,
    valueAt(content, current[0]) ?? valueAt(content, current[1]),
    valueAt(content, power[0]) ?? valueAt(content, power[1]),
    valueAt(content, voltage[0]) ?? valueAt(content, voltage[1]),
  );
}

/** Limits of the other direction (ISO 15118-20, BPT); whatever sign they have on the wire. */
export function dischargeCapsIn(content: Content, prefix: keyof typeof NAMES, before: Caps = NO_CAPS): Caps {
  const [current, power] = NAMES[prefix].discharge;
  return renewed(before, positiveAt(content, current), positiveAt(content, power), undefined);
}

function positiveAt(content: Content, name: string): number | undefined {
  const value = valueAt(content, name);
  return value === undefined ? undefined : Math.abs(value);
}

function renewed(before: Caps, current = before.current, power = before.power, voltage = before.voltage): Caps {
  const isSame = current === before.current && power === before.power && voltage === before.voltage;
  return isSame ? before : compact({ current, power, voltage });
}

const STOPS: readonly string[] = [
  "EVSE_Shutdown",
  "EVSE_EmergencyShutdown",
  "EVSE_Malfunction",
  "EVSE_UtilityInterruptEvent",
  "StopCharging",
  "Terminate",
  "Pause",
];

/** The word by which the charger says stop, if it does. */
export function stopIn(body: Content): string | undefined {
  const status = contentOf(body["DC_EVSEStatus"] ?? body["AC_EVSEStatus"] ?? body["EVSEStatus"]);
  return stopWord(status["EVSEStatusCode"]) ?? stopWord(status["EVSENotification"]);
}

const stopWord = (word: unknown): string | undefined =>
  typeof word === "string" && STOPS.includes(word) ? word : undefined;

export const socIn = (body: Content): number | undefined =>
  numberAt(body, "DC_EVStatus", "EVRESSSOC") ?? numberAt(body, "DisplayParameters", "PresentSOC");

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export const completeIn = (body: Content): boolean | undefined =>
  flag(body["ChargingComplete"]) ?? flag(at(body, "DisplayParameters", "ChargingComplete"));

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };
/** Without the names that have no value. */
export function compact<T extends object>(object: T): Present<T> {
  const present: Record<string, unknown> = {};
  for (const name in object) if (object[name] !== undefined) present[name] = object[name];
  return present as Present<T>;
}
