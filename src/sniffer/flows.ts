/**
 * Capture frames to wire items: management messages, datagrams, and the octets of TCP connections in order. Memory is
 * bounded: of too many connections the oldest are given up.
 *
 * @module
 */

import { ipv6Text } from "../base/ipv6-address.ts";
import type { Timestamp } from "../base/timestamp.ts";
import type { Frame } from "../capture/records.ts";
import { type Packet, packetIn, u16, u32 } from "./headers.ts";
import { type Run, type TcpDirection, tcpDirection } from "./tcp-stream.ts";
import type { Connection, End, StreamSide, WireItem } from "./wire.ts";

export interface Flows {
  /** The items that this frame completes. Their octets are views into the frame where nothing had to wait. */
  readonly feed: (frame: Frame) => WireItem[];
  /** What was still waiting for a segment. */
  readonly end: () => WireItem[];
  /** Segments that brought nothing new: retransmitted, or recorded twice. */
  readonly repeated: () => number;
}

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** The charger's well-known port; the one it announces for TCP may be any other. */
const V2G_PORT = 15118;
const SDP_RESPONSE = 0x9001;

/** Connections that are kept open at once. */
const MOST_CONNECTIONS = 4096;

interface Live {
  readonly connection: Connection;
  readonly client: TcpDirection;
  readonly server: TcpDirection;
  /** Who has sent a FIN. */
  readonly closed: Set<StreamSide>;
  isReset: boolean;
}

