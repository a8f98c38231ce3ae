/**
 * Counts what the frames of a recording carry and who sent them: what there is to say of a recording in which no car
 * talks to a charger.
 *
 * @module
 */

import { macText } from "./addresses.ts";
import { type Packet, u16, u32 } from "./headers.ts";

export interface Census {
  /** What the frames carry, the most frequent first: `HomePlug`, `mDNS`, `TCP port 8080`, `ARP`. */
  readonly protocols: readonly Counted[];
  /** Hardware addresses that sent frames, the busiest first. */
  readonly senders: readonly Counted[];
  /** TCP segments that brought nothing new: sent again, or recorded twice. */
  readonly repeated: number;
}

export interface Counted {
  readonly name: string;
  readonly frames: number;
}

export interface CensusTaker {
  readonly note: (packet: Packet, data: Uint8Array) => void;
  readonly result: () => Omit<Census, "repeated">;
}

/** Kinds and senders that are told apart; whatever comes later is not counted. */
const MOST_KINDS = 256;
const MOST_SENDERS = 256;

/** Above the sixteen bits of a port, an EtherType or an IP protocol. */
const KINDS = { etherType: 0, ip: 1, tcp: 2, udp: 3 } as const;
const KIND = 0x10000;

const ETHERTYPES: Readonly<Record<number, string>> = {
  2054: "ARP",
  34525: "IPv6",
  2048: "IPv4",
  34939: "HomePlug 1.0",
  35041: "HomePlug",
  35020: "LLDP",
  34958: "EAPOL",
  35063: "PTP",
  34825: "LACP",
  36864: "loopback",
};
const IP_PROTOCOLS: Readonly<Record<number, string>> = {
  1: "ICMP",
  2: "IGMP",
  44: "IPv6 fragments",
  47: "GRE",
  50: "ESP",
  58: "ICMPv6",
  132: "SCTP",
};
const PORTS: Readonly<Record<number, string>> = {
  22: "SSH",
  53: "DNS",
  67: "DHCP",
  68: "DHCP",
  80: "HTTP",
  123: "NTP",
  137: "NetBIOS",
  138: "NetBIOS",
  443: "HTTPS",
  502: "Modbus",
  514: "syslog",
  546: "DHCPv6",
  547: "DHCPv6",
  1883: "MQTT",
  1900: "SSDP",
  5353: "mDNS",
  5355: "LLMNR",
  8883: "MQTT over TLS",
  15118: "SDP or V2G",
};

export function censusTaker(): CensusTaker {
  const kinds = new Map<number, number>();
  const senders = new Map<number, number>();

  return {
    note(packet, data) {
      count(kinds, kindOf(packet, data), MOST_KINDS);
      const { sourceMac } = packet;
      if (sourceMac >= 0)
        count(senders, u16(data, sourceMac) * 2 ** 32 + (u32(data, sourceMac + 2) >>> 0), MOST_SENDERS);
    },
    result: () => ({ protocols: told(kinds, kindName), senders: told(senders, senderName) }),
  };
}

function count(counts: Map<number, number>, key: number, most: number): void {
  const before = counts.get(key);
  if (before !== undefined) counts.set(key, before + 1);
  else if (counts.size < most) counts.set(key, 1);
}

/** Several kinds may have the same name, as DHCP's two ports have. */
function told(counts: ReadonlyMap<number, number>, nameOf: (key: number) => string): Counted[] {
  const names = new Map<string, number>();
  for (const [key, frames] of counts) names.set(nameOf(key), (names.get(nameOf(key)) ?? 0) + frames);
  return [...names].map(([name, frames]) => ({ name, frames })).sort((a, b) => b.frames - a.frames);
}

function kindOf({ kind, etherType, protocol, start }: Packet, data: Uint8Array): number {
  if (kind === "tcp" || kind === "udp") {
    const [from, to] = [u16(data, start), u16(data, start + 2)];
    // The server's is the one that has a name, or else the lower one.
    const port = PORTS[from] ? from : PORTS[to] ? to : Math.min(from, to);
    return KINDS[kind] * KIND + port;
  }
  return protocol === undefined ? KINDS.etherType * KIND + etherType : KINDS.ip * KIND + protocol;
}

function kindName(key: number): string {
  const [kind, number] = [Math.floor(key / KIND), key % KIND];
  if (kind === KINDS.ip) return IP_PROTOCOLS[number] ?? `IP protocol ${number}`;
  if (kind !== KINDS.etherType) return PORTS[number] ?? `${kind === KINDS.tcp ? "TCP" : "UDP"} port ${number}`;
  if (number === 0) return "frames of another kind";
  return ETHERTYPES[number] ?? `EtherType 0x${number.toString(16).padStart(4, "0")}`;
}

const senderName = (key: number): string => {
  const [high, low] = [Math.floor(key / 2 ** 32), key % 2 ** 32];
  return macText(Uint8Array.of(high >> 8, high, low >>> 24, low >>> 16, low >>> 8, low), 0);
};
