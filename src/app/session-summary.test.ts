import { expect, test } from "vitest";
import { listenTo } from "../../test/listening.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { frameRecorder } from "./frame-recorder.ts";
import { type SummaryStep, sessionSummary } from "./session-summary.ts";
import { simulation } from "./simulated-charge.ts";

test.each([
  ["any", "any"],
  ["modelX", "compleo"],
  ["polestar2", "alpitronic"],
] as const)("%s at %s: both sides sum up what a listener makes of the recording", async (car, charger) => {
  const pieces: Uint8Array[] = [];
  const recorder = frameRecorder("charger", (octets) => pieces.push(octets));
  const summaries: SummaryStep[] = [];
  const [atCar, atCharger] = [sessionSummary(), sessionSummary()];
  const world = simulation({
    car: carProfiles[car],
    charger: chargerProfiles[charger],
    soc: 40,
    targetSoc: 42,
    tell(event) {
      if (event.from !== "talk") return;
      const summary = (event.event.side === "car" ? atCar : atCharger)(event);
      if (summary) summaries.push(summary);
    },
    onFrame: ({ octets, time }) => recorder.frame(octets, time),
  });
  await world.clock.until(world.play());

  const heard = await listenTo(pieces);
  const limits = heard.find((event) => event.type === "limits");

  expect(summaries.map(({ side }) => side).sort()).toEqual(["car", "charger"]);
  for (const { side, verdict = "", energy, phases, isOrderly } of summaries) {
    expect(isOrderly).toBe(true);
    // Times in a verdict count from the plug in a recording, and from the first message here.
    const timeless = (words: string) => words.replaceAll(/\d+(\.\d+)? s\b/g, "");
    expect([side, timeless(verdict)]).toEqual([side, timeless(limits?.verdict ?? "")]);
    expect(Math.abs(energy - (limits?.energy ?? 0))).toBeLessThan(0.02 * energy);
    expect(phases.map(({ phase }) => phase)).toContain("charging");
    expect(phases.every(({ seconds }) => seconds >= 0)).toBe(true);
  }
});
