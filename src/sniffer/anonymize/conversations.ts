/**
 * What is said on TCP connections, with other identifiers: through the same stages as the reader, which so finds the same
 * messages in what comes out.
 *
 * @module
 */

import type { KeyStore } from "../tls/key-log.ts";
import { looksLikeTls, mayBeRecords } from "../tls/record-feed.ts";
import type { Connection, StreamSide, WireItem } from "../wire.ts";
import type { Finder } from "./finder.ts";
import type { Ledger, LedgerShelf } from "./ledger.ts";
import { type Purpose, payloadRewriter } from "./payload-rewrite.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import type { Rewriter } from "./rewriter.ts";
import type { Counts } from "./summary.ts";
import { looksLikeTags, tagRewriter } from "./tag-rewriter.ts";
import { tlsRewriter } from "./tls-rewriter.ts";
import { type PayloadRewriter, v2gtpRewriter } from "./v2gtp-rewriter.ts";

export interface ConversationOptions {
  readonly purpose: Purpose;
  readonly people: Pseudonyms;
  readonly keys: KeyStore;
  readonly shelf: LedgerShelf;
  readonly counts: Counts;
  /** Finds identifiers that were left over; undefined while they are learnt. */
  readonly finder: () => Finder | undefined;
  readonly onOpened: (clientRandom: Uint8Array) => void;
  /** Sees all octets of streams as they are before they are changed, in clear where they can be opened. */
  readonly onContent?: (connection: Connection, side: StreamSide, octets: Uint8Array) => void;
}

/** Connections whose state is kept; the flow stage keeps fewer. */
const MOST_TALKS = 4096;

type Sides<T> = Readonly<Record<StreamSide, T>>;

/** What is known of one connection. */
interface Talk {
  readonly ledgers: Sides<Ledger>;
  readonly plain: Sides<Rewriter>;
  /** For octets that come where a hole was told already. */
  readonly late: Sides<Rewriter>;
  /** Undefined until the first octets tell. */
  rewriters?: Sides<Rewriter>;
  isTls: boolean;
  hasMessages: boolean;
  wasOpened: boolean;
  hasClosed: boolean;
}

export interface Conversations {
  readonly ledger: (connection: Connection, side: StreamSide) => Ledger;
  /** Without a sequence number nothing is put in anywhere. */
  readonly octets: (item: WireItem & { kind: "octets" }, sequence: number | undefined) => void;
  readonly hole: (item: WireItem & { kind: "hole" }) => void;
  readonly late: (item: WireItem & { kind: "late" }, sequence: number | undefined) => void;
  /** What was begun is given up; more of the same connection may come. */
  readonly reset: (connection: Connection) => void;
  /** No more comes of a connection: what waits is decided. */
  readonly close: (connection: Connection) => void;
  readonly closeAll: () => void;
  /** TLS connections: of which records were opened, of which some stayed closed. */
  readonly tls: () => { readonly opened: number; readonly closed: number };
}

export function conversations(options: ConversationOptions): Conversations {
  const { purpose, people, keys, shelf, counts, finder, onContent } = options;
  const talks = new Map<Connection, Talk>();
  let opened = 0;
  let closed = 0;

  function talkOf(connection: Connection): Talk {
    let talk = talks.get(connection);
    if (talk) return talk;
    const made = payloadRewriter({ purpose, people, counts, finder });
    const rewrite: PayloadRewriter = (payloadType, payload) => {
      if (talk) talk.hasMessages = true;
      return made(payloadType, payload);
    };
    const blank = (octets: number) => counts.blank("octets between V2G messages", octets);
    const plain = () => v2gtpRewriter(rewrite, blank);
    talk = {
      ledgers: { client: shelf.ledger(), server: shelf.ledger() },
      plain: { client: plain(), server: plain() },
      late: { client: plain(), server: plain() },
      isTls: false,
      hasMessages: false,
      wasOpened: false,
      hasClosed: false,
    };
    const [oldest] = talks.size < MOST_TALKS ? [] : talks.keys();
    if (oldest) close(oldest);
    talks.set(connection, talk);
    return talk;
  }

  /** What the connection is about shows in its first octets; where the hellos of TLS are missing, records tell it. */
  function choose(connection: Connection, talk: Talk, octets: Uint8Array): Sides<Rewriter> {
    const isTls = talk.isTls || (!talk.hasMessages && (looksLikeTls(octets) || mayBeRecords(octets)));
    if (talk.rewriters && isTls === talk.isTls) return talk.rewriters;
    if (isTls) {
      // What was begun before is no part of it.
      decideAll(talk);
      talk.isTls = true;
      return tlsRewriters(connection, talk);
    }
    if (!looksLikeTags(octets)) return talk.plain;
    const blank = (octets: number) => counts.blank("octets between V2G messages", octets);
    return { client: tagRewriter(people, blank), server: tagRewriter(people, blank) };
  }

  function tlsRewriters(connection: Connection, talk: Talk): Sides<Rewriter> {
    const { sides } = tlsRewriter({
      keys,
      people,
      content: talk.plain,
      onBlank: (octets) => counts.blank("parts of TLS messages", octets),
      onOpened(clientRandom) {
        if (!talk.wasOpened) opened++;
        talk.wasOpened = true;
        options.onOpened(clientRandom);
      },
      onClosed(octets) {
        if (!talk.hasClosed) closed++;
        talk.hasClosed = true;
        counts.blank("TLS records without keys", octets);
      },
      ...(onContent ? { onContent: (side, octets) => onContent(connection, side, octets) } : {}),
    });
    return sides;
  }

  /** What waits is decided. */
  function decideAll({ ledgers, rewriters, plain, late }: Talk): void {
    for (const side of ["client", "server"] as const) {
      ledgers[side].decide((rewriters ?? plain)[side].end());
      ledgers[side].decideLate(late[side].end());
    }
  }

  function reset(connection: Connection): void {
    const talk = talks.get(connection);
    if (talk) decideAll(talk);
  }

  function close(connection: Connection): void {
    reset(connection);
    const talk = talks.get(connection);
    talk?.ledgers.client.close();
    talk?.ledgers.server.close();
    talks.delete(connection);
  }

  return {
    ledger: (connection, side) => talkOf(connection).ledgers[side],
    octets({ connection, side, data }, sequence) {
      const talk = talkOf(connection);
      talk.rewriters = choose(connection, talk, data);
      if (!talk.isTls) onContent?.(connection, side, data);
      const ledger = talk.ledgers[side];
      ledger.take(sequence, data.length);
      ledger.decide(talk.rewriters[side].feed(data));
    },
    hole({ connection, side, missing }) {
      const talk = talkOf(connection);
      const rewriters = talk.rewriters ?? talk.plain;
      talk.ledgers[side].decide(rewriters[side].hole(missing));
    },
    late({ connection, side, data, continues }, sequence) {
      const talk = talkOf(connection);
      const ledger = talk.ledgers[side];
      if (talk.isTls) return;
      const rewriter = talk.late[side];
      if (!continues) ledger.decideLate(rewriter.hole(0));
      ledger.takeLate(sequence, data.length);
      ledger.decideLate(rewriter.feed(data));
    },
    reset,
    close,
    closeAll: () => [...talks.keys()].forEach(close),
    tls: () => ({ opened, closed }),
  };
}
