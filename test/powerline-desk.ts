/**
 * A few modems on a power line in memory, for tests of the matching: each host has a wire to its own modem, all modems
 * hang on one line, and what a charger's modem hears of a car is as loud as the test says. Modems can go dark.
 *
 * @module
 */

import { feed } from "../src/base/feed.ts";
import { BROADCAST, macOctets, macText } from "../src/base/mac-address.ts";
import { type Random, seededRandom } from "../src/base/random.ts";
import { startRun } from "../src/base/run.ts";
import { type CarriedFrame, cable } from "../src/link/cable.ts";
import type { Port } from "../src/link/port.ts";
import { readMme, writeMme } from "../src/messages/homeplug/frame.ts";
import type { Mme } from "../src/messages/homeplug/message.ts";
import {
  CM_AMP_MAP_CNF,
  CM_AMP_MAP_REQ,
  CM_GET_KEY_CNF,
  CM_GET_KEY_REQ,
  CM_SET_KEY_CNF,
  CM_SET_KEY_REQ,
} from "../src/messages/homeplug/network.ts";
import { LINK_STATUS_CNF, LINK_STATUS_REQ } from "../src/messages/homeplug/qualcomm.ts";
import { CM_ATTEN_PROFILE_IND } from "../src/messages/homeplug/slac.ts";
import { LOCAL_MODEM, type Station, station } from "../src/powerline/station.ts";
import { simulatedClock } from "../src/simulator/clock.ts";
import type { LoadedPilot } from "../src/slac/ev-validation.ts";
import type { OwnModem } from "../src/slac/own-modem.ts";
import { standardModem } from "../src/slac/standard-modem.ts";
import type { ObservedPilot } from "../src/slac/validation.ts";

export type Role = "car" | "charger";

/** What a modem measures of a car: as it should, or a sound without groups, or not even that. */
export type Measuring = "groups" | "no groups" | "nothing";

export interface DeskOptions {
  readonly seed?: number;
  /** Of the power line; the wires between hosts and modems are good. */
  readonly delay?: number | readonly [number, number];
  readonly loss?: number;
  readonly duplication?: number;
  /** dB from one host to another, by their names. More than 80 is not heard. */
  readonly loudness?: (from: string, to: string) => number;
  readonly measuring?: (name: string) => Measuring;
  /** Result of CM_SET_KEY.CNF. */
  readonly setKeyResult?: number;
  /** Frames that get lost on the line, besides those lost by chance. */
  readonly lose?: (octets: Uint8Array, from: string, to: string) => boolean;
}

export interface PluggedIn {
  readonly name: string;
  readonly mac: string;
  readonly station: Station;
  readonly modem: OwnModem;
  /** The network that the modem is in. */
  readonly nmk: () => string;
  /** Deaf and dumb for so long; without its key afterwards, where that is said. */
  readonly goDark: (ms: number, options?: { readonly losesKey?: boolean }) => void;
}

const SOUND = 0x6076;
/** What a modem in this role hands to its host, by MMTYPE. */
const HANDED: Readonly<Record<Role, ReadonlySet<number>>> = {
  charger: new Set([0x6064, 0x606a, SOUND, 0x606f, 0x607c, 0x6078, 0x601c]),
  car: new Set([0x6065, 0x606e, 0x607d, 0x6079, 0x601c, 0x601d]),
};
/** A network takes so long to form after the last modem got its key. */
const FORMING = 1000;
const NOT_HEARD = 80;

