/**
 * Capture frames to wire items: management messages, datagrams, and the octets of TCP connections in order. Memory is
 * bounded: of too many connections the quietest are given up, and what waits for missing segments has a limit over all.
 *
 * @module
 */

import { ipv6Text } from "../base/ipv6-address.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { Frame } from "../capture/records.ts";
import { addresses, macText } from "./addresses.ts";
import { type Census, censusTaker } from "./census.ts";
import { connectionTable, type Entry } from "./connection-table.ts";
import { type Hardware, hardware } from "./hardware.ts";
import { type Packet, packetIn, u16, u32 } from "./headers.ts";
import { type Run, type TcpDirection, tcpDirection } from "./tcp-stream.ts";
import { mayDiscloseKeys } from "./tls/key-log.ts";
import type { Connection, StreamSide, WireItem } from "./wire.ts";

export interface Flows {
  /** The items that this frame completes. Their octets are views into the frame where nothing had to wait. */
  readonly feed: (frame: Frame) => WireItem[];
  /** What was still waiting for a segment. */
  readonly end: () => WireItem[];
  /** What all frames until now carry. */
  readonly census: () => Census;
}

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** The charger's well-known port; the one it announces for TCP may be any other. */
const V2G_PORT = 15118;
const SDP_RESPONSE = 0x9001;
const SDP_PAYLOAD_TYPES: readonly number[] = [0x9000, SDP_RESPONSE];

/** Connections that are kept open at once. */
const MOST_CONNECTIONS = 1024;
/** Octets that wait for missing segments, of all connections together. */
const MOST_WAITING = 1 << 24;
/** Ports that are remembered of chargers' announcements. */
const MOST_ANNOUNCED = 4096;

/** Addresses whose hardware is watched. */
const MOST_OWNERS = 256;

/** Only such addresses keep their hardware: nothing is routed. */
const LINK_LOCAL = /^fe[89ab]/;

interface Live {
  readonly connection: Connection;
  readonly client: TcpDirection;
  readonly server: TcpDirection;
  /** Who has sent a FIN. */
  readonly closed: Set<StreamSide>;
  isReset: boolean;
  readonly hardware: Hardware | undefined;
}

const NONE: WireItem[] = [];

