/**
 * A powerline modem that is none: it sits between a port to its host and the power line, keeps a parameter block, forms
 * networks by key, hands matching messages on by its role, and measures how loud a car is. Other programs on its port see
 * an adapter.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { toHex } from "../base/hex.ts";
import { BROADCAST, macText } from "../base/mac-address.ts";
import type { Random } from "../base/random.ts";
import type { Milliseconds } from "../base/units.ts";
import type { Port } from "../link/port.ts";
import { HOMEPLUG_AV, type ReadMme, readMme, writeMme } from "../messages/homeplug/frame.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { messageFor } from "../messages/homeplug/messages.ts";
import { QUALCOMM } from "../messages/homeplug/oui.ts";
import { ATTENUATION_CHARACTERISTICS_IND, HOST_ACTION_IND, SNIFFER_IND } from "../messages/homeplug/qualcomm.ts";
import { CM_ATTEN_PROFILE_IND } from "../messages/homeplug/slac.ts";
import { getField, setFields, setNetworkKey } from "../modem/pib/pib.ts";
import { type PibRole, roleOf } from "../modem/pib/roles.ts";
import { type SampleChip, samplePib } from "../modem/pib/sample.ts";
import { answersOf } from "./modem-answers.ts";
import { callForBoot } from "./modem-boot.ts";
import { CHIPS, type ChipNature, type SimulatedChip } from "./modem-chips.ts";
import { sampleFirmware } from "./modem-firmware.ts";
import { modemSniffer, sniffFromStart } from "./modem-sniffer.ts";
import { type Traffic, traffic } from "./modem-traffic.ts";
import { type LineEnd, type Medium, NOT_HEARD } from "./powerline-medium.ts";

export interface SimulatedModemOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** To the host. */
  readonly port: Port;
  readonly medium: Medium;
  readonly name: string;
  readonly chip?: SimulatedChip;
  readonly role?: "evse" | "pev" | "none";
  /** Of the parameter block, where none is given. */
  readonly seed?: number;
  /** The whole file. */
  readonly pib?: Uint8Array;
  /** Has no flash memory: it comes up in its boot loader, and waits for its host to give it parameters and firmware. */
  readonly isFlashless?: boolean;
  readonly timing?: Partial<ModemTiming>;
  /** Told of what a person would see at its lights. */
  readonly tell?: (event: ModemEvent) => void;
}

/** `went-dark`: it restarts; `woke`: it is back; `new-key`: it leaves its network for another; `committed`: its flash was written. */
export type ModemEvent =
  | { readonly type: "went-dark" | "woke" | "started-firmware" | "new-key"; readonly nid?: string }
  | { readonly type: "committed"; readonly module: "parameters" | "firmware" | "softloader" }
  | { readonly type: "asked"; readonly by: string; readonly message: string; readonly answers: readonly string[] };

export interface ModemTiming {
  /** Deaf and dumb after a reset. */
  readonly reset: Milliseconds;
  /** From a new key to a network. */
  readonly join: Milliseconds;
}

/** Not measured at real modems: chosen within what tools allow. */
export const modemTiming: ModemTiming = { reset: 3000, join: 1200 };

