/**
 * One TLS connection with other content: records that are in clear or can be opened are changed and sealed again with the
 * same keys; of all others only the headers stay, and the rest becomes noise, which no key will ever open.
 *
 * @module
 */

import type { TlsSide } from "../tls/facts.ts";
import type { KeyStore } from "../tls/key-log.ts";
import type { KnownRecord, Opened } from "../tls/known-record.ts";
import { contentType, type RecordFeed, recordFeed, type TlsRecord } from "../tls/record-feed.ts";
import type { ProtectedRecord } from "../tls/record-protection.ts";
import { tlsStream } from "../tls/tls-stream.ts";
import { putU16 } from "./checksums.ts";
import type { Handshake } from "./handshake-messages.ts";
import { handshakeRewriter } from "./handshake-rewriter.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { joined, type Rewriter } from "./rewriter.ts";

export interface TlsRewriter {
  readonly sides: Readonly<Record<TlsSide, Rewriter>>;
}

export interface TlsRewriterOptions {
  readonly keys: KeyStore;
  readonly people: Pseudonyms;
  /** Changes what the records of a side carry. */
  readonly content: Readonly<Record<TlsSide, Rewriter>>;
  readonly onBlank: (octets: number) => void;
  /** A record was opened with the keys of this session. */
  readonly onOpened: (clientRandom: Uint8Array) => void;
  /** A record stays closed: for want of keys, or because it does not fit them. */
  readonly onClosed: (octets: number) => void;
  /** Sees the content of every record that is known. */
  readonly onContent?: (side: TlsSide, content: Uint8Array) => void;
}

const HEADER = 5;

/** Octets of a record that is not complete, at most. */
const LONGEST_RECORD = HEADER + 2 ** 14 + 2048;

/** Alerts and changes of cipher say nothing of anybody; heartbeats may. */
const KEPT: readonly number[] = [contentType.changeCipherSpec, contentType.alert];

/** Who decides the content of a record: content of one kind may wait while that of another does not. */
type Stream = "messages" | "handshake" | "other";

const streamOf = (type: number): Stream =>
  type === contentType.applicationData ? "messages" : type === contentType.handshake ? "handshake" : "other";

/** A record on its way out. */
interface Outgoing {
  readonly stream: Stream;
  readonly header: Uint8Array;
  /** The new content, as far as it is decided; undefined where the fragment is known as a whole. */
  readonly content: Uint8Array | undefined;
  decided: number;
  readonly sealed: (content: Uint8Array) => Uint8Array;
}

interface Side {
  readonly records: RecordFeed;
  /** Octets since the last record, and which one of the stream is the first of them. */
  unplaced: Uint8Array;
  position: number;
  fed: number;
  outgoing: Outgoing[];
  handshake: Rewriter;
  /** What the last handshake record was protected with. */
  protection: Opened["protection"] | undefined;
}

