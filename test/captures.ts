/**
 * The real recordings beside the project, with what other programs found in them.
 *
 * @module
 */

import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { sharedUrl } from "./shared.ts";

export const CAPTURES = "captures/";

export const captureNames = (): string[] =>
  existsSync(sharedUrl(CAPTURES)) ? readdirSync(sharedUrl(CAPTURES)).filter((name) => /\.pcap(ng)?$/.test(name)) : [];

export const derivedNames = (): string[] =>
  existsSync(sharedUrl(`${CAPTURES}derived/`))
    ? readdirSync(sharedUrl(`${CAPTURES}derived/`))
        .filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name))
        .map((name) => `derived/${name}`)
    : [];

export const openCapture = (name: string): AsyncIterable<Uint8Array> => createReadStream(sharedUrl(CAPTURES + name));

/** The rows of a `.truth.jsonl.gz` or `.hpav.jsonl.gz`; none where the file is left out because it is empty. */
export function rowsOf<T>(name: string, what: "truth" | "hpav"): T[] {
  const file = sharedUrl(`${CAPTURES}${name}.${what}.jsonl.gz`);
  if (!existsSync(file)) return [];
  return gunzipSync(readFileSync(file))
    .toString("utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export const summaryOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(sharedUrl(`${CAPTURES}${name}.summary.json`), "utf8")) as Record<string, unknown>;
