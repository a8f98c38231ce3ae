/**
 * The steps of a matching as a person reads them.
 *
 * @module
 */

import type { SlacStep } from "./events.ts";

/** One line, without time and side. */
export function stepWords(step: SlacStep): string {
  switch (step.type) {
    case "keyMade":
      return `fresh key for the network ${step.NID}`;
    case "asked":
      return `CM_SLAC_PARM.REQ of ${step.car}, RunID ${step.RunID}${again(step.times)}`;
    case "confirmed":
      return `CM_SLAC_PARM.CNF to ${step.car}: ${step.sounds} sounds wanted`;
    case "confirmationHeard":
      return `CM_SLAC_PARM.CNF of ${step.charger}: ${step.sounds} sounds wanted`;
    case "announced":
      return `CM_START_ATTEN_CHAR.IND of ${step.car}: ${step.sounds} sounds announced`;
    case "sounded":
      return `${step.sounds} sounds of ${step.car}`;
    case "measured":
      return step.attenuation === undefined
        ? `the modem told of a sound of ${step.car}, and measured nothing`
        : `the modem measured ${decibels(step.attenuation)} from ${step.car}`;
    case "reported": {
      const assumed = step.isAssumed ? " (not measured: plausible values)" : "";
      return `CM_ATTEN_CHAR.IND of ${step.charger}: ${decibels(step.attenuation)} over ${step.sounds} sounds${assumed}${again(step.times)}`;
    }
    case "chosen":
      return `${step.charger} chosen: ${step.words}`;
    case "acknowledged":
      return `CM_ATTEN_CHAR.RSP of ${step.car} to ${step.charger}`;
    case "matchAsked":
      return `CM_SLAC_MATCH.REQ of ${step.car} to ${step.charger}${again(step.times)}`;
    case "matchConfirmed":
    case "keyHeard":
      return `CM_SLAC_MATCH.CNF of ${step.charger}: NID ${step.NID}${step.isDerived ? "" : " (which is not that of the key)"}`;
    case "keySet":
      return `the own modem took the key of ${step.NID}`;
    case "joined":
      return step.link === "up" ? "the link is up" : "the link is taken to be up: the modem cannot tell";
    case "validated":
      return `CM_VALIDATE.REQ of ${step.car} answered: ${VALIDATION[step.result] ?? step.result}, ${step.toggles} toggles`;
    case "amplitudeMap":
      return `CM_AMP_MAP.REQ of ${step.from} for ${step.carriers} carriers ${step.wasTaken ? "taken" : "refused"}`;
    case "ignored":
      return `${step.message} of ${step.source} ignored: ${step.because}`;
    case "unsent":
      return `${step.message} not sent: ${step.because}`;
    case "modem":
      return step.isSilent ? "the own modem has fallen silent" : "the own modem answers again";
    case "restarted":
      return `${step.car} begins anew`;
    case "triedInVain":
      return step.car === undefined ? step.words : `${step.car}: ${step.words}`;
    case "failed":
      return step.words;
    case "left":
      return "left the network";
    default:
      return step satisfies never;
  }
}

/** Result of CM_VALIDATE.CNF. */
const VALIDATION: readonly string[] = ["not ready", "ready", "success", "failure", "not required"];

const decibels = (value: number) => `${value.toFixed(1)} dB`;
const again = (times: number) =>
  times > 1 ? ` (for the ${times}${["th", "st", "nd", "rd"][times] ?? "th"} time)` : "";
