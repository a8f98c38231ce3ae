/**
 * What the control pilot and the cable offer, in amperes (IEC 61851-1).
 *
 * @module
 */

import { dutyToCurrent } from "../pilot/duty.ts";

/** The current that a duty cycle in percent offers; undefined where it offers none. */
export function pilotCurrent(duty: number): number | undefined {
  const meant = dutyToCurrent(duty);
  return typeof meant === "number" ? meant : undefined;
}

/** IEC 61851-1, table B.2: what a cable with this resistor in its plug bears; undefined outside all bands. */
export function cableCurrent(ohms: number | undefined): number | undefined {
  if (ohms === undefined) return undefined;
  return BANDS.find(({ from, to }) => ohms >= from && ohms <= to)?.amperes;
}

/** Nominal 1500, 680, 220 and 100 ohms, with the bands in which chargers read them. */
const BANDS = [
  { from: 1100, to: 2460, amperes: 13 },
  { from: 400, to: 936, amperes: 20 },
  { from: 164, to: 308, amperes: 32 },
  { from: 80, to: 140, amperes: 63 },
];
