/**
 * What a simulated modem answers to management messages: a table by the name of the question. What is not in it is met with
 * silence, as by a real modem: programs find out by that whose modem it is.
 *
 * @module
 */

import type { ReadMme } from "../messages/homeplug/frame.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { withVersion } from "../messages/homeplug/message.ts";
import { LUMISSIL, QUALCOMM } from "../messages/homeplug/oui.ts";
import { bootAnswers } from "./modem-boot.ts";
import { hardwareAnswers } from "./modem-hardware.ts";
import { identityAnswers } from "./modem-identity.ts";
import { keyAnswers } from "./modem-keys.ts";
import { legacyModuleAnswers } from "./modem-legacy-modules.ts";
import { linkAnswers } from "./modem-links.ts";
import { lumissilAnswers } from "./modem-lumissil.ts";
import { moduleAnswers } from "./modem-modules.ts";
import { networkAnswers } from "./modem-networks.ts";
import { snifferAnswers } from "./modem-sniffer.ts";
import { stationAnswers } from "./modem-station.ts";
import { vertexcomAnswers } from "./modem-vertexcom.ts";
import type { ModemState } from "./simulated-modem.ts";

/** A message and what stands in it. */
export interface Said<V = unknown> {
  readonly message: Mme<V>;
  readonly value: V;
}
/** One answer, several, or none. */
export type Answered = Said | readonly Said[] | undefined;

/** What a modem was asked, and the address of who did. */
export interface Question extends ReadMme {
  readonly asker: string;
}

/** By the question's name. `isRemote`: it has come over the line. */
export type Answers = Readonly<
  Record<string, (value: Readonly<Record<string, unknown>>, question: Question, isRemote: boolean) => Answered>
>;

/** Keeps the type of the value together with its message. */
export const said = <V>(message: Mme<V>, value: V): Said => ({ message, value }) as Said;

export function answersOf(state: ModemState): (question: Question, isRemote: boolean) => readonly Said[] {
  const { moduleMessages, maker } = state.nature;
  const isQualcomm = maker === QUALCOMM;
  const firmware: Answers = isQualcomm
    ? {
        ...identityAnswers(state),
        ...keyAnswers(state),
        ...networkAnswers(state),
        ...linkAnswers(state),
        ...stationAnswers(state),
        ...snifferAnswers(state),
        ...hardwareAnswers(state),
        ...(moduleMessages === "older" ? {} : moduleAnswers(state)),
        ...(moduleMessages === "newer" ? {} : legacyModuleAnswers(state)),
      }
    : maker === LUMISSIL
      ? lumissilAnswers(state)
      : vertexcomAnswers(state);
  // How those of other makers are given their firmware is not known here.
  const bootLoader = isQualcomm ? bootAnswers(state) : {};
  return (question, isRemote) => {
    const table = state.isInBootLoader ? bootLoader : firmware;
    const answered = table[question.name]?.(question.value, question, isRemote);
    if (!answered) return [];
    const all = Array.isArray(answered) ? (answered as readonly Said[]) : [answered as Said];
    // [run] a modem answers in the version that it was asked in.
    return all.map(({ message, value }) => ({ message: withVersion(message, question.version as 0 | 1 | 2), value }));
  };
}
