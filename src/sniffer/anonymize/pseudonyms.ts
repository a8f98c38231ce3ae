/**
 * What stands in the place of each identifier of a recording: a matter of the key and the identifier alone, but for what
 * is made of another one, as the network's identifier is of its key. So a recording is gone through twice: once to learn
 * who is in it, once to replace.
 *
 * @module
 */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { fromHex, toHex } from "../../base/hex.ts";
import { ipv6Text } from "../../base/ipv6-address.ts";
import { nidOf } from "../../messages/homeplug/keys.ts";
import { distinct } from "./distinct.ts";
import { isNobody, macRule } from "./hardware-address.ts";
import { bare, textRule } from "./identifier-text.ts";
import { addressRules } from "./internet-address.ts";
import { type KeyedOctets, keyedOctets } from "./keyed-octets.ts";
import { type Kind, type KindTally, type Originals, originals } from "./originals.ts";
import { asciiOf, isBlank, isPrintable, isRow, likeOctets, networkKey, number } from "./secret-octets.ts";

export interface PseudonymOptions {
  /** 16 octets or more that nobody else knows. */
  readonly key: Uint8Array;
  /** Leaves the half of hardware addresses that names the maker. */
  readonly keepMakers?: boolean;
}

/** Whatever is given comes back as long as it was. */
export interface Pseudonyms {
  /** Addresses that belong to nobody stay. */
  readonly mac: (original: Uint8Array) => Uint8Array;
  readonly ipv6: (original: Uint8Array) => Uint8Array;
  readonly ipv4: (original: Uint8Array) => Uint8Array;
  readonly networkKey: (original: Uint8Array) => Uint8Array;
  readonly networkId: (original: Uint8Array) => Uint8Array;
  /** RunID of SLAC, which many cars make of their hardware address. */
  readonly runId: (original: Uint8Array) => Uint8Array;
  /** EVCCID: the hardware address of the car where it has six octets, or eight of which the last are 0. */
  readonly vehicleId: (original: Uint8Array) => Uint8Array;
  readonly octets: (kind: Kind, original: Uint8Array) => Uint8Array;
  /** Octets that are text, or not, as EVSEID in DIN SPEC 70121. */
  readonly name: (kind: Kind, original: Uint8Array) => Uint8Array;
  /** A number of as many bits, the highest octet first. */
  readonly number: (kind: Kind, original: Uint8Array) => Uint8Array;
  readonly text: (kind: Kind, original: string) => string;
  /** Octets that stand for themselves alone: nothing else has to agree with them. */
  readonly scrambled: (original: Uint8Array) => Uint8Array;
  readonly originals: Originals;
  /** All of the recording was seen once. */
  readonly learned: () => void;
}

/** Octets of a network key. */
const NMK_LENGTH = 16;

/** Results that are kept; all are made again where there are more. */
const MOST_KEPT = 100_000;

/** What stands for an original, and what it counts as. */
interface Result<T> {
  readonly made: T;
  readonly tallies: readonly KindTally[];
}

