/**
 * The fields of management messages that matching needs, read without believing them.
 *
 * @module
 */

import type { MmeEvent } from "../events.ts";

/** Octets as lower-case hex without separators. */
export function hexOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const hex = value.replace(/:/g, "").toLowerCase();
  return /^([0-9a-f]{2})+$/.test(hex) ? hex : undefined;
}

/** `aa:bb:cc:dd:ee:ff` of any form. */
export function macOf(value: unknown): string | undefined {
  const hex = hexOf(value);
  return hex?.length === 12 ? (hex.match(/../g) ?? []).join(":") : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

const UNSAID = /^0*$/;

/** An address that says something: not all zero. */
function said(mac: string | undefined): string | undefined {
  return mac === undefined || UNSAID.test(mac.replace(/:/g, "")) ? undefined : mac;
}

export function runIdOf({ value }: MmeEvent): string | undefined {
  return hexOf(value["RunID"]);
}

/** The car's hardware address, whoever sent the message. Undefined for messages that no car takes part in. */
export function vehicleMacOf(mme: MmeEvent): string | undefined {
  const { name, value, source, destination } = mme;
  const unicast = () => (/^(ff:){5}ff$/i.test(destination) ? undefined : said(macOf(destination)));
  switch (name) {
    case "CM_SLAC_PARM.REQ":
    case "CM_START_ATTEN_CHAR.IND":
    case "CM_MNBC_SOUND.IND":
      return said(macOf(source));
    case "CM_SLAC_PARM.CNF":
      return unicast() ?? said(macOf(value["FORWARDING_STA"]));
    case "CM_ATTEN_CHAR.IND":
      return said(macOf(value["SOURCE_ADDRESS"])) ?? unicast();
    case "CM_ATTEN_CHAR.RSP":
      return said(macOf(source));
    case "CM_ATTEN_PROFILE.IND":
      return said(macOf(value["PEV_MAC"]));
    case "CM_SLAC_MATCH.REQ":
    case "CM_VALIDATE.REQ":
      return said(macOf(source));
    case "CM_SLAC_MATCH.CNF":
      return unicast() ?? said(macOf(value["PEV_MAC"]));
    default:
      return undefined;
  }
}

/** `EVSE_MAC` of CM_SLAC_MATCH, as the message says it. */
export function evseMacOf({ value }: MmeEvent): string | undefined {
  return said(macOf(value["EVSE_MAC"]));
}

export function nidOf({ value }: MmeEvent): string | undefined {
  return hexOf(value["NID"]);
}

/** NMK of CM_SLAC_MATCH.CNF, new key of CM_SET_KEY.REQ. */
export function nmkOf({ value }: MmeEvent): string | undefined {
  return hexOf(value["NMK"] ?? value["NewKey"]);
}

/** Sounds promised or counted. */
export function soundsOf({ value }: MmeEvent): number | undefined {
  return numberOf(value["NUM_SOUNDS"]);
}

/** Sounds left after this one. */
export function countdownOf({ value }: MmeEvent): number | undefined {
  return numberOf(value["Cnt"]);
}

/** In seconds; the wire has tenths. */
export function soundingTimeOf({ value }: MmeEvent): number | undefined {
  const tenths = numberOf(value["Time_Out"]);
  return tenths === undefined ? undefined : tenths / 10;
}

/** Attenuation group by group, in dB; 255 groups at most. */
export function groupsOf({ value }: MmeEvent): readonly number[] | undefined {
  const groups = value["ATTEN_PROFILE"];
  const isProfile =
    Array.isArray(groups) && groups.every((group) => typeof group === "number" && Number.isFinite(group));
  return isProfile ? groups.slice(0, 255) : undefined;
}

/** What dSPACE's emulator tells of itself, as JSON behind a line of text; `undefined` for any other message. */
export function diagnosisOf({ name, value }: MmeEvent): Readonly<Record<string, unknown>> | undefined {
  if (name !== "SCS_DIAG.IND") return undefined;
  const hex = hexOf(value["Text"]) ?? "";
  const text = String.fromCharCode(...(hex.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16)));
  try {
    const told: unknown = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    return typeof told === "object" && told !== null ? (told as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
