/**
 * HomePlug management messages with other addresses, keys and names in them: what their layouts do not tell is blanked.
 *
 * @module
 */

import type { Span } from "../../layout/read.ts";
import { explainMme } from "../../messages/homeplug/frame.ts";
import type { Finder } from "./finder.ts";
import { type DumpRewriter, rewriteText } from "./free-text.ts";
import { managementRule } from "./management-fields.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { asciiOf } from "./secret-octets.ts";
import type { Counts } from "./summary.ts";

export interface ManagementTools {
  readonly people: Pseudonyms;
  readonly counts: Counts;
  readonly finder: () => Finder | undefined;
  readonly rewriteDump: DumpRewriter;
}

const isMac = ({ value, length }: Span) => length === 6 && typeof value === "string" && /^..(?::..){5}$/.test(value);

/** The message from MMV on, and the padding behind it, as long as it was. */
export function rewriteManagement(octets: Uint8Array, tools: ManagementTools): Uint8Array {
  const { counts, finder } = tools;
  const { spans, because } = explainMme(octets);
  const made = new Uint8Array(octets.length);
  // Version and type, also of a message that is cut behind them.
  made.set(octets.subarray(0, 3));
  for (const span of spans) made.set(field(octets, span, tools), span.offset);
  // A number of items of which too few are there stays, so that the message is as faulty as before.
  const end = Math.max(0, ...spans.map(({ offset, length }) => offset + length));
  if (because !== undefined) made.set(octets.subarray(end, end + COUNT), end);
  // Wherever else what is known stands: in random numbers, or in a message that was read by another's layout.
  finder()?.each(octets, ({ at, made: other }) => {
    if (other) made.set(other, at);
  });
  if (finder()?.first(made)) made.fill(0, headerLength(spans));

  const lost = octets.reduce((sum, octet, i) => sum + (octet !== 0 && made[i] === 0 ? 1 : 0), 0);
  const isKnown = spans.some(({ path }) => !HEADER.includes(path));
  if (lost > 0) {
    counts.blank(isKnown ? "parts of management messages" : "management messages without a known layout", lost);
  }
  return made;
}

/** Octets of the longest number of items. */
const COUNT = 2;

const HEADER: readonly string[] = ["MMV", "MMTYPE", "FMI", "OUI"];

const headerLength = (spans: readonly Span[]) =>
  Math.max(...spans.filter(({ path }) => HEADER.includes(path)).map(({ offset, length }) => offset + length), 0);

function field(all: Uint8Array, span: Span, { people, rewriteDump }: ManagementTools): Uint8Array {
  const octets = all.subarray(span.offset, span.offset + span.length);
  const { value, path } = span;
  if (typeof value === "number" || Array.isArray(value) || HEADER.includes(path)) return octets;
  if (value === undefined) return new Uint8Array(octets.length);
  if (isMac(span)) return people.mac(octets);
  switch (managementRule(path)) {
    case "network key":
      return people.networkKey(octets);
    case "network identifier":
      return people.networkId(octets);
    case "run":
      return people.runId(octets);
    case "station":
      return people.name("station identifiers", octets);
    case "octets":
      return people.octets("network keys", octets);
    case "text":
      return Uint8Array.from(rewriteText(asciiOf(octets), people, rewriteDump), (character) => character.charCodeAt(0));
    case "kept":
      return octets;
    default: {
      // Where a number of octets stands before them, it stays.
      const counted = typeof value === "string" ? octets.length - value.length / 2 : 0;
      const made = new Uint8Array(octets.length);
      if (counted > 0 && counted <= COUNT) made.set(octets.subarray(0, counted));
      return made;
    }
  }
}