export function pseudonyms({ key, keepMakers = false }: PseudonymOptions): Pseudonyms {
  const octetsFor = keyedOctets(key);
  const unlike = distinct(octetsFor);
  const textFor = (original: string) =>
    unlike("text", bare(original), (octetsFor) => {
      const made = textRule(octetsFor)(original);
      return { made, name: bare(made) };
    });
  const octetsLike = (space: string, original: Uint8Array, make: (octetsFor: KeyedOctets) => Uint8Array) =>
    unlike(space, toHex(original), (octetsFor) => {
      const made = make(octetsFor);
      return { made, name: toHex(made) };
    });
  const macFor = (original: Uint8Array) =>
    octetsLike("mac", original, (octetsFor) => macRule(octetsFor, keepMakers)(original));
  const keyFor = (original: Uint8Array) =>
    octetsLike("nmk", original, (octetsFor) => networkKey(octetsFor, textRule(octetsFor), original));
  const seen = originals();
  /** The new last octets of interface identifiers by the old ones. */
  const suffixes = new Map<string, Uint8Array>();
  /** Network keys by the identifiers that are made of them, at security level 0. */
  const networks = new Map<string, Uint8Array>();
  const results = new Map<string, Result<unknown>>();

  /** Makes it at the first time, and counts it at every time. */
  function once<T>(name: string, make: () => Result<T>): T {
    const known = results.get(name) as Result<T> | undefined;
    if (known) {
      for (const tally of known.tallies) tally.places++;
      return known.made;
    }
    if (results.size >= MOST_KEPT) results.clear();
    const result = make();
    results.set(name, result);
    return result.made;
  }

  /** An identifier that changed counts and is remembered. */
  function noted(kind: Kind, octets: Uint8Array, made: Uint8Array, isText = false): readonly KindTally[] {
    if (octets.every((octet, i) => octet === made[i])) return [];
    return [seen.note({ kind, octets: Uint8Array.from(octets), made, isText })];
  }

  function rememberText(kind: Kind, text: string, other: string): void {
    if (text !== other) seen.remember({ kind, octets: utf8ToBytes(text), made: utf8ToBytes(other), isText: true });
  }

  const anyMac = (original: Uint8Array): Uint8Array =>
    once(`mac ${toHex(original)}`, () => {
      const made = macFor(original);
      return { made, tallies: noted("hardware addresses", original, made) };
    });

  function mac(original: Uint8Array): Uint8Array {
    if (!isNobody(original)) return anyMac(original);
    const isSolicited = original[0] === 0x33 && original[1] === 0x33 && original[2] === 0xff;
    return isSolicited ? Uint8Array.of(0x33, 0x33, 0xff, ...suffixFor(original.subarray(3))) : original;
  }

  const suffixFor = (original: Uint8Array) =>
    suffixes.get(toHex(original)) ?? octetsFor("suffix", original, original.length);
  const macInside = (original: Uint8Array) => (isNobody(original) ? original : anyMac(original));
  const addresses = addressRules(octetsFor, macInside, suffixFor);
  const ipv6For = (original: Uint8Array) =>
    octetsLike("ipv6", original, (octetsFor) => addressRules(octetsFor, macInside, suffixFor).ipv6(original));

  function ipv6(original: Uint8Array): Uint8Array {
    // Multicast and unspecified addresses are nobody's.
    if (original[0] === 0xff || isBlank(original.subarray(0, 8))) return addresses.ipv6(original);
    return once(`ipv6 ${toHex(original)}`, () => {
      const made = ipv6For(original);
      const [identifier, other] = [original.subarray(8), made.subarray(8)];
      suffixes.set(toHex(identifier.subarray(5)), other.subarray(5));
      const [text, otherText] = [ipv6Text(original), ipv6Text(made)];
      if (text.length === otherText.length) rememberText("IP addresses", text, otherText);
      return { made, tallies: noted("IP addresses", identifier, other) };
    });
  }

  const ipv4 = (original: Uint8Array): Uint8Array =>
    once(`ipv4 ${toHex(original)}`, () => {
      const made = addresses.ipv4(original);
      return { made, tallies: noted("IP addresses", original, made) };
    });

  const networkKeyFor = (original: Uint8Array): Uint8Array =>
    once(`nmk ${toHex(original)}`, () => {
      if (original.length === NMK_LENGTH) networks.set(nidOf(toHex(original)), Uint8Array.from(original));
      const made = keyFor(original);
      return { made, tallies: noted("network keys", original, made) };
    });

  const networkId = (original: Uint8Array): Uint8Array =>
    once(`nid ${toHex(original)}`, () => {
      if (isBlank(original)) return { made: original, tallies: [] };
      const last = original[6]!;
      const ofKey = networks.get(toHex(Uint8Array.of(...original.subarray(0, 6), last & 0x0f)));
      const made = ofKey
        ? fromHex(nidOf(toHex(keyFor(ofKey))))
        : Uint8Array.from(octetsLike("octets", original, (octetsFor) => likeOctets(octetsFor, original)));
      // The upper half tells the level of security.
      made[6] = (last & 0xf0) | (made[6]! & 0x0f);
      return { made, tallies: noted("network identifiers", original, made) };
    });

  function runId(original: Uint8Array): Uint8Array {
    // Words say nothing of anybody; a row of numbers only looks like one.
    if (isBlank(original) || (isPrintable(original) && !isRow(original))) return original;
    for (const at of [0, 2]) {
      const part = original.subarray(at, at + 6);
      if (seen.find(part)?.kind !== "hardware addresses") continue;
      const made = Uint8Array.from(original);
      made.set(anyMac(part), at);
      noted("matching identifiers", original, made);
      return made;
    }
    return octets("matching identifiers", original);
  }

  function vehicleId(original: Uint8Array): Uint8Array {
    if (isBlank(original)) return original;
    const isMac = original.length === 6 || (original.length > 6 && isBlank(original.subarray(6)));
    if (!isMac) return octets("vehicle identifiers", original);
    const made = Uint8Array.from(original);
    made.set(anyMac(original.subarray(0, 6)));
    noted("vehicle identifiers", original, made);
    return made;
  }

  const octets = (kind: Kind, original: Uint8Array): Uint8Array =>
    once(`${kind} ${toHex(original)}`, () => {
      const made = isBlank(original)
        ? Uint8Array.from(original)
        : octetsLike("octets", original, (octetsFor) => likeOctets(octetsFor, original));
      return { made, tallies: noted(kind, original, made) };
    });

  const text = (kind: Kind, original: string): string =>
    once(`${kind} text ${original}`, () => {
      const asMac = macInText(original);
      // Twelve digits may be anything else.
      const isMac = asMac && (/[:-]/.test(original) || seen.find(asMac)?.kind === "hardware addresses");
      const made = isMac ? writtenLike(original, anyMac(asMac)) : textFor(original);
      const [name, other] = [bare(original), bare(made)];
      // Without its hyphens it is the same identifier.
      if (name !== original && name.length === other.length) rememberText(kind, name, other);
      return { made, tallies: noted(kind, utf8ToBytes(original), utf8ToBytes(made), true) };
    });

  function name(kind: Kind, original: Uint8Array): Uint8Array {
    const end = original.indexOf(0);
    const written = end < 0 ? original : original.subarray(0, end);
    if (!isPrintable(written) || !isBlank(original.subarray(written.length))) return octets(kind, original);
    const made = new Uint8Array(original.length);
    made.set(utf8ToBytes(text(kind, asciiOf(written))));
    return made;
  }

  const numberFor = (kind: Kind, original: Uint8Array): Uint8Array =>
    once(`number ${kind} ${toHex(original)}`, () => {
      const made = octetsLike("number", original, (octetsFor) => number(octetsFor, original));
      return { made, tallies: noted(kind, original, made) };
    });

  return {
    mac,
    ipv6,
    ipv4,
    networkKey: networkKeyFor,
    networkId,
    runId,
    vehicleId,
    octets,
    name,
    number: numberFor,
    text,
    scrambled: (original) => octetsFor("scrambled", original, original.length),
    originals: seen,
    learned() {
      results.clear();
      // What is made of others is made again, of all of them.
      for (const { kind, octets } of seen.all()) {
        if (kind === "network identifiers") networkId(octets);
        else if (kind === "matching identifiers") runId(octets);
      }
      results.clear();
      seen.recount();
    },
  };
}

/** The hardware address that a text is: twelve hex digits, with colons or hyphens between octets or without. */
export function macInText(text: string): Uint8Array | undefined {
  return /^[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text) ? fromHex(text) : undefined;
}

/** Octets as hex digits in the form of another text of as many: its case, and what stands between them. */
export function writtenLike(text: string, octets: Uint8Array): string {
  const digits = toHex(octets);
  const isUpper = /[A-F]/.test(text);
  let index = 0;
  return text.replace(/[0-9a-f]/gi, () => {
    const digit = digits[index++]!;
    return isUpper ? digit.toUpperCase() : digit;
  });
}
