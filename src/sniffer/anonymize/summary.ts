/**
 * What became of a recording: counted while it is anonymized, told at the end.
 *
 * @module
 */

import type { Kind, Tally } from "./originals.ts";

/** Why octets were blanked, in the words of the summary. */
export type Blanked =
  | "other protocols"
  | "other TCP connections"
  | "management messages without a known layout"
  | "parts of management messages"
  | "V2G messages that cannot be read"
  | "V2G messages with identifiers in unexpected places"
  | "octets between V2G messages"
  | "TLS records without keys"
  | "parts of TLS messages"
  | "text of programs"
  | "disclosed keys"
  | "octets behind packets"
  | "TCP data that was never in order"
  | "frames that cannot be read";

export interface BlankTally {
  readonly places: number;
  readonly octets: number;
}

export interface Summary {
  readonly frames: number;
  /** V2G messages of each kind, `iso2 CurrentDemandReq`. */
  readonly messages: ReadonlyMap<string, number>;
  readonly replaced: ReadonlyMap<Kind, Tally>;
  readonly blanked: ReadonlyMap<Blanked, BlankTally>;
  readonly tls: {
    /** Connections whose records were opened, changed and sealed again. */
    readonly opened: number;
    /** Connections of which some or all records stayed closed. */
    readonly closed: number;
    /** Sessions whose keys are in what comes out. */
    readonly sessionsWithKeys: number;
  };
  /** Things of the file that are not traffic. */
  readonly dropped: {
    readonly comments: number;
    /** Names of machines, programs, interfaces. */
    readonly names: number;
    readonly blocks: number;
  };
}

export interface Counts {
  readonly blank: (why: Blanked, octets: number) => void;
  readonly message: (name: string) => void;
  readonly blanked: () => ReadonlyMap<Blanked, BlankTally>;
  readonly messages: () => ReadonlyMap<string, number>;
}

export function counts(): Counts {
  const blanked = new Map<Blanked, { places: number; octets: number }>();
  const messages = new Map<string, number>();
  return {
    blank(why, octets) {
      if (octets === 0) return;
      const tally = blanked.get(why) ?? { places: 0, octets: 0 };
      blanked.set(why, tally);
      tally.places++;
      tally.octets += octets;
    },
    message: (name) => messages.set(name, (messages.get(name) ?? 0) + 1),
    blanked: () => blanked,
    messages: () => messages,
  };
}