export function flows(): Flows {
  const table = connectionTable<Live>(MOST_CONNECTIONS);
  /** The latest connection of each address on the link. */
  const owners = new Map<string, Live>();
  /** Ports that chargers announced by SDP. */
  const announced = new Set<number>();
  const { mac, source, destination } = addresses();
  const taker = censusTaker();
  let connections = 0;
  let repeated = 0;
  /** Octets that wait in all connections. */
  let waiting = 0;

  function feed({ number, time, data, linkType }: Frame): WireItem[] {
    const packet = packetIn(linkType, data);
    taker.note(packet, data);
    switch (packet.kind) {
      case "homeplug":
        return [
          {
            kind: "management",
            frame: number,
            time,
            source: mac(data, packet.sourceMac),
            destination: mac(data, packet.destinationMac),
            octets: data.subarray(packet.start, packet.end),
          },
        ];
      case "udp":
        return datagram(data, packet, number, time);
      case "tcp":
        return segment(data, packet, number, time);
      case "icmpv6":
        return advertisement(data, packet, number, time);
      default:
        return packet.because ? [{ kind: "unreadable", frame: number, time, because: packet.because }] : NONE;
    }
  }

  /** Datagrams of other services are passed over here, before anything is made of them. */
  function datagram(data: Uint8Array, packet: Packet, frame: number, time: Timestamp | undefined): WireItem[] {
    const { start } = packet;
    const length = u16(data, start + 4);
    const end = Math.min(packet.end, length >= 8 ? start + length : packet.end);
    const isSdp =
      u16(data, start) === V2G_PORT || u16(data, start + 2) === V2G_PORT || looksLikeSdp(data, start + 8, end);
    if (!isSdp && !mayDiscloseKeys(data, start + 8, end)) return NONE;
    const octets = data.subarray(start + 8, end);
    if (isSdp) noteAnnouncement(octets);
    return [
      {
        kind: "datagram",
        frame,
        time,
        source: source(data, packet),
        destination: destination(data, packet),
        data: octets,
      },
    ];
  }

  function segment(data: Uint8Array, packet: Packet, frame: number, time: Timestamp | undefined): WireItem[] {
    const { start } = packet;
    const headerLength = 4 * (data[start + 12]! >> 4);
    if (headerLength < 20 || start + headerLength > packet.end) {
      return [
        {
          kind: "unreadable",
          frame,
          time,
          because: `a TCP header of ${headerLength} octets found, ${packet.end - start} are there`,
        },
      ];
    }
    const flags = data[start + 13]!;
    const sequence = u32(data, start + 4);

    let entry = table.find(data, packet);
    // All that most segments are: an acknowledgement, or octets in their order.
    if (entry && (flags & (SYN | FIN | RST)) === 0) {
      entry.lastFrame = frame;
      return content(entry, data, packet, headerLength, sequence, frame, time);
    }

    const items: WireItem[] = [];
    if (entry && flags & SYN && isAnother(entry, table.isFromClient(entry, data, packet), (sequence + 1) | 0)) {
      items.push(...drop(entry));
      entry = undefined;
    }
    const isNew = entry === undefined;
    entry ??= open(data, packet, flags, frame, items);
    entry.lastFrame = frame;
    const live = entry.value;
    const side: StreamSide = table.isFromClient(entry, data, packet) ? "client" : "server";
    const at = { frame, time, connection: live.connection, side } as const;
    if (isNew) items.push({ kind: "tcp", change: flags & SYN ? "opened" : "joined", ...at });
    if (flags & SYN) live[side].begin((sequence + 1) | 0);
    items.push(...content(entry, data, packet, headerLength, flags & SYN ? (sequence + 1) | 0 : sequence, frame, time));
    if (flags & RST) {
      // What comes after it belongs to the same connection: the same once more, or what was on its way.
      if (!live.isReset) items.push(...unfinished(live), { kind: "tcp", change: "reset", ...at, ...counts(live) });
      live.isReset = true;
    } else if (flags & FIN && !live.closed.has(side)) {
      live.closed.add(side);
      const end = (sequence + (flags & SYN ? 1 : 0) + packet.end - start - headerLength) | 0;
      items.push(...runs(live[side].closed(end, frame, time), live.connection, side));
      items.push({ kind: "tcp", change: "closed", ...at, ...counts(live) });
    }
    return items;
  }

  const counts = ({ client, server }: Live) => ({
    segments: client.segments() + server.segments(),
    repeated: client.repeated() + server.repeated(),
  });

  /** Whether a side of the connection has another hardware address than before. */
  function moved(
    { connection, hardware }: Live,
    side: StreamSide,
    data: Uint8Array,
    at: number,
    frame: number,
    time: Timestamp | undefined,
  ): WireItem[] {
    const before = at < 0 ? undefined : hardware?.note(side, data, at);
    if (before === undefined) return NONE;
    return [{ kind: "moved", frame, time, connection, side, before: macText(before, 0), mac: mac(data, at) }];
  }

  /** A neighbour advertisement (RFC 4861, 4.4) that claims the address of a connection's end for other hardware. */
  function advertisement(data: Uint8Array, packet: Packet, frame: number, time: Timestamp | undefined): WireItem[] {
    const { start, end } = packet;
    const isWhole = end - start >= 32 && data[start] === 136 && data[start + 24] === 2 && data[start + 25] === 1;
    if (!isWhole) return NONE;
    const target = ipv6Text(data, start + 8);
    const live = owners.get(target);
    if (live === undefined) return NONE;
    const side: StreamSide = live.connection.client.address === target ? "client" : "server";
    return moved(live, side, data, start + 26, frame, time);
  }

  /** The octets of a segment, and what its acknowledgement tells of the other direction. */
  function content(
    entry: Entry<Live>,
    data: Uint8Array,
    packet: Packet,
    headerLength: number,
    sequence: number,
    frame: number,
    time: Timestamp | undefined,
  ): WireItem[] {
    const { connection, client, server } = entry.value;
    const isFromClient = table.isFromClient(entry, data, packet);
    const [own, other] = isFromClient ? [client, server] : [server, client];
    const start = packet.start + headerLength;
    const side: StreamSide = isFromClient ? "client" : "server";
    let items = moved(entry.value, side, data, packet.sourceMac, frame, time);
    // What the other direction waited with came before this frame.
    if ((data[packet.start + 13]! & ACK) !== 0) {
      const before = other.waiting();
      const found = other.acknowledged(u32(data, packet.start + 8), frame, time);
      waiting += other.waiting() - before;
      if (found.length > 0) items = [...items, ...runs(found, connection, isFromClient ? "server" : "client")];
    }
    if (start < packet.end) {
      const octets = data.subarray(start, packet.end);
      const before = own.waiting();
      const found = runs(own.feed({ sequence, data: octets, frame, time }), connection, side);
      items = items.length === 0 ? found : [...items, ...found];
      waiting += own.waiting() - before;
      if (waiting > MOST_WAITING) items = [...items, ...giveUpWaiting()];
    }
    return items;
  }

  /** A SYN on ports that were used already, and not the same one once more. */
  function isAnother({ value }: Entry<Live>, isFromClient: boolean, start: number): boolean {
    const { startedAt } = isFromClient ? value.client : value.server;
    return startedAt !== undefined && startedAt !== start;
  }

  function open(data: Uint8Array, packet: Packet, flags: number, frame: number, items: WireItem[]): Entry<Live> {
    const [from, to] = [u16(data, packet.start), u16(data, packet.start + 2)];
    const isServerPort = (port: number) => port === V2G_PORT || announced.has(port);
    const isFromServer =
      flags & SYN ? (flags & ACK) !== 0 : isServerPort(from) !== isServerPort(to) ? isServerPort(from) : from < to;
    const [sender, receiver] = [source(data, packet), destination(data, packet)];
    const connection: Connection = {
      number: connections++,
      client: isFromServer ? receiver : sender,
      server: isFromServer ? sender : receiver,
      isExpected:
        isServerPort(from) || isServerPort(to) || [sender, receiver].every(({ address }) => LINK_LOCAL.test(address)),
    };
    const isLocal = [sender, receiver].every(({ address }) => LINK_LOCAL.test(address));
    const live: Live = {
      connection,
      client: tcpDirection(),
      server: tcpDirection(),
      closed: new Set(),
      isReset: false,
      hardware: isLocal ? hardware() : undefined,
    };
    if (isLocal) for (const { address } of [sender, receiver]) noteOwner(address, live);
    const { entry, gone } = table.add(data, packet, !isFromServer, frame, live);
    for (const one of gone) items.push(...over(one.value));
    return entry;
  }

  function noteOwner(address: string, live: Live): void {
    owners.delete(address);
    owners.set(address, live);
    const [oldest] = owners.keys();
    if (owners.size > MOST_OWNERS && oldest !== undefined) owners.delete(oldest);
  }

  /** Gives up a connection with what waits in it. */
  function drop(entry: Entry<Live>): WireItem[] {
    table.remove(entry);
    return over(entry.value);
  }

  function over(live: Live): WireItem[] {
    repeated += live.client.repeated() + live.server.repeated();
    return unfinished(live);
  }

  /** What still waits for segments that will not come. */
  function unfinished({ client, server, connection }: Live): WireItem[] {
    waiting -= client.waiting() + server.waiting();
    return [...runs(client.end(), connection, "client"), ...runs(server.end(), connection, "server")];
  }

  /** Nothing may wait any longer: there is too much of it. */
  const giveUpWaiting = () => inOrder().flatMap(({ value }) => unfinished(value));

  const inOrder = () => table.all().sort((a, b) => a.value.connection.number - b.value.connection.number);

  function noteAnnouncement(octets: Uint8Array) {
    if (octets.length < 26 || octets[0] !== 0x01 || octets[1] !== 0xfe || u16(octets, 2) !== SDP_RESPONSE) return;
    if (announced.size < MOST_ANNOUNCED) announced.add(u16(octets, 24));
  }

  return {
    feed,
    end: () => inOrder().flatMap(drop),
    census() {
      const open = table.all().reduce((sum, { value }) => sum + value.client.repeated() + value.server.repeated(), 0);
      return { ...taker.result(), repeated: repeated + open };
    },
  };
}

/** Some chargers answer from another port than the one that was asked. */
const looksLikeSdp = (data: Uint8Array, start: number, end: number): boolean =>
  end - start >= 10 && u16(data, start) === 0x01fe && SDP_PAYLOAD_TYPES.includes(u16(data, start + 2));

function runs(all: readonly Run[], connection: Connection, side: StreamSide): WireItem[] {
  if (all.length === 0) return NONE;
  const items: WireItem[] = [];
  for (const run of all) {
    const { frame, time } = run;
    if (run.kind === "octets") items.push({ kind: "octets", frame, time, connection, side, data: run.data });
    else items.push({ ...run, connection, side });
  }
  return items;
}
