/**
 * Goes through a recording once, frame by frame: the records of a capture go in, frames with other identifiers come out,
 * in their order. A frame waits until it is known what becomes of its octets of TCP; what waits has a limit.
 *
 * @module
 */

import { toHex } from "../../base/hex.ts";
import type { CaptureRecord, Frame } from "../../capture/records.ts";
import { flows } from "../flows.ts";
import { packetIn } from "../headers.ts";
import type { KeyStore } from "../tls/key-log.ts";
import type { Connection, StreamSide, WireItem } from "../wire.ts";
import { mendChecksum } from "./checksums.ts";
import { conversations } from "./conversations.ts";
import type { Finder } from "./finder.ts";
import { type RewrittenFrame, rewriteFrame } from "./frame-rewrite.ts";
import { type Ledger, ledgerShelf } from "./ledger.ts";
import { type Purpose, rewriteDump } from "./payload-rewrite.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { segments } from "./segments.ts";
import { counts, type Summary } from "./summary.ts";

const NONE: Frame[] = [];

/** What may wait for octets of streams. */
const MOST_WAITING_OCTETS = 1 << 24;
const MOST_WAITING_FRAMES = 100_000;

export interface RoundOptions {
  /** Only `rewrite` gives frames. */
  readonly purpose: Purpose;
  readonly people: Pseudonyms;
  readonly keys: KeyStore;
  /** Client randoms, in hex, of the sessions of which records were opened; it adds to them. */
  readonly sessions: Set<string>;
  /** Finds identifiers that were left over; undefined while they are learnt. */
  readonly finder: () => Finder | undefined;
  /** Sees all octets of streams as they came, in clear where they can be opened. */
  readonly onContent?: (connection: Connection, side: StreamSide, octets: Uint8Array) => void;
}

export interface Round {
  /** The frames that are complete by now. After the record `end`, all of them. */
  readonly feed: (record: CaptureRecord) => Frame[];
  readonly summary: () => Omit<Summary, "replaced">;
}

/** A frame on its way out. */
interface Waiting {
  readonly frame: Frame;
  readonly data: Uint8Array;
  isReady: boolean;
  /** Puts in what is known of its octets. */
  readonly finish: () => void;
}

export function rewritingRound({ purpose, people, keys, sessions, finder, onContent }: RoundOptions): Round {
  const tally = counts();
  const flow = flows();
  const place = segments();
  const talks = conversations({
    purpose,
    people,
    keys,
    shelf: ledgerShelf(),
    counts: tally,
    finder,
    onOpened: (clientRandom) => sessions.add(toHex(clientRandom)),
    ...(onContent ? { onContent } : {}),
  });
  const tools = {
    people,
    counts: tally,
    finder,
    mayKnow: (clientRandom: string) => sessions.has(clientRandom),
    rewriteDump: (v2gtp: Uint8Array) => rewriteDump(v2gtp, { people, finder }),
  };
  let queue: Waiting[] = [];
  let first = 0;
  let waitingOctets = 0;
  let frames = 0;
  const dropped = { comments: 0, names: 0, blocks: 0 };

  function take(frame: Frame): Frame[] {
    frames++;
    if (frame.comment !== undefined) dropped.comments++;
    const rewritten = rewriteFrame(frame, tools);
    place.note(frame, rewritten);
    const items = flow.feed(frame);
    const ledger = ledgerOf(frame, rewritten, items);
    for (const item of items) observe(item);
    if (purpose !== "rewrite") return NONE;
    queue.push(waitingFor(frame, rewritten, ledger));
    waitingOctets += frame.data.length;
    return departed(false);
  }

  /** It takes its octets as soon as they are decided: what is kept of streams is little. */
  function waitingFor(frame: Frame, { data, segment }: RewrittenFrame, ledger: Ledger | undefined): Waiting {
    const one: Waiting = {
      frame,
      data,
      isReady: !segment,
      finish() {
        if (one.isReady || !segment) return;
        one.isReady = true;
        const octets = data.subarray(segment.start, segment.end);
        const missing = ledger ? ledger.read(segment.sequence, octets) : octets.fill(0).length;
        tally.blank("TCP data that was never in order", missing);
        mendChecksum(frame.data, data, segment.checksum);
      },
    };
    if (segment && ledger) ledger.whenDecided(segment.sequence, segment.end - segment.start, one.finish);
    else one.finish();
    return one;
  }

  function ledgerOf(frame: Frame, { segment }: RewrittenFrame, items: readonly WireItem[]): Ledger | undefined {
    const packet = packetIn(frame.linkType, frame.data);
    if (packet.kind !== "tcp") return undefined;
    const { source, destination, addressLength, start } = packet;
    const ends = new Uint8Array(2 * (addressLength + 2));
    ends.set(frame.data.subarray(source, source + addressLength));
    ends.set(frame.data.subarray(start, start + 2), addressLength);
    ends.set(frame.data.subarray(destination, destination + addressLength), addressLength + 2);
    ends.set(frame.data.subarray(start + 2, start + 4), 2 * addressLength + 2);
    const found = place.placeOf(frame, items, ends);
    return segment && found ? talks.ledger(found.connection, found.side) : undefined;
  }

  function observe(item: WireItem): void {
    switch (item.kind) {
      case "octets":
        talks.octets(item, place.sequenceOf(item));
        break;
      case "late":
        talks.late(item, place.sequenceOf(item));
        break;
      case "hole":
        place.hole(item);
        talks.hole(item);
        break;
      case "tcp":
        for (const connection of place.replaced()) talks.close(connection);
        if (item.change === "reset") talks.reset(item.connection);
        break;
    }
  }

  /** The frames up to the first that still waits. */
  function departed(isEnd: boolean): Frame[] {
    const out: Frame[] = [];
    while (first < queue.length) {
      const one = queue[first]!;
      const isTooMuch = waitingOctets > MOST_WAITING_OCTETS || queue.length - first > MOST_WAITING_FRAMES;
      if (!one.isReady && !isEnd && !isTooMuch) break;
      one.finish();
      first++;
      waitingOctets -= one.frame.data.length;
      out.push({ ...one.frame, data: one.data, comment: undefined, raw: undefined });
    }
    if (first > 1024 || first === queue.length) {
      queue = queue.slice(first);
      first = 0;
    }
    return out;
  }

  function feed(record: CaptureRecord): Frame[] {
    switch (record.kind) {
      case "frame":
        return take(record);
      case "section":
        dropped.names += [record.hardware, record.system, record.application].filter(Boolean).length;
        if (record.comment !== undefined) dropped.comments++;
        return [];
      case "interface":
        dropped.names += [record.name, record.description].filter(Boolean).length;
        if (record.comment !== undefined) dropped.comments++;
        return [];
      case "block":
        dropped.blocks++;
        return [];
      case "end":
        for (const item of flow.end()) observe(item);
        talks.closeAll();
        return departed(true);
      default:
        return [];
    }
  }

  return {
    feed,
    summary: () => ({
      frames,
      messages: tally.messages(),
      blanked: tally.blanked(),
      tls: { ...talks.tls(), sessionsWithKeys: sessions.size },
      dropped,
    }),
  };
}
