import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { HOSTILE, hostileScene } from "../../../test/hostile-scene.ts";
import { scene } from "../../../test/made-observations.ts";
import { madeReport } from "../../../test/made-report.ts";
import { html, type PageSession } from "./html.ts";

const parts = {
  chartScript: "var uPlot = 1;\r\n",
  chartStyle: ".u{}",
  script: 'const end = "</script>"; // <!--',
  style: "b{}",
};
const page = (name = "made.pcapng") =>
  [...html({ recordings: [madeReport(hostileScene().all, name)], unread: [] }, parts)].join("");

/** The elements of a page, as a browser's parser finds where scripts end. */
const scripts = (text: string) =>
  [...text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script/gi)].map(([, kind, inside]) => ({ kind, inside }));
const dataIn = (text: string, id: string): unknown =>
  JSON.parse(scripts(text).find(({ kind }) => kind?.includes(`id="${id}"`))?.inside ?? "");

test("what a recording says stays data, whatever it says", () => {
  const text = page();
  expect(scripts(text).map(({ kind }) => kind)).toEqual([
    ' type="application/json" id="overview"',
    ' type="application/json" id="session-0"',
    "",
    "",
  ]);
  const session = dataIn(text, "session-0") as PageSession;
  expect(session.header.charger.id).toBe(HOSTILE);
  for (const { kind, inside } of scripts(text)) if (kind !== "") expect(inside).not.toContain("<");
});

test("names of files and what is shown without scripts are text", () => {
  const text = page('"><img src=x onerror=alert(1)>.pcap');
  expect(text).not.toContain("<img");
  expect(text).toContain("<title>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;.pcap · Plugtalk report</title>");
  expect(text.match(/<noscript><pre>([\s\S]*?)<\/pre>/)?.[1]).not.toContain("<");
});

test("the page's policy allows its own scripts and nothing else", () => {
  const text = page();
  const policy = text.match(/Content-Security-Policy" content="([^"]*)"/)?.[1] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  const hashOf = (inside = "") => `'sha256-${createHash("sha256").update(inside).digest("base64")}'`;
  const own = scripts(text).filter(({ kind }) => kind === "");
  expect(policy).toContain(`script-src ${own.map(({ inside }) => hashOf(inside)).join(" ")};`);
  expect(policy).toContain(`style-src ${hashOf(text.match(/<style>([\s\S]*?)<\/style>/)?.[1])};`);
});

test("the page asks for nothing from elsewhere", () => {
  const harmless = [...html({ recordings: [madeReport(scene().untilCharging().all)], unread: [] }, parts)].join("");
  expect(harmless).not.toMatch(/\b(src|href)=|@import|url\(/);
});
