/**
 * The identifiers of a recording that were replaced: what must not be left in what comes out.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";

/** What an identifier identifies, in the words of the summary. */
export type Kind =
  | "hardware addresses"
  | "IP addresses"
  | "network keys"
  | "network identifiers"
  | "matching identifiers"
  | "station identifiers"
  | "session identifiers"
  | "vehicle identifiers"
  | "charger identifiers"
  | "contracts"
  | "vehicle identification numbers"
  | "meters"
  | "certificates"
  | "serial numbers"
  | "signatures and digests"
  | "keys in messages"
  | "names"
  | "TLS session tickets and identifiers";

export interface Original {
  readonly kind: Kind;
  /** As it is on the wire; text in UTF-8. */
  readonly octets: Uint8Array;
  /** What stands in its place, as long as it. */
  readonly made: Uint8Array;
  readonly isText: boolean;
}

export interface Tally {
  /** Different ones. */
  readonly identifiers: number;
  /** Where they stood. */
  readonly places: number;
}

export interface Originals {
  /** Something was replaced. */
  readonly note: (original: Original) => KindTally;
  /** Another form of something that was replaced: to be found again, not to be counted. */
  readonly remember: (original: Original) => void;
  readonly find: (octets: Uint8Array) => Original | undefined;
  readonly all: () => readonly Original[];
  readonly tallies: () => ReadonlyMap<Kind, Tally>;
  /** There were more than are remembered. */
  readonly isFull: () => boolean;
  /** Counts from 0 again; what is known stays. */
  readonly recount: () => void;
}

/** Counts one kind. Whoever replaces the same identifier again adds to the places alone. */
export interface KindTally {
  places: number;
  readonly identifiers: Set<string>;
}

/** A recording of a fleet has some thousands; more are forged. */
const MOST = 50_000;

export function originals(): Originals {
  const known = new Map<string, Original>();
  let tallies = new Map<Kind, KindTally>();
  let isFull = false;

  function remember(original: Original): void {
    const name = toHex(original.octets);
    const before = known.get(name);
    if (!before && known.size >= MOST) isFull = true;
    else if (!before || before.kind === original.kind) known.set(name, original);
  }

  return {
    remember,
    note(original) {
      const { kind, octets } = original;
      const tally = tallies.get(kind) ?? { places: 0, identifiers: new Set() };
      tallies.set(kind, tally);
      tally.places++;
      if (tally.identifiers.size < MOST) tally.identifiers.add(toHex(octets));
      remember(original);
      return tally;
    },
    find: (octets) => known.get(toHex(octets)),
    all: () => [...known.values()],
    tallies: () =>
      new Map([...tallies].map(([kind, { places, identifiers }]) => [kind, { identifiers: identifiers.size, places }])),
    isFull: () => isFull,
    recount() {
      tallies = new Map();
    },
  };
}
