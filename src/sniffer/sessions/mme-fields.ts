/**
 * The fields of management messages that matching needs, whatever form the reader gives them: hardware addresses with
 * colons, octets as hex, as arrays or typed arrays.
 *
 * @module
 */

import type { MmeEvent } from "../events.ts";

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The value of the first of these names, in the message or one level down. Case and `_` do not matter. */
function find(value: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  for (const wanted of names) {
    if (value[wanted] !== undefined) return value[wanted];
  }
  const nested: Readonly<Record<string, unknown>>[] = [value];
  for (const part of Object.values(value)) {
    if (typeof part === "object" && part !== null && !Array.isArray(part) && !ArrayBuffer.isView(part)) {
      nested.push(part as Readonly<Record<string, unknown>>);
    }
  }
  const sought = names.map(plain);
  for (const part of nested) {
    for (const [name, found] of Object.entries(part)) if (sought.includes(plain(name))) return found;
  }
  return undefined;
}

/** Octets as lower-case hex without separators. */
export function hexOf(value: unknown): string | undefined {
  if (typeof value === "string") {
    const hex = value.replace(/^0x/i, "").replace(/[:\s-]/g, "");
    return /^([0-9a-f]{2})+$/i.test(hex) ? hex.toLowerCase() : undefined;
  }
  const octets = value instanceof Uint8Array || Array.isArray(value) ? Array.from(value as ArrayLike<unknown>) : [];
  if (octets.length === 0 || !octets.every((octet) => typeof octet === "number")) return undefined;
  return (octets as number[]).map((octet) => (octet & 0xff).toString(16).padStart(2, "0")).join("");
}

/** `aa:bb:cc:dd:ee:ff` of any form. */
export function macOf(value: unknown): string | undefined {
  const hex = hexOf(value);
  return hex?.length === 12 ? (hex.match(/../g) ?? []).join(":") : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "string" && /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(value)) return Number(value);
  return undefined;
}

const UNSAID = /^0*$/;

/** An address that says something: not all zero. */
function said(mac: string | undefined): string | undefined {
  return mac === undefined || UNSAID.test(mac.replace(/:/g, "")) ? undefined : mac;
}

export function runIdOf({ value }: MmeEvent): string | undefined {
  return hexOf(find(value, ["RunID", "RUN_ID"]));
}

/** The car's hardware address, whoever sent the message. Undefined for messages that no car takes part in. */
export function vehicleMacOf(mme: MmeEvent): string | undefined {
  const { name, value, source, destination } = mme;
  const unicast = /^(ff:){5}ff$/i.test(destination) ? undefined : said(macOf(destination));
  switch (name) {
    case "CM_SLAC_PARM.REQ":
    case "CM_START_ATTEN_CHAR.IND":
    case "CM_MNBC_SOUND.IND":
      return said(macOf(source));
    case "CM_SLAC_PARM.CNF":
      return unicast ?? said(macOf(find(value, ["FORWARDING_STA"])));
    case "CM_ATTEN_CHAR.IND":
      return said(macOf(find(value, ["SOURCE_ADDRESS", "SOURCE_MAC", "PEV_MAC"]))) ?? unicast;
    case "CM_ATTEN_CHAR.RSP":
      return said(macOf(source));
    case "CM_ATTEN_PROFILE.IND":
      return said(macOf(find(value, ["PEV_MAC", "SOURCE_ADDRESS"])));
    case "CM_SLAC_MATCH.REQ":
    case "CM_VALIDATE.REQ":
      return said(macOf(source));
    case "CM_SLAC_MATCH.CNF":
      return unicast ?? said(macOf(find(value, ["PEV_MAC"])));
    default:
      return undefined;
  }
}

/** `EVSE_MAC` of CM_SLAC_MATCH, as the message says it. */
export function evseMacOf({ value }: MmeEvent): string | undefined {
  return said(macOf(find(value, ["EVSE_MAC"])));
}

export function nidOf({ value }: MmeEvent): string | undefined {
  return hexOf(find(value, ["NID"]));
}

/** NMK of CM_SLAC_MATCH.CNF, new key of CM_SET_KEY.REQ. */
export function nmkOf({ value }: MmeEvent): string | undefined {
  return hexOf(find(value, ["NMK", "NEW_KEY", "NewKey", "NW_KEY", "Key"]));
}

/** Sounds promised or counted. */
export function soundsOf({ value }: MmeEvent): number | undefined {
  return numberOf(find(value, ["NUM_SOUNDS", "SOUNDS_COUNT"]));
}

/** Sounds left after this one. */
export function countdownOf({ value }: MmeEvent): number | undefined {
  return numberOf(find(value, ["Cnt", "COUNTDOWN", "REMAINING_SOUND_COUNT"]));
}

/** In seconds; the wire has tenths. */
export function soundingTimeOf({ value }: MmeEvent): number | undefined {
  const tenths = numberOf(find(value, ["Time_Out", "TIMEOUT"]));
  return tenths === undefined ? undefined : tenths / 10;
}

/** Attenuation group by group, in dB; 255 groups at most. */
export function groupsOf({ value }: MmeEvent): readonly number[] | undefined {
  const found = find(value, ["ATTEN_PROFILE", "AAG", "GROUPS"]);
  if (found instanceof Uint8Array) return Array.from(found.subarray(0, 255));
  if (Array.isArray(found)) {
    const groups = found.slice(0, 255).map((group) => (typeof group === "number" ? group : Number(group)));
    return groups.every((group) => Number.isFinite(group)) ? groups : undefined;
  }
  const hex = hexOf(found);
  return hex
    ?.match(/../g)
    ?.slice(0, 255)
    .map((octet) => Number.parseInt(octet, 16));
}