/** What the answers to management messages work on. */
export interface ModemState {
  readonly chip: SimulatedChip;
  readonly nature: ChipNature;
  readonly clock: Clock;
  readonly random: Random;
  readonly mac: string;
  /** What it works with, and what it will start with after a reset. */
  pib: Uint8Array;
  flash: Uint8Array;
  factory: Uint8Array;
  /** The file of its firmware. */
  firmware: Uint8Array;
  /** What would prepare its memory; none where nobody has written one. */
  softloader: Uint8Array | undefined;
  readonly hasFlash: boolean;
  /** Runs no firmware: only the boot loader answers. */
  isInBootLoader: boolean;
  readonly nmk: () => string;
  readonly nid: () => string;
  /** Leaves its network for that of another key. */
  readonly setKey: (nmk: string, nid?: string) => void;
  readonly reset: () => void;
  /** Does it when the answer at hand has left: whoever reads the answer finds a modem that has done it. */
  readonly afterAnswer: (action: () => void) => void;
  /** Runs firmware on these parameters, from the boot loader. */
  readonly startFirmware: (pib: Uint8Array) => void;
  readonly tellEvent: (event: ModemEvent) => void;
  /** Says it to whoever is on its own side, unasked. In the dark it says nothing. */
  readonly tellOwnSide: <V>(message: Mme<V>, value: V) => void;
  /** All whose frames can be heard, in whatever network they are; nearest first. */
  readonly neighbours: () => readonly Peer[];
  /** Those in the same network at this moment, nearest first. */
  readonly peers: () => readonly Peer[];
  /** Hosts whose frames have come from this modem's own side. */
  readonly hosts: () => readonly string[];
  /** In no network for so long, whatever its key. */
  readonly stayOut: (ms: Milliseconds) => void;
  /** Whether it measures how loud a sound was; that of its chip, unless somebody changes it. */
  measures: ChipNature["measures"];
  isSniffing: boolean;
  /** The host that wants to know what the sniffer hears. */
  snifferTo: string;
  readonly traffic: Traffic;
}

export interface Peer {
  readonly modem: SimulatedModem;
  readonly attenuation: number;
}

export interface SimulatedModem extends LineEnd {
  readonly mac: string;
  readonly state: ModemState;
  readonly isDark: () => boolean;
  /** Neither dark nor waiting for its firmware. */
  readonly isAwake: () => boolean;
  /** When it is ready to be in a network. */
  readonly readyAt: () => Milliseconds;
  readonly close: () => void;
}

const SOUND = 0x6076;
/** Matching messages, by MMTYPE without the two low bits: they cross the borders of networks. */
const MATCHING: ReadonlySet<number> = new Set([0x6064, 0x6068, 0x606c, 0x6074, 0x6078, 0x607c, 0x6080, 0x601c]);
/** What a modem in a role hands to its host, by MMTYPE. */
const HANDED: Readonly<Record<"evse" | "pev", ReadonlySet<number>>> = {
  evse: new Set([0x6064, 0x606a, SOUND, 0x606f, 0x6078, 0x607c, 0x601c, 0x601d]),
  pev: new Set([0x6065, 0x606e, 0x6079, 0x607d, 0x601c, 0x601d]),
};
const GROUPS = 58;

