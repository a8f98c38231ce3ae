/**
 * ARP, and ICMPv6 with its neighbour discovery (RFC 826, RFC 4443, RFC 4861, RFC 3810): addresses are replaced, numbers
 * stay, and what else they carry is blanked.
 *
 * @module
 */

import { u16 } from "../headers.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

const ETHERNET = 1;
const IPV4 = 0x0800;

/** Changes an ARP packet where it lies; false where it is none of Ethernet and IPv4. */
export function rewriteArp(arp: Uint8Array, people: Pseudonyms): boolean {
  if (arp.length < 28 || u16(arp, 0) !== ETHERNET || u16(arp, 2) !== IPV4 || arp[4] !== 6 || arp[5] !== 4) return false;
  for (const at of [8, 18]) arp.set(people.mac(arp.subarray(at, at + 6)), at);
  for (const at of [14, 24]) arp.set(people.ipv4(arp.subarray(at, at + 4)), at);
  arp.fill(0, 28);
  return true;
}

const ICMPV6 = {
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
  listenerReport2: 143,
} as const;

/** Changes an ICMPv6 message where it lies. Gives how many octets were blanked. */
export function rewriteIcmpv6(message: Uint8Array, people: Pseudonyms): number {
  switch (message[0]) {
    case ICMPV6.echoRequest:
    case ICMPV6.echoReply:
      return blank(message, 8);
    case ICMPV6.listenerQuery:
    case ICMPV6.listenerReport:
    case ICMPV6.listenerDone:
      address(message, 8, people);
      return message[0] === ICMPV6.listenerQuery ? sources(message, 24, 26, people) : blank(message, 24);
    case ICMPV6.routerSolicitation:
      return options(message, 8, people);
    case ICMPV6.routerAdvertisement:
      return options(message, 16, people);
    case ICMPV6.neighbourSolicitation:
    case ICMPV6.neighbourAdvertisement:
      address(message, 8, people);
      return options(message, 24, people);
    case ICMPV6.redirect:
      address(message, 8, people);
      address(message, 24, people);
      return options(message, 40, people);
    case ICMPV6.listenerReport2:
      return records(message, people);
    default:
      // Errors carry the packet that they are about.
      return blank(message, 8);
  }
}

function address(message: Uint8Array, at: number, people: Pseudonyms): void {
  const octets = message.subarray(at, at + 16);
  if (octets.length === 16) octets.set(people.ipv6(octets));
  else octets.fill(0);
}

function blank(message: Uint8Array, from: number, to = message.length): number {
  const octets = message.subarray(from, to);
  const lost = octets.reduce((sum, octet) => sum + (octet === 0 ? 0 : 1), 0);
  octets.fill(0);
  return lost;
}

/** Where hardware addresses, prefixes and servers stand in the options of neighbour discovery. */
function options(message: Uint8Array, from: number, people: Pseudonyms): number {
  let lost = 0;
  let at = from;
  while (at + 8 <= message.length) {
    const type = message[at]!;
    const length = 8 * message[at + 1]!;
    if (length === 0 || at + length > message.length) break;
    const option = message.subarray(at, at + length);
    if ((type === 1 || type === 2) && length === 8) option.set(people.mac(option.subarray(2, 8)), 2);
    else if (type === 3 && length === 32) address(option, 16, people);
    else if (type === 24) lost += prefix(option, people);
    else if (type === 25) for (let i = 8; i < length; i += 16) address(option, i, people);
    // The largest packet stays; nonces, redirected packets and names of domains do not.
    else if (type !== 5) lost += blank(option, 2);
    at += length;
  }
  return lost + blank(message, at);
}

/** RFC 4191: a route, of whose prefix only as much is there as is needed. */
function prefix(option: Uint8Array, people: Pseudonyms): number {
  const whole = new Uint8Array(16);
  whole.set(option.subarray(8, 24));
  const made = people.ipv6(whole);
  option.set(made.subarray(0, Math.max(0, option.length - 8)), 8);
  return 0;
}

/** RFC 3810, 5.1: the sources of a query behind their number. */
function sources(message: Uint8Array, from: number, count: number, people: Pseudonyms): number {
  if (message.length < from + 4) return blank(message, from);
  const number = u16(message, count);
  let at = from + 4;
  for (let i = 0; i < number && at + 16 <= message.length; i++, at += 16) address(message, at, people);
  return blank(message, at);
}

/** RFC 3810, 5.2: groups, each with its sources. */
function records(message: Uint8Array, people: Pseudonyms): number {
  let at = 8;
  while (at + 20 <= message.length) {
    const auxiliary = 4 * message[at + 1]!;
    const number = u16(message, at + 2);
    address(message, at + 4, people);
    at += 20;
    for (let i = 0; i < number && at + 16 <= message.length; i++, at += 16) address(message, at, people);
    const end = Math.min(message.length, at + auxiliary);
    blank(message, at, end);
    at = end;
  }
  return blank(message, at);
}
