/**
 * Addresses of frames as text. Hardware addresses are asked for with every management message, so their text is kept.
 *
 * @module
 */

import { toHex } from "../base/hex.ts";
import { ipv6Text } from "../base/ipv6-address.ts";
import { type Packet, u16, u32 } from "./headers.ts";
import type { End } from "./wire.ts";
import { nameOf } from "./words.ts";

/** Hardware addresses whose text is kept. */
const MOST_KEPT = 1024;

/** `aa:bb:cc:dd:ee:ff`. */
export const macText = (data: Uint8Array, at: number): string => toHex(data, at, at + 6).replace(/(..)(?=.)/g, "$1:");

export interface Addresses {
  /** The hardware address at an offset; empty for a negative one, where a link has none. */
  readonly mac: (data: Uint8Array, at: number) => string;
  readonly source: (data: Uint8Array, packet: Packet) => End;
  readonly destination: (data: Uint8Array, packet: Packet) => End;
}

export function addresses(): Addresses {
  const kept = new Map<number, string>();

  function mac(data: Uint8Array, at: number): string {
    if (at < 0) return "";
    const key = u16(data, at) * 2 ** 32 + (u32(data, at + 2) >>> 0);
    let text = kept.get(key);
    if (text === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      text = macText(data, at);
      kept.set(key, text);
    }
    return text;
  }

  function end(data: Uint8Array, at: number, length: number, port: number, macAt: number): End {
    const address = length === 16 ? ipv6Text(data, at) : data.subarray(at, at + 4).join(".");
    return { address, port, mac: mac(data, macAt), name: nameOf(address, port) };
  }

  return {
    mac,
    source: (data, { source, addressLength, start, sourceMac }) =>
      end(data, source, addressLength, u16(data, start), sourceMac),
    destination: (data, { destination, addressLength, start, destinationMac }) =>
      end(data, destination, addressLength, u16(data, start + 2), destinationMac),
  };
}
