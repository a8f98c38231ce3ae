/**
 * Faults of chargers below the messages: matching, modem, discovery and TCP. Who showed it stands in the words.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { BROADCAST } from "../base/mac-address.ts";
import type { Milliseconds } from "../base/units.ts";
import { nidOf } from "../messages/homeplug/keys.ts";
import { CM_GET_KEY_CNF, CM_GET_KEY_REQ, CM_SET_KEY_CNF, CM_SET_KEY_REQ } from "../messages/homeplug/network.ts";
import { CM_ATTEN_CHAR_IND, CM_SLAC_MATCH_CNF, CM_SLAC_PARM_CNF } from "../messages/homeplug/slac.ts";
import { linkLocalOf } from "../messages/ipv6.ts";
import { tcpFrame, udpFrame } from "../messages/packet.ts";
import { SDP_PORT, SDP_SECURITY, SDP_TRANSPORT, writeSdp } from "../messages/sdp.ts";
import { writeV2gtp } from "../messages/v2gtp.ts";
import { type Fault, from, once } from "./fault.ts";
import {
  backOf,
  changing,
  endsOf,
  type FaultyWire,
  has,
  inPieces,
  mme,
  sdp,
  swallowed,
  tcp,
  together,
  twice,
} from "./faulty-wire.ts";
import { strictMatching, strictNetwork } from "./strict-charger.ts";

const charger = (fault: Omit<Fault, "side"> & Required<Pick<Fault, "wire">>): Fault => ({ side: "charger", ...fault });

/** A charger and a car at the next stall. */
const NEIGHBOUR = "02:00:00:00:0b:01";
const NEIGHBOURS_CAR = "02:00:00:00:0b:02";
/** The neighbour hears a car on another cable so much less, in dB. */
const FARTHER = 10;
const NEIGHBOURS_NMK = "5a".repeat(16);
/** ABB, from the first question. */
const DEAF_TO_DISCOVERY: Milliseconds = 500;
/** From the first attempt to connect. */
const OPENS_AFTER: Milliseconds = 4000;
/** Alpitronic's modem. */
const JOINS_AFTER: Milliseconds = 7000;
/** A port and a payload type of the Supercharger's. */
const MAKERS_PORT = 40_000;
const MAKERS_PAYLOAD = 0x4c41;
const WINDOW = 0xffff;

/** A key as the neighbour gives it to its own car. */
const neighboursKey = (destination: string) => ({
  destination,
  source: NEIGHBOUR,
  value: {
    PEV_MAC: NEIGHBOURS_CAR,
    EVSE_MAC: NEIGHBOUR,
    RunID: "0b".repeat(8),
    NMK: NEIGHBOURS_NMK,
    NID: nidOf(NEIGHBOURS_NMK),
  },
});

/** Deaf to attempts to connect for a while from the first on. */
const opensLate = (clock: Clock, refuse?: (octets: Uint8Array) => void): FaultyWire => {
  let first: Milliseconds | undefined;
  return {
    hears: changing(
      tcp((packet) => {
        if (!has(packet, "SYN")) return undefined;
        first ??= clock.now();
        if (clock.now() - first >= OPENS_AFTER) return undefined;
        const { sourcePort, destinationPort, sequence } = packet.tcp;
        refuse?.(
          tcpFrame(backOf(packet), {
            sourcePort: destinationPort,
            destinationPort: sourcePort,
            sequence: 0,
            acknowledgement: (sequence + 1) >>> 0,
            flags: ["RST", "ACK"],
            window: 0,
            payload: new Uint8Array(0),
          }),
        );
        return swallowed();
      }),
    ),
  };
};

/** A network's identifier as one that is not derived from its key, and back. */
const underived = (NID: string): string => NID.replace(/../g, (octet) => [...octet].reverse().join(""));
const otherNid = <V extends { readonly NID: string }>({
  value,
  like,
}: {
  readonly value: V;
  readonly like: (value: V) => Uint8Array;
}) => [like({ ...value, NID: underived(value.NID) })];

