import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plugtalk } from "./cli.ts";
import { describeShared, sharedUrl } from "./shared.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const capture = (name: string) => fileURLToPath(sharedUrl(`captures/${name}`));
const IONIQ = "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap";
const ZOE = "everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap";
const AUDI = "everest_Audi_Q4_dc-iso2.pcap";
const TLS = "ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng";

const folder = temporaryFolder();
const made = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
/** A classic pcap file without a frame in it. */
const EMPTY_PCAP = Buffer.from("d4c3b2a1020004000000000000000000ffff000001000000", "hex");
const LOG = `[12ms] got 01fe80010000000e809802004080c1014181c211f000\n`;

interface Session {
  readonly header: Record<string, unknown> & { readonly soc?: unknown };
  readonly verdict?: string;
  readonly faults: readonly string[];
  readonly ended: { readonly by: string; readonly kind: string };
  readonly series?: {
    readonly at: readonly number[];
    readonly limiting: readonly (string | null)[];
    readonly columns: readonly { readonly quantity: string; readonly values: readonly (number | null)[] }[];
  };
  readonly intervals: readonly {
    readonly side: string;
    readonly reason: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly attenuation: readonly { readonly groups: readonly number[]; readonly mean: number }[];
  readonly phases: readonly { readonly name: string; readonly start: number }[];
}
const sessionsIn = (out: string): Session[] =>
  (JSON.parse(out) as { recordings: { sessions: Session[] }[] }).recordings.flatMap(({ sessions }) => sessions);

test("a session of a text log is reported", () => {
  const { code, out } = plugtalk(["report", made("console.txt", LOG)]);
  expect(code).toBe(0);
  expect(out).toContain("# console.txt");
  expect(out).toContain("## Session 1");
});

test("what cannot be read is named, with exit code 1", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [made("empty.pcap", ""), /empty\.pcap: .*it is empty/],
    [made("a.json", "{}"), /it looks like JSON/],
    [join(folder, "missing.pcap"), /there is no such file/],
    [made("nothing.pcap", EMPTY_PCAP), /nothing\.pcap: No charging session found in 0 frames/],
  ];
  for (const [file, words] of cases) {
    const { code, out, err } = plugtalk(["report", file]);
    expect({ file, code, out }).toEqual({ file, code: 1, out: "" });
    expect(err).toMatch(words);
  }
});

test("a folder without recordings says what it looked for", () => {
  const empty = join(folder, "nothing-in-it");
  mkdirSync(empty);
  expect(plugtalk(["report", empty])).toMatchObject({ code: 1, err: expect.stringContaining("it is empty") });
  writeFileSync(join(empty, "notes.md"), "none");
  expect(plugtalk(["report", empty])).toMatchObject({
    code: 1,
    err: expect.stringContaining("*.pcap, *.pcapng or *.cap"),
  });
});

test("one that cannot be read does not keep the others from being reported, and counts", () => {
  const { code, out, err } = plugtalk(["report", made("console2.txt", LOG), made("broken.pcap", "no capture at all")]);
  expect(code).toBe(1);
  expect(out).toContain("# 1 sessions in 1 recordings");
  expect(out).toContain("## Not read");
  expect(err).toMatch(/^broken\.pcap: /);
});

test("wrong use is told with exit code 2, and nothing is overwritten", () => {
  const log = made("precious.txt", LOG);
  expect(plugtalk(["report"])).toMatchObject({ code: 2 });
  expect(plugtalk(["report", log, "--html", "--json"])).toMatchObject({ code: 2 });
  expect(plugtalk(["report", log, "--out", "x.pdf"])).toMatchObject({ code: 2, err: expect.stringContaining("x.pdf") });
  expect(plugtalk(["report", log, "--html", "a.html", "--out", "b.html"])).toMatchObject({ code: 2 });
  expect(plugtalk(["report", log, "--out", log])).toMatchObject({
    code: 2,
    err: expect.stringContaining("it is the recording"),
  });
  expect(readFileSync(log, "utf8")).toBe(LOG);
  const away = join(folder, "no", "such", "folder.html");
  expect(plugtalk(["report", log, "--html", away])).toMatchObject({
    code: 1,
    err: expect.stringContaining("no such folder"),
  });
});

test("a recording right behind a format is the recording, not where to write", () => {
  const log = made("log.txt", LOG);
  const { code, out } = plugtalk(["report", "--json", log]);
  expect(code).toBe(0);
  expect(sessionsIn(out)).toHaveLength(1);
  expect(readFileSync(log, "utf8")).toBe(LOG);
});

test("each format has its file; the ending of --out tells the format", () => {
  const log = made("formats.txt", LOG);
  const [page, table] = [join(folder, "a.html"), join(folder, "a.csv")];
  expect(plugtalk(["report", log, "--html", page, "--csv", table])).toMatchObject({ code: 0, out: "", err: "" });
  expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/);
  expect(readFileSync(table, "utf8")).toMatch(/^recording,session,time,/);
  const data = join(folder, "b.json");
  expect(plugtalk(["report", log, "-o", data]).code).toBe(0);
  expect(JSON.parse(readFileSync(data, "utf8"))).toMatchObject({ type: "report", version: 1 });
});

