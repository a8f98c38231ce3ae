/**
 * What the proximity contact says by its resistance to protective earth: which current a detachable cable bears, or whether
 * the latch of a connector is closed (IEC 61851-1, annex B; IEC 62196).
 *
 * @module
 */

import type { Amps, Ohms } from "../base/units.ts";

/** Above it nothing is plugged in; below the other something is broken. */
const [NOTHING, BROKEN] = [4500, 60];

/** Up to so many ohms a cable of type 2 bears so much: resistor, contacts and measurement scatter. */
const CABLES: readonly (readonly [most: Ohms, current: Amps])[] = [
  [140, 63],
  [308, 32],
  [936, 20],
  [NOTHING, 13],
];

/**
 * The current that a cable of type 2 bears: resistors of 1500, 680, 220 and 100 Ω stand for 13, 20, 32 and 63 A. Between
 * their bands the lower current counts.
 *
 * @returns 0 where nothing is plugged in, or the contact is broken: no current may be drawn.
 */
export function cableCurrent(ohms: Ohms): Amps {
  if (!(ohms >= BROKEN)) return 0;
  return CABLES.find(([most]) => ohms <= most)?.[1] ?? 0;
}

/** A current, and no more than the cable bears; where the cable is fixed, nothing is known of it but what the car itself bears. */
export const withinCable = (current: Amps, ohms: Ohms | undefined): Amps =>
  ohms === undefined ? current : Math.min(current, cableCurrent(ohms));

export type Latch = "closed" | "pressed" | "unplugged" | "broken";

/** The bands around 150 Ω and 480 Ω. */
const [CLOSED_MOST, PRESSED_MOST] = [280, 1000];

/** The latch of a type 1 connector, or of CCS1: 150 Ω closed, 480 Ω while somebody presses it; current ends then. */
export function latchState(ohms: Ohms): Latch {
  if (!(ohms >= BROKEN)) return "broken";
  if (ohms <= CLOSED_MOST) return "closed";
  return ohms <= PRESSED_MOST ? "pressed" : "unplugged";
}
