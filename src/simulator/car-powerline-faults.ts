/**
 * Faults of cars below the messages: matching, modem, discovery and TCP. Who showed it stands in the words.
 *
 * @module
 */

import { BROADCAST } from "../base/mac-address.ts";
import type { Milliseconds } from "../base/units.ts";
import { ETHER_TYPE, writeEthernet } from "../messages/ethernet.ts";
import {
  CM_ATTEN_CHAR_IND,
  CM_ATTEN_CHAR_RSP,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_CNF,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_CNF,
  CM_SLAC_PARM_REQ,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import { ICMPV6_TYPE } from "../messages/icmpv6.ts";
import { ALL_NODES, ALL_ROUTERS, linkLocalOf, NEXT_HEADER, UNSPECIFIED, writeIpv6 } from "../messages/ipv6.ts";
import { icmpv6Frame, readPacket, udpFrame } from "../messages/packet.ts";
import { SDP_PORT, SDP_SECURITY, SDP_TRANSPORT, writeSdp } from "../messages/sdp.ts";
import { writeUdp } from "../messages/udp.ts";
import type { PilotSignal } from "../pilot/control-pilot.ts";
import { type Fault, type FaultDesk, once } from "./fault.ts";
import { changing, endsOf, inPieces, mme, sdp, swallowed, tcp, twice } from "./faulty-wire.ts";

const car = (fault: Omit<Fault, "side"> & Required<Pick<Fault, "wire">>): Fault => ({ side: "car", ...fault });

/** What the car names itself in the fields of the matching, where that is not where its frames come from. */
const OTHER_NAME = "02:00:00:00:0e:01";
const NEIGHBOURS_CAR = "02:00:00:00:0e:02";
/** A VW after a session that failed. */
const RECOVERS: Milliseconds = 30_000;
/** An Audi Q4 asks so often for TLS, a quarter of a second apart; two for each question of the car's own. */
const TLS_QUESTIONS = 50;
const BETWEEN_QUESTIONS: Milliseconds = 125;
const [SYSLOG, DHCP_CLIENT, DHCP_SERVER, MULTICAST_DNS] = [514, 546, 547, 5353];
const [ALL_DHCP_SERVERS, ALL_MULTICAST_DNS] = ["ff02::1:2", "ff02::fb"];

/** The car does not see what the charger puts on the pilot: it sees it steady. */
function blindTo({ plant, clock }: FaultDesk, isBlind: (signal: PilotSignal) => boolean) {
  const { car } = plant.pilot;
  const { onSignal } = car;
  const own = Object.getOwnPropertyDescriptor(car, "signal")?.get as () => PilotSignal | undefined;
  const seen = (signal: PilotSignal | undefined) => (signal !== undefined && isBlind(signal) ? "steady" : signal);
  const listeners = new Set<(signal: PilotSignal | undefined) => void>();
  onSignal((signal) => {
    for (const listener of [...listeners]) listener(seen(signal));
  });
  Object.defineProperty(car, "signal", { get: () => seen(own()) });
  Object.assign(car, {
    onSignal: (listener: (signal: PilotSignal | undefined) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  return {
    /** Looks again: it may see more. */
    look: (after: Milliseconds) =>
      clock.after(after, () => {
        for (const listener of [...listeners]) listener(seen(own()));
      }),
  };
}

/** In the fields of what is said, and back in those of what is heard. */
const named =
  <K extends string>(field: K, from: string, to: string) =>
  <V extends Readonly<Record<K, unknown>>>({
    value,
    like,
  }: {
    readonly value: V;
    readonly like: (value: V) => Uint8Array;
  }) =>
    value[field] === from ? [like({ ...value, [field]: to })] : undefined;

export const carPowerlineFaults: readonly Fault[] = [
  car({
    name: "begins anew in its sounds",
    words: "the car stops in the middle of its sounds, and begins the matching anew (Stellantis)",
    expected: "orderly",
    wire() {
      let sounds = 0;
      let left: string | undefined;
      return {
        says: changing(
          mme(CM_MNBC_SOUND_IND, ({ value: { RunID } }) => {
            left ??= ++sounds > 5 ? RunID : undefined;
            return RunID === left ? swallowed() : undefined;
          }),
          mme(CM_ATTEN_CHAR_RSP, ({ value }) => (value.RunID === left ? swallowed() : undefined)),
        ),
        hears: changing(mme(CM_ATTEN_CHAR_IND, ({ value }) => (value.RunID === left ? swallowed() : undefined))),
      };
    },
  }),
  car({
    name: "begins anew with the key",
    words: "the car has been told the key, and begins the matching anew (Stellantis)",
    expected: "orderly",
    wire() {
      let first: string | undefined;
      return {
        hears: changing(
          mme(CM_SLAC_MATCH_CNF, ({ value: { RunID } }) => {
            first ??= RunID;
            return RunID === first ? swallowed() : undefined;
          }),
        ),
      };
    },
  }),
  car({
    name: "asks three times",
    words: "the car asks every 200 ms, and hears the third answer (Taycan)",
    expected: "orderly",
    wire() {
      const heard = new Map<string, number>();
      return {
        hears: changing(
          mme(CM_SLAC_PARM_CNF, ({ value: { RunID } }) => {
            const times = (heard.get(RunID) ?? 0) + 1;
            heard.set(RunID, times);
            return times < 3 ? swallowed() : undefined;
          }),
        ),
      };
    },
  }),
  car({
    name: "sounds for one",
    words: "the car sends its sounds to the charger alone, not to all (EVerest 1706)",
    expected: "orderly",
    isUnnoticed: true,
    wire() {
      let charger = BROADCAST;
      return {
        says: changing(mme(CM_MNBC_SOUND_IND, ({ value, like }) => [like(value, { destination: charger })])),
        hears: changing(
          mme(CM_SLAC_PARM_CNF, ({ source }) => {
            charger = source;
            return undefined;
          }),
        ),
      };
    },
  }),
  car({
    name: "names another address",
    words: "the car's address in the fields of the matching is not the one that its frames come from (EVerest 1812)",
    expected: "orderly",
    isUnnoticed: true,
    wire({ port: { mac } }) {
      return {
        says: changing(
          mme(CM_START_ATTEN_CHAR_IND, named("FORWARDING_STA", mac, OTHER_NAME)),
          mme(CM_ATTEN_CHAR_RSP, named("SOURCE_ADDRESS", mac, OTHER_NAME)),
          mme(CM_SLAC_MATCH_REQ, named("PEV_MAC", mac, OTHER_NAME)),
        ),
        hears: changing(
          mme(CM_ATTEN_CHAR_IND, named("SOURCE_ADDRESS", OTHER_NAME, mac)),
          mme(CM_SLAC_MATCH_CNF, named("PEV_MAC", OTHER_NAME, mac)),
        ),
      };
    },
  }),
  car({
    name: "deaf to zeros",
    words:
      "the car is silent where all of the attenuation is zero (Ioniq), and the charger's modem tells none (AR7420)",
    expected: "orderly",
    wire({ otherModem }) {
      otherModem.state.measures = "no";
      return {
        hears: changing(
          mme(CM_ATTEN_CHAR_IND, ({ value }) =>
            value.ATTEN_PROFILE.every((group) => group === 0) ? swallowed() : undefined,
          ),
        ),
      };
    },
  }),
  car({
    name: "starts late",
    words: "the car begins the matching half a minute after it was plugged in (VW)",
    expected: "orderly",
    wire(_, desk) {
      const since = desk.clock.now();
      blindTo(desk, () => desk.clock.now() - since < RECOVERS).look(RECOVERS);
      return {};
    },
  }),
  car({
    name: "sleeps until state F",
    words: "the car does nothing until the pilot has been in state F for a moment (FIAT 500e, Zoe)",
    expected: "orderly",
    wire(_, desk) {
      let isAwake = false;
      blindTo(desk, (signal) => {
        isAwake ||= signal === "F";
        return !isAwake;
      });
      return {};
    },
  }),
  car({
    name: "silent after the matching",
    words: "the car matches, and nothing more is heard of it (Spark EUV)",
    expected: "safe",
    endsBefore: "talk",
    wire: () => ({ says: (octets) => ("because" in readPacket(octets) ? [octets] : swallowed()) }),
  }),
  car({
    name: "modem restarts",
    words: "the car's modem restarts while charging",
    expected: "safe",
    wire: () => ({}),
    accent: ({ line }) => once("CurrentDemandReq", 20, () => line?.modem.state.reset())(),
  }),
  car({
    name: "neighbour's car",
    words: "a car at the next stall begins its matching, and chooses this charger, while this car charges (pyPLC)",
    expected: "orderly",
    wire({ port }, { clock }) {
      const frames: Uint8Array[] = [];
      for (let at = 5000; at < 60_000; at += 1000) {
        clock.after(at, () => {
          for (const frame of frames) port.send(frame);
        });
      }
      const RunID = "0e".repeat(8);
      const from = { source: NEIGHBOURS_CAR };
      return {
        says: changing(
          mme(CM_SLAC_MATCH_REQ, ({ value, like }) => {
            frames.push(like({ ...value, RunID, PEV_MAC: NEIGHBOURS_CAR }, from));
            return undefined;
          }),
          mme(CM_SLAC_PARM_REQ, ({ value, like }) => {
            if (frames.length === 0) frames.push(like({ ...value, RunID }, from));
            return undefined;
          }),
          mme(CM_MNBC_SOUND_IND, ({ value, like }) => {
            if (value.Cnt < 3) frames.push(like({ ...value, RunID }, from));
            return undefined;
          }),
        ),
      };
    },
  }),
  car({
    name: "wrong checksum in discovery",
    words: "the checksum of the car's first question is that of another address (pyPLC)",
    expected: "orderly",
    wire() {
      let isFirst = true;
      return {
        says: changing(
          sdp("SDPReq", ({ ethernet, ip, udp }) => {
            if (!isFirst) return undefined;
            isFirst = false;
            const payload = writeUdp(udp, linkLocalOf(OTHER_NAME), ip.destination);
            const packet = { ...ip, protocol: NEXT_HEADER.udp, payload };
            return [writeEthernet({ ...ethernet, etherType: ETHER_TYPE.ipv6, payload: writeIpv6(packet) })];
          }),
        ),
      };
    },
  }),
  car({
    name: "wants TLS at first",
    words:
      "the car asks for TLS fifty times, hears no answer that has none, and then asks without from a new port (Audi Q4)",
    expected: "orderly",
    wire({ port }, { clock }) {
      let asked = 0;
      const isPlain = () => asked >= TLS_QUESTIONS;
      const payload = writeSdp({
        message: "SDPReq",
        value: { Security: SDP_SECURITY.tls, TransportProtocol: SDP_TRANSPORT.tcp },
      });
      return {
        says: changing(
          sdp("SDPReq", (packet) => {
            if (isPlain()) {
              return [udpFrame(endsOf(packet), { ...packet.udp, sourcePort: packet.udp.sourcePort - 1 })];
            }
            asked += 2;
            const question = udpFrame(endsOf(packet), { ...packet.udp, payload });
            clock.after(BETWEEN_QUESTIONS, () => port.send(question));
            return [question];
          }),
        ),
        hears: changing(
          sdp("SDPRes", (packet) => {
            const destinationPort = packet.udp.destinationPort + 1;
            return isPlain() ? [udpFrame(endsOf(packet), { ...packet.udp, destinationPort })] : swallowed();
          }),
        ),
      };
    },
  }),
  car({
    name: "talks to everybody",
    words: "the car looks for routers, addresses and names, and keeps a log on the network (pyPLC)",
    expected: "orderly",
    wire({ port }, { clock }) {
      const source = linkLocalOf(port.mac);
      const ends = { sourceMac: port.mac, source };
      const words = new TextEncoder().encode("<15>pyPLC");
      const say = () => {
        port.send(
          icmpv6Frame(
            { ...ends, source: UNSPECIFIED, destination: ALL_ROUTERS },
            { Type: ICMPV6_TYPE.routerSolicitation, Code: 0, Options: [] },
          ),
        );
        for (const [destination, sourcePort, destinationPort] of [
          [ALL_DHCP_SERVERS, DHCP_CLIENT, DHCP_SERVER],
          [ALL_MULTICAST_DNS, MULTICAST_DNS, MULTICAST_DNS],
          [ALL_NODES, SYSLOG, SYSLOG],
          [ALL_NODES, SYSLOG, SDP_PORT],
        ] as const) {
          port.send(udpFrame({ ...ends, destination }, { sourcePort, destinationPort, payload: words }));
        }
      };
      for (let at = 0; at < 60_000; at += 1000) clock.after(at, say);
      return {};
    },
  }),
  car({
    name: "requests in pieces",
    words: "each octet of a request comes in a segment of its own",
    expected: "orderly",
    wire: () => ({ says: changing(inPieces) }),
  }),
  car({
    name: "each segment twice",
    words: "the car sends each segment twice",
    expected: "orderly",
    wire: () => ({ says: changing(twice) }),
  }),
  car({
    name: "connection dies",
    words: "the connection dies without a word while charging, and the car comes back with a new one (Audi)",
    expected: "safe",
    wire(_, { plant }) {
      let [first, said]: [number | undefined, number] = [undefined, 0];
      const isDead = (port: number) => port === first && said > 20;
      return {
        says: changing(
          tcp(({ tcp: { sourcePort, payload } }) => {
            first ??= sourcePort;
            if (payload.length > 0 && plant.car.switches.contactors.isOn()) said++;
            return isDead(sourcePort) ? swallowed() : undefined;
          }),
        ),
        hears: changing(tcp((packet) => (isDead(packet.tcp.destinationPort) ? swallowed() : undefined))),
      };
    },
  }),
];
