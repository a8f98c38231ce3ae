/**
 * Ethernet frames with IPv6 and TCP, UDP or a neighbour advertisement in them, as records of a capture. Checksums are
 * left at zero: nobody here looks at them.
 *
 * @module
 */

import type { Frame } from "../src/capture/records.ts";

export interface Host {
  readonly mac: string;
  /** The last two octets of a link-local address. */
  readonly address: number;
  readonly port: number;
}

export const car: Host = { mac: "020000000001", address: 1, port: 50_001 };
export const charger: Host = { mac: "020000000002", address: 2, port: 61_341 };

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

export interface SegmentParts {
  readonly sequence: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  /** In hex. */
  readonly data?: string;
}

const hex = (value: number, octets: number) =>
  (value >>> 0)
    .toString(16)
    .padStart(2 * octets, "0")
    .slice(-2 * octets);
const ip = (host: Host) => `fe80${"00".repeat(12)}${hex(host.address, 2)}`;
const packet = (from: Host, to: Host, next: number, payload: string) =>
  `${to.mac}${from.mac}86dd60000000${hex(payload.length / 2, 2)}${hex(next, 1)}40${ip(from)}${ip(to)}${payload}`;

/** Counts its frames; each comes 10 ms after the one before. */
export function frames() {
  let number = 0;
  const record = (octets: string): Frame => {
    number++;
    const data = Uint8Array.from(octets.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    return {
      kind: "frame",
      number,
      time: { seconds: 1_700_000_000, nanoseconds: number * 10_000_000 },
      clock: "epoch",
      linkType: 1,
      interface: {
        kind: "interface",
        index: 0,
        linkType: 1,
        snapLength: 0,
        name: undefined,
        description: undefined,
        comment: undefined,
        raw: undefined,
      },
      data,
      originalLength: data.length,
      direction: undefined,
      dropped: undefined,
      comment: undefined,
      raw: undefined,
    };
  };
  return {
    tcp(from: Host, to: Host, { sequence, acknowledgement = 0, flags = ACK, data = "" }: SegmentParts): Frame {
      const header = `${hex(from.port, 2)}${hex(to.port, 2)}${hex(sequence, 4)}${hex(acknowledgement, 4)}50${hex(flags, 1)}ffff00000000`;
      return record(packet(from, to, 6, header + data));
    },
    udp(from: Host, to: Host, data: string): Frame {
      return record(
        packet(from, to, 17, `${hex(from.port, 2)}${hex(to.port, 2)}${hex(8 + data.length / 2, 2)}0000${data}`),
      );
    },
    /** Says that this address is at that hardware. */
    advertisement(from: Host, target: Host, mac: string): Frame {
      return record(packet(from, target, 58, `8800000060000000${ip(target)}0201${mac}`));
    },
  };
}