export function simulatedModem(options: SimulatedModemOptions): SimulatedModem {
  const { clock, random, port, medium, name, chip = "QCA7005", role = "none", seed = 1 } = options;
  const timing = { ...modemTiming, ...options.timing };
  const nature = CHIPS[chip];
  const factory = options.pib ?? fresh(chip, seed, role);
  const mac = getField(factory, "MAC");
  const hosts = new Set<string>();
  const { isFlashless = false, tell: tellEvent = () => {} } = options;
  const afterwards: (() => void)[] = [];
  let darkUntil = Number.NEGATIVE_INFINITY;
  let readyAt = Number.NEGATIVE_INFINITY;
  let outUntil = Number.NEGATIVE_INFINITY;

  /** What is asked for with every frame, read from the block when that changes. */
  let read:
    | { readonly pib: Uint8Array; readonly nmk: string; readonly nid: string; readonly role: PibRole | undefined }
    | undefined;
  const known = () => {
    if (read?.pib !== state.pib) {
      const { pib } = state;
      read = { pib, nmk: getField(pib, "NMK"), nid: getField(pib, "NID"), role: roleOf(pib) };
    }
    return read;
  };

  const state: ModemState = {
    chip,
    nature,
    clock,
    random,
    mac,
    pib: factory,
    flash: factory,
    factory,
    firmware: sampleFirmware(nature.version, nature.moduleMessages === "newer" ? "newer" : "older"),
    softloader: undefined,
    hasFlash: !isFlashless,
    isInBootLoader: isFlashless,
    nmk: () => known().nmk,
    nid: () => known().nid,
    setKey(nmk, nid) {
      state.pib = setNetworkKey(state.pib, nmk, nid);
      readyAt = clock.now() + timing.join;
      tellEvent({ type: "new-key", nid: state.nid() });
    },
    afterAnswer: (action) => afterwards.push(action),
    reset() {
      state.isInBootLoader = isFlashless;
      state.pib = state.flash;
      goDark();
    },
    startFirmware(pib) {
      state.isInBootLoader = false;
      state.pib = pib;
      tellEvent({ type: "started-firmware" });
      goDark();
    },
    tellEvent,
    tellOwnSide(message, value) {
      if (!own.isDark()) tell(message, value, BROADCAST);
    },
    neighbours: () =>
      medium
        .ends()
        .filter((end): end is SimulatedModem => "state" in end && end !== own)
        .map((modem) => ({ modem, attenuation: medium.attenuation(own, modem) }))
        .filter(({ modem, attenuation }) => attenuation <= NOT_HEARD && modem.isAwake())
        .sort((a, b) => a.attenuation - b.attenuation),
    peers: () => state.neighbours().filter(({ modem }) => isTogether(modem)),
    hosts: () => [...hosts],
    stayOut(ms) {
      outUntil = clock.now() + ms;
    },
    measures: nature.measures,
    isSniffing: false,
    snifferTo: "00:00:00:00:00:00",
    traffic: traffic(),
  };
  sniffFromStart(state);
  const goDark = () => {
    darkUntil = clock.now() + timing.reset;
    readyAt = darkUntil + timing.join;
    hosts.clear();
    state.traffic.clear();
    sniffFromStart(state);
    tellEvent({ type: "went-dark" });
    clock.after(timing.reset, () => tellEvent({ type: "woke" }));
  };
  const answers = answersOf(state);
  const isReady = () => clock.now() >= own.readyAt();
  const isTogether = (other: SimulatedModem) =>
    other.isAwake() &&
    own.isAwake() &&
    isReady() &&
    clock.now() >= other.readyAt() &&
    other.state.nmk() === state.nmk();

  const say = (frame: Uint8Array) => {
    if (port.state === "up") port.send(frame);
  };
  const tell = <V>(message: Mme<V>, value: V, to: string) => say(writeMme(message, value, mac, to));

  const sniffer = modemSniffer(state, (value) => tell(SNIFFER_IND, value, state.snifferTo));
  const bootCalls = callForBoot(
    state,
    () => own.isDark(),
    (value) => tell(HOST_ACTION_IND, value, BROADCAST),
  );
  const own: SimulatedModem = {
    name,
    mac,
    state,
    isDark: () => clock.now() < darkUntil,
    isAwake: () => !own.isDark() && !state.isInBootLoader,
    readyAt: () => Math.max(readyAt, outUntil),
    hear(octets, attenuation, from) {
      if (!own.isAwake()) return;
      const destination = macText(octets);
      const isOfNetwork = "state" in from && isTogether(from as SimulatedModem);
      if (isOfNetwork) state.traffic.received((from as SimulatedModem).mac, octets.length);
      if (isManagement(octets)) {
        const mmtype = octets[15]! | (octets[16]! << 8);
        if (MATCHING.has(mmtype & ~3)) {
          handMatching(octets, mmtype, destination, attenuation);
          return;
        }
        if (isOfNetwork && (destination === mac || destination === BROADCAST)) answer(octets, true);
        if (isOfNetwork && destination !== mac) say(octets);
        return;
      }
      if (!isOfNetwork) return;
      // As a switch does: what is for a host that sits elsewhere is not handed on.
      const isGroup = (octets[0]! & 1) === 1;
      if (isGroup || hosts.has(destination) || hosts.size === 0) say(octets);
    },
    overhear(octets, from) {
      if (state.isSniffing && own.isAwake()) sniffer.heard(octets, from as Partial<SimulatedModem>);
    },
    close() {
      forget();
      sniffer.close();
      bootCalls.close();
      line.detach();
    },
  };
  const line = medium.attach(own);
  const isOfOwnNetwork = (end: LineEnd) => "state" in end && isTogether(end as SimulatedModem);
  const transmit = (octets: Uint8Array, isMeant?: typeof isOfOwnNetwork) => {
    if (!own.isAwake()) return;
    if (state.isSniffing) sniffer.sent(octets);
    if (!isMeant) line.transmit(octets);
    else {
      line.transmit(octets, (end) => {
        if (!isMeant(end)) return false;
        state.traffic.sent((end as SimulatedModem).mac, octets.length);
        return true;
      });
    }
  };

  const forget = port.onFrame(({ octets, isOutgoing }) => {
    if (isOutgoing || own.isDark()) return;
    const [destination, source] = [macText(octets), macText(octets, 6)];
    if (isSomebodys(octets)) hosts.add(source);
    if (!isManagement(octets)) {
      transmit(octets, isOfOwnNetwork);
      return;
    }
    const mmtype = octets[15]! | (octets[16]! << 8);
    const isForUsAlone = destination === mac || nature.localAddresses.includes(destination);
    if (isForUsAlone || destination === BROADCAST) answer(octets, false);
    if (isForUsAlone) return;
    if (MATCHING.has(mmtype & ~3)) transmit(octets);
    else transmit(octets, isOfOwnNetwork);
  });

  function answer(octets: Uint8Array, isRemote: boolean): void {
    const question = readMme(octets.subarray(14));
    if (!("name" in question) || question.because !== undefined) return;
    // A message of somebody else's, whatever its number is called.
    if (!messageFor(question.mmtype, question.oui, question.version)) return;
    const asker = macText(octets, 6);
    const all = answers({ ...(question as ReadMme), asker }, isRemote);
    for (const { message, value } of all) {
      const frame = writeMme(message, value as never, mac, asker);
      if (isRemote) transmit(frame, isOfOwnNetwork);
      else say(frame);
    }
    tellEvent({ type: "asked", by: asker, message: question.name, answers: all.map(({ message }) => message.name) });
    for (const action of afterwards.splice(0)) action();
  }

  function handMatching(octets: Uint8Array, mmtype: number, destination: string, attenuation: number): void {
    const { role } = known();
    const isForHost = destination === BROADCAST || hosts.has(destination);
    const isOfRole = !nature.filtersByRole || !role || role === "none" || HANDED[role].has(mmtype);
    if (!isForHost || !isOfRole) return;
    say(octets);
    // Only a charger's modem measures; its host is told of each sound by itself.
    if (mmtype === SOUND && role === "evse") measure(macText(octets, 6), attenuation);
  }

  /** The line loses more at high frequencies, and nothing is measured twice the same. */
  function measure(car: string, attenuation: number): void {
    if (state.measures === "no") return;
    const profile =
      state.measures === "empty"
        ? []
        : Array.from({ length: GROUPS }, (_, group) =>
            Math.max(0, Math.min(255, Math.round(attenuation + (group / GROUPS - 0.5) * 6 + (random() - 0.5) * 3))),
          );
    if (nature.maker === QUALCOMM) {
      const Attenuation = toHex(Uint8Array.from(profile));
      tell(ATTENUATION_CHARACTERISTICS_IND, { PEV_MAC: car, CarriersPerGroup: 0x10, Attenuation }, BROADCAST);
    }
    tell(CM_ATTEN_PROFILE_IND, { PEV_MAC: car, AAG: profile }, BROADCAST);
  }

  return own;
}

/** Its settings as it leaves the factory. */
function fresh(chip: SimulatedChip, seed: number, role: PibRole): Uint8Array {
  const { hasModuleOperations, keepsItAs } = CHIPS[chip];
  const settings = samplePib(keepsItAs ?? (chip as SampleChip), seed, hasModuleOperations ? { role } : {});
  return keepsItAs ? setFields(settings, { ManufacturerHFID: `Plugtalk simulated ${chip}` }) : settings;
}

/** A sender that others could answer: faifa asks from no address at all, and as a group. */
const isSomebodys = (octets: Uint8Array) =>
  (octets[6]! & 1) === 0 && octets.subarray(6, 12).some((octet) => octet !== 0);
const isManagement = (octets: Uint8Array) => octets.length >= 17 && ((octets[12]! << 8) | octets[13]!) === HOMEPLUG_AV;
