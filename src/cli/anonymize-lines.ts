/**
 * What became of a recording that was anonymized, in lines for people.
 *
 * @module
 */

import type { Check } from "../sniffer/anonymize/check.ts";
import type { Summary } from "../sniffer/anonymize/summary.ts";

const WIDTH = 11;
const line = (head: string, text: string) => `${head.padEnd(WIDTH)}${text}`;
const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export function summaryLines(
  { frames, messages, replaced, blanked, tls, dropped }: Summary,
  { searched, unsearched, isPartial }: Check,
): string[] {
  const total = [...messages.values()].reduce((sum, count) => sum + count, 0);
  const identifiers = [...replaced].map(
    ([kind, { identifiers, places }]) => `${kind}: ${identifiers} in ${counted(places, "place")}`,
  );
  const blanks = [...blanked].map(
    ([why, { places, octets }]) => `${why}: ${octets} octets in ${counted(places, "place")}`,
  );
  const gone = [
    dropped.comments > 0 ? counted(dropped.comments, "comment") : "",
    dropped.names > 0 ? `${counted(dropped.names, "name")} of machines, programs and interfaces` : "",
    dropped.blocks > 0 ? `${counted(dropped.blocks, "block")} of other content` : "",
  ].filter(Boolean);
  return [
    line(
      "Written",
      `${counted(frames, "frame")}, ${counted(total, "V2G message")}: as many as before, and they say the same`,
    ),
    ...list("Replaced", identifiers),
    ...list("Blanked", blanks),
    ...tlsLines(tls),
    ...list("Dropped", gone),
    ...list("Checked", [
      `${counted(searched, "identifier")} searched for in every form, none is left${
        unsearched > 0 ? `; ${unsearched} more are too short or too plain to be told from chance` : ""
      }`,
      ...(isPartial ? ["there were more than can be remembered: those were replaced, and not searched for"] : []),
    ]),
  ];
}

const list = (head: string, items: readonly string[]) =>
  items.map((item, index) => line(index === 0 ? head : "", item));

function tlsLines({ opened, closed }: Summary["tls"]): string[] {
  return list("TLS", [
    ...(opened > 0
      ? [`${counted(opened, "connection")} opened, changed and encrypted again with the same keys, which stay`]
      : []),
    ...(closed > 0
      ? [
          `${counted(closed, "connection")} not or not wholly opened for want of keys: what is encrypted could not be ` +
            "anonymized, so noise of the same length stands in its place, which no key opens",
        ]
      : []),
  ]);
}

/** What is left of the identifiers, where something is. */
export function leftoverLines({ left, changed }: Check): string[] {
  return [
    ...left.map(({ original: { kind, octets, isText }, where }) => {
      const shown = isText ? new TextDecoder().decode(octets) : Buffer.from(octets).toString("hex");
      return `  one of the ${kind}, ${shown.length > 64 ? `${shown.slice(0, 61)}…` : shown}, ${where}`;
    }),
    ...changed.map((one) => `  another number of messages: ${one}`),
  ];
}
