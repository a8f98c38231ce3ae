/**
 * The reference material that lies beside the project and is never part of it: vectors, captures and schemas of others.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";

export const shared = new URL("../../shared/", import.meta.url);

export const sharedUrl = (path: string): URL => new URL(path, shared);

/** `describe` for tests that need reference material: where it is missing, one skipped test says so. */
export function describeShared(path: string, name: string, body: () => void): void {
  if (existsSync(sharedUrl(path))) describe(name, body);
  else describe(name, () => test.skip(`needs ../shared/${path}, which is not here`, () => {}));
}

/** The objects of a file with one a line. */
export function jsonLines<T>(path: string): T[] {
  return readFileSync(sharedUrl(path), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
