/**
 * Battery data beside the V2G messages of cars for Korea: on a connection of its own, tag, length and value, one octet
 * each for tag and length. One of the values is the vehicle identification number.
 *
 * @module
 */

import type { Pseudonyms } from "./pseudonyms.ts";
import { joined, type Rewriter } from "./rewriter.ts";
import { asciiOf, isPrintable } from "./secret-octets.ts";

const VIN_TAG = 0xa2;
const VIN_LENGTH = 17;
/** A time. */
const FIRST_TAG = 0xa1;
const FIRST_LENGTH = 4;

/** Values up to so many octets are numbers. */
const LONGEST_NUMBER = 8;

/** Whether a connection that begins so carries battery data. */
export function looksLikeTags(start: Uint8Array): boolean {
  const [tag, length] = start;
  return (tag === FIRST_TAG && length === FIRST_LENGTH) || (tag === VIN_TAG && length === VIN_LENGTH);
}

const isTag = (octet: number | undefined) => octet !== undefined && octet >= 0xa0 && octet <= 0xbf;

export function tagRewriter(people: Pseudonyms, onBlank: (octets: number) => void): Rewriter {
  let held: Uint8Array = new Uint8Array(0);
  let isInStep = true;

  function value(octets: Uint8Array): Uint8Array {
    if (octets.length === VIN_LENGTH && isPrintable(octets)) {
      const made = people.text("vehicle identification numbers", asciiOf(octets));
      return Uint8Array.from(made, (character) => character.charCodeAt(0));
    }
    if (octets.length > 4 && isPrintable(octets)) return people.name("names", octets);
    if (octets.length <= LONGEST_NUMBER) return octets;
    onBlank(octets.length);
    return new Uint8Array(octets.length);
  }

  function blank(): Uint8Array {
    const octets = new Uint8Array(held.length);
    onBlank(held.length);
    held = octets.subarray(held.length);
    return octets;
  }

  return {
    feed(octets) {
      held = joined([held, octets]);
      const out: Uint8Array[] = [];
      while (isInStep && held.length >= 2) {
        isInStep = isTag(held[0]);
        const end = 2 + held[1]!;
        if (!isInStep || held.length < end) break;
        out.push(held.slice(0, 2), value(held.slice(2, end)));
        held = held.subarray(end);
      }
      if (!isInStep) out.push(blank());
      held = held.slice();
      return joined(out);
    },
    hole() {
      isInStep = false;
      return blank();
    },
    end: blank,
  };
}
