/**
 * The header of the link in front of IP: where it ends, and where hardware addresses stand in it.
 *
 * @module
 */

import { u16 } from "../headers.ts";

export interface LinkHeader {
  /** 0 where the version of IP does not tell it. */
  readonly etherType: number;
  /** Where the octets start that the EtherType names. */
  readonly end: number;
  /** Starts of hardware addresses. */
  readonly addresses: readonly number[];
  /** Octets that are no address of six octets, and may name somebody all the same. */
  readonly blank: readonly (readonly [from: number, to: number])[];
}

const ETHERNET = 1;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
const NULL_OR_LOOP: readonly number[] = [0, 108];
const RAW: readonly number[] = [12, 14, 101, 228, 229];
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];

/** Undefined where the link is not known, or its header is cut. */
export function linkHeader(linkType: number, data: Uint8Array): LinkHeader | undefined {
  const whole = (header: LinkHeader) => (data.length >= header.end ? behindTags(header, data) : undefined);
  if (linkType === ETHERNET) {
    return whole({ etherType: data.length < 14 ? 0 : u16(data, 12), end: 14, addresses: [0, 6], blank: [] });
  }
  if (linkType === LINUX_SLL) {
    const isMac = data.length >= 16 && u16(data, 4) === 6;
    const etherType = data.length < 16 ? 0 : u16(data, 14);
    return whole({ etherType, end: 16, addresses: isMac ? [6] : [], blank: isMac ? [[12, 14]] : [[6, 14]] });
  }
  if (linkType === LINUX_SLL2) {
    const isMac = data[11] === 6;
    const etherType = data.length < 20 ? 0 : u16(data, 0);
    return whole({ etherType, end: 20, addresses: isMac ? [12] : [], blank: isMac ? [[18, 20]] : [[12, 20]] });
  }
  const isNull = NULL_OR_LOOP.includes(linkType);
  if (!isNull && !RAW.includes(linkType)) return undefined;
  const end = isNull ? 4 : 0;
  const version = (data[end] ?? 0) >> 4;
  return whole({ etherType: version === 4 ? IPV4 : version === 6 ? IPV6 : 0, end, addresses: [], blank: [] });
}

function behindTags(header: LinkHeader, data: Uint8Array): LinkHeader | undefined {
  let { etherType, end } = header;
  while (VLAN_TAGS.includes(etherType)) {
    if (data.length < end + 4) return undefined;
    etherType = u16(data, end + 2);
    end += 4;
  }
  return { ...header, etherType, end };
}
