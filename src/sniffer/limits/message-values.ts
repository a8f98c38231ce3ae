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
  const mode = Object.keys(body).find((name) => /_[AD]C_CLRe[qs]ControlMode$/.test(name));
  return mode === undefined ? body : { ...body, ...contentOf(body[mode]) };
}

/** DIN and ISO 15118-2 end their names in `Limit`, -20 says `ChargePower`, `ChargeCurrent`. */
export function capsIn(content: Content, prefix: "EVMaximum" | "EVSEMaximum"): Caps {
  const first = (...names: string[]) =>
    names.map((name) => valueAt(content, `${prefix}${name}`)).find((one) => one !== undefined);
  return compact({
    current: first("CurrentLimit", "ChargeCurrent"),
    power: first("PowerLimit", "ChargePower"),
    voltage: first("VoltageLimit", "Voltage"),
  });
}

/** Limits of the other direction (ISO 15118-20, BPT); whatever sign they have on the wire. */
export function dischargeCapsIn(content: Content, prefix: "EVMaximum" | "EVSEMaximum"): Caps {
  const positive = (name: string) => {
    const value = valueAt(content, `${prefix}${name}`);
    return value === undefined ? undefined : Math.abs(value);
  };
  return compact({ current: positive("DischargeCurrent"), power: positive("DischargePower") });
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
  return ["EVSEStatusCode", "EVSENotification"]
    .map((name) => status[name])
    .find((word): word is string => typeof word === "string" && STOPS.includes(word));
}

export const socIn = (body: Content): number | undefined =>
  numberAt(body, "DC_EVStatus", "EVRESSSOC") ?? numberAt(body, "DisplayParameters", "PresentSOC");

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export const completeIn = (body: Content): boolean | undefined =>
  flag(body["ChargingComplete"]) ?? flag(at(body, "DisplayParameters", "ChargingComplete"));

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };
/** Without the names that have no value. */
export const compact = <T extends object>(object: T): Present<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
