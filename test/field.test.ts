/**
 * Holds docs/field.md to what there is: each fault, profile and test that it names, and no fault that it leaves out.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { faults } from "../src/simulator/faults.ts";

const here = (path: string) => new URL(`../${path}`, import.meta.url);
const text = readFileSync(here("docs/field.md"), "utf8");
const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| seen"));
/** What stands behind the last bar but one of each row: where it is tried. */
const tried = rows.map((row) => row.split("|").at(-2) ?? "");
const named = (kind: RegExp) => tried.flatMap((cell) => [...cell.matchAll(kind)].map(([, name]) => name as string));
const all = faults.map(({ side, name }) => `${side}: ${name}`);

test("every row says where it is tried", () => {
  expect(rows.length).toBeGreaterThan(70);
  expect(tried.filter((cell) => !/`|each session|profiles/.test(cell))).toEqual([]);
});

test("every fault that is named is one, and every fault is named", () => {
  const faultsNamed = named(/`((?:car|charger): [^`]+)`/g);
  expect(faultsNamed.filter((name) => !all.includes(name))).toEqual([]);
  expect(all.filter((name) => !faultsNamed.includes(name))).toEqual([]);
});

test("every profile and every test that is named is there", () => {
  const profiles = Object.keys({ ...carProfiles, ...chargerProfiles });
  const files = named(/`((?:src|test)\/[^`]+)`/g);
  expect(files.filter((file) => !existsSync(here(file)))).toEqual([]);
  const profilesNamed = named(/`([a-zA-Z0-9]+)`/g);
  expect(profilesNamed.filter((name) => !profiles.includes(name))).toEqual([]);
});