test("reads from standard input", () => {
  const { code, out } = plugtalk(["report", "-"], LOG);
  expect(code).toBe(0);
  expect(out).toContain("# standard input");
});

describeShared("captures/", "plugtalk report", () => {
  test("the Ioniq asked for 172 A, less than the charger offered, until the charger shut down", () => {
    const [session, ...others] = sessionsIn(plugtalk(["report", capture(IONIQ), "--json"]).out);
    expect(others).toEqual([]);
    expect(session?.verdict).toMatch(/^The car limited .*172 A/);
    expect(session?.ended).toMatchObject({ by: "charger", kind: "shutdown" });
    expect(session?.header).toMatchObject({ protocol: "DIN SPEC 70121", soc: { first: 57, last: 58 }, tls: "no TLS" });
    const column = (name: string) => session?.series?.columns.find(({ quantity }) => quantity === name)?.values ?? [];
    expect(Math.max(...column("targetCurrent").map(Number))).toBe(172);
    // The facts count from the first message of the handshake: ramp-up until 37.2 s, then the car's wish until 52 s.
    const from = session?.phases.find(({ name }) => name === "handshake")?.start as number;
    const wish = session?.intervals.find(({ reason }) => reason === "wish");
    expect((wish?.start as number) - from).toBeCloseTo(37.2, 0);
    expect((wish?.end as number) - from).toBeCloseTo(52, 0);
  });

  test("the Zoe was limited by the charger's 22.08 kW, all samples of that time say so", () => {
    const sessions = sessionsIn(plugtalk(["report", capture(ZOE), "--json"]).out);
    const session = sessions.find(({ intervals }) => intervals.length > 0);
    expect(session?.verdict).toMatch(/^The charger limited for 99 % of the time \(22\.1 kW power cap/);
    const { at = [], limiting = [] } = session?.series ?? {};
    const interval = session?.intervals.find(({ reason }) => reason === "power");
    const inside = limiting.filter(
      (_, index) =>
        (at[index] as number) >= (interval?.start as number) && (at[index] as number) < (interval?.end as number),
    );
    expect(inside.length).toBeGreaterThan(900);
    expect(new Set(inside)).toEqual(new Set(["charger"]));
    expect(session?.attenuation[0]?.groups).toHaveLength(58);
    expect(session?.attenuation[0]?.mean).toBeCloseTo(34.8, 1);
  });

  test("a present current that is scaled wrongly is said, and no energy is made of it", () => {
    const [session] = sessionsIn(plugtalk(["report", capture(AUDI), "--json"]).out);
    expect(session?.faults).toEqual([expect.stringContaining("scaled wrongly")]);
    expect(session?.header).not.toHaveProperty("energy");
  });

  test("TLS is opened with the keys in the recording, or with a key log", () => {
    const [session] = sessionsIn(plugtalk(["report", capture(TLS), "--json"]).out);
    expect(session?.header["tls"]).toMatch(/^TLS 1\.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256/);
    expect(session?.series?.columns.map(({ quantity }) => quantity)).toContain("presentCurrent");
    const other = plugtalk(["report", capture(TLS), "--keylog", capture(`${TLS}.keylog`)]);
    expect(other.code).toBe(0);
    expect(other.out).toContain("CurrentDemand");
  });

  test("a line of values for each turn of the loop", () => {
    const lines = plugtalk(["report", capture(IONIQ), "--csv"])
      .out.trimEnd()
      .split("\r\n");
    const [head = "", ...rows] = lines;
    const names = head.split(",");
    const cells = rows.map((row) => Object.fromEntries(row.split(",").map((cell, index) => [names[index], cell])));
    // 367 CurrentDemandRes, each with a request before it.
    expect(cells.filter((row) => row["targetCurrent_A"] !== "")).toHaveLength(367);
    expect(cells.at(-5)?.["limitingSide"]).toMatch(/vehicle|ending/);
  });

  test("a folder gives a table of its sessions and their totals, in every format", () => {
    const [page, data] = [join(folder, "all.html"), join(folder, "all.json")];
    const { code, out, err } = plugtalk(["report", capture(""), "--html", page, "--json", data, "--markdown"]);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(/^# \d+ sessions in \d+ recordings/);
    expect(out).toContain(IONIQ);
    const { recordings, totals } = JSON.parse(readFileSync(data, "utf8")) as {
      recordings: { recording: string; sessions: Session[] }[];
      totals: { sessions: number; energy: number; charged: number };
    };
    expect(totals.sessions).toBe(recordings.reduce((sum, { sessions }) => sum + sessions.length, 0));
    expect(totals.charged).toBeGreaterThan(20);
    // Small enough to be mailed.
    expect(readFileSync(page).length).toBeLessThan(10_000_000);
  });
});
