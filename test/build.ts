/**
 * Builds what the journeys through the command line run: `dist/`, as `npm install` does. Type errors do not keep the other
 * tests from running; `npm test` checks the types first.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function build(): void {
  // `npx vitest run src/slac` runs nothing that would need it.
  const chosen = process.argv.slice(2).filter((word) => word.includes("/"));
  if (chosen.length > 0 && chosen.every((word) => word.startsWith("src/"))) return;
  const root = fileURLToPath(new URL("..", import.meta.url));
  spawnSync(process.execPath, ["build.mjs"], { cwd: root });
}
