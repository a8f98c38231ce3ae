/**
 * The reader in a web page: bundled for a browser, it tells of a recording what it tells in Node, octet by octet.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recording } from "../examples/recording.ts";
import { captureSeeds } from "../fuzz/capture-seeds.ts";
import { captureRecords } from "../src/capture/read.ts";
import { pipeline } from "../src/sniffer/pipeline.ts";
import { describeBrowser, launchChromium } from "./chromium.ts";
import { sharedUrl } from "./shared.ts";

const bundled = build({
  stdin: {
    contents: `
      export { captureRecords } from "./capture/index.ts";
      export { pipeline } from "./sniffer/pipeline.ts";`,
    resolveDir: fileURLToPath(new URL("../src", import.meta.url)),
    loader: "ts",
  },
  bundle: true,
  format: "iife",
  globalName: "plugtalk",
  // Whatever needs Node fails here.
  platform: "browser",
  target: "es2022",
  write: false,
}).then(({ outputFiles }) => outputFiles[0]?.text ?? "");

/** The events of a recording, each as JSON. */
async function inNode(file: Uint8Array): Promise<string[]> {
  const stages = pipeline();
  const events: string[] = [];
  const source = (async function* () {
    yield file;
  })();
  for await (const records of captureRecords(source))
    for (const record of records) for (const event of stages.feed(record)) events.push(JSON.stringify(event));
  for (const event of stages.end()) events.push(JSON.stringify(event));
  return events;
}

/** What the page has of the bundle. */
declare const plugtalk: { captureRecords: typeof captureRecords; pipeline: typeof pipeline };

/** The same in a page, from a file as one that is dropped on it. */
const inPage = (page: Page, file: Uint8Array): Promise<string[]> =>
  page.evaluate(async (base64) => {
    await new Promise((resolve) => setTimeout(resolve));
    const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const dropped = new File([octets], "dropped.pcapng");
    const stages = plugtalk.pipeline();
    const events: string[] = [];
    for await (const records of plugtalk.captureRecords(dropped.stream()))
      for (const record of records) for (const event of stages.feed(record)) events.push(JSON.stringify(event));
    for (const event of stages.end()) events.push(JSON.stringify(event));
    return events;
  }, Buffer.from(file).toString("base64"));

const real = (name: string): [string, () => Uint8Array][] => {
  const path = sharedUrl(`captures/${name}`);
  return existsSync(path) ? [[name, () => Uint8Array.from(readFileSync(path))]] : [];
};
const own = async (name: string) => (await captureSeeds()).find((seed) => seed.name === name)?.file as Uint8Array;

describeBrowser("the reader in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** @param policy of the page's content, where it has one. */
  async function pageWith(policy?: string): Promise<Page> {
    const page = await browser.newPage();
    const meta = policy === undefined ? "" : `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    await page.setContent(
      `<!doctype html>${meta}<script>${(await bundled).replaceAll("</script", "<\\/script")}</script>`,
    );
    return page;
  }

  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ["a session", () => recording()],
    ["a session, packed", () => gzipSync(recording())],
    ["TLS with its keys behind it", () => own("tls")],
    ["a text log", () => own("text")],
    ...real("ISO-20_TLS13_DC_DS5366_Josev.pcapng"),
    ...real("ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng"),
    ...real("spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap"),
  ])("%s is told as in Node", async (_, load) => {
    const file = await load();
    const page = await pageWith();
    const events = await inPage(page, file);
    expect(events.length).toBeGreaterThan(20);
    expect(events).toEqual(await inNode(file));
    await page.close();
  });

  test("a page that forbids making code reads slower, and the same", async () => {
    const page = await pageWith("default-src 'none'; script-src 'unsafe-inline'");
    const mayMakeCode = await page.evaluate(async () => {
      // In a task of the page's own: what the test calls may do anything.
      await new Promise((resolve) => setTimeout(resolve));
      try {
        return new Function("return true")() as boolean;
      } catch {
        return false;
      }
    });
    expect(mayMakeCode).toBe(false);
    const file = recording();
    expect(await inPage(page, file)).toEqual(await inNode(file));
    await page.close();
  });

  test("what is no recording is named", async () => {
    const page = await pageWith();
    const [end] = await inPage(page, new TextEncoder().encode('{"a": 1}'));
    expect(JSON.parse(end ?? "{}")).toMatchObject({ change: "end", words: expect.stringContaining("looks like JSON") });
    await page.close();
  });
});
