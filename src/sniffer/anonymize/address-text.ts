/**
 * IPv6 addresses as people write them, and other ones in their place that are as long.
 *
 * @module
 */

/** The 16 octets of an address as text, without a zone; undefined where it is none. */
export function ipv6Octets(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return Uint8Array.from(
    groups.map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 255]),
  );
}

/**
 * The address `octets` in the form of another one: the same groups left out, each group as wide.
 *
 * @returns undefined where it does not fit into that form.
 */
export function ipv6Like(form: string, octets: Uint8Array): string | undefined {
  const [head = "", tail] = form.split("::");
  const before = head === "" ? 0 : head.split(":").length;
  const after = tail === undefined || tail === "" ? 0 : tail.split(":").length;
  let group = -1;
  let fits = true;
  const isUpper = /[A-F]/.test(form);
  const text = form.replace(/[0-9a-f]+/gi, (old) => {
    group++;
    const index = tail !== undefined && group >= before ? 8 - after + group - before : group;
    const digits = ((octets[2 * index]! << 8) | octets[2 * index + 1]!).toString(16).padStart(old.length, "0");
    if (digits.length > old.length) fits = false;
    return isUpper ? digits.toUpperCase() : digits;
  });
  const omitted = tail === undefined ? [] : octets.subarray(2 * before, 16 - 2 * after);
  return fits && [...omitted].every((octet) => octet === 0) ? text : undefined;
}
