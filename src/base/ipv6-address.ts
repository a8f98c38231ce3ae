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

/**
 * The sixteen octets of an address as text; an address of IPv4 may stand for the last four (`::ffff:10.0.0.1`).
 *
 * @returns `undefined` where the text is no address. One with a zone (`fe80::1%eth0`) is none either.
 */
export function ipv6Octets(text: string): Uint8Array | undefined {
  const mixed = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  let plain = text;
  if (mixed) {
    const [a, b, c, d] = mixed.slice(2).map(Number) as [number, number, number, number];
    if (Math.max(a, b, c, d) > 255) return undefined;
    plain = `${mixed[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const [front = [], back = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const groups = [...front, ...back];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - groups.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const octets = new Uint8Array(16);
  const put = (part: readonly string[], first: number) => {
    for (const [i, group] of part.entries()) {
      const value = Number.parseInt(group, 16);
      octets[2 * (first + i)] = value >> 8;
      octets[2 * (first + i) + 1] = value & 0xff;
    }
  };
  put(front, 0);
  put(back, 8 - back.length);
  return octets;
}
