/**
 * What keeps the plan of the house true.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file))
    .map((file) => join(folder, file));

/** The floors of the house, lowest first. A room sees the rooms below it, and none beside it. */
const floors = [
  ["base"],
  ["exi", "layout"],
  ["messages"],
  ["link", "capture", "pki"],
  ["net", "powerline"],
  ["v2g", "slac", "modem", "pilot"],
  ["evcc", "secc", "sniffer"],
  ["drivers", "simulator"],
  ["app"],
  ["cli"],
];
const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room));
const roomOf = (file: string) => relative("src", file).split("/")[0] as string;

const isTest = (file: string) => /\.test(-d)?\.ts$|\/test(s)?\//.test(file);
const sourceFiles = filesUnder("src").filter((file) => !isTest(file));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const importsOf = (file: string) =>
  [...textOf(file).matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => match[1] as string);

test("every room lies on a floor", () => {
  expect([...new Set(sourceFiles.map(roomOf))].filter((room) => floorOf(room) === -1)).toEqual([]);
});

test.each(sourceFiles)("%s looks only downstairs", (file) => {
  const astray = importsOf(file)
    .filter((path) => path.startsWith("."))
    .filter((path) => {
      const [here, there] = [roomOf(file), roomOf(join(dirname(file), path))];
      return here !== there && floorOf(there) >= floorOf(here);
    });
  expect(astray).toEqual([]);
});

/** Rooms whose code runs in a web page, too. */
const portable = [...floors.slice(0, 3).flat(), "capture", "v2g", "sniffer"];

test.each(sourceFiles.filter((file) => portable.includes(roomOf(file))))("%s runs without Node", (file) => {
  expect(importsOf(file).filter((path) => path.startsWith("node:"))).toEqual([]);
});

test.each(filesUnder("src"))("%s is short, says what it is for and hides nothing", (file) => {
  const text = textOf(file);
  expect(text.split("\n").length).toBeLessThanOrEqual(isTest(file) ? 500 : 400);
  if (!isTest(file)) expect(text).toMatch(/^(#!.*\n)?\/\*\*[\s\S]*?@module/);
  expect(text).not.toMatch(/\b(TODO|FIXME|XXX)\b/);
});

test("no test is switched off", () => {
  const off = [...filesUnder("src"), ...filesUnder("test")]
    .filter((file) => isTest(file))
    .filter((file) =>
      /\b(it|test|describe)\.(only|todo)\b|\b(it|test|describe)\.skip\(["'`](?!needs)/.test(textOf(file)),
    );
  expect(off).toEqual([]);
});
