/**
 * How an adapter's links do: who is in its network, how fast, what was lost, and how many bits each carrier bears.
 *
 * @module
 */

import {
  bitsPerCarrier,
  LEGACY_NW_INFO_CNF,
  LEGACY_NW_INFO_REQ,
  LEGACY_TONE_MAP_RX_CNF,
  LEGACY_TONE_MAP_RX_REQ,
  LEGACY_TONE_MAP_TX_CNF,
  LEGACY_TONE_MAP_TX_REQ,
  LINK_DIRECTION,
  LINK_ID,
  LNK_STATS_CNF,
  LNK_STATS_REQ,
  NW_INFO_CNF,
  NW_INFO_REQ,
  ROLE,
  TONE_MAP_RX_CNF,
  TONE_MAP_RX_REQ,
  TONE_MAP_TX_CNF,
  TONE_MAP_TX_REQ,
} from "../messages/homeplug/qualcomm-links.ts";
import { isBeforeAr7400 } from "./adapter.ts";
import { ask, assertQualcomm, checkStatus, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";

export interface Network {
  readonly nid: string;
  readonly coordinator: string;
  readonly isCoordinator: boolean;
  readonly stations: readonly Peer[];
}
export interface Peer {
  readonly mac: string;
  /** A host behind it. */
  readonly host?: string;
  /** Average raw rates on the line in Mbit/s, before coding. */
  readonly sends: number;
  readonly receives: number;
}

/** What coding adds: 21 octets on the line for 16. */
export const afterCoding = (raw: number): number => (raw * 16) / 21;

const LINKS = "tell the links of";
const NOBODY = "00:00:00:00:00:00";

/** The networks that it is in; none where it is alone. */
export async function networksOf(desk: Desk): Promise<Network[]> {
  assertQualcomm(desk, LINKS);
  const { Networks } = isBeforeAr7400(desk.adapter)
    ? await ask(desk, LEGACY_NW_INFO_REQ, {}, LEGACY_NW_INFO_CNF)
    : await ask(desk, NW_INFO_REQ, {}, NW_INFO_CNF);
  return Networks.map(({ NID, CCoMAC, Role, Stations }) => ({
    nid: NID,
    coordinator: CCoMAC,
    isCoordinator: Role === ROLE.coordinator,
    stations: Stations.map(({ MAC, BridgedMAC, AvgPHYDR_TX, AvgPHYDR_RX }) => ({
      mac: MAC,
      ...(BridgedMAC === NOBODY ? {} : { host: BridgedMAC }),
      sends: AvgPHYDR_TX,
      receives: AvgPHYDR_RX,
    })),
  }));
}

/** @throws {ModemError} where it is alone. */
export async function peersOf(desk: Desk): Promise<readonly Peer[]> {
  const peers = (await networksOf(desk)).flatMap(({ stations }) => stations);
  if (peers.length > 0) return peers;
  throw new ModemError("unsuitable", `${desk.adapter.mac} is alone in its network: there is no link to tell of`, {
    checks: [
      "Have both adapters the same key (`plugtalk modem key read`)?",
      "Does one of them coordinate the network? A car's adapter never does.",
      "Do they hear each other? The power line between them must be connected.",
    ],
  });
}

export interface LinkCounts {
  readonly sent: DirectionCounts;
  readonly received: DirectionCounts;
}
export interface DirectionCounts {
  /** Bursts that were confirmed, and that were not. */
  readonly bursts: bigint;
  readonly lostBursts: bigint;
  /** Blocks of 512 octets that arrived well, and that were sent again. */
  readonly blocks: bigint;
  readonly lostBlocks: bigint;
}

/** What it has counted to and from a peer since it started. `clear`: and counts anew. */
export async function countsOf(desk: Desk, peer: string, clear = false): Promise<LinkCounts> {
  const { Status, Transmit, Receive } = await ask(
    desk,
    LNK_STATS_REQ,
    { Control: clear ? 1 : 0, Direction: LINK_DIRECTION.both, LinkID: LINK_ID.allToPeer, PeerMAC: peer },
    LNK_STATS_CNF,
  );
  checkStatus(LNK_STATS_CNF, Status, desk.adapter, `count the link to ${peer}`);
  const counts = ({ MPDUAcked, MPDUFailed, PBPassed, PBFailed }: Readonly<Record<Counted, string>>) => ({
    bursts: BigInt(MPDUAcked),
    lostBursts: BigInt(MPDUFailed),
    blocks: BigInt(PBPassed),
    lostBlocks: BigInt(PBFailed),
  });
  if (!Transmit || !Receive) throw new ModemError("refused", `${desk.adapter.mac} has left its counts away`);
  return { sent: counts(Transmit), received: counts(Receive) };
}
type Counted = "MPDUAcked" | "MPDUFailed" | "PBPassed" | "PBFailed";

export interface ToneMaps {
  readonly peer: string;
  readonly direction: "sends" | "receives";
  /** Of each part of the mains period: bits on each carrier, from 1.8 MHz on. */
  readonly slots: readonly (readonly number[])[];
}

/** No chip divides the mains period into more parts. */
const MOST_SLOTS = 16;

/** @throws {ModemError} `refused`, where there is no such peer. */
export async function toneMapsOf(desk: Desk, peer: string, direction: "sends" | "receives"): Promise<ToneMaps> {
  assertQualcomm(desk, LINKS);
  const slots: number[][] = [];
  let count = 1;
  for (let slot = 0; slot < count; slot++) {
    const { NumSlots, ...map } = await oneMap(desk, peer, direction, slot);
    slots.push(bitsPerCarrier(map));
    count = Math.min(NumSlots, MOST_SLOTS);
  }
  return { peer, direction, slots };
}

async function oneMap(desk: Desk, PeerMAC: string, direction: "sends" | "receives", Slot: number) {
  const isSending = direction === "sends";
  const older = { PeerMAC, Slot };
  const newer = { SubVersion: 0, PeerMAC, Slot, Coupling: 0 };
  const answer = isBeforeAr7400(desk.adapter)
    ? isSending
      ? await ask(desk, LEGACY_TONE_MAP_TX_REQ, older, LEGACY_TONE_MAP_TX_CNF)
      : await ask(desk, LEGACY_TONE_MAP_RX_REQ, older, LEGACY_TONE_MAP_RX_CNF)
    : isSending
      ? await ask(desk, TONE_MAP_TX_REQ, newer, TONE_MAP_TX_CNF)
      : await ask(desk, TONE_MAP_RX_REQ, newer, TONE_MAP_RX_CNF);
  checkStatus(
    isSending ? TONE_MAP_TX_CNF : TONE_MAP_RX_CNF,
    answer.Status,
    desk.adapter,
    `tell the tone map to ${PeerMAC}`,
  );
  return answer;
}
