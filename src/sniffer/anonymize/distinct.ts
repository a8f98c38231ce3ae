/**
 * Keeps different identifiers different, also short ones, of which there are not many: where two would become the same,
 * the later one becomes another.
 *
 * @module
 */

import type { KeyedOctets } from "./keyed-octets.ts";

/**
 * @param space identifiers of different spaces may become the same.
 * @param name of the original.
 * @param make with other random octets each time; `name` is that of what was made.
 */
export type Distinct = <T>(
  space: string,
  name: string,
  make: (octetsFor: KeyedOctets) => { readonly made: T; readonly name: string },
) => T;

/** So often another one is tried; where there are so few of them, some have to become the same. */
const MOST_ATTEMPTS = 16;
/** Names that are remembered; whoever forges more may become somebody else. */
const MOST_NAMES = 100_000;

export function distinct(octetsFor: KeyedOctets): Distinct {
  /** Originals by what they became. */
  const taken = new Map<string, string>();

  return (space, original, make) => {
    for (let attempt = 0; ; attempt++) {
      const more: KeyedOctets = (label, octets, length) => octetsFor(`${label}${attempt}`, octets, length);
      const { made, name } = make(attempt === 0 ? octetsFor : more);
      const key = `${space} ${name}`;
      const owner = taken.get(key);
      const isFree = owner === original || (owner === undefined && name !== original);
      if (!isFree && attempt < MOST_ATTEMPTS) continue;
      if (taken.size < MOST_NAMES) taken.set(key, original);
      return made;
    }
  };
}
