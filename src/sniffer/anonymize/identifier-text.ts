/**
 * Other texts for identifiers: letters for letters, digits for digits, everything else as it was. So an EVSEID stays one,
 * and what is written with hyphens here and without them there is the same afterwards, too.
 *
 * @module
 */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { KeyedOctets } from "./keyed-octets.ts";

/** ISO 3779: a vehicle identification number has no I, O and Q. */
const LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

/** Country, operator or provider, then the letter that tells what it is (ISO 15118-2, annex H): these two stay. */
const OF_A_COUNTRY = /^[A-Z]{2}[A-Z0-9]{3}[EC][A-Z0-9]{4,}$/;
const KEPT: ReadonlySet<number> = new Set([0, 1, 5]);
const NONE: ReadonlySet<number> = new Set();

/** Letters and digits alone: texts with the same ones mean the same. */
export const bare = (text: string) => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Ranges of code points that take as many octets in UTF-8 and in EXI as all others of their kind. */
const BEYOND_ASCII: readonly (readonly [below: number, first: number, count: number])[] = [
  [0x800, 0xc0, 0x40],
  [0x4000, 0x1e00, 0x100],
  [0x1_0000, 0x4e00, 0x1000],
  [0x11_0000, 0x1f600, 0x40],
];

export type TextRule = (original: string) => string;

export function textRule(octetsFor: KeyedOctets): TextRule {
  return (original) => {
    const name = bare(original);
    // Nothing to hide: "00", "***".
    if (/^0*$/.test(name)) return original;
    const random = octetsFor("text", utf8ToBytes(name), 2 * name.length);
    const kept = OF_A_COUNTRY.test(name) ? KEPT : NONE;
    let index = 0;
    let made = "";
    for (const character of original) {
      if (bare(character) === "") {
        made += character;
        continue;
      }
      const value = (random[2 * index]! << 8) | random[2 * index + 1]!;
      made += kept.has(index) ? character : like(character, value);
      index++;
    }
    return made;
  };
}

function like(character: string, value: number): string {
  const point = character.codePointAt(0)!;
  if (character >= "0" && character <= "9") return String(value % 10);
  if (point < 0x80) {
    const letter = LETTERS[value % LETTERS.length]!;
    return character === character.toUpperCase() ? letter : letter.toLowerCase();
  }
  const [, first, count] = BEYOND_ASCII.find(([below]) => point < below)!;
  return String.fromCodePoint(first + (value % count));
}
