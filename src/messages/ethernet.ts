/**
 * Ethernet frames without their check sequence, with or without tags of virtual networks (IEEE 802.3, 802.1Q).
 *
 * @module
 */

import { bits, type Infer, layout, mac, rest, u16be } from "../layout/layout.ts";
import { LayoutError, read } from "../layout/read.ts";
import { write } from "../layout/write.ts";

/** What a frame carries. */
export const ETHER_TYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
  homeplug10: 0x887b,
  serviceVlan: 0x88a8,
  homeplugAv: 0x88e1,
} as const;

/** 802.1Q, 802.1ad, and the one from before the standard. */
const TAGS: readonly number[] = [ETHER_TYPE.vlan, ETHER_TYPE.serviceVlan, 0x9100];

const header = { Destination: mac, Source: mac, EtherType: u16be };
const EthernetHeader = layout(header);
export const Ethernet = layout({ ...header, Payload: rest });
export type Ethernet = Infer<typeof Ethernet>;

const tag = { TCI: bits(u16be, { VLAN: 12, DropEligible: 1, Priority: 3 }), EtherType: u16be };
const VlanHeader = layout(tag);
/** What stands behind the EtherType of a tagged frame. */
export const VlanTag = layout({ ...tag, Payload: rest });
export type VlanTag = Infer<typeof VlanTag>;

/** The shortest frame; what is shorter is padded with zeros. */
const SHORTEST = 60;

export interface EthernetFrame {
  readonly destination: string;
  readonly source: string;
  readonly etherType: number;
  /** The number of the virtual network, where the frame is tagged; of the innermost tag. */
  readonly vlan?: number;
  /** Also the padding, where the frame is short. */
  readonly payload: Uint8Array;
}

/** @throws {LayoutWriteError} where an address or number does not fit. */
export function writeEthernet({ destination, source, etherType, vlan, payload }: EthernetFrame): Uint8Array {
  const outer = vlan === undefined ? etherType : ETHER_TYPE.vlan;
  const parts = [write(EthernetHeader, { Destination: destination, Source: source, EtherType: outer })];
  if (vlan !== undefined) {
    parts.push(write(VlanHeader, { TCI: { VLAN: vlan, DropEligible: 0, Priority: 0 }, EtherType: etherType }));
  }
  return joined([...parts, payload], SHORTEST);
}

export function readEthernet(octets: Uint8Array): EthernetFrame | { readonly because: string } {
  try {
    const { value, length } = read(EthernetHeader, octets);
    let [etherType, at] = [value.EtherType, length];
    let vlan: number | undefined;
    while (TAGS.includes(etherType)) {
      const next = read(VlanHeader, octets.subarray(at));
      etherType = next.value.EtherType;
      vlan = next.value.TCI.VLAN;
      at += next.length;
    }
    return {
      destination: value.Destination,
      source: value.Source,
      etherType,
      ...(vlan === undefined ? {} : { vlan }),
      payload: octets.subarray(at),
    };
  } catch (error) {
    if (error instanceof LayoutError) return { because: error.message };
    throw error;
  }
}

/** Parts one behind the other, and zeros up to `least` octets. */
export function joined(parts: readonly Uint8Array[], least = 0): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Uint8Array(Math.max(least, length));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
