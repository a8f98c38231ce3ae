/**
 * `npm run build`: TypeScript to `dist/`, and the command line into a few files of their own, because opening two hundred
 * modules takes longer than reading a recording; what runs in pages to `dist/dashboard/`, one file each.
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const door = join(root, "dist/cli");

const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/main.ts"],
  outdir: "dist/cli",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  // Each command is loaded when it is asked for.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Each module that is opened takes a millisecond: what every reading needs is in one piece with it.
  external: Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !name.startsWith("@noble/")),
  metafile: true,
  logLevel: "warning",
});

// What earlier builds left behind.
const made = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
for (const file of readdirSync(join(door, "chunks"))) {
  if (!made.has(file)) rmSync(join(door, "chunks", file), { force: true });
}

await build({
  absWorkingDir: root,
  entryPoints: ["dashboard/report.ts", "dashboard/report.css"],
  outdir: "dist/dashboard",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  logLevel: "warning",
});

process.exitCode = status ?? 1;
