/**
 * Recordings of one TCP connection between a car and a charger, in whatever segments.
 *
 * @module
 */

import { CAR, CHARGER, type End, ipv6, octets, u16, u32 } from "../examples/recording.ts";
import { fromHex } from "../src/base/hex.ts";
import { frameBlock, interfaceBlock, sectionBlock } from "../src/capture/write-pcapng.ts";

export type Side = "client" | "server";

/** Octets of one side, from so many octets of its stream on. */
export interface Piece {
  readonly side: Side;
  readonly at: number;
  readonly octets: Uint8Array;
}

/** The first octet of each side's stream. Near the wrap at 32 bits, where it hurts. */
const STARTS: Readonly<Record<Side, number>> = { client: 0xffff_ff00, server: 4_000 };
export const PORTS: Readonly<Record<Side, number>> = { client: 50_123, server: 55_555 };

const endOf = (side: Side): End => ({ ...(side === "client" ? CAR : CHARGER), port: PORTS[side] });

function segment(side: Side, sequence: number, flags: number, content: Uint8Array): Uint8Array {
  const [from, to] = side === "client" ? [endOf("client"), endOf("server")] : [endOf("server"), endOf("client")];
  const other = side === "client" ? "server" : "client";
  const header = octets(
    u16(from.port),
    u16(to.port),
    u32(sequence % 2 ** 32),
    u32(STARTS[other]),
    [0x50, flags],
    u16(65_535),
    [0, 0, 0, 0],
  );
  return ipv6(from, to, 6, octets(header, content), 16);
}

const SYN = 2;
const SYN_ACK = 18;
const PUSH_ACK = 24;

/** A pcapng of the pieces in this order, behind the handshake of TCP. */
export function connectionRecording(pieces: readonly Piece[], { isOpened = true } = {}): Uint8Array {
  const blocks = [sectionBlock(), interfaceBlock({ linkType: 1 })];
  let milliseconds = 0;
  const put = (data: Uint8Array) => {
    milliseconds += 5;
    blocks.push(
      frameBlock({
        time: {
          seconds: 1_760_000_000 + Math.floor(milliseconds / 1000),
          nanoseconds: (milliseconds % 1000) * 1_000_000,
        },
        data,
      }),
    );
  };
  if (isOpened) {
    put(segment("client", STARTS.client - 1, SYN, new Uint8Array(0)));
    put(segment("server", STARTS.server - 1, SYN_ACK, new Uint8Array(0)));
  }
  for (const { side, at, octets } of pieces) put(segment(side, STARTS[side] + at, PUSH_ACK, octets));
  return Buffer.concat(blocks);
}

/** What the sides say in turn, one segment each. */
export function inTurn(said: readonly (readonly [side: Side, octets: Uint8Array])[]): Piece[] {
  const sent = { client: 0, server: 0 };
  return said.map(([side, octets]) => {
    const at = sent[side];
    sent[side] += octets.length;
    return { side, at, octets };
  });
}

/** A V2GTP message. */
export const v2gtp = (payloadType: number, payload: Uint8Array | string): Uint8Array => {
  const exi = typeof payload === "string" ? fromHex(payload) : payload;
  return octets([0x01, 0xfe], u16(payloadType), u32(exi.length), exi);
};
