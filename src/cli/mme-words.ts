/**
 * Management messages in few words: who looks for whom, how loud it was heard, which key the network has.
 *
 * @module
 */

import type { MmeEvent, Side } from "../sniffer/events.ts";
import { diagnosisOf, groupsOf } from "../sniffer/sessions/mme-fields.ts";

/** Who sends the messages of matching (ISO 15118-3, A.9). */
const SENDERS: Readonly<Record<string, Side>> = {
  "CM_SLAC_PARM.REQ": "vehicle",
  "CM_SLAC_PARM.CNF": "charger",
  "CM_START_ATTEN_CHAR.IND": "vehicle",
  "CM_MNBC_SOUND.IND": "vehicle",
  "CM_ATTEN_CHAR.IND": "charger",
  "CM_ATTEN_CHAR.RSP": "vehicle",
  "CM_SLAC_MATCH.REQ": "vehicle",
  "CM_SLAC_MATCH.CNF": "charger",
  "CM_VALIDATE.REQ": "vehicle",
  "CM_VALIDATE.CNF": "charger",
};

export const isMatching = ({ name }: MmeEvent): boolean =>
  SENDERS[name] !== undefined || name === "CM_ATTEN_PROFILE.IND" || name === "VS_ATTENUATION_CHARACTERISTICS.IND";

/** The side that sent it, where the message tells; the others come from modems. */
export const senderOf = ({ name }: MmeEvent): Side | undefined => SENDERS[name];

/** What a message says, in short; only who sent it where it says nothing of note. */
export function mmeWords(mme: MmeEvent): string {
  const { name, value, source, destination, because } = mme;
  const field = (key: string): string => (value[key] === undefined ? "" : String(value[key]));
  const joined = (...words: readonly (string | undefined)[]) => words.filter(Boolean).join("  ");
  if (because !== undefined) return joined(source, because);
  switch (name) {
    case "CM_SLAC_PARM.REQ":
      return joined(source, `run ${field("RunID")}`);
    case "CM_SLAC_PARM.CNF":
      return joined(source, `wants ${field("NUM_SOUNDS")} sounds`);
    case "CM_START_ATTEN_CHAR.IND":
      return `${field("NUM_SOUNDS")} sounds to come`;
    case "CM_MNBC_SOUND.IND":
      return "";
    case "CM_ATTEN_CHAR.IND":
      return joined(source, `heard ${field("NUM_SOUNDS")} sounds`, attenuationWords(mme));
    case "CM_ATTEN_PROFILE.IND":
      return joined(source, attenuationWords(mme));
    case "CM_ATTEN_CHAR.RSP":
    case "CM_SLAC_MATCH.REQ":
      return `to ${destination}`;
    case "CM_SLAC_MATCH.CNF":
      return joined(source, `NID ${field("NID")}`, `NMK ${field("NMK")}`);
    case "CM_SET_KEY.REQ":
      return joined(source, `NID ${field("NID")}`);
    case "GET_SW.CNF":
      return joined(source, field("Version"));
    case "SCS_DIAG.IND":
      return diagnosisWords(mme);
    default:
      return source;
  }
}

/** The mean of the groups, as chargers and cars compare them. */
function attenuationWords(mme: MmeEvent): string | undefined {
  const groups = groupsOf(mme);
  if (groups === undefined || groups.length === 0) return undefined;
  const mean = groups.reduce((sum, group) => sum + group, 0) / groups.length;
  return `${mean.toFixed(1)} dB in the mean of ${groups.length} groups`;
}

/** What dSPACE's emulator measures beside the messages. */
const DIAGNOSIS: readonly (readonly [name: string, label: string, unit: string])[] = [
  ["CP State", "", ""],
  ["Target Voltage [V]", ", target ", " V"],
  ["Target Current [A]", " ", " A"],
  ["Present Voltage [V]", ", present ", " V"],
  ["Present Current [A]", " ", " A"],
  ["HV Contactor", ", contactor ", ""],
];

function diagnosisWords(mme: MmeEvent): string {
  const told = diagnosisOf(mme);
  if (told === undefined) return mme.source;
  return DIAGNOSIS.map(([name, label, unit]) => (told[name] === undefined ? "" : `${label}${told[name]}${unit}`))
    .join("")
    .replace(/^[, ]+/, "");
}
