import { expect, test } from "vitest";
import { startRun } from "../base/run.ts";
import { secondsBetween, type Timestamp } from "../base/timestamp.ts";
import { cable } from "../link/cable.ts";
import { carProfiles } from "../simulator/car-profiles.ts";
import { chargerProfiles } from "../simulator/charger-profiles.ts";
import { simulatedClock } from "../simulator/clock.ts";
import type { SnifferEvent } from "../sniffer/pipeline.ts";
import { keyStore } from "../sniffer/tls/key-log.ts";
import { liveListener } from "./live-listener.ts";
import { simulation } from "./simulated-charge.ts";

interface Heard {
  readonly octets: Uint8Array;
  readonly time: Timestamp;
}

async function chargedOnce(seed = 1): Promise<readonly Heard[]> {
  const frames: Heard[] = [];
  const world = simulation({
    car: carProfiles.any,
    charger: chargerProfiles.any,
    soc: 50,
    targetSoc: 50.1,
    seed,
    tell() {},
    onFrame: ({ octets, time }) => frames.push({ octets, time }),
  });
  await world.clock.until(world.play());
  return frames;
}

/** A listener on a cable on which somebody says frames again, as they were said. */
async function listening() {
  const clock = simulatedClock();
  const wire = cable({ clock });
  const [speaker, ear] = [wire.plug("speaker", "02:00:00:00:00:01"), wire.plug("ear", "02:00:00:00:00:02")];
  const told: SnifferEvent[] = [];
  const listener = liveListener(
    { ports: [ear], clock, keys: keyStore(), tell: (event) => told.push(event) },
    startRun(clock),
  );
  return {
    clock,
    told,
    listener,
    async say(frames: readonly Heard[]) {
      let last = frames[0]?.time;
      for (const { octets, time } of frames) {
        await clock.turn(last ? secondsBetween(last, time) * 1000 : 0);
        last = time;
        speaker.send(octets);
      }
    },
    of: <T extends SnifferEvent["type"]>(type: T) =>
      told.filter((event): event is Extract<SnifferEvent, { readonly type: T }> => event.type === type),
  };
}

test("a session is told soon after it is over, though nothing more is heard", async () => {
  const { clock, say, of } = await listening();
  await say(await chargedOnce());
  expect(of("session")).toEqual([]);

  await clock.turn(15_000);

  expect(of("session")).toMatchObject([{ session: 1, ended: { by: "vehicle" } }]);
  expect(of("limits")).toHaveLength(1);
  expect(of("interval").length).toBeGreaterThan(0);
});

test("what sessions before had is remembered, and each has its own number", async () => {
  const { clock, say, of } = await listening();
  const first = await chargedOnce(1);
  const isHomePlug = ({ octets }: Heard) => octets[12] === 0x88 && octets[13] === 0xe1;
  for (const frames of [first, await chargedOnce(2), first.filter(isHomePlug)]) {
    await say(frames);
    await clock.turn(180_000);
  }

  expect(of("session").map(({ session }) => session)).toEqual([1, 2, 3]);
  const reused = of("finding").filter(({ code }) => code === "nmk-reused");
  expect(reused.map(({ session }) => session)).toEqual([3]);
});

test("what is still open at the end is told once", async () => {
  const { say, of, listener } = await listening();
  const frames = await chargedOnce();
  await say(frames.slice(0, Math.floor(frames.length / 2)));
  listener.end();
  listener.end();
  expect(of("session")).toMatchObject([{ session: 1, ended: { kind: "cut" } }]);
});
