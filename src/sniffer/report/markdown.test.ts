import { expect, test } from "vitest";
import { HOSTILE, hostileScene } from "../../../test/hostile-scene.ts";
import { scene } from "../../../test/made-observations.ts";
import { madeReport } from "../../../test/made-report.ts";
import { markdown } from "./markdown.ts";

test("one recording is told in full", () => {
  const text = markdown({ recordings: [madeReport(scene().slac().sdp().untilCharging().all, "a.pcap")], unread: [] });
  expect(text).toMatch(/^# a\.pcap\n/);
  for (const part of ["## Session 1", "### Phases", "### Times", "### Latencies", "### Findings"]) {
    expect(text).toContain(`\n${part}\n`);
  }
  expect(text).toContain("| Charger | 02:00:00:00:00:02, DE\\*1, fe80::4:5:6 |");
});

test("several recordings are a table, with what had no session and what could not be read", () => {
  const text = markdown({
    recordings: [madeReport(scene().untilCharging().all, "a.pcap"), madeReport([], "b.pcap")],
    unread: [{ recording: "c.pcap", because: "it is empty" }],
  });
  expect(text).toContain("# 1 sessions in 2 recordings");
  expect(text).toContain("- b.pcap: nothing of HomePlug, SDP or V2G");
  expect(text).toContain("- c.pcap: it is empty");
});

test("what a recording says is no markup and makes no new cell", () => {
  const text = markdown({ recordings: [madeReport(hostileScene().all)], unread: [] });
  expect(text).not.toContain("<script");
  expect(text).not.toContain("<img");
  expect(text).not.toContain("[a](b)");
  const charger = text.split("\n").find((line) => line.startsWith("| Charger")) as string;
  expect(HOSTILE).toContain("|");
  expect(charger.replaceAll("\\|", "").split("|")).toHaveLength(4);
});

test("control characters do not reach the terminal", () => {
  const bell = scene().connect().talk("SessionSetup", {}, { EVSEID: "\u001b[31mred\u0007\nnew line" }).all;
  const text = markdown({ recordings: [madeReport(bell, "a\u001b]0;b.pcap")], unread: [] });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  expect(text).toContain("red new line");
});