export function flows(): Flows {
  const live = new Map<string, Live>();
  /** Ports that chargers announced by SDP. */
  const announced = new Set<number>();
  const names = new Map<string, string>();
  let connections = 0;
  let repeated = 0;

  function feed(frame: Frame): WireItem[] {
    const { number, time, data, linkType } = frame;
    const packet = packetIn(linkType, data);
    switch (packet.kind) {
      case "homeplug": {
        const octets = data.subarray(packet.start, packet.end);
        return [
          {
            kind: "management",
            frame: number,
            time,
            source: mac(data, packet.sourceMac),
            destination: mac(data, packet.destinationMac),
            octets,
          },
        ];
      }
      case "udp": {
        const length = u16(data, packet.start + 4);
        const end = Math.min(packet.end, length >= 8 ? packet.start + length : packet.end);
        const octets = data.subarray(packet.start + 8, end);
        noteAnnouncement(octets);
        return [
          {
            kind: "datagram",
            frame: number,
            time,
            source: sourceOf(data, packet),
            destination: destinationOf(data, packet),
            data: octets,
          },
        ];
      }
      case "tcp":
        return segment(data, packet, number, time);
      default:
        return packet.because ? [{ kind: "unreadable", frame: number, time, because: packet.because }] : [];
    }
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
    const acknowledgement = u32(data, start + 8);
    const items: WireItem[] = [];

    let found = find(data, packet);
    if (found && flags & SYN && isAnother(found, (sequence + 1) | 0)) {
      items.push(...drop(found));
      found = undefined;
    }
    if (!found) {
      items.push(...dropOldest());
      found = open(data, packet, flags);
      items.push({
        kind: "tcp",
        change: flags & SYN ? "opened" : "joined",
        frame,
        time,
        connection: found.live.connection,
        side: found.side,
      });
    }
    const { live, side } = found;
    const own = live[side];
    const otherSide = side === "client" ? "server" : "client";
    const at = { connection: live.connection, side };

    if (flags & SYN) own.begin((sequence + 1) | 0);
    const octets = data.subarray(start + headerLength, packet.end);
    if (octets.length > 0)
      items.push(
        ...runs(own.feed({ sequence: flags & SYN ? (sequence + 1) | 0 : sequence, data: octets, frame, time }), at),
      );
    if (flags & ACK)
      items.push(
        ...runs(live[otherSide].acknowledged(acknowledgement, frame, time), {
          connection: live.connection,
          side: otherSide,
        }),
      );
    if (flags & RST) {
      // What comes after it belongs to the same connection: the same once more, or what was on its way.
      if (!live.isReset) items.push(...unfinished(live), { kind: "tcp", change: "reset", frame, time, ...at });
      live.isReset = true;
    } else if (flags & FIN && !live.closed.has(side)) {
      live.closed.add(side);
      items.push({ kind: "tcp", change: "closed", frame, time, ...at });
    }
    return items;
  }

  const keyOf = (
    data: Uint8Array,
    packet: Packet,
    from: number,
    to: number,
    fromPort: number,
    toPort: number,
  ): string => {
    let key = "";
    for (let i = 0; i < packet.addressLength; i += 2)
      key += String.fromCharCode(u16(data, from + i), u16(data, to + i));
    return key + String.fromCharCode(u16(data, fromPort), u16(data, toPort));
  };

  function find(data: Uint8Array, packet: Packet): { live: Live; side: StreamSide; key: string } | undefined {
    const { source, destination, start } = packet;
    const key = keyOf(data, packet, source, destination, start, start + 2);
    const asClient = live.get(key);
    if (asClient) return { live: asClient, side: "client", key };
    const back = keyOf(data, packet, destination, source, start + 2, start);
    const asServer = live.get(back);
    return asServer ? { live: asServer, side: "server", key: back } : undefined;
  }

  /** A SYN on ports that were used already, and not the same one once more. */
  const isAnother = ({ live, side }: { live: Live; side: StreamSide }, start: number) => {
    const { startedAt } = live[side];
    return startedAt !== undefined && startedAt !== start;
  };

  function open(data: Uint8Array, packet: Packet, flags: number): { live: Live; side: StreamSide; key: string } {
    const { start, source, destination } = packet;
    const [from, to] = [u16(data, start), u16(data, start + 2)];
    const isServerPort = (port: number) => port === V2G_PORT || announced.has(port);
    const isFromServer =
      flags & SYN ? (flags & ACK) !== 0 : isServerPort(from) !== isServerPort(to) ? isServerPort(from) : from < to;
    const [sender, receiver] = [sourceOf(data, packet), destinationOf(data, packet)];
    const connection: Connection = {
      number: connections++,
      client: isFromServer ? receiver : sender,
      server: isFromServer ? sender : receiver,
    };
    const made: Live = {
      connection,
      client: tcpDirection(),
      server: tcpDirection(),
      closed: new Set(),
      isReset: false,
    };
    const key = isFromServer
      ? keyOf(data, packet, destination, source, start + 2, start)
      : keyOf(data, packet, source, destination, start, start + 2);
    live.set(key, made);
    return { live: made, side: isFromServer ? "server" : "client", key };
  }

  /** Gives up a connection with what waits in it. */
  function drop({ live: gone, key }: { live: Live; key: string }): WireItem[] {
    live.delete(key);
    repeated += gone.client.repeated() + gone.server.repeated();
    return unfinished(gone);
  }

  /** Makes room for another one. */
  function dropOldest(): WireItem[] {
    if (live.size < MOST_CONNECTIONS) return [];
    const [oldest] = live;
    return oldest ? drop({ key: oldest[0], live: oldest[1] }) : [];
  }

  /** What still waits for segments that will not come. */
  function unfinished({ client, server, connection }: Live): WireItem[] {
    return [
      ...runs(client.end(), { connection, side: "client" }),
      ...runs(server.end(), { connection, side: "server" }),
    ];
  }

  const runs = (all: readonly Run[], at: { connection: Connection; side: StreamSide }): WireItem[] =>
    all.map((run) => ({ ...run, ...at }));

  function noteAnnouncement(octets: Uint8Array) {
    if (octets.length >= 26 && octets[0] === 0x01 && octets[1] === 0xfe && u16(octets, 2) === SDP_RESPONSE) {
      announced.add(u16(octets, 24));
    }
  }

  /** Text of addresses is made once for each. */
  function cached(data: Uint8Array, at: number, length: number, make: () => string): string {
    let key = String.fromCharCode(length);
    for (let i = 0; i < length; i += 2) key += String.fromCharCode(u16(data, at + i));
    let text = names.get(key);
    if (text === undefined) {
      if (names.size > MOST_CONNECTIONS) names.clear();
      text = make();
      names.set(key, text);
    }
    return text;
  }
  const mac = (data: Uint8Array, at: number): string =>
    at < 0
      ? ""
      : cached(data, at, 6, () =>
          [...data.subarray(at, at + 6)].map((octet) => octet.toString(16).padStart(2, "0")).join(":"),
        );
  const address = (data: Uint8Array, at: number, length: number): string =>
    cached(data, at, length, () => (length === 16 ? ipv6Text(data, at) : data.subarray(at, at + 4).join(".")));
  const sourceOf = (data: Uint8Array, { source, addressLength, start, sourceMac }: Packet): End => ({
    address: address(data, source, addressLength),
    port: u16(data, start),
    mac: mac(data, sourceMac),
  });
  const destinationOf = (data: Uint8Array, { destination, addressLength, start, destinationMac }: Packet): End => ({
    address: address(data, destination, addressLength),
    port: u16(data, start + 2),
    mac: mac(data, destinationMac),
  });

  return {
    feed,
    end() {
      return [...live].flatMap(([key, live]) => drop({ key, live }));
    },
    repeated: () => repeated,
  };
}
