/**
 * The texts that pages are made of: uPlot from its package, our own script and style as `npm run build` made them.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PageParts } from "../sniffer/report/index.ts";
import { UserError } from "./exit.ts";

/** @throws {UserError} in a checkout that was never built. */
export async function pageParts(): Promise<PageParts> {
  const { resolve } = createRequire(import.meta.url);
  const built = join(packageFolder(), "dist/dashboard");
  if (!existsSync(join(built, "report.js"))) {
    throw new UserError("Cannot make a page: its script is not built; `npm run build` makes it");
  }
  const text = (file: string) => readFile(file, "utf8");
  const [chartScript, chartStyle, script, style] = await Promise.all([
    text(resolve("uplot/dist/uPlot.iife.min.js")),
    text(resolve("uplot/dist/uPlot.min.css")),
    text(join(built, "report.js")),
    text(join(built, "report.css")),
  ]);
  return { chartScript, chartStyle, script, style };
}

/** The same from `src` and from wherever a build puts this module. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
