/**
 * The checksum of Qualcomm's parameter blocks, images and module messages.
 *
 * @module
 */

/** All little-endian words of four octets added without carry, and complemented; octets behind the last whole word do not count. */
export function checksum32(octets: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at + 4 <= octets.length; at += 4) {
    sum ^= octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24);
  }
  return ~sum >>> 0;
}
