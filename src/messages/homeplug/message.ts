/**
 * A HomePlug management message as a value: its name, its number, and the layout of what follows its header.
 *
 * @module
 */

import { type Fields, type Infer, type Layout, layout } from "../../layout/layout.ts";

/** Who defined a vendor message; the standard's own have none. */
export type Oui = string;

export type Version = 0 | 1 | 2;

export interface Mme<V = unknown> {
  /** `CM_SLAC_PARM.REQ`: the standard's name with the kind of message. */
  readonly name: string;
  /** MMTYPE; its two low bits say request, confirmation, indication or response. */
  readonly mmtype: number;
  readonly oui?: Oui;
  /** MMV of the frames: 0 is HomePlug AV 1.0, 1 is AV 1.1, 2 is AV 2.0. A modem answers with that of the question. */
  readonly version: Version;
  readonly layout: Layout<V>;
}

/** A message of the HomePlug AV standard, mostly of 1.1. */
export function mme<const F extends Fields>(
  name: string,
  mmtype: number,
  fields: F,
  version: Version = 1,
): Mme<Infer<ReturnType<typeof layout<F>>>> {
  return { name, mmtype, version, layout: layout(fields) as never };
}

/** A vendor's message. Qualcomm's are HomePlug AV 1.0 but for a few. */
export function vendorMme<const F extends Fields>(
  name: string,
  mmtype: number,
  oui: Oui,
  fields: F,
  version: Version = 0,
): Mme<Infer<ReturnType<typeof layout<F>>>> {
  return { name, mmtype, oui, version, layout: layout(fields) as never };
}

/** The same message in frames of another version. */
export const withVersion = <V>(message: Mme<V>, version: Version): Mme<V> => ({ ...message, version });
