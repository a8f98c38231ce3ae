/**
 * What the car checks of an answer before it believes it. Each function gives the reason against it, or nothing.
 *
 * @module
 */

import { BROADCAST } from "../base/mac-address.ts";
import type { CM_ATTEN_CHAR_IND, CM_SLAC_MATCH_CNF, CM_SLAC_PARM_CNF } from "../messages/homeplug/slac.ts";
import type { ReceivedOf } from "../powerline/station.ts";
import { GROUPS } from "./attenuation.ts";

/** What the car knows of the answers that it waits for. */
export interface Awaited {
  readonly car: string;
  readonly RunID: string;
}

/** More than these do not fit into TT_EVSE_match_MNBC. */
export const MOST_SOUNDS = 30;

export function againstConfirmation(
  message: ReceivedOf<typeof CM_SLAC_PARM_CNF>,
  awaited: Awaited,
): string | undefined {
  const { NUM_SOUNDS, FORWARDING_STA } = message.value;
  const common = againstSender(message, awaited.car) ?? againstRun(message.value, awaited);
  if (common) return common;
  if (FORWARDING_STA !== awaited.car) return `it is meant for ${FORWARDING_STA} (FORWARDING_STA)`;
  if (NUM_SOUNDS < 1 || NUM_SOUNDS > MOST_SOUNDS)
    return `it wants ${NUM_SOUNDS} sounds, 1 to ${MOST_SOUNDS} are possible`;
  return undefined;
}

/** `soundsSent`: none before the car has sounded. */
export function againstResult(
  message: ReceivedOf<typeof CM_ATTEN_CHAR_IND>,
  awaited: Awaited,
  soundsSent: number,
): string | undefined {
  const { SOURCE_ADDRESS, NUM_SOUNDS, ATTEN_PROFILE } = message.value;
  const common = againstSender(message, awaited.car) ?? againstRun(message.value, awaited);
  if (common) return common;
  if (SOURCE_ADDRESS !== awaited.car) return `it tells of ${SOURCE_ADDRESS} (SOURCE_ADDRESS)`;
  if (NUM_SOUNDS < 1) return "it counts no sound";
  if (NUM_SOUNDS > soundsSent) return `it counts ${NUM_SOUNDS} sounds, ${soundsSent} were sent`;
  if (ATTEN_PROFILE.length !== GROUPS) return `it has ${ATTEN_PROFILE.length} groups, ${GROUPS} expected`;
  if (ATTEN_PROFILE.every((group) => group === 0)) return "all of its attenuation is zero";
  return undefined;
}

/** `charger`: the one that the car has asked. */
export function againstMatch(
  message: ReceivedOf<typeof CM_SLAC_MATCH_CNF>,
  awaited: Awaited,
  charger: string,
): string | undefined {
  const { source, destination, value } = message;
  if (destination !== awaited.car) return `it is addressed to ${destination}`;
  if (source !== charger) return `it comes from another charger than ${charger}, which was asked`;
  if (value.PEV_MAC !== awaited.car) return `it is meant for ${value.PEV_MAC} (PEV_MAC)`;
  if (value.EVSE_MAC !== charger) return `it names another charger, ${value.EVSE_MAC} (EVSE_MAC)`;
  if (/^0*$/.test(value.NMK)) return "its key is all zero";
  return againstRun(value, awaited);
}

function againstSender({ source, destination }: { source: string; destination: string }, car: string) {
  if (destination !== car && destination !== BROADCAST) return `it is addressed to ${destination}`;
  // The lowest bit of the first octet is that of groups.
  if (source === car || Number.parseInt(source.slice(0, 2), 16) & 1) return "nobody can send from this address";
  return undefined;
}

function againstRun(
  value: { readonly APPLICATION_TYPE: number; readonly SECURITY_TYPE: number; readonly RunID: string },
  { RunID }: Awaited,
): string | undefined {
  if (value.RunID !== RunID) return `its RunID is ${value.RunID}, ${RunID} expected`;
  if (value.APPLICATION_TYPE !== 0) return `its APPLICATION_TYPE is ${value.APPLICATION_TYPE}, 0 expected`;
  if (value.SECURITY_TYPE !== 0) return `its SECURITY_TYPE is ${value.SECURITY_TYPE}, 0 expected`;
  return undefined;
}
