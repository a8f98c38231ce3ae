/**
 * A power line with a few modems on it, as small as tests of the matching can do with: each hands over what its role lets
 * through, measures sounds, takes keys, and is linked when another has the same.
 *
 * @module
 */

import type { Clock } from "../src/base/clock.ts";
import { BROADCAST, macText } from "../src/base/mac-address.ts";
import type { Random } from "../src/base/random.ts";
import { cable } from "../src/link/cable.ts";
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
import { LOCAL_MODEM } from "../src/powerline/station.ts";

export type Role = "car" | "charger";

/** What a modem tells of a sound: as it should, or without groups, or not at all. */
export type Measuring = "groups" | "no groups" | "nothing";

export interface PowerLineOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Of the power line; the wires between hosts and modems are good. */
  readonly delay?: number | readonly [number, number];
  readonly loss?: number;
  readonly duplication?: number;
  /** dB from one host to another, by their names. More than 80 is not heard. */
  readonly loudness?: (from: string, to: string) => number;
  readonly measuring?: (name: string) => Measuring;
  /** Result of CM_SET_KEY.CNF; `undefined`: no answer. */
  readonly setKeyResult?: number | undefined;
  /** Whether it answers the question for its link. */
  readonly tellsLink?: boolean;
  /** Frames that get lost on the line, besides those lost by chance. */
  readonly lose?: (octets: Uint8Array, from: string, to: string) => boolean;
}

export interface DeskModem {
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

export function powerLine(options: PowerLineOptions) {
  const { clock, random, delay = 0.5, loss = 0, duplication = 0, lose } = options;
  const { loudness = () => 9, measuring = () => "groups", tellsLink = true } = options;
  const setKeyResult = "setKeyResult" in options ? options.setKeyResult : 1;
  const names = new Map<string, string>();
  const modems: { nmk: string; keyedAt: number; isDark: () => boolean }[] = [];
  /** NID by NMK, as the modems were told. */
  const keys = new Map<string, string>();
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

  /** `toHost` is the modem's end of the wire to its host. */
  const attach = (name: string, role: Role, toHost: Port, mac: string): DeskModem => {
    const modemMac = toHost.mac;
    names.set(mac, name);
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
        if (setKeyResult === undefined) return;
        answer(CM_SET_KEY_CNF, { ...common, Result: setKeyResult, CCoCapability: 0 });
        if (setKeyResult > 1) return;
        self.nmk = String(value["NewKey"]);
        self.keyedAt = clock.now();
        keys.set(self.nmk, String(value["NID"]));
      } else if (question.name === CM_GET_KEY_REQ.name) {
        const { NID } = value as unknown as { NID: string };
        const hasIt = keys.get(self.nmk) === NID;
        const Key = hasIt ? self.nmk : "00".repeat(16);
        answer(CM_GET_KEY_CNF, { ...common, Result: 0, KeyType: 1, NID: hasIt ? NID : "00".repeat(7), EKS: 1, Key });
      } else if (question.name === LINK_STATUS_REQ.name && tellsLink) {
        answer(LINK_STATUS_CNF, { Status: 0, LinkStatus: +isLinked() });
      } else if (question.name === CM_AMP_MAP_REQ.name) answer(CM_AMP_MAP_CNF, { ResType: 0 });
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

    return {
      nmk: () => self.nmk,
      goDark(ms, { losesKey = false } = {}) {
        darkUntil = clock.now() + ms;
        if (losesKey) self.nmk = `own of ${name}`;
        self.keyedAt = darkUntil;
      },
    };
  };

  return {
    attach,
    /** Every frame on the line, as it is sent. */
    tap: line.tap,
    /** Somebody on the line who is no modem of ours: sends what a test wants to be sent. */
    stranger(mac: string): Port {
      const name = `stranger ${mac}`;
      names.set(mac, name);
      return line.plug(name, mac);
    },
  };
}
