/**
 * Looks into what came out as somebody would who knows who was in the recording: whether one of the identifiers is left,
 * anywhere and in any form, and whether it still says the same otherwise.
 *
 * @module
 */

import { captureRecords } from "../../capture/read.ts";
import { counted } from "../counted.ts";
import { findKeys } from "../find-keys.ts";
import { type Finder, type Found, finder } from "./finder.ts";
import type { Original } from "./originals.ts";
import { pseudonyms } from "./pseudonyms.ts";
import { joined } from "./rewriter.ts";
import { rewritingRound } from "./rewriting-round.ts";

export interface Check {
  /** Identifiers that were searched for. */
  readonly searched: number;
  /** Those that are too short or too plain to be told from chance. */
  readonly unsearched: number;
  /** There were more than could be remembered, which were not searched for. */
  readonly isPartial: boolean;
  /** Those that are still there. */
  readonly left: readonly Leftover[];
  /** Kinds of messages whose number is another: `iso2 CurrentDemandReq: 417, 416 left`. */
  readonly changed: readonly string[];
}

export interface Leftover {
  readonly original: Original;
  /** "at octet 1234 of the file", "in the messages of a connection". */
  readonly where: string;
}

export interface CheckOptions {
  /** What must not be there. */
  readonly originals: readonly Original[];
  /** There were more. */
  readonly isPartial?: boolean;
  /** V2G messages that must be there. */
  readonly messages: ReadonlyMap<string, number>;
  readonly keyLog?: string;
  readonly onProgress?: (octets: number) => void;
}

/** Directions of connections whose last octets are kept. */
const MOST_STREAMS = 8192;

/** Leftovers that are told; one is too much already. */
const MOST_TOLD = 20;

/** @param open gives the octets of the file, each time from its start. */
export async function checkCapture(open: () => AsyncIterable<Uint8Array>, options: CheckOptions): Promise<Check> {
  const { originals, messages } = options;
  const find = finder(originals, true);
  const left = new Map<Original, string>();
  const note = (found: Found, where: string) => {
    if (left.size < MOST_TOLD && !left.has(found.original)) left.set(found.original, where);
  };

  const file = scanner(find, (found, at) => note(found, `at octet ${at} of the file`));
  for await (const chunk of open()) {
    file(chunk);
    options.onProgress?.(chunk.length);
  }

  const { keys } = await findKeys(() => counted(open(), options.onProgress), options.keyLog);
  const streams = new Map<string, (octets: Uint8Array) => void>();
  const round = rewritingRound({
    purpose: "count",
    // What it would make of them does not matter: it is only asked what it reads.
    people: pseudonyms({ key: new Uint8Array(32) }),
    keys,
    sessions: new Set(),
    finder: () => undefined,
    onContent({ number }, side, octets) {
      const name = `${number} ${side}`;
      const scan = streams.get(name) ?? scanner(find, (found) => note(found, "in what is said on a connection"));
      if (streams.size > MOST_STREAMS) streams.delete(streams.keys().next().value as string);
      streams.set(name, scan);
      scan(octets);
    },
  });
  for await (const records of captureRecords(counted(open(), options.onProgress))) {
    for (const record of records) round.feed(record);
  }

  const seen = round.summary().messages;
  const names = new Set([...messages.keys(), ...seen.keys()]);
  const changed = [...names]
    .filter((name) => messages.get(name) !== seen.get(name))
    .map((name) => `${name}: ${messages.get(name) ?? 0} before, ${seen.get(name) ?? 0} now`);
  return {
    searched: find.count,
    unsearched: originals.length - find.count,
    isPartial: options.isPartial === true,
    left: [...left].map(([original, where]) => ({ original, where })),
    changed,
  };
}

/** Searches octets that come in pieces, also over the borders of pieces. */
function scanner(find: Finder, visit: (found: Found, at: number) => void): (octets: Uint8Array) => void {
  const overlap = Math.max(0, find.longest - 1);
  let tail: Uint8Array = new Uint8Array(0);
  let start = 0;
  return (octets) => {
    const all = joined([tail, octets]);
    find.each(all, (found) => visit(found, start + found.at));
    tail = all.slice(Math.max(0, all.length - overlap));
    start += all.length - tail.length;
  };
}
