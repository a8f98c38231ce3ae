/**
 * The power line between modems: everybody hears everybody, more or less loud, and some of it is lost.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Milliseconds } from "../base/units.ts";

/** Who hangs on the line. */
export interface LineEnd {
  readonly name: string;
  /** Something has come over the line, weaker by so many dB. */
  readonly hear: (octets: Uint8Array, attenuation: number, from: LineEnd) => void;
  /** The same of everything on the line, for whomever it is meant, as it is sent: what a sniffer hears. */
  readonly overhear?: (octets: Uint8Array, from: LineEnd) => void;
}

export interface MediumOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** dB from one end to another, by their names: cable, and cross-talk between stalls. */
  readonly attenuation?: (from: string, to: string) => number;
  /** The share of frames that is lost. */
  readonly loss?: number;
  readonly duplication?: number;
  /** From one end to another; drawn evenly from the range. A frame waits for its turn on the line. */
  readonly delay?: readonly [least: Milliseconds, most: Milliseconds];
}

export interface Medium {
  readonly attach: (end: LineEnd) => {
    /** Sends to all for whom `isMeant` says so, as far as they hear it. */
    readonly transmit: (octets: Uint8Array, isMeant?: (to: LineEnd) => boolean) => void;
    readonly detach: () => void;
  };
  readonly attenuation: (from: LineEnd, to: LineEnd) => number;
  readonly ends: () => readonly LineEnd[];
}

/** On one cable, coupled as in the field: some 10 to 20 dB. */
const ONE_CABLE = 12;
/** Beyond it a modem hears nothing, in dB. */
export const NOT_HEARD = 80;

export function powerlineMedium({
  clock,
  random,
  attenuation = () => ONE_CABLE,
  loss = 0,
  duplication = 0,
  delay = [0.6, 1.4],
}: MediumOptions): Medium {
  const ends = new Set<LineEnd>();
  const between = (from: LineEnd, to: LineEnd) => attenuation(from.name, to.name);
  /** Frames of one sender stay in order unless the line is a bad one. */
  const keepsOrder = delay[1] - delay[0] < 5;

  return {
    attenuation: between,
    ends: () => [...ends],
    attach(end) {
      ends.add(end);
      let free = 0;
      return {
        transmit(octets, isMeant = () => true) {
          for (const to of ends) {
            const lost = between(end, to);
            if (to !== end && lost <= NOT_HEARD) to.overhear?.(octets, end);
            if (to === end || lost > NOT_HEARD || !isMeant(to) || (loss > 0 && random() < loss)) continue;
            const copies = duplication > 0 && random() < duplication ? 2 : 1;
            for (let copy = 0; copy < copies; copy++) {
              const drawn = clock.now() + delay[0] + random() * (delay[1] - delay[0]);
              const arrival = keepsOrder ? Math.max(drawn, free) : drawn;
              free = arrival;
              clock.after(arrival - clock.now(), () => ends.has(to) && to.hear(octets, lost, end));
            }
          }
        },
        detach: () => ends.delete(end),
      };
    },
  };
}
