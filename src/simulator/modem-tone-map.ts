/**
 * How many bits a simulated modem puts on each carrier, as loud as it is heard, and the rate that comes of it.
 *
 * @module
 */

import type { ChipNature } from "./modem-chips.ts";

/** Carriers of HomePlug AV (1.8 to 30 MHz), and of AV500, which goes on to 67 MHz. The first is number 74. */
const AV_CARRIERS = 1155;
const AV500_CARRIERS = 2690;
const FIRST_CARRIER = 74;

/** Numbers of carriers that must not be used, mostly for the sake of radio amateurs; 917 of 1155 are left. */
const MASKED: readonly (readonly [from: number, to: number])[] = [
  [0, 85],
  [140, 167],
  [215, 225],
  [283, 302],
  [410, 419],
  [570, 591],
  [737, 748],
  [857, 882],
  [1016, 1027],
  [1144, 1228],
];

/** What each value of four bits needs in dB over the noise, and how many bits it stands for. */
const NEEDED = [0, 2, 4, 7, 10, 16, 22, 28, 36] as const;
const BITS = [0, 1, 2, 3, 4, 6, 8, 10, 12] as const;
/** Value of QPSK: all that Green PHY knows. */
const QPSK = 2;

/** dB that the signal is above the noise where nothing is lost. */
const HEADROOM = 45;
/** dB that the highest carrier of 30 MHz loses more than the lowest. */
const SLOPE = 6;
/** A symbol with its guard interval, in microseconds. */
const SYMBOL = 40.96 + 5.56;
/** Robust modulation sends everything four times. */
const ROBO_COPIES = 4;

const isMasked = (carrier: number) => MASKED.some(([from, to]) => carrier >= from && carrier <= to);

/** Values of four bits, carrier by carrier. */
export function toneMap(attenuation: number, { isGreenPhy, moduleMessages }: ChipNature): number[] {
  // Those that know the newer messages are AV500, but for Green PHY.
  const count = isGreenPhy || moduleMessages === "older" ? AV_CARRIERS : AV500_CARRIERS;
  return Array.from({ length: count }, (_, i) => {
    if (isMasked(i + FIRST_CARRIER)) return 0;
    const signal = HEADROOM - attenuation - SLOPE * (i / AV_CARRIERS - 0.5);
    const value = NEEDED.findLastIndex((needed) => signal >= needed && needed > 0);
    return isGreenPhy ? (value >= QPSK ? QPSK : 0) : Math.max(0, value);
  });
}

/** Raw rate on the line in Mbit/s, before coding. */
export function rateAt(attenuation: number, nature: ChipNature): number {
  const bits = toneMap(attenuation, nature).reduce((sum, value) => sum + (BITS[value] ?? 0), 0);
  const rate = bits / SYMBOL / (nature.isGreenPhy ? ROBO_COPIES : 1);
  return Math.max(1, Math.min(255, Math.round(rate)));
}

/** The share of blocks that arrive damaged and are sent again. */
export const damageAt = (attenuation: number): number => Math.max(0, Math.min(0.5, (attenuation - 30) / 100));
