/**
 * How soon `plugtalk read` shows its first line of a small file, beside Node alone, which cannot be had for less.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recording } from "../examples/recording.ts";

/** Other programs run, too: the best of so many starts is the one that they disturbed least. */
const STARTS = 7;

export interface FirstLine {
  /** Milliseconds from the start of the process. */
  readonly read: number;
  readonly nodeAlone: number;
}

/** Uses the command line as it was built last. */
export async function firstLine(folder: string): Promise<FirstLine> {
  const file = join(folder, "small.pcapng");
  writeFileSync(file, recording());
  const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  return { nodeAlone: await best(["-e", "console.log(1)"]), read: await best([main, "read", file]) };
}

async function best(args: readonly string[]): Promise<number> {
  const took: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const began = performance.now();
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    took.push(performance.now() - began);
    child.kill();
    await once(child, "close");
  }
  return Math.min(...took);
}
