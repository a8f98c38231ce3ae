/**
 * The codec in a web page: bundled, weighed, and run where there is nothing of Node.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

const bundle = async (contents: string): Promise<string> => {
  const result = await build({
    stdin: { contents, resolveDir: source("."), loader: "ts" },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "plugtalk",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
};

const codec = bundle(`
  export { decode, encode } from "./exi/codec.ts";
  export { din70121 } from "./messages/din70121/schema.ts";
  export { iso2 } from "./messages/iso2/schema.ts";`);

test("DIN 70121 and ISO 15118-2 with their codec weigh less than 60 kB", async () => {
  expect(gzipSync(await codec).length).toBeLessThan(60_000);
});

const MESSAGE = "Uint8Array.from([128,152,2,0,64,128,193,1,65,129,194,17,240,0])";

test("the bundle decodes where there is nothing of Node", async () => {
  const page = createContext({ TextDecoder, TextEncoder, console });
  runInContext(await codec, page);
  const decoded = runInContext(`JSON.stringify(plugtalk.decode(plugtalk.iso2, ${MESSAGE}))`, page) as string;
  expect(JSON.parse(decoded)).toEqual({
    root: "V2G_Message",
    value: { Header: { SessionID: "0102030405060708" }, Body: { SessionStopReq: { ChargingSession: "Terminate" } } },
    warnings: [],
  });
});

test("the bundle decodes on a page that forbids making code", async () => {
  const page = createContext({ TextDecoder, TextEncoder, console }, { codeGeneration: { strings: false } });
  runInContext(await codec, page);
  expect(runInContext(`plugtalk.decode(plugtalk.iso2, ${MESSAGE}).value.Header.SessionID`, page)).toBe(
    "0102030405060708",
  );
});
