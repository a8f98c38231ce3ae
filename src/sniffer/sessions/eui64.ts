/**
 * The hardware address inside an IPv6 address whose interface identifier is made of it (RFC 4291, appendix A).
 *
 * @module
 */

/** The 16 octets of an IPv6 address as text; `undefined` if it is none. */
function groupsOf(address: string): readonly number[] | undefined {
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16));
}

/** `aa:bb:cc:dd:ee:ff` of `fe80::a8bb:ccff:fedd:eeff`; `undefined` where the identifier is another one. */
export function macFromAddress(address: string): string | undefined {
  const groups = groupsOf(address);
  if (groups === undefined) return undefined;
  const octets = groups.slice(4).flatMap((group) => [group >> 8, group & 0xff]);
  if (octets[3] !== 0xff || octets[4] !== 0xfe) return undefined;
  const [first = 0, ...rest] = [...octets.slice(0, 3), ...octets.slice(5)];
  return [first ^ 2, ...rest].map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}
