/**
 * Reads DER (ITU-T X.690) as far as certificates need it. What does not fit reads as undefined or nothing.
 *
 * @module
 */

export interface DerValue {
  /** The identifier octet: 0x30 a sequence, 0x31 a set, 0xa0 to 0xa3 context tags. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With identifier and length. */
  readonly whole: Uint8Array;
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The value that starts at `at`. Only tags below 31 and lengths below 2^32, as in every certificate. */
export function readDer(octets: Uint8Array, at = 0): DerValue | undefined {
  const tag = octets[at];
  let length = octets[at + 1];
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let start = at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (octets[start + i] ?? 0);
    start += count;
  }
  if (start + length > octets.length) return undefined;
  return { tag, content: octets.subarray(start, start + length), whole: octets.subarray(at, start + length) };
}

/** The values inside, up to the first that is broken. */
export function derChildren(content: Uint8Array): DerValue[] {
  const children: DerValue[] = [];
  for (let at = 0; at < content.length; ) {
    const child = readDer(content, at);
    if (!child) break;
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** `1.2.840.10045.2.1`. */
export function readOid(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content.subarray(0, 64)) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - 40 * first);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join(".");
}

/** `2025-10-27T15:35:37Z` from UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5). */
export function readDerTime({ tag, content }: DerValue): string | undefined {
  const text = String.fromCharCode(...content.subarray(0, 20));
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = "00"] = match as unknown as readonly string[];
  if ((tag === derTag.utcTime) !== (year!.length === 2)) return undefined;
  const century = year!.length === 4 ? "" : Number(year) < 50 ? "20" : "19";
  return `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** A string of any of the string types. */
export function readDerText({ tag, content }: DerValue): string {
  const octets = content.subarray(0, 1024);
  if (tag !== derTag.bmpString) return new TextDecoder().decode(octets);
  let text = "";
  for (let i = 0; i + 1 < octets.length; i += 2) text += String.fromCharCode((octets[i]! << 8) | octets[i + 1]!);
  return text;
}
