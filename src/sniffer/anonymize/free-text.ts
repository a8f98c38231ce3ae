/**
 * Text that a program wrote for people, with other identifiers in it: addresses, hex dumps of messages and keys, and
 * whatever is known from elsewhere in the recording. Every character keeps its place.
 *
 * @module
 */

import { fromHex, toHex } from "../../base/hex.ts";
import { ipv6Like, ipv6Octets } from "./address-text.ts";
import type { Original } from "./originals.ts";
import { macInText, type Pseudonyms, writtenLike } from "./pseudonyms.ts";

/** A V2GTP message of a dump with other identifiers in it; undefined where it is none. */
export type DumpRewriter = (v2gtp: Uint8Array) => Uint8Array | undefined;

/** What may be an identifier, the first that fits at a place. */
const FORMS: Readonly<Record<string, RegExp>> = {
  dump: /(?<![\w:])[0-9a-f]{2}(?: [0-9a-f]{2}){5,}(?![\w:])/,
  list: /0x[0-9a-f]{1,2}(?:,? 0x[0-9a-f]{1,2}){3,}/,
  mac: /(?<![\w:-])[0-9a-f]{2}(?<between>[:-])[0-9a-f]{2}(?:\k<between>[0-9a-f]{2}){4}(?![\w:])/,
  ipv6: /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/,
  // Versions of firmware stand between hyphens.
  ipv4: /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])/,
  named: /"[\w.]*(?:SessionID|EVSEID|EVCCID|EMAID|ContractID|MeterID|VIN)"\s*:\s*"[^"]*"/,
  digits: /(?<![\w.])(?:0x)?(?:[0-9a-f]{2}){6,}(?!\w)/,
};
const ANY = new RegExp(
  Object.entries(FORMS)
    .map(([name, { source }]) => `(?<${name}>${source})`)
    .join("|"),
  "gi",
);

/** The text with other identifiers. Characters are octets: text that is no ASCII survives, too. */
export function rewriteText(text: string, people: Pseudonyms, rewriteDump: DumpRewriter): string {
  return text.replace(ANY, (found: string, ...rest: unknown[]) => {
    const forms = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const form = Object.keys(FORMS).find((name) => forms[name] !== undefined);
    switch (form) {
      case "dump":
      case "digits":
        return digits(found, people, rewriteDump);
      case "list":
        return list(found, people);
      case "mac":
        return writtenLike(found, people.mac(macInText(found)!));
      case "ipv6":
        return addressInText(found, people) ?? found;
      case "ipv4":
        return ipv4(found, people);
      default:
        return named(found, people);
    }
  });
}

/** An address, perhaps with the zone behind it; undefined where it is none. */
export function addressInText(text: string, people: Pseudonyms): string | undefined {
  const [address = "", zone] = text.split("%");
  const octets = ipv6Octets(address);
  if (!octets) return undefined;
  const made = ipv6Like(address, people.ipv6(octets)) ?? people.text("IP addresses", address);
  return zone === undefined ? made : `${made}%${zone}`;
}

function ipv4(text: string, people: Pseudonyms): string {
  const numbers = text.split(".").map(Number);
  if (numbers.some((number) => number > 255)) return text;
  const octets = Uint8Array.from(numbers);
  const made = people.ipv4(octets);
  if (made.every((octet, i) => octet === octets[i])) return text;
  const other = made.join(".");
  return other.length === text.length ? other : people.text("IP addresses", text);
}

/** Hex digits, with blanks between octets or without. */
function digits(text: string, people: Pseudonyms, rewriteDump: DumpRewriter): string {
  const [prefix = ""] = /^0x/i.exec(text) ?? [];
  const written = text.slice(prefix.length);
  const octets = fromHex(written);
  // Numbers of decimal digits are dates and versions, unless they are known.
  const isPlain = /^\d+$/.test(written) && written.length < 16;
  const known = people.originals.find(octets);
  if (isPlain && !known) return text;
  const isMessage = octets[0] === 0x01 && octets[1] === 0xfe;
  const made = isMessage
    ? (rewriteDump(octets) ?? new Uint8Array(octets.length))
    : (known?.made ?? people.scrambled(octets));
  return prefix + writtenLike(written, made);
}

/** `0x50 0x2f 0x1`: an octet below 16 has one digit. */
function list(text: string, people: Pseudonyms): string {
  const octets = Uint8Array.from(text.matchAll(/0x([0-9a-f]{1,2})/gi), ([, digits = ""]) =>
    Number.parseInt(digits, 16),
  );
  const known: Original | undefined = people.originals.find(octets);
  const made = known?.made ?? people.octets("network keys", octets);
  let index = 0;
  return text.replace(/(0x)([0-9a-f]{1,2})/gi, (_, prefix: string, old: string) => {
    const octet = made[index++]!;
    return prefix + (old.length === 1 ? (octet & 0xf).toString(16) : toHex(Uint8Array.of(octet)));
  });
}

/** `"EVSEID": "…"`, of which only the value changes. */
function named(text: string, people: Pseudonyms): string {
  const [, head = "", value = ""] = /^(.*:\s*")([^"]*)"$/s.exec(text) ?? [];
  const isOctets = /^(?:[0-9a-f]{2})+$/i.test(value);
  if (!isOctets) return `${head}${people.text("names", value)}"`;
  const octets = fromHex(value);
  const known = people.originals.find(octets)?.made;
  const made = known ?? (/EVCCID/i.test(head) ? people.vehicleId(octets) : people.name("session identifiers", octets));
  return `${head}${writtenLike(value, made)}"`;
}
