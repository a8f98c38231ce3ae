/**
 * Folders for the files of tests.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** A new one; gone when the test is over, or all tests of the file where it is made outside of them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plugtalk-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    onTestFinished(remove);
  } catch {
    // It can only be called inside a test.
    afterAll(remove);
  }
  return folder;
}
