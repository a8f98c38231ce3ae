/**
 * IPv6 addresses as text (RFC 5952).
 *
 * @module
 */

/** `fe80::1`: lower case, the longest run of zero groups left out. */
export function ipv6Text(octets: Uint8Array, at = 0): string {
  const groups = Array.from({ length: 8 }, (_, i) => (octets[at + 2 * i]! << 8) | octets[at + 2 * i + 1]!);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (best.start < 0) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
