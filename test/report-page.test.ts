/**
 * The page of a report in a browser: that it draws, asks for nothing from elsewhere, and lets no recording do harm.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { html, type PageParts, type Report } from "../src/sniffer/report/index.ts";
import { describeBrowser, isChromiumThere, launchChromium } from "./chromium.ts";
import { plugtalk } from "./cli.ts";
import { HOSTILE, hostileScene } from "./hostile-scene.ts";
import { scene, volts } from "./made-observations.ts";
import { madeReport } from "./made-report.ts";
import { describeShared, sharedUrl } from "./shared.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = new URL("../", import.meta.url);
const folder = temporaryFolder();

const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const parts = (): PageParts => ({
  chartScript: text("node_modules/uplot/dist/uPlot.iife.min.js"),
  chartStyle: text("node_modules/uplot/dist/uPlot.min.css"),
  script: text("dist/dashboard/report.js"),
  style: text("dist/dashboard/report.css"),
});

const amps = (Value: number) => ({ Multiplier: 0, Unit: "A", Value });

/** A session that ramps up, meets the charger's cap, and ends. */
function charging() {
  const made = scene().pilot("A1", 100).wait(1).pilot("B2", 5).slac().sdp().untilCharging();
  for (let turn = 0; turn < 400; turn++) {
    const current = Math.min(turn, 120);
    made
      .loop(
        { EVTargetVoltage: volts(420), EVTargetCurrent: amps(current) },
        {
          EVSEPresentVoltage: volts(380 + Math.floor(turn / 20)),
          EVSEPresentCurrent: amps(Math.max(0, current - (turn % 2))),
          EVSEMaximumCurrentLimit: amps(120),
          EVSEMaximumVoltageLimit: volts(1000),
        },
      )
      .wait(0.2);
  }
  return made.talk("SessionStop", { ChargingSession: "Terminate" }).tcp("closed", "vehicle");
}

interface Opened {
  readonly page: Page;
  /** What a person would see in the console, and every request beyond the file itself. */
  readonly complaints: string[];
}

let browser: Browser;

async function open(file: string, hash = "", width = 1200): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  // On a machine that is busy with other tests a browser takes its time.
  page.setDefaultTimeout(100_000);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== `${pathToFileURL(file)}${hash}`.replace(/#.*$/, ""))
      complaints.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(`${pathToFileURL(file)}${hash}`);
  await page.waitForSelector("h1");
  // Charts take their width from the page, one frame later.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return { page, complaints };
}

function written(report: Report, name: string): string {
  const file = join(folder, name);
  writeFileSync(file, [...html(report, parts())].join(""));
  return file;
}

/** For each canvas, how many of its pixels are neither empty nor grey: drawn by a line, a bar or a band. */
const colouredPixels = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("canvas")].map((canvas) => {
      const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      let coloured = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
        if (alpha > 60 && Math.max(red, green, blue) - Math.min(red, green, blue) > 35) coloured++;
      }
      return coloured;
    }),
  );

beforeAll(async () => {
  if (isChromiumThere) browser = await launchChromium();
});
afterAll(() => browser?.close());

