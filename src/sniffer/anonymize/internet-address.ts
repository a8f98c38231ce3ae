/**
 * Other IP addresses for those of a recording. What the standards reserve stays, and so does the kind of address: one
 * that is made of a hardware address is made of the new one, a link-local one stays link-local.
 *
 * @module
 */

import { likeWidth } from "./hardware-address.ts";
import type { KeyedOctets } from "./keyed-octets.ts";

export interface AddressRules {
  readonly ipv6: (original: Uint8Array) => Uint8Array;
  readonly ipv4: (original: Uint8Array) => Uint8Array;
}

const isZero = (octets: Uint8Array) => octets.every((octet) => octet === 0);

/** The hardware address in an interface identifier (RFC 4291, appendix A); undefined where there is none. */
export function macInIdentifier(identifier: Uint8Array): Uint8Array | undefined {
  if (identifier[3] !== 0xff || identifier[4] !== 0xfe) return undefined;
  return Uint8Array.of(identifier[0]! ^ 2, ...identifier.subarray(1, 3), ...identifier.subarray(5, 8));
}

/** The last three octets of the address that a solicited-node multicast address stands for (RFC 4291, 2.7.1). */
export function solicited(address: Uint8Array): Uint8Array | undefined {
  const isOne =
    address[0] === 0xff &&
    address[1] === 2 &&
    isZero(address.subarray(2, 11)) &&
    address[11] === 1 &&
    address[12] === 0xff;
  return isOne ? address.subarray(13, 16) : undefined;
}

/** @param suffixFor the new last three octets for those of an address that was heard. */
export function addressRules(
  octetsFor: KeyedOctets,
  macFor: (original: Uint8Array) => Uint8Array,
  suffixFor: (original: Uint8Array) => Uint8Array,
): AddressRules {
  function ipv6(original: Uint8Array): Uint8Array {
    const made = Uint8Array.from(original);
    if (original[0] === 0xff) {
      const suffix = solicited(original);
      if (suffix) made.set(suffixFor(suffix), 13);
      return made;
    }
    if (isZero(original.subarray(0, 10))) {
      // Unspecified, loopback, or an IPv4 address in the clothes of IPv6.
      if (original[10] === 0xff && original[11] === 0xff) made.set(ipv4(original.subarray(12)), 12);
      return made;
    }
    made.set(prefixFor(original.subarray(0, 8)));
    made.set(identifierFor(original.subarray(8)), 8);
    return made;
  }

  function prefixFor(original: Uint8Array): Uint8Array {
    const isLinkLocal = original[0] === 0xfe && (original[1]! & 0xc0) === 0x80;
    if (isLinkLocal || isZero(original)) return original;
    const random = octetsFor("ipv6 prefix", original, 7);
    // RFC 4193: unique local; RFC 3849: for documentation.
    if ((original[0]! & 0xfe) === 0xfc) return Uint8Array.of(0xfd, ...random);
    return Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, ...random.subarray(0, 4));
  }

  function identifierFor(original: Uint8Array): Uint8Array {
    const mac = macInIdentifier(original);
    if (mac) {
      const made = macFor(mac);
      return Uint8Array.of(made[0]! ^ 2, made[1]!, made[2]!, 0xff, 0xfe, made[3]!, made[4]!, made[5]!);
    }
    // One that somebody chose: ::1, ::2.
    if (isZero(original.subarray(0, 6))) return original;
    const random = octetsFor("interface identifier", original, 8);
    const made = new Uint8Array(8);
    for (let at = 0; at < 8; at += 2) {
      const group = likeWidth((original[at]! << 8) | original[at + 1]!, (random[at]! << 8) | random[at + 1]!);
      made[at] = group >> 8;
      made[at + 1] = group & 0xff;
    }
    if (macInIdentifier(made)) made[3] = 0xfd;
    return made;
  }

  function ipv4(original: Uint8Array): Uint8Array {
    const [a, b] = original as unknown as readonly [number, number];
    const random = octetsFor("ipv4", original, 3);
    // RFC 3927: such addresses may be made of the hardware address.
    if (a === 169 && b === 254) return Uint8Array.of(169, 254, 1 + (random[0]! % 254), random[1]!);
    const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
    if (isPrivate || a === 0 || a === 127 || a >= 224) return Uint8Array.from(original);
    // RFC 2544: for benchmarks, 198.18.0.0/15.
    return Uint8Array.of(198, 18 + (random[0]! & 1), random[1]!, random[2]!);
  }

  return { ipv6, ipv4 };
}
