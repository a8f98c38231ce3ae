/**
 * An IPv6 host in memory on any port: neighbours, datagrams and connections in real frames, by any clock. Two of them on a
 * cable do what two computers do, and whatever they say can be recorded and read by any tool.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { feed } from "../base/feed.ts";
import { ipv6Text } from "../base/ipv6-address.ts";
import { macOctets, macText } from "../base/mac-address.ts";
import { type Random, randomInteger, systemRandom } from "../base/random.ts";
import { type Run, TimeoutError } from "../base/run.ts";
import type { Milliseconds } from "../base/units.ts";
import { type Port, padded } from "../link/port.ts";
import { ICMPV6_TYPE, linkLayerIn, linkLayerOption, ND_OPTION } from "../messages/icmpv6.ts";
import { addressOctets, linkLocalOf, multicastMacOf, solicitedNodeOf } from "../messages/ipv6.ts";
import { icmpv6Frame, type Packet, readPacket, udpFrame } from "../messages/packet.ts";
import { type TcpConnection, tcpConnection } from "./cable-tcp.ts";
import {
  ALL_NODES,
  type DatagramSocket,
  type Endpoint,
  type Host,
  type Listener,
  NetError,
  type Stream,
} from "./host.ts";
import { ACK, type FastSegment, RST, SYN, segmentIn, type TcpEnds, tcpTemplate } from "./tcp-template.ts";

export interface CableHostOptions {
  readonly clock: Clock;
  readonly random?: Random;
}

/** RFC 6335: ports for whoever does not care which. */
const [FIRST_FREE, LAST_FREE] = [49_152, 65_535];
/** RFC 4861, 10: how long and how often a neighbour is asked for. */
const SOLICITATION: Milliseconds = 1000;
const MOST_SOLICITATIONS = 3;
/** One session needs one; whoever opens more wants something else. */
const MOST_CONNECTIONS = 64;

