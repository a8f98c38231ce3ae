/**
 * What a matching comes to, the same on both sides.
 *
 * @module
 */

import type { Link, NetworkKey } from "./own-modem.ts";

export interface Match extends NetworkKey {
  /** The addresses of the two hosts, not of their modems. */
  readonly car: string;
  readonly charger: string;
  readonly RunID: string;
  /** The mean loss from car to charger in dB; absent at a charger whose modem measures nothing. */
  readonly attenuation?: number;
  /** Whether the NID is that of the key; it is used all the same. */
  readonly isDerived: boolean;
  readonly link: Link;
}
