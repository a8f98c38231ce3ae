/**
 * A browser for tests of what runs in pages: headless Chromium where it is installed.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { describe, test } from "vitest";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const isChromiumThere = existsSync(CHROMIUM);

/** Without a sandbox, since tests run as root in containers, and without anything that asks the network by itself. */
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });

/** `describe` for tests in a browser: where there is none, one skipped test says so. */
export function describeBrowser(name: string, body: () => void): void {
  if (isChromiumThere) describe(name, body);
  else describe(name, () => test.skip(`needs ${CHROMIUM}, which is not here`, () => {}));
}
