/**
 * What a simulated modem has counted of its links, and how it modulates for each: statistics and tone maps.
 *
 * @module
 */

import {
  LEGACY_TONE_MAP_RX_CNF,
  LEGACY_TONE_MAP_TX_CNF,
  LINK_DIRECTION,
  LINK_ID,
  LNK_STATS_CNF,
  TONE_MAP_RX_CNF,
  TONE_MAP_TX_CNF,
} from "../messages/homeplug/qualcomm.ts";
import { type Answered, type Answers, said } from "./modem-answers.ts";
import { membersOf } from "./modem-networks.ts";
import { damageAt, rateAt, toneMap } from "./modem-tone-map.ts";
import type { LinkCount } from "./modem-traffic.ts";
import type { ModemState } from "./simulated-modem.ts";

const STATISTICS = { badControl: 0x01, badDirection: 0x02, badLink: 0x10, badPeer: 0x20 } as const;
/** `Control` that sets the counts to zero. */
const CLEAR = 1;
const TONE_MAP = { badPeer: 1, badSlot: 2 } as const;
/** Priorities of CSMA. */
const PRIORITIES = [0, 1, 2, 3];
/** Parts of a mains period, each with a map of its own. */
const SLOTS = 6;
/** As real ones tell: the longest guard interval, and a gain in the middle. */
const GUARD_INTERVAL = 0;
const GAIN = 16;
/** Bits of a block with its check sequence; errors that turbo decoding mended are counted by the bit. */
const BLOCK_BITS = 520 * 8;

export function linkAnswers(state: ModemState): Answers {
  const { nature } = state;
  const peerOf = (mac: unknown) => state.peers().find(({ modem }) => modem.mac === mac);

  const counted = ({ mpdus, blocks }: LinkCount, attenuation: number) => {
    const PBFailed = Math.round(blocks * damageAt(attenuation));
    const mended = Math.round((blocks * BLOCK_BITS * damageAt(attenuation)) / 100);
    return {
      MPDUAcked: String(mpdus),
      MPDUFailed: "0",
      PBPassed: String(blocks),
      PBFailed: String(PBFailed),
      TBPassed: String(mended),
      TBFailed: String(PBFailed),
    };
  };

  const toneMapAnswer =
    (direction: "tx" | "rx") =>
    (
      { PeerMAC, Slot, Coupling }: Readonly<Record<string, unknown>>,
      { version }: { readonly version: number },
    ): Answered => {
      const peer = peerOf(PeerMAC);
      const Status = !peer ? TONE_MAP.badPeer : Number(Slot) >= SLOTS ? TONE_MAP.badSlot : 0;
      const values = peer && Status === 0 ? toneMap(peer.attenuation, nature) : [];
      const Carriers = nibblesOf(values);
      const common = { Status, Slot: Number(Slot), NumSlots: Status === TONE_MAP.badPeer ? 0 : SLOTS };
      if (version === 0) {
        // What follows the carriers stands where it does whatever their number; of 1155 the last has no room.
        const room = 2 * (nature.moduleMessages === "older" ? 577 : 1345);
        const legacy = {
          ...common,
          NumActiveCarriers: values.length,
          Carriers: Carriers.slice(0, room).padEnd(room, "0"),
        };
        return direction === "tx"
          ? said(LEGACY_TONE_MAP_TX_CNF, legacy)
          : said(LEGACY_TONE_MAP_RX_CNF, { ...legacy, GIL: GUARD_INTERVAL, AGC: GAIN });
      }
      const newer = {
        ...common,
        SubVersion: 1,
        PeerMAC: String(PeerMAC),
        Coupling: Number(Coupling),
        NumActiveCarriers: values.length,
        Carriers,
      };
      return direction === "tx"
        ? said(TONE_MAP_TX_CNF, { ...newer, NumCarriers: values.length })
        : said(TONE_MAP_RX_CNF, { ...newer, GIL: GUARD_INTERVAL, AGC: GAIN });
    };

  return {
    "LNK_STATS.REQ": (question) => {
      const { Control, Direction, LinkID } = question as { Control: number; Direction: number; LinkID: number };
      const isToAll = LinkID === LINK_ID.allToAll;
      const peer = peerOf(question["PeerMAC"]);
      const Status =
        Control > CLEAR
          ? STATISTICS.badControl
          : // All is cleared, whichever way; plcstat then asks for none that there is.
            Direction > LINK_DIRECTION.both && Control !== CLEAR
            ? STATISTICS.badDirection
            : !isToAll && LinkID !== LINK_ID.allToPeer && !PRIORITIES.includes(LinkID)
              ? STATISTICS.badLink
              : !isToAll && !peer
                ? STATISTICS.badPeer
                : 0;
      const head = { Status, Direction, LinkID, TEI: peer ? membersOf(state).tei(peer.modem.mac) : 0 };
      if (Status !== 0) return said(LNK_STATS_CNF, head);
      const mac = isToAll ? undefined : peer?.modem.mac;
      const { sent, received } = state.traffic.counts(mac);
      if (Control === CLEAR) state.traffic.clear(mac);
      if (Direction > LINK_DIRECTION.both) return said(LNK_STATS_CNF, head);
      const attenuation = peer?.attenuation ?? state.peers()[0]?.attenuation ?? 0;
      const { TBPassed: _, TBFailed: __, ...transmit } = counted(sent, attenuation);
      const receive = counted(received, attenuation);
      const interval = { PHYRate: rateAt(attenuation, nature), ...partOf(receive) };
      return said(LNK_STATS_CNF, {
        ...head,
        ...(Direction === LINK_DIRECTION.receive ? {} : { Transmit: { ...transmit, MPDUCollided: "0" } }),
        ...(Direction === LINK_DIRECTION.transmit ? {} : { Receive: { ...receive, Intervals: [interval] } }),
      });
    },
    "TONE_MAP_TX.REQ": toneMapAnswer("tx"),
    "TONE_MAP_RX.REQ": toneMapAnswer("rx"),
  };
}

const partOf = ({
  PBPassed,
  PBFailed,
  TBPassed,
  TBFailed,
}: Readonly<Record<"PBPassed" | "PBFailed" | "TBPassed" | "TBFailed", string>>) => ({
  PBPassed,
  PBFailed,
  TBPassed,
  TBFailed,
});

/** Two values an octet, the first in its low half. */
function nibblesOf(values: readonly number[]): string {
  let hex = "";
  for (let i = 0; i < values.length; i += 2)
    hex += (values[i + 1] ?? 0).toString(16) + (values[i] as number).toString(16);
  return hex;
}