export function powerlineDesk({
  seed = 1,
  delay = 0.5,
  loss = 0,
  duplication = 0,
  loudness = () => 9,
  measuring = () => "groups",
  setKeyResult = 1,
  lose,
}: DeskOptions = {}) {
  const clock = simulatedClock();
  const random: Random = seededRandom(seed);
  const names = new Map<string, string>();
  const modems: { nmk: string; keyedAt: number; isDark: () => boolean }[] = [];
  const nameOf = (octets: Uint8Array) => names.get(macText(octets, 6)) ?? "?";
  const line = cable({
    clock,
    delay,
    loss,
    duplication,
    random,
    lose: (octets, _, to) =>
      loudness(nameOf(octets), to.name) > NOT_HEARD || lose?.(octets, nameOf(octets), to.name) === true,
  });

  const plug = (name: string, role: Role): PluggedIn => {
    const number = names.size;
    const mac = `02:00:00:00:${role === "car" ? "ca" : "5e"}:${number.toString(16).padStart(2, "0")}`;
    const modemMac = `02:00:00:00:00:${number.toString(16).padStart(2, "0")}`;
    names.set(mac, name);
    const wire = cable({ clock, delay: 0.05 });
    const host = wire.plug(name, mac);
    const toHost = wire.plug(`modem of ${name}`, modemMac);
    const toLine = line.plug(name, modemMac);
    let darkUntil = Number.NEGATIVE_INFINITY;
    const self = {
      nmk: `own of ${name}`,
      keyedAt: Number.NEGATIVE_INFINITY,
      isDark: () => clock.now() < darkUntil,
    };
    modems.push(self);

    const answer = <V>(message: Mme<V>, value: V) => toHost.send(writeMme(message, value, modemMac, mac));
    const isLinked = () =>
      modems.some(
        (other) =>
          other !== self &&
          other.nmk === self.nmk &&
          !other.isDark() &&
          clock.now() >= Math.max(other.keyedAt, self.keyedAt) + FORMING,
      );
    const manage = (octets: Uint8Array) => {
      const question = readMme(octets.subarray(14));
      if (!("name" in question)) return;
      const value = question.value as Record<string, never>;
      const common = { MyNonce: 7, YourNonce: value["MyNonce"] ?? 0, PID: 4, PRN: 0, PMN: 0xff };
      if (question.name === CM_SET_KEY_REQ.name) {
        answer(CM_SET_KEY_CNF, { ...common, Result: setKeyResult, CCoCapability: 0 });
        if (setKeyResult > 1) return;
        self.nmk = String(value["NewKey"]);
        self.keyedAt = clock.now();
      } else if (question.name === CM_GET_KEY_REQ.name) {
        const { NID } = value as unknown as { NID: string };
        const hasIt = keys.get(self.nmk) === NID;
        const Key = hasIt ? self.nmk : "00".repeat(16);
        answer(CM_GET_KEY_CNF, { ...common, Result: 0, KeyType: 1, NID: hasIt ? NID : "00".repeat(7), EKS: 1, Key });
      } else if (question.name === LINK_STATUS_REQ.name)
        answer(LINK_STATUS_CNF, { Status: 0, LinkStatus: +isLinked() });
      else if (question.name === CM_AMP_MAP_REQ.name) answer(CM_AMP_MAP_CNF, { ResType: 0 });
      if (question.name === CM_SET_KEY_REQ.name) keys.set(self.nmk, String(value["NID"]));
    };
    toHost.onFrame(({ octets }) => {
      if (self.isDark()) return;
      const destination = macText(octets);
      if (destination === LOCAL_MODEM || destination === modemMac) manage(octets);
      else toLine.send(octets);
    });
    toLine.onFrame(({ octets }) => {
      const destination = macText(octets);
      if (self.isDark() || (destination !== BROADCAST && destination !== mac)) return;
      const mmtype = octets[15]! | (octets[16]! << 8);
      if (!HANDED[role].has(mmtype)) return;
      toHost.send(octets);
      if (mmtype === SOUND) measure(octets);
    });
    const measure = (octets: Uint8Array) => {
      const what = measuring(name);
      if (what === "nothing") return;
      const mean = loudness(nameOf(octets), name);
      const AAG = Array.from({ length: what === "groups" ? 58 : 0 }, () =>
        Math.max(0, Math.round(mean + 4 * (random() - 0.5))),
      );
      toHost.send(writeMme(CM_ATTEN_PROFILE_IND, { PEV_MAC: macText(octets, 6), AAG }, modemMac, BROADCAST));
    };

    const own = station(host, { clock });
    return {
      name,
      mac,
      station: own,
      modem: standardModem(own, { random }),
      nmk: () => self.nmk,
      goDark(ms, { losesKey = false } = {}) {
        darkUntil = clock.now() + ms;
        if (losesKey) self.nmk = `own of ${name}`;
        self.keyedAt = darkUntil;
      },
    };
  };
  /** NID by NMK, as the modems were told. */
  const keys = new Map<string, string>();

  return {
    clock,
    random,
    run: startRun(clock),
    plug,
    /** Every frame on the line, as it is sent. */
    tap: line.tap,
    /** Somebody on the line who is no modem of ours: sends what a test wants to be sent. */
    stranger: (mac: string): Port => {
      const port = line.plug(`stranger ${mac}`, mac);
      names.set(mac, `stranger ${mac}`);
      return port;
    },
  };
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