export function cableHost(port: Port, { clock, random = systemRandom }: CableHostOptions): Host {
  const address = linkLocalOf(port.mac);
  const solicited = solicitedNodeOf(address);
  const groups = new Set([port.mac, multicastMacOf(ALL_NODES), multicastMacOf(solicited)]);
  const octetGroups = [...groups].map((mac) => [...macOctets(mac)]);
  const neighbours = new Map<string, string>();
  const found = feed<string>();
  const sockets = new Map<number, (octets: Uint8Array, from: Endpoint) => void>();
  const listeners = new Map<number, (stream: Stream) => void>();
  const connections = new Map<string, TcpConnection>();

  const forgetFrames = port.onFrame(({ octets, isOutgoing }) => {
    if (isOutgoing || octets[12] !== 0x86 || octets[13] !== 0xdd || !isForUs(octets)) return;
    const tcp = segmentIn(octets);
    if (tcp) {
      segment(tcp, octets);
      return;
    }
    const packet = readPacket(octets);
    if ("because" in packet || packet.kind === "other" || packet.kind === "tcp" || !packet.isIntact) return;
    take(packet);
  });
  const put = (frame: Uint8Array) => {
    // A port that is down loses what is sent, as a network card does.
    if (port.state === "up") port.send(padded(frame));
  };

  const isForUs = (octets: Uint8Array): boolean =>
    octetGroups.some((own) => own.every((octet, i) => octets[i] === octet));

  function take(packet: Exclude<Packet, { kind: "other" | "tcp" }>): void {
    const { source, destination } = packet.ip;
    if (destination !== address && destination !== ALL_NODES && destination !== solicited) return;
    learn(source, packet.ethernet.source);
    switch (packet.kind) {
      case "udp":
        sockets.get(packet.udp.destinationPort)?.(packet.udp.payload.slice(), {
          address: source,
          port: packet.udp.sourcePort,
        });
        return;
      case "icmpv6":
        answerNeighbour(packet);
        return;
      default:
        packet satisfies never;
    }
  }

  function learn(ip: string, mac: string): void {
    if (neighbours.get(ip) === mac || !ip.startsWith("fe80")) return;
    neighbours.set(ip, mac);
    found.tell(ip);
  }

  function answerNeighbour({ icmpv6, ip, ethernet }: Packet & { kind: "icmpv6" }): void {
    if (icmpv6.Type === ICMPV6_TYPE.neighborAdvertisement) {
      learn(icmpv6.TargetAddress, linkLayerIn(icmpv6.Options, ND_OPTION.targetLinkLayer) ?? ethernet.source);
    } else if (icmpv6.Type === ICMPV6_TYPE.neighborSolicitation && icmpv6.TargetAddress === address) {
      const ends = { sourceMac: port.mac, destinationMac: ethernet.source, source: address, destination: ip.source };
      put(
        icmpv6Frame(ends, {
          Type: ICMPV6_TYPE.neighborAdvertisement,
          Code: 0,
          Flags: { Reserved: 0, Override: 1, Solicited: 1, Router: 0 },
          TargetAddress: address,
          Options: [linkLayerOption(ND_OPTION.targetLinkLayer, port.mac)],
        }),
      );
    } else if (icmpv6.Type === ICMPV6_TYPE.echoRequest) {
      const ends = { sourceMac: port.mac, destinationMac: ethernet.source, source: address, destination: ip.source };
      put(icmpv6Frame(ends, { ...icmpv6, Type: ICMPV6_TYPE.echoReply }));
    }
  }

  /** @throws {NetError} where nobody has the address. */
  async function macOf(ip: string, run: Run): Promise<string> {
    for (let asked = 0; asked < MOST_SOLICITATIONS; asked++) {
      const known = neighbours.get(ip);
      if (known) return known;
      put(
        icmpv6Frame(
          { sourceMac: port.mac, source: address, destination: solicitedNodeOf(ip) },
          {
            Type: ICMPV6_TYPE.neighborSolicitation,
            Code: 0,
            TargetAddress: ip,
            Options: [linkLayerOption(ND_OPTION.sourceLinkLayer, port.mac)],
          },
        ),
      );
      try {
        await run.within(SOLICITATION, `the neighbour ${ip}`, (run) => run.until(hearOf(ip, run)));
      } catch (error) {
        run.throwIfEnded();
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
    const known = neighbours.get(ip);
    if (known) return known;
    throw new NetError(`Cannot reach ${ip} over ${port.name}: nobody on the link has that address`);
  }
  const hearOf = (ip: string, run: Run) =>
    new Promise<void>((resolve) => {
      const forget = found.on((who) => {
        if (who !== ip) return;
        forget();
        resolve();
      });
      run.onEnd(forget);
    });

  const keyOf = (remote: string, remotePort: number, localPort: number) =>
    `${localPort} ${remotePort} ${[...addressOctets(remote).subarray(8)].join(" ")}`;

  const numberOf = (port: number, peer: number, octets: Uint8Array) =>
    `${port} ${peer} ${octets[30]} ${octets[31]} ${octets[32]} ${octets[33]} ${octets[34]} ${octets[35]} ${octets[36]} ${octets[37]}`;

  function segment(tcp: FastSegment, octets: Uint8Array): void {
    // An address of the link is told apart by its last eight octets.
    const key = numberOf(tcp.destinationPort, tcp.sourcePort, octets);
    const known = connections.get(key);
    if (known) {
      known.arrive(tcp);
      return;
    }
    if (tcp.flags & RST || ipv6Text(octets, 38) !== address) return;
    const [remote, mac] = [ipv6Text(octets, 22), macText(octets, 6)];
    learn(remote, mac);
    const onStream = listeners.get(tcp.destinationPort);
    const isOpening = (tcp.flags & (SYN | ACK)) === SYN;
    if (!onStream || !isOpening || connections.size >= MOST_CONNECTIONS) {
      const refused = tcpTemplate(endsOf(remote, mac, tcp.destinationPort, tcp.sourcePort));
      const acknowledgement = (tcp.sequence + tcp.payload.length + (tcp.flags & SYN ? 1 : 0)) >>> 0;
      put(refused({ sequence: tcp.flags & ACK ? tcp.acknowledgement : 0, acknowledgement, window: 0 }, RST | ACK));
      return;
    }
    const connection = begin({ address: remote, port: tcp.sourcePort }, mac, tcp.destinationPort, tcp);
    connection.opened.then(() => onStream(connection.stream)).catch(() => {});
  }

  const endsOf = (
    destination: string,
    destinationMac: string,
    sourcePort: number,
    destinationPort: number,
  ): TcpEnds => ({
    sourceMac: port.mac,
    destinationMac,
    source: address,
    destination,
    sourcePort,
    destinationPort,
  });

  function begin(remote: Endpoint, mac: string, localPort: number, opening?: FastSegment): TcpConnection {
    const key = keyOf(remote.address, remote.port, localPort);
    const frame = tcpTemplate(endsOf(remote.address, mac, localPort, remote.port));
    const connection = tcpConnection({
      clock,
      local: { address, port: localPort },
      remote,
      start: randomInteger(0, 0xffff_ffff, random),
      ...(opening ? { opening } : {}),
      send: (numbers, flags, payload) => put(frame(numbers, flags, payload)),
      onGone: () => {
        if (connections.get(key) === connection) connections.delete(key);
      },
    });
    connections.set(key, connection);
    return connection;
  }

  function freePort(taken: (port: number) => boolean): number {
    for (;;) {
      const candidate = randomInteger(FIRST_FREE, LAST_FREE, random);
      if (!taken(candidate)) return candidate;
    }
  }

  return {
    name: port.name,
    mac: port.mac,
    address: async (run) => {
      run.throwIfEnded();
      return address;
    },
    async datagrams(run, wanted = 0): Promise<DatagramSocket> {
      run.throwIfEnded();
      const own = wanted || freePort((candidate) => sockets.has(candidate));
      if (sockets.has(own))
        throw new NetError(`Cannot listen for datagrams on port ${own} of ${port.name}: it is taken`);
      const datagrams = feed<{ readonly octets: Uint8Array; readonly from: Endpoint }>();
      sockets.set(own, (octets, from) => datagrams.tell({ octets, from }));
      return {
        port: own,
        send(payload, to) {
          const destinationMac = to.address.startsWith("ff") ? undefined : neighbours.get(to.address);
          // Whoever is answered has spoken before, so his address is known; a group needs none.
          if (!destinationMac && !to.address.startsWith("ff")) return;
          const ends = { sourceMac: port.mac, source: address, destination: to.address };
          put(
            udpFrame(destinationMac ? { ...ends, destinationMac } : ends, {
              sourcePort: own,
              destinationPort: to.port,
              payload,
            }),
          );
        },
        onDatagram: (listener) => datagrams.on(({ octets, from }) => listener(octets, from)),
        close: () => {
          sockets.delete(own);
        },
      };
    },
    async connect(to, run) {
      const mac = await macOf(to.address, run);
      const own = freePort((candidate) => connections.has(keyOf(to.address, to.port, candidate)));
      const connection = begin(to, mac, own);
      try {
        await run.until(connection.opened);
      } catch (error) {
        connection.stream.abort();
        throw error;
      }
      return connection.stream;
    },
    async listen(run, wanted = 0): Promise<Listener> {
      run.throwIfEnded();
      const own = wanted || freePort((candidate) => listeners.has(candidate));
      if (listeners.has(own)) throw new NetError(`Cannot listen on port ${own} of ${port.name}: it is taken`);
      const streams = feed<Stream>();
      listeners.set(own, streams.tell);
      return {
        port: own,
        onStream: streams.on,
        close: () => {
          listeners.delete(own);
        },
      };
    },
    close() {
      forgetFrames();
      for (const { stream } of [...connections.values()]) stream.abort();
      sockets.clear();
      listeners.clear();
    },
  };
}