export function tlsRewriter(options: TlsRewriterOptions): TlsRewriter {
  const { keys, people, content, onBlank } = options;
  const agreed: Handshake = { isTls13: false };
  const known = new Map<number, KnownRecord>();
  const stream = tlsStream(keys, {
    waiting: 0,
    onRecord: (one) => {
      const { record } = one;
      known.set(record.order, { ...one, record: { ...record, fragment: record.fragment.slice() } });
    },
  });
  /** Counts records as the stream does. */
  let order = 0;

  const newHandshake = () => handshakeRewriter(agreed, people, onBlank);
  const newSide = (): Side => ({
    records: recordFeed(),
    unplaced: new Uint8Array(0),
    position: 0,
    fed: 0,
    outgoing: [],
    handshake: newHandshake(),
    protection: undefined,
  });
  const sides = { client: newSide(), server: newSide() };

  /** What was found between records, or is left of one. */
  function pushOctets(here: Side, octets: Uint8Array): void {
    if (octets.length > 0)
      here.outgoing.push({ stream: "other", header: octets, content: undefined, decided: 0, sealed: (none) => none });
  }

  function pushBlank(here: Side, count: number): void {
    onBlank(count);
    pushOctets(here, new Uint8Array(count));
    here.unplaced = here.unplaced.subarray(count);
    here.position += count;
  }

  function take(side: TlsSide, record: TlsRecord): void {
    const here = sides[side];
    // What the feed passed over before this record.
    const start = here.fed - here.records.waiting();
    if (start > here.position) pushBlank(here, start - here.position);
    const { type, version, fragment } = record;
    const header = Uint8Array.of(type, version >> 8, version & 0xff, 0, 0);
    putU16(header, 3, fragment.length);
    const length = HEADER + fragment.length;
    here.unplaced = here.unplaced.subarray(length);
    here.position += length;

    const one = known.get(order);
    known.delete(order++);
    if (!one) {
      options.onClosed(fragment.length);
      pushOctets(here, joined([header, people.scrambled(fragment)]));
      return;
    }
    const { opened } = one;
    if (opened) options.onOpened(opened.clientRandom);
    options.onContent?.(side, one.content);
    const sealed = (made: Uint8Array) =>
      opened ? opened.protection.seal(one.record satisfies ProtectedRecord, opened.record, made) : made;
    const made = new Uint8Array(one.content.length);
    here.outgoing.push({ stream: streamOf(one.type), header, content: made, decided: 0, sealed });
    changed(side, one);
  }

  /** Gives the content of a record to whoever changes such content. */
  function changed(side: TlsSide, { type, content: octets, lost, opened }: KnownRecord): void {
    const here = sides[side];
    if (type === contentType.applicationData) {
      if (lost > 0) decide(here, "messages", content[side].hole(0));
      decide(here, "messages", content[side].feed(octets));
    } else if (type === contentType.handshake) {
      if (lost > 0 || opened?.protection !== here.protection) {
        endHandshake(here);
      }
      here.protection = opened?.protection;
      decide(here, "handshake", here.handshake.feed(octets));
    } else if (KEPT.includes(type)) decide(here, "other", octets);
    else {
      onBlank(octets.length);
      decide(here, "other", new Uint8Array(octets.length));
    }
  }

  function endHandshake(here: Side): void {
    decide(here, "handshake", here.handshake.end());
    here.handshake = newHandshake();
  }

  /** New content for the earliest records that wait for it. */
  function decide(here: Side, stream: Stream, octets: Uint8Array): void {
    let at = 0;
    for (const one of here.outgoing) {
      if (one.stream !== stream || !one.content || one.decided === one.content.length) continue;
      const count = Math.min(one.content.length - one.decided, octets.length - at);
      one.content.set(octets.subarray(at, at + count), one.decided);
      one.decided += count;
      at += count;
      if (at === octets.length) return;
    }
  }

  /** The records up to the first that waits for its content. */
  function departed(here: Side): Uint8Array {
    const pieces: Uint8Array[] = [];
    while (here.outgoing.length > 0) {
      const { header, content, decided, sealed } = here.outgoing[0]!;
      if (content && decided < content.length) break;
      here.outgoing.shift();
      pieces.push(header);
      if (content) pieces.push(sealed(content));
    }
    return joined(pieces);
  }

  function feed(side: TlsSide, octets: Uint8Array): Uint8Array {
    const here = sides[side];
    stream.feed(side, octets, 0, undefined);
    here.unplaced = joined([here.unplaced, octets]);
    here.fed += octets.length;
    for (const item of here.records.feed(octets)) if (item.kind === "record") take(side, item);
    // Where no record is found any more, nothing waits for one.
    const beyond = here.unplaced.length - LONGEST_RECORD;
    if (beyond > 0) pushBlank(here, beyond);
    here.unplaced = here.unplaced.slice();
    return departed(here);
  }

  /** What is left of a record that is cut: its header, and noise. */
  function cut(here: Side): void {
    const { unplaced } = here;
    const isRecord = unplaced.length >= HEADER && unplaced[1] === 3;
    const kept = isRecord ? HEADER : 0;
    pushOctets(here, unplaced.slice(0, kept));
    onBlank(unplaced.length - kept);
    pushOctets(here, new Uint8Array(unplaced.length - kept));
    here.position += unplaced.length;
    here.unplaced = new Uint8Array(0);
  }

  function hole(side: TlsSide, missing: number): Uint8Array {
    const here = sides[side];
    stream.gap(side, missing);
    // Messages that span the hole wait until the next record tells that some are missing.
    if (here.records.gap(missing).records !== 0) endHandshake(here);
    cut(here);
    here.position += missing;
    here.fed += missing;
    return departed(here);
  }

  function end(side: TlsSide): Uint8Array {
    const here = sides[side];
    stream.end();
    if (here.records.waiting() > 0) here.records.gap(undefined);
    decide(here, "messages", content[side].end());
    endHandshake(here);
    cut(here);
    return departed(here);
  }

  const rewriter = (side: TlsSide): Rewriter => ({
    feed: (octets) => feed(side, octets),
    hole: (missing) => hole(side, missing),
    end: () => end(side),
  });
  return { sides: { client: rewriter("client"), server: rewriter("server") } };
}
