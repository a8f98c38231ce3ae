import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { ownName } from "./own-name.ts";

test("a car and a charger that keep the same second in one folder have a name each", () => {
  const folder = temporaryFolder();
  const base = join(folder, "2026-01-02T03-04-05");
  const names = [1, 2, 3].map(() => ownName(base, ".pcapng"));
  expect(names).toEqual([base, `${base}-2`, `${base}-3`]);
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name.slice(folder.length + 1)}.pcapng`).sort());
});

test("a folder that is gone is met by whoever writes", () => {
  const base = join(temporaryFolder(), "gone", "2026-01-02T03-04-05");
  expect(ownName(base, ".pcapng")).toBe(base);
});
