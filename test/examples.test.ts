import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test.each(readdirSync(`${root}/examples`))("examples/%s runs", (file) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", `examples/${file}`], {
    cwd: root,
  });
  expect(stderr.toString()).toBe("");
  expect(status).toBe(0);
  expect(stdout.toString()).toContain("\n");
});