export const chargerPowerlineFaults: readonly Fault[] = [
  charger({
    name: "answers another RunID",
    words: "the charger answers the car's address and 0000 in the place of its RunID (pyPLC at a Taycan)",
    expected: "safe",
    endsBefore: "talk",
    wire: () => ({
      says: changing(
        mme(CM_SLAC_PARM_CNF, ({ value, destination, like }) => [
          like({ ...value, RunID: `${destination.replaceAll(":", "")}0000` }),
        ]),
      ),
    }),
  }),
  charger({
    name: "modem in the wrong role",
    words: "what the charger says in the matching never leaves its modem (pyPLC at a Tesla)",
    expected: "safe",
    endsBefore: "talk",
    wire: () => ({
      says: changing(mme(CM_SLAC_PARM_CNF, swallowed), mme(CM_ATTEN_CHAR_IND, swallowed)),
    }),
  }),
  charger({
    name: "strict in the matching",
    words:
      "the charger goes on with a car that announces ten sounds within 100 ms, time-out 6, one each 20 ms (Compleo)",
    expected: "orderly",
    isUnnoticed: true,
    wire: (_, desk) => strictMatching(desk),
  }),
  charger({
    name: "measures nothing",
    words: "the charger's modem tells no attenuation (AR7420), and cars stay silent where all of it is zero (Ioniq)",
    expected: "orderly",
    wire({ modem }) {
      modem.state.measures = "no";
      return {};
    },
  }),
  charger({
    name: "joins late",
    words: "the charger's modem is in its network 7 s after it told the key (Alpitronic)",
    expected: "orderly",
    wire: ({ modem }) => ({
      says: changing(
        mme(CM_SLAC_MATCH_CNF, () => {
          modem.state.stayOut(JOINS_AFTER);
          return undefined;
        }),
      ),
    }),
  }),
  charger({
    name: "never joins",
    words: "the charger's modem never appears in the network whose key it told (Circontrol)",
    expected: "safe",
    endsBefore: "talk",
    wire({ modem }) {
      modem.state.stayOut(Number.POSITIVE_INFINITY);
      return {};
    },
  }),
  charger({
    name: "modem restarts",
    words: "the charger's modem restarts while charging: its power supply is too weak (pyPLC)",
    expected: "safe",
    wire: () => ({}),
    accent: ({ line }) => once("CurrentDemandRes", 20, () => line?.modem.state.reset())(),
  }),
  charger({
    name: "neighbour answers, too",
    words: "the charger of the next stall hears the car, and answers it first",
    expected: "orderly",
    wire: () => ({
      says: changing(
        mme(CM_SLAC_PARM_CNF, ({ value, octets, like }) => [like(value, { source: NEIGHBOUR }), octets]),
        mme(CM_ATTEN_CHAR_IND, ({ value, octets, like }) => {
          const ATTEN_PROFILE = value.ATTEN_PROFILE.map((group) => group + FARTHER);
          return [like({ ...value, ATTEN_PROFILE }, { source: NEIGHBOUR }), octets];
        }),
      ),
    }),
  }),
  charger({
    name: "neighbour's key goes by",
    words: "a neighbour gives its car a key while this car waits for its own (pyPLC took it)",
    expected: "orderly",
    wire: () => ({
      says: changing(
        mme(CM_SLAC_MATCH_CNF, ({ value, octets, destination, like }) => {
          const toAll = neighboursKey(BROADCAST);
          // The second lies better: it is for this car's matching, and from the wrong charger.
          const toUs = { ...toAll.value, PEV_MAC: value.PEV_MAC, RunID: value.RunID };
          return [
            like({ ...value, ...toAll.value }, toAll),
            like({ ...value, ...toUs }, { source: NEIGHBOUR, destination }),
            octets,
          ];
        }),
      ),
    }),
  }),
  charger({
    name: "neighbours while charging",
    words: "other stalls match, and their answers to discovery come by, while the car charges (pyPLC left its session)",
    expected: "orderly",
    wire: ({ port }, { clock }) => {
      let key: (() => Uint8Array) | undefined;
      let answer: (() => Uint8Array) | undefined;
      const goBy = () => {
        for (const frame of [key, answer]) if (frame) port.send(frame());
      };
      for (let at = 5000; at < 60_000; at += 1000) clock.after(at, goBy);
      return {
        says: changing(
          mme(CM_SLAC_MATCH_CNF, ({ value, like }) => {
            const theirs = neighboursKey(BROADCAST);
            key = () => like({ ...value, ...theirs.value }, theirs);
            return undefined;
          }),
          sdp("SDPRes", (packet) => {
            const source = linkLocalOf(NEIGHBOUR);
            answer = () =>
              udpFrame(
                { ...endsOf(packet), source, sourceMac: NEIGHBOUR },
                {
                  ...packet.udp,
                  payload: writeSdp({
                    message: "SDPRes",
                    value: {
                      SECC_IP_Address: source,
                      SECC_Port: SDP_PORT,
                      Security: SDP_SECURITY.none,
                      TransportProtocol: SDP_TRANSPORT.tcp,
                    },
                  }),
                },
              );
            return undefined;
          }),
        ),
      };
    },
  }),
  charger({
    name: "NID of another key",
    words: "the charger's NID is not that of its key (pyPLC)",
    expected: "orderly",
    wire: () => ({
      says: changing(mme(CM_SET_KEY_REQ, otherNid), mme(CM_GET_KEY_REQ, otherNid), mme(CM_SLAC_MATCH_CNF, otherNid)),
      hears: changing(mme(CM_GET_KEY_CNF, otherNid)),
    }),
  }),
  charger({
    name: "key taken by the standard",
    words: "the charger's modem answers a key that it takes with 0, as HomePlug AV has it (Qualcomm's: 1)",
    expected: "orderly",
    isUnnoticed: true,
    wire: () => ({ hears: changing(mme(CM_SET_KEY_CNF, ({ value, like }) => [like({ ...value, Result: 0 })])) }),
  }),
  charger({
    name: "discovery late",
    words: "the charger does not hear the first questions (ABB: half a second)",
    expected: "orderly",
    wire(_, { clock }) {
      let first: Milliseconds | undefined;
      return {
        hears: changing(
          sdp("SDPReq", () => {
            first ??= clock.now();
            return clock.now() - first < DEAF_TO_DISCOVERY ? swallowed() : undefined;
          }),
        ),
      };
    },
  }),
  charger({
    name: "discovery unanswered",
    words: "the charger has no address, and never answers discovery (EVerest)",
    expected: "safe",
    endsBefore: "talk",
    wire: () => ({ hears: changing(sdp("SDPReq", swallowed)) }),
  }),
  charger({
    name: "port refused at first",
    words: "nobody listens at the port that discovery told, for four seconds (ABB)",
    expected: "orderly",
    wire: ({ port }, { clock }) => opensLate(clock, port.send),
  }),
  charger({
    name: "port silent at first",
    words: "nothing answers at the port that discovery told, for four seconds (ABB)",
    expected: "orderly",
    wire: (_, { clock }) => opensLate(clock),
  }),
  charger({
    name: "answers in pieces",
    words: "each octet of an answer comes in a segment of its own",
    expected: "orderly",
    wire: () => ({ says: changing(inPieces) }),
  }),
  charger({
    name: "two messages in a segment",
    words: "an answer comes in one segment with a message of the charger's maker before it",
    expected: "orderly",
    accent: ({ stream }) =>
      from("CurrentDemandRes", 5, (message) => {
        stream()?.write(writeV2gtp(MAKERS_PAYLOAD, new Uint8Array(26)));
        return message;
      })(),
    wire: ({ port }, { clock }) => ({
      says: changing(together((action) => clock.after(1, action), port.send)),
    }),
  }),
  charger({
    name: "each segment twice",
    words: "the charger sends each segment twice",
    expected: "orderly",
    wire: () => ({ says: changing(twice) }),
  }),
  charger({
    name: "leftovers of another session",
    words: "segments of the session before come in between, and its end (Supercharger)",
    expected: "orderly",
    wire: () => ({
      says: changing(
        tcp((packet, octets) => {
          if (packet.tcp.payload.length === 0) return undefined;
          const old = (flags: readonly ("ACK" | "FIN" | "PSH")[], payload: Uint8Array) =>
            tcpFrame(endsOf(packet), {
              ...packet.tcp,
              sourcePort: MAKERS_PORT,
              flags,
              window: WINDOW,
              payload,
            });
          const makers = writeV2gtp(MAKERS_PAYLOAD, new Uint8Array(26));
          return [old(["ACK", "PSH"], makers), octets, old(["ACK", "FIN"], new Uint8Array(0))];
        }),
      ),
    }),
  }),
  charger({
    name: "disturbed by other traffic",
    words: "the charger falls silent where a car says more than matching, discovery and TCP (pyPLC's log, DHCP)",
    expected: "orderly",
    isUnnoticed: true,
    wire: strictNetwork,
  }),
];
