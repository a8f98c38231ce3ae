import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { captureNames, openCapture } from "../../../test/captures.ts";
import { howCapturesEnded } from "../../../test/how-captures-ended.ts";
import { describeShared, sharedUrl } from "../../../test/shared.ts";
import { type TruthRow, truthOf } from "../../../test/truth.ts";
import { captureRecords } from "../../capture/read.ts";
import { pipeline, type SnifferEvent } from "../pipeline.ts";
import { keyStore } from "../tls/key-log.ts";

/** A quantity in the XML of another decoder: its first of this name. */
function quantity(xml: string, name: string): number | undefined {
  const inside = new RegExp(`<(?:\\w+:)?${name}>(.*?)</(?:\\w+:)?${name}>`).exec(xml)?.[1];
  const part = (tag: string) => new RegExp(`<(?:\\w+:)?${tag}>(-?\\d+)<`).exec(inside ?? "")?.[1];
  const [value, multiplier] = [part("Value"), part("Multiplier") ?? part("Exponent")];
  return value === undefined ? undefined : Number(value) * 10 ** Number(multiplier ?? 0);
}

/** A plain count over the other decoder's values: how often the request was at or above the charger's cap, and below. */
function countedIn(rows: readonly TruthRow[]) {
  let [current, power]: (number | undefined)[] = [];
  let request: string | undefined;
  const counts = { limited: 0, free: 0 };
  for (const { message, xml = "" } of rows) {
    if (message === "CurrentDemandReq") request = xml;
    if (message !== "ChargeParameterDiscoveryRes" && message !== "CurrentDemandRes") continue;
    current = quantity(xml, "EVSEMaximumCurrentLimit") ?? current;
    power = quantity(xml, "EVSEMaximumPowerLimit") ?? power;
    if (message !== "CurrentDemandRes" || request === undefined) continue;
    const [target, voltage] = [quantity(request, "EVTargetCurrent") ?? 0, quantity(xml, "EVSEPresentVoltage") ?? 0];
    const cap = Math.min(current ?? Infinity, voltage > 10 ? (power ?? Infinity) / voltage : Infinity);
    if (target >= cap - Math.max(0.6, 0.01 * cap)) counts.limited++;
    else counts.free++;
  }
  return counts;
}

async function told(name: string): Promise<SnifferEvent[]> {
  const keys = keyStore();
  const keyFile = sharedUrl(`captures/${name}.keylog`);
  if (existsSync(keyFile)) keys.add(readFileSync(keyFile, "utf8"));
  const all = pipeline({ keys });
  const events: SnifferEvent[] = [];
  for await (const records of captureRecords(openCapture(name)))
    for (const record of records) events.push(...all.feed(record));
  return [...events, ...all.end()];
}

describeShared("captures/", "the real recordings, through all stages", () => {
  test.each(captureNames())("%s: how its sessions ended, and who limited", async (name) => {
    const events = await told(name);
    const sessions = events.flatMap((one) => (one.type === "session" ? [one] : []));
    const limits = events.flatMap((one) => (one.type === "limits" ? [one] : []));

    sessions.sort((one, other) => one.session - other.session);
    expect(sessions.map(({ ended }) => ended.words)).toEqual(howCapturesEnded[name]);

    const { limited, free } = countedIn(truthOf(name));
    const [main] = [...limits].sort((one, other) => other.samples - one.samples);
    if (limited + free >= 30) {
      expect(limits.reduce((sum, { samples }) => sum + samples, 0)).toBe(limited + free);
      const words = main?.verdict ?? "";
      if (limited > 0.6 * (limited + free)) expect(words).toMatch(/^The charger limited/);
      // Below the cap the charger limits only by what it delivers, or its schedule.
      else if (limited < 0.2 * (limited + free)) {
        expect(words).toMatch(/^The car limited|own control|delivery below what was asked|schedule/);
      }
    }
    for (const { intervals, ...one } of limits.map((one) => ({
      ...one,
      intervals: events.flatMap((event) => (event.type === "interval" && event.session === one.session ? [event] : [])),
    }))) {
      expect(one.verdict).toMatch(/^[A-Z].*\.$/);
      expect(one.verdict).not.toMatch(/undefined|NaN|Infinity/);
      expect(intervals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
      for (const [i, interval] of intervals.entries()) {
        if (i > 0) expect(interval.start).toBe(intervals[i - 1]?.end);
        expect(interval.lastFrame).toBeGreaterThanOrEqual(interval.firstFrame);
      }
    }
  });
});
