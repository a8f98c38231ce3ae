import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { plugtalk } from "./cli.ts";
import { describeShared, sharedUrl } from "./shared.ts";

const capture = (name: string) => fileURLToPath(sharedUrl(`captures/${name}`));
const IONIQ = "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap";
const events = (out: string) =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("what is no capture is named, with exit code 1", () => {
  const folder = mkdtempSync(join(tmpdir(), "plugtalk-"));
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  expect(plugtalk(["read", file("empty", "")])).toMatchObject({ code: 1, err: expect.stringContaining("it is empty") });
  expect(plugtalk(["read", file("a.json", "{}")])).toMatchObject({
    code: 1,
    err: expect.stringContaining("it looks like JSON"),
  });
  expect(plugtalk(["read", join(folder, "missing")])).toMatchObject({
    code: 1,
    err: expect.stringContaining("there is no such file"),
  });
  expect(plugtalk(["read"]).code).toBe(2);
});

test("messages in a text log are read, too", () => {
  const { code, out } = plugtalk(["read", "-"], "[12ms] got 01fe80010000000e809802004080c1014181c211f000\n");
  expect(code).toBe(0);
  expect(out).toMatch(/car +→ +SessionStopReq +Terminate/);
});

describeShared("captures/", "plugtalk read", () => {
  test("tells what happened, and how it ended", () => {
    const { code, out } = plugtalk(["read", capture(IONIQ)]);
    expect(code).toBe(0);
    expect(out).toMatch(/CurrentDemandReq +asks 412\.8 V 172 A, SoC 58 %/);
    expect(out).toContain("The charger shut down while charging at 58 %: EVSE_Shutdown");
    expect(out).toContain("The session is not encrypted");
  });

  test("--json gives events, the messages with their octets and values", () => {
    const all = events(plugtalk(["read", "--json", capture(IONIQ)]).out);
    expect(all[0]).toMatchObject({ type: "start", version: 1 });
    const demands = all.filter(({ message }) => message === "CurrentDemandReq");
    expect(demands).toHaveLength(367);
    expect(demands[0]).toMatchObject({
      type: "message",
      frame: expect.any(Number),
      side: "vehicle",
      schema: "din",
      exi: expect.stringMatching(/^809a/),
    });
    expect(all.filter(({ type }) => type === "session")).toHaveLength(1);
    expect(all.filter(({ type }) => type === "mme").length).toBeGreaterThan(40);
  });

  test("filters by message, side and time", () => {
    const { out } = plugtalk(["read", "--json", "--message", "precharge", "--side", "charger", capture(IONIQ)]);
    const messages = events(out).filter(({ type }) => type === "message");
    expect(messages.map(({ message }) => message)).toEqual(
      Array.from({ length: messages.length }, () => "PreChargeRes"),
    );
    expect(messages.length).toBeGreaterThan(3);
    const late = events(plugtalk(["read", "--json", "--from", "60", capture(IONIQ)]).out).filter(
      ({ type }) => type === "message",
    );
    expect(late.map(({ message }) => message)).toContain("SessionStopReq");
    expect(late.map(({ message }) => message)).not.toContain("SessionSetupReq");
  });

  test("reads from standard input, packed or not, and says when nothing is in it", () => {
    const empty = gzipSync(Buffer.from("d4c3b2a1020004000000000000000000ffff000001000000", "hex"));
    const { code, out } = plugtalk(["read", "-"], empty);
    expect(code).toBe(0);
    expect(out).toContain("No charging session found in 0 frames");
  });

  test("--fail-on makes findings count", () => {
    expect(plugtalk(["read", "--summary", "--fail-on", "notice", capture(IONIQ)]).code).toBe(1);
    expect(plugtalk(["read", "--summary", "--fail-on", "error", capture(IONIQ)]).code).toBe(0);
  });
});
