/**
 * A cable between host and modem on which frames are lost, changed, cut, held back or added: how faults below the messages
 * are made. Frames are taken apart and put together by the layouts, so what goes over it is well-formed unless it is meant
 * not to be.
 *
 * @module
 */

import { feed } from "../base/feed.ts";
import { FRAME_HEADER, type Port, type ReceivedFrame } from "../link/port.ts";
import { joined, readEthernet } from "../messages/ethernet.ts";
import { HOMEPLUG_AV, isMessage, readMme, writeMme } from "../messages/homeplug/frame.ts";
import type { Mme } from "../messages/homeplug/message.ts";
import { type Packet, readPacket, tcpFrame } from "../messages/packet.ts";
import { readSdp, type SdpMessage } from "../messages/sdp.ts";
import type { TcpFlag, TcpSegment } from "../messages/tcp.ts";
import { readV2gtpHeader, V2GTP_HEADER_LENGTH } from "../messages/v2gtp.ts";

/** What goes in the place of a frame: nothing, the same, another, or several. */
export type Instead = readonly Uint8Array[];

/** What becomes of the frames between the faulty side and its modem. Left out: they pass. */
export interface FaultyWire {
  /** What the faulty side sends. */
  readonly says?: (octets: Uint8Array) => Instead;
  /** What its modem hands to it. */
  readonly hears?: (octets: Uint8Array) => Instead;
}

/** The same end of a cable with a fault on it. */
export function faultyPort(port: Port, wire: () => FaultyWire): Port {
  const frames = feed<ReceivedFrame>();
  const forget = port.onFrame((frame) => {
    for (const octets of wire().hears?.(frame.octets) ?? [frame.octets]) frames.tell({ ...frame, octets });
  });
  return {
    name: port.name,
    mac: port.mac,
    get state() {
      return port.state;
    },
    get lost() {
      return port.lost;
    },
    send(octets) {
      for (const frame of wire().says?.(octets) ?? [octets]) port.send(frame);
    },
    onFrame: frames.on,
    onState: port.onState,
    close() {
      forget();
      port.close();
    },
  };
}

/** What goes in the place of a frame of one kind; nothing for one of another, or where it passes as it is. */
export type Change = (octets: Uint8Array) => Instead | undefined;

/** The first change that has something to say; frames that nobody changes pass. */
export const changing =
  (...changes: readonly Change[]) =>
  (octets: Uint8Array): Instead => {
    for (const change of changes) {
      const instead = change(octets);
      if (instead) return instead;
    }
    return [octets];
  };

export const swallowed = (): Instead => [];

export interface MmeFrame<V> {
  readonly value: V;
  readonly source: string;
  readonly destination: string;
  readonly octets: Uint8Array;
  /** The same frame with another value, or between others. */
  readonly like: (value: V, ends?: { readonly source?: string; readonly destination?: string }) => Uint8Array;
}

/** Changes frames with one management message. */
export const mme =
  <V>(wanted: Mme<V>, change: (frame: MmeFrame<V>) => Instead | undefined): Change =>
  (octets) => {
    const frame = readEthernet(octets);
    if ("because" in frame || frame.etherType !== HOMEPLUG_AV) return undefined;
    const message = readMme(octets.subarray(FRAME_HEADER));
    if (!("name" in message) || !isMessage(message, wanted)) return undefined;
    const { source, destination } = frame;
    const like: MmeFrame<V>["like"] = (value, ends) =>
      writeMme(wanted, value, ends?.source ?? source, ends?.destination ?? destination);
    // The layout that read it is that of `wanted`.
    return change({ value: message.value as V, source, destination, octets, like });
  };

export type UdpPacket = Packet & { readonly kind: "udp" };
export type TcpPacket = Packet & { readonly kind: "tcp" };

/** Changes frames with one kind of discovery. */
export const sdp =
  (
    wanted: SdpMessage["message"],
    change: (packet: UdpPacket, octets: Uint8Array, message: SdpMessage) => Instead | undefined,
  ): Change =>
  (octets) => {
    const packet = readPacket(octets);
    if ("because" in packet || packet.kind !== "udp") return undefined;
    const header = readV2gtpHeader(packet.udp.payload);
    if ("because" in header) return undefined;
    const message = readSdp(header.payloadType, packet.udp.payload.subarray(V2GTP_HEADER_LENGTH));
    return "message" in message && message.message === wanted ? change(packet, octets, message) : undefined;
  };

/** Changes frames with a TCP segment. */
export const tcp =
  (change: (packet: TcpPacket, octets: Uint8Array) => Instead | undefined): Change =>
  (octets) => {
    const packet = readPacket(octets);
    return "because" in packet || packet.kind !== "tcp" ? undefined : change(packet, octets);
  };

/** The same way as a packet. */
export const endsOf = ({ ethernet, ip }: Packet) => ({
  sourceMac: ethernet.source,
  destinationMac: ethernet.destination,
  source: ip.source,
  destination: ip.destination,
});
/** Back to where it came from. */
export const backOf = ({ ethernet, ip }: Packet) => ({
  sourceMac: ethernet.destination,
  destinationMac: ethernet.source,
  source: ip.destination,
  destination: ip.source,
});

/** A segment like the packet's, with something else in it. */
export const segmentLike = (packet: TcpPacket, other: Partial<TcpSegment>): Uint8Array =>
  tcpFrame(endsOf(packet), { ...packet.tcp, ...other });

export const has = ({ tcp }: TcpPacket, ...flags: readonly TcpFlag[]): boolean =>
  flags.every((flag) => tcp.flags.includes(flag));

/** What a slow or lossy line makes the sender do: each segment goes twice. */
export const twice: Change = tcp((_, octets) => [octets, octets]);

/** Each octet goes in a segment of its own. */
export const inPieces: Change = tcp((packet) => {
  const { sequence, payload, flags } = packet.tcp;
  if (payload.length < 2) return undefined;
  return Array.from(payload, (octet, i) =>
    segmentLike(packet, {
      sequence: (sequence + i) >>> 0,
      payload: Uint8Array.of(octet),
      flags: i < payload.length - 1 ? flags.filter((flag) => flag !== "FIN" && flag !== "PSH") : flags,
    }),
  );
});

/** Segments that follow each other within a millisecond go as one. */
export function together(after: (action: () => void) => void, send: (octets: Uint8Array) => void): Change {
  let held: TcpPacket | undefined;
  return tcp((packet, octets) => {
    const { sequence, payload } = packet.tcp;
    if (payload.length === 0) return undefined;
    const before = held;
    held = undefined;
    if (before && (before.tcp.sequence + before.tcp.payload.length) >>> 0 === sequence) {
      return [segmentLike(packet, { sequence: before.tcp.sequence, payload: joined([before.tcp.payload, payload]) })];
    }
    if (before) return [segmentLike(before, {}), octets];
    held = packet;
    after(() => {
      if (held !== packet) return;
      held = undefined;
      send(octets);
    });
    return [];
  });
}