describeBrowser("the page of a report", () => {
  test("draws its charts without a complaint and without a request", async () => {
    const { page, complaints } = await open(
      written({ recordings: [madeReport(charging().all)], unread: [] }, "a.html"),
    );
    expect(await page.textContent("h1")).toContain("The charger limited");
    const titles = await page.locator("figcaption").allTextContents();
    // Three strips, a chart for each unit, and the attenuation.
    for (const title of [
      "Phases",
      "Control pilot",
      "Limited by",
      "Current in A",
      "Power in kW",
      "Voltage in V",
      "State of charge in %",
    ]) {
      expect(titles).toContain(title);
    }
    const pixels = await colouredPixels(page);
    expect(pixels).toHaveLength(titles.length);
    for (const coloured of pixels) expect(coloured).toBeGreaterThan(100);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the cursor is at the same moment in all charts, and dragging zooms all of them", async () => {
    const { page, complaints } = await open(
      written({ recordings: [madeReport(charging().all)], unread: [] }, "b.html"),
    );
    const chart = page.locator(".plot:not(.strip) .u-over").first();
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox()) as { x: number; y: number; width: number; height: number };
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    const moments = async () =>
      (await page.locator("#charts .u-legend tr:first-child .u-value").allTextContents()).filter((words) =>
        words.includes(" s"),
      );
    await expect.poll(moments).toHaveLength(4);
    expect(new Set(await moments()).size).toBe(1);
    expect(await page.locator("#charts figcaption output").last().textContent()).toMatch(/^charger: current cap, /);

    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const whole = page.getByRole("button", { name: "Whole session" });
    await whole.waitFor({ state: "visible" });
    await whole.click();
    await whole.waitFor({ state: "hidden" });
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("fits a phone: nothing makes the page wider than its window", async () => {
    const { page, complaints } = await open(
      written({ recordings: [madeReport(charging().all)], unread: [] }, "c.html"),
      "",
      360,
    );
    const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBe(shown);
    const charts = await page
      .locator(".uplot")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    for (const width of charts) expect(width).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the ladder finds, shows more, and opens whole messages", async () => {
    const { page } = await open(written({ recordings: [madeReport(charging().all)], unread: [] }, "d.html"));
    await page.getByLabel("Find in the ladder").fill("sessionsetup");
    expect(await page.locator(".ladder .step .name").allTextContents()).toEqual(["SessionSetupReq", "SessionSetupRes"]);
    await page.getByRole("button", { name: "SessionSetupRes" }).click();
    expect(await page.locator(".ladder pre:visible").textContent()).toContain('"EVSEID": "DE*1"');
    await page.close();
  });

  test("nothing that a recording says becomes part of the page", async () => {
    const report = {
      recordings: [madeReport(hostileScene().all, HOSTILE), madeReport(hostileScene().all, "b")],
      unread: [],
    };
    const file = written(report, "hostile.html");
    for (const hash of ["", "#session-0", "#session-1"]) {
      const { page, complaints } = await open(file, hash);
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe("harmed");
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.textContent("main")).toContain(HOSTILE);
      await page.close();
    }
  });

  test("a folder's page leads from the table to each session and back", async () => {
    const report = {
      recordings: [madeReport(charging().all, "one.pcap"), madeReport(scene().untilCharging().all, "two.pcap")],
      unread: [{ recording: "three.pcap", because: "it is empty" }],
    };
    const { page, complaints } = await open(written(report, "folder.html"));
    expect(await page.textContent("h1")).toBe("2 sessions in 2 recordings");
    expect(await page.textContent("#unread")).toContain("it is empty");
    await page.getByRole("button", { name: "lasted" }).click();
    await page.getByRole("button", { name: "lasted" }).click();
    expect(await page.locator("table.sessions tbody a").allTextContents()).toEqual(["one #1", "two #1"]);
    await page.getByLabel("Find in the sessions").fill("two.pcap");
    await page.getByRole("link", { name: "two #1" }).click();
    await page.waitForSelector("#messages");
    expect(await page.textContent("header")).toContain("two.pcap");
    await page.getByRole("link", { name: "All sessions" }).click();
    await page.waitForSelector("#sessions");
    expect(complaints).toEqual([]);
    await page.close();
  });
});

if (isChromiumThere) {
  describeShared("captures/", "the page of a real recording", () => {
    test.each([
      ["everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap", "#session-1"],
      ["spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap", ""],
      ["everest_Audi_Q4_ac_iso2-1.pcap", "#session-0"],
      ["ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng", ""],
      ["ISO-20_TLS13_DC_DS5366_Josev.pcapng", ""],
    ])("%s draws without a complaint", async (name, hash) => {
      const file = join(folder, "real.html");
      expect(plugtalk(["report", fileURLToPath(sharedUrl(`captures/${name}`)), "--html", file])).toMatchObject({
        code: 0,
      });
      const { page, complaints } = await open(file, hash);
      expect(complaints).toEqual([]);
      const pixels = await colouredPixels(page);
      expect(pixels.length).toBeGreaterThan(3);
      expect(Math.min(...pixels)).toBeGreaterThan(20);
      await page.close();
    });
  });
}
