/**
 * Finds V2G messages in text: consoles of pyPLC, Clara and their kin, debug logs of chargers, hex pasted into a file.
 * A message is a run of hex digits that begins like one: `01fe80…` with the V2GTP header, or EXI's `80`.
 *
 * @module
 */

import { fromHex } from "../base/hex.ts";
import { type Timestamp, timestamp } from "../base/timestamp.ts";
import type { CaptureParser, SourceFailure } from "./block-feed.ts";
import type { TextEncoding } from "./format.ts";
import { likeness } from "./format.ts";
import type { CaptureEnd, CaptureRecord, Clock, Direction, TextMessage } from "./records.ts";

/** A longer line is read in pieces; no message is so long, and memory must not grow with what is no log. */
const LONGEST_LINE = 1 << 20;

/** Octets of the shortest EXI message that is believed in the middle of text: header, event code, and a little more. */
const SHORTEST_EXI = 4;

/** Characters of the line before the digits that are kept. */
const LONGEST_LABEL = 200;

/** Runs of octets in hex, together or with single blanks, colons or commas between; also after `0x`. */
const HEX =
  /(?<![0-9a-zA-Z=])(?:0[xX])?(?:[0-9a-fA-F]{2}(?:[ :,](?=[0-9a-fA-F]{2}(?![0-9a-zA-Z])))?){4,}(?![0-9a-zA-Z])/g;

/** The payload types of V2GTP: 0x8001 to 0x8fff hold EXI, 0x9000 to 0x9003 are SDP. */
const V2GTP = /^01fe[89]/i;
const V2GTP_HEADER = 8;

export function textLog(encoding: TextEncoding): CaptureParser {
  const decoder = new TextDecoder(encoding);
  let rest = "";
  let line = 0;
  let count = 0;
  let offset = 0;
  let start = "";

  function take(text: string, isLast: boolean): CaptureRecord[] {
    if (start.length < 512) start = (start + text).slice(0, 512);
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = isLast ? "" : (lines.pop() ?? "");
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = "";
    }
    return lines.flatMap((text) => {
      line++;
      return messagesIn(text);
    });
  }

  function messagesIn(text: string): TextMessage[] {
    const found: TextMessage[] = [];
    for (const match of text.matchAll(HEX)) {
      const digits = match[0].replace(/^0[xX]/, "").replace(/[ :,]/g, "");
      const message = messageOf(digits);
      if (!message) continue;
      const label = text.slice(0, match.index).slice(-LONGEST_LABEL);
      count++;
      found.push({
        kind: "message",
        number: count,
        line,
        ...timeOf(text),
        direction: directionOf(label),
        schema: schemaOf(label),
        label,
        ...message,
      });
    }
    return found;
  }

  return {
    feed(chunk) {
      offset += chunk.length;
      return take(decoder.decode(chunk, { stream: true }), false);
    },
    finish(failure?: SourceFailure) {
      const records = take(decoder.decode(), true);
      const end = (outcome: CaptureEnd["outcome"], reason?: string): CaptureEnd => ({
        kind: "end",
        outcome,
        format: count > 0 ? "text log" : undefined,
        count,
        offset,
        reason,
        cause: failure?.cause,
      });
      if (failure) return [...records, end(failure.outcome, `Cannot read line ${line + 1}: ${failure.reason}`)];
      if (count > 0) return [...records, end("complete")];
      const looks = likeness(new TextEncoder().encode(start));
      const reason = `Cannot read the capture: it looks like ${looks} without V2GTP or EXI in hex; pcap, pcapng, or such a log expected`;
      return [...records, end("foreign", reason)];
    },
  };
}

/** What a run of digits holds, if it is a message. Digits behind the announced length belong to something else. */
function messageOf(digits: string): Pick<TextMessage, "form" | "data"> | undefined {
  if (V2GTP.test(digits) && digits.length >= 2 * V2GTP_HEADER) {
    const announced = Number.parseInt(digits.slice(8, 16), 16);
    const whole = 2 * (V2GTP_HEADER + announced);
    return { form: "v2gtp", data: fromHex(digits.slice(0, Math.min(whole, digits.length))) };
  }
  // The header 80, then the code of a root element: below 80 in the handshake, DIN SPEC 70121's 9a, ISO 15118-2's 98 …
  if (/^80/.test(digits) && digits.length >= 2 * SHORTEST_EXI) return { form: "exi", data: fromHex(digits) };
  return undefined;
}

const MONTHS = /(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?/;
const CLOCK = /(?<!\d)(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?!\d)/;
const MILLISECONDS = /\[\s*(\d+)\s*ms\]/;
const SECONDS = /^\s*[[(]\s*(\d+)\.(\d{1,9})\s*[\])]/;
const EPOCH = /(?<!\d)(1[0-9]{9})\.(\d{1,9})(?!\d)/;

/** The time that a line carries, in whatever form. */
function timeOf(text: string): { readonly time: Timestamp | undefined; readonly clock: Clock } {
  const nanoseconds = (fraction: string | undefined) => Number((fraction ?? "").padEnd(9, "0"));
  const date = MONTHS.exec(text);
  if (date) {
    const [, year, month, day, hour, minute, second, fraction, zone] = date;
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${zone ? zone.replace(/(\d{2})(\d{2})$/, "$1:$2") : "Z"}`;
    const milliseconds = Date.parse(iso);
    if (!Number.isNaN(milliseconds)) {
      return { time: timestamp(milliseconds / 1000, nanoseconds(fraction)), clock: zone ? "epoch" : "local" };
    }
  }
  const epoch = EPOCH.exec(text);
  if (epoch) return { time: timestamp(Number(epoch[1]), nanoseconds(epoch[2])), clock: "epoch" };
  const milliseconds = MILLISECONDS.exec(text);
  if (milliseconds) {
    const all = Number(milliseconds[1]);
    return { time: timestamp(Math.floor(all / 1000), (all % 1000) * 1e6), clock: "relative" };
  }
  const seconds = SECONDS.exec(text);
  if (seconds) return { time: timestamp(Number(seconds[1]), nanoseconds(seconds[2])), clock: "relative" };
  const clock = CLOCK.exec(text);
  if (clock) {
    const [, hour, minute, second, fraction] = clock;
    return {
      time: timestamp(Number(hour) * 3600 + Number(minute) * 60 + Number(second), nanoseconds(fraction)),
      clock: "relative",
    };
  }
  return { time: undefined, clock: "relative" };
}

function directionOf(label: string): Direction | undefined {
  if (/\b(respond(ing|s)?|send(ing|s)?|sent|transmit\w*|tx|out)\b/i.test(label)) return "out";
  if (/\b(receiv(ed|ing|es)|got|rx|incoming|in)\b/i.test(label)) return "in";
  return undefined;
}

/** pyPLC writes before its digits which codec it used: `=Dh`, `=DD`, `=ED`, `=D1`. */
function schemaOf(label: string): TextMessage["schema"] {
  const mark = /[=\s][DE]([hDd12])\s*$/.exec(label)?.[1];
  if (mark === "h") return "handshake";
  if (mark === "D" || mark === "d") return "din70121";
  if (mark === "1" || mark === "2") return "iso2";
  return undefined;
}
