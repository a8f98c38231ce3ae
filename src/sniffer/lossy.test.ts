import { expect, test } from "vitest";
import { openCapture } from "../../test/captures.ts";
import { dice, mutations, renumbered } from "../../test/mutations.ts";
import { describeShared } from "../../test/shared.ts";
import { captureRecords } from "../capture/read.ts";
import type { CaptureEnd, Frame } from "../capture/records.ts";
import { pipeline, type SnifferEvent } from "./pipeline.ts";

/** Orderly sessions of each standard, one of them with a charger that refuses. */
const RECORDINGS = [
  "ISO-2_DC_DS5366.pcapng",
  "ISO-2_AC_DS5366.pcapng",
  "everest_Kia_EV6_2023-04-25-kia-ev6-iso2.pcap",
  "everest_Audi_Q4_ac_iso2-1.pcap",
  "everest_VW_id.4_iso_15118-2_AC_2023-04-14-3_config-ac-iso2.pcap",
  "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap",
];

const END: CaptureEnd = {
  kind: "end",
  outcome: "complete",
  format: "pcap",
  count: 0,
  offset: 0,
  reason: undefined,
  cause: undefined,
};

async function framesIn(name: string): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const records of captureRecords(openCapture(name)))
    all.push(...records.filter((record): record is Frame => record.kind === "frame"));
  return all;
}

function told(frames: readonly Frame[]): SnifferEvent[] {
  const all = pipeline();
  return [...[...renumbered(frames), END].flatMap((record) => all.feed(record)), ...all.end()];
}

/** Without the pilot: a change of state is one frame, and nothing tells that it was lost. */
const faults = (events: readonly SnifferEvent[]) =>
  new Set(
    events.flatMap((one) =>
      one.type === "finding" && /sequence|timing|slac/.test(one.area) && !one.code.startsWith("pilot")
        ? [one.code]
        : [],
    ),
  );
const sessionsIn = (events: readonly SnifferEvent[]) => events.filter(({ type }) => type === "session");

describeShared("captures/", "what a recorder loses is no fault of car or charger", () => {
  test.each(RECORDINGS)("%s with losses has no other faults, and as many sessions", async (name) => {
    const frames = await framesIn(name);
    const whole = told(frames);
    const known = faults(whole);
    const lose = mutations["one frame in twenty is lost"] as (typeof mutations)[string];
    for (let seed = 1; seed <= 3; seed++) {
      const events = told(lose(frames, dice(seed)));
      expect([seed, ...[...faults(events)].filter((code) => !known.has(code))]).toEqual([seed]);
      expect(sessionsIn(events)).toHaveLength(sessionsIn(whole).length);
    }
  });

  test.each(RECORDINGS)("%s recorded twice tells the same sessions and faults", async (name) => {
    const frames = await framesIn(name);
    const [once, twice] = [told(frames), told(frames.flatMap((frame) => [frame, frame]))];
    const endings = (events: readonly SnifferEvent[]) =>
      events.flatMap((one) =>
        one.type === "session" ? [one.ended.words] : one.type === "limits" ? [one.verdict] : [],
      );
    expect(endings(twice)).toEqual(endings(once));
    expect([...faults(twice)].sort()).toEqual([...faults(once)].sort());
  });
});
