/**
 * One direction of a connection with V2G messages: headers stay, payloads are changed, whatever is between messages or
 * cut off is blanked. It finds the same messages as the reader, since it asks the same stream for them.
 *
 * @module
 */

import { type Skipped, type V2gtpMessage, v2gtpStream } from "../v2gtp-stream.ts";
import { putU16 } from "./checksums.ts";
import { joined, type Rewriter } from "./rewriter.ts";

/** Gives the payload another one, as long as it. */
export type PayloadRewriter = (payloadType: number, payload: Uint8Array) => Uint8Array;

const HEADER = 8;
/** The first octet of every EXI stream, by which a message is found again. */
const EXI = 0x80;

/** A payload of which nothing is left, and which nobody takes for a message: no root element has such a code. */
export function blankPayload(payload: Uint8Array): Uint8Array {
  const blank = new Uint8Array(payload.length).fill(0xff);
  if (payload[0] === EXI) blank[0] = EXI;
  return blank;
}

export function v2gtpRewriter(rewritePayload: PayloadRewriter, onBlank: (octets: number) => void): Rewriter {
  const stream = v2gtpStream();
  /** The last octets that came, as many as a header has at most. */
  let last: Uint8Array = new Uint8Array(0);
  /** Octets that came and were not told yet, and those of them that were given out already. */
  let held = 0;
  let given = 0;

  const made = (one: V2gtpMessage | Skipped): Uint8Array => {
    if ("skipped" in one) {
      onBlank(one.skipped.length);
      return new Uint8Array(one.skipped.length);
    }
    return joined([headerOf(one.payloadType, one.payload.length), rewritePayload(one.payloadType, one.payload)]);
  };

  /** A message that is cut: its header stays, so that whoever reads it again finds it cut, too. */
  const cut = ({ skipped }: Skipped): Uint8Array => {
    const octets = new Uint8Array(skipped.length);
    const begun = skipped[HEADER] === EXI ? HEADER + 1 : HEADER;
    const kept = isHeaderBegun(skipped) ? Math.min(begun, skipped.length) : 0;
    octets.set(skipped.subarray(0, kept));
    onBlank(skipped.length - kept);
    return octets;
  };

  /** What is told, less what was given out before. */
  function told(pieces: readonly Uint8Array[]): Uint8Array {
    const all = joined(pieces);
    held -= all.length;
    const known = Math.min(given, all.length);
    given -= known;
    return all.subarray(known);
  }

  /** Octets in which no header can begin are not waited for: other protocols would wait for ever. */
  function early(): Uint8Array {
    const octets = last.subarray(last.length - held + given);
    const mayBegin = octets.some((octet, i) => octet === 0x01 && (i + 1 === octets.length || octets[i + 1] === 0xfe));
    if (held - given <= 0 || held >= HEADER || mayBegin) return NOTHING;
    const blank = new Uint8Array(held - given);
    given = held;
    return blank;
  }

  return {
    feed(octets) {
      held += octets.length;
      last = joined([last, octets]).slice(-HEADER);
      const decided = told(stream.feed(octets, 0, undefined).map(made));
      return joined([decided, early()].filter(({ length }) => length > 0));
    },
    hole: () => told(stream.hole(0, undefined).map(cut)),
    end: () => told(stream.end().map(cut)),
  };
}

const NOTHING = new Uint8Array(0);
const isHeaderBegun = (octets: Uint8Array) => octets[0] === 0x01 && (octets.length < 2 || octets[1] === 0xfe);

function headerOf(payloadType: number, length: number): Uint8Array {
  const header = Uint8Array.of(0x01, 0xfe, 0, 0, 0, 0, 0, 0);
  putU16(header, 2, payloadType);
  putU16(header, 4, length >>> 16);
  putU16(header, 6, length & 0xffff);
  return header;
}
