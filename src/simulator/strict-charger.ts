/**
 * Chargers that are deaf to what they dislike: what a car has to keep to, or it is not served. A healthy car never comes to
 * feel it.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Milliseconds } from "../base/units.ts";
import {
  CM_ATTEN_CHAR_RSP,
  CM_MNBC_SOUND_IND,
  CM_SLAC_MATCH_REQ,
  CM_SLAC_PARM_CNF,
  CM_START_ATTEN_CHAR_IND,
} from "../messages/homeplug/slac.ts";
import { ICMPV6_TYPE } from "../messages/icmpv6.ts";
import { readPacket } from "../messages/packet.ts";
import { SDP_PORT } from "../messages/sdp.ts";
import { changing, type FaultyWire, mme, swallowed } from "./faulty-wire.ts";

/** What the standard allows at least between two of a car's broadcasts, less what the power line adds or takes. */
const LEAST_BETWEEN: Milliseconds = 18;
/** TP_match_sequence. */
const MOST_UNTIL_ANNOUNCED: Milliseconds = 100;
/** In units of 100 ms. */
const TIME_OUT = 6;
const SOUNDS = 10;

/** Deaf to a car that does not keep the matching's order and times, until it asks anew. */
export function strictMatching({ clock }: { readonly clock: Clock }): FaultyWire {
  const confirmed = new Map<string, Milliseconds>();
  const announced = new Set<string>();
  const disliked = new Set<string>();
  let last = Number.NEGATIVE_INFINITY;
  const isTooFast = () => {
    const since = clock.now() - last;
    last = clock.now();
    return since < LEAST_BETWEEN;
  };
  const unless = (RunID: string, isWrong: boolean) => {
    if (isWrong) disliked.add(RunID);
    return disliked.has(RunID) ? swallowed() : undefined;
  };
  return {
    says: changing(
      mme(CM_SLAC_PARM_CNF, ({ value }) => {
        confirmed.set(value.RunID, clock.now());
        return undefined;
      }),
    ),
    hears: changing(
      mme(CM_START_ATTEN_CHAR_IND, ({ value: { RunID, Time_Out, NUM_SOUNDS } }) => {
        const isFirst = !announced.has(RunID);
        announced.add(RunID);
        const waited = clock.now() - (confirmed.get(RunID) ?? Number.NEGATIVE_INFINITY);
        const isLate = isFirst && waited > MOST_UNTIL_ANNOUNCED;
        return unless(RunID, isTooFast() || isLate || Time_Out !== TIME_OUT || NUM_SOUNDS !== SOUNDS);
      }),
      mme(CM_MNBC_SOUND_IND, ({ value: { RunID } }) => unless(RunID, isTooFast())),
      mme(CM_ATTEN_CHAR_RSP, ({ value: { RunID } }) => unless(RunID, false)),
      mme(CM_SLAC_MATCH_REQ, ({ value: { RunID } }) => unless(RunID, false)),
    ),
  };
}

/** Deaf for ever once it has heard something that no car has to say on a charging cable. */
export function strictNetwork(): FaultyWire {
  const neighbours: readonly number[] = [
    ICMPV6_TYPE.neighborSolicitation,
    ICMPV6_TYPE.neighborAdvertisement,
    // Every system tells which groups it listens to; nobody can keep it from that.
    ICMPV6_TYPE.listenerReport,
    ICMPV6_TYPE.listenerReportV2,
  ];
  let isDeaf = false;
  return {
    hears(octets) {
      const packet = readPacket(octets);
      if ("because" in packet) return [octets];
      const isExpected =
        packet.kind === "tcp" ||
        (packet.kind === "udp" && packet.udp.destinationPort === SDP_PORT) ||
        (packet.kind === "icmpv6" && neighbours.includes(packet.icmpv6.Type));
      isDeaf ||= !isExpected;
      return isDeaf ? swallowed() : [octets];
    },
  };
}
