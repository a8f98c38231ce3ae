/**
 * Stalls on a power line in memory, for tests of the matching: each host has a wire to its own modem, all modems hang on
 * one line, and what a charger's modem hears of a car is as loud as the test says.
 *
 * @module
 */

import { feed } from "../src/base/feed.ts";
import { macOctets, macText } from "../src/base/mac-address.ts";
import { seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { type Cable, type CarriedFrame, cable } from "../src/link/cable.ts";
import { readMme } from "../src/messages/homeplug/frame.ts";
import type { Mme } from "../src/messages/homeplug/message.ts";
import { type Station, station } from "../src/powerline/station.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import type { LoadedPilot } from "../src/slac/ev-validation.ts";
import type { OwnModem } from "../src/slac/own-modem.ts";
import { standardModem } from "../src/slac/standard-modem.ts";
import type { ObservedPilot } from "../src/slac/validation.ts";
import { type DeskModem, type PowerLineOptions, powerLine, type Role } from "./desk-modem.ts";

export interface DeskOptions extends Omit<PowerLineOptions, "clock" | "random"> {
  readonly seed?: number;
}

export interface PluggedIn extends DeskModem {
  readonly name: string;
  readonly mac: string;
  readonly station: Station;
  readonly modem: OwnModem;
  /** Between host and modem. */
  readonly wire: Cable;
}

export function powerlineDesk({ seed = 1, ...options }: DeskOptions = {}) {
  const clock = simulatedClock();
  const random = seededRandom(seed);
  const line = powerLine({ ...options, clock, random });
  let number = 0;

  const plug = (name: string, role: Role): PluggedIn => {
    const last = (number++).toString(16).padStart(2, "0");
    const mac = `02:00:00:00:${role === "car" ? "ca" : "5e"}:${last}`;
    const wire = cable({ clock, delay: 0.05 });
    const own = station(wire.plug(name, mac), { clock });
    const deskModem = line.attach(name, role, wire.plug(`modem of ${name}`, `02:00:00:00:00:${last}`), mac);
    return { name, mac, station: own, modem: standardModem(own, { random }), wire, ...deskModem };
  };
  return { clock, random, run: startRun(clock), plug, tap: line.tap, stranger: line.stranger };
}

/** A control pilot between one car and one charger, both ends. */
export function pilotWire(): { readonly car: LoadedPilot; readonly charger: ObservedPilot } {
  const changes = feed<string>();
  let state = "B";
  return {
    car: {
      load(wanted) {
        if (wanted === state) return;
        state = wanted;
        changes.tell(state);
      },
    },
    charger: {
      get state() {
        return state;
      },
      onState: changes.on,
    },
  };
}

/** The messages of a type among frames. */
export function messagesOf<V>(
  frames: readonly CarriedFrame[],
  message: Mme<V>,
): (V & { source: string; at: number })[] {
  return frames.flatMap(({ octets, time }) => {
    const read = readMme(octets.subarray(14));
    if (!("name" in read) || read.name !== message.name) return [];
    const at = (time.seconds % 1e5) * 1000 + time.nanoseconds / 1e6;
    return [{ ...(read.value as V), source: macText(octets, 6), at }];
  });
}

/** The same frame from another source. */
export const from = (mac: string, frame: Uint8Array): Uint8Array => {
  const copy = frame.slice();
  copy.set(macOctets(mac), 6);
  return copy;
};
