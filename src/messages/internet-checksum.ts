/**
 * The checksum of the Internet's headers (RFC 1071), and of what IP carries (RFC 8200, 8.1; RFC 9293, 3.1).
 *
 * @module
 */

/** The sum of the words of two octets, in network order, with the carries added again. */
function sumOf(octets: Uint8Array, start: number): number {
  let sum = start;
  for (let at = 0; at + 1 < octets.length; at += 2) sum += (octets[at]! << 8) | octets[at + 1]!;
  if (octets.length % 2 === 1) sum += octets.at(-1)! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/** Of octets whose checksum field is 0. Over octets with their checksum in place it is 0. */
export const internetChecksum = (octets: Uint8Array): number => 0xffff - sumOf(octets, 0);

/**
 * Of a UDP datagram, a TCP segment or an ICMPv6 message together with the addresses and the number of the protocol.
 * Addresses are octets, four or sixteen.
 */
export function transportChecksum(
  source: Uint8Array,
  destination: Uint8Array,
  protocol: number,
  octets: Uint8Array,
): number {
  const pseudo = sumOf(destination, sumOf(source, protocol + (octets.length >>> 16) + (octets.length & 0xffff)));
  return 0xffff - sumOf(octets, pseudo);
}
