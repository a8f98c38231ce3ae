import { describe, expect, test } from "vitest";
import { frameRecorder } from "../src/app/frame-recorder.ts";
import { simulation } from "../src/app/simulated-charge.ts";
import { randomInteger, seededRandom } from "../src/base/random.ts";
import { carProfiles } from "../src/simulator/car-profiles.ts";
import { chargerProfiles } from "../src/simulator/charger-profiles.ts";
import { listenTo } from "./listening.ts";

/** Charging is long enough for a limit to be told from a ramp. */
const LEAST_SECONDS = 20;
/** Amperes by which the two have to differ for one of them to be the one that limited. */
const CLEAR = 3;

/** A session by chance, what the simulation knows of who limited, and what the listener says. */
async function scenario(seed: number) {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const made = pick(Object.values(carProfiles));
  const car = { ...made, speech: { ...made.speech, charging: 250 } };
  const charger = pick(Object.values(chargerProfiles).filter(({ dc }) => dc));
  const soc = randomInteger(15, 75, random);
  const share = pick([1, 1, 0.5, 0.25]);
  const pieces: Uint8Array[] = [];
  const recorder = frameRecorder("charger", (octets) => pieces.push(octets));
  /** Seconds in which the one or the other was clearly the lower. */
  const known = { vehicle: 0, charger: 0 };
  let last: { readonly at: number; readonly side: "vehicle" | "charger" | undefined } | undefined;
  const world = simulation({
    car,
    charger,
    seed,
    soc,
    targetSoc: soc + 2,
    onFrame: ({ octets, time }) => recorder.frame(octets, time),
    tell({ from, event }) {
      if (from !== "talk" || event.side !== "car" || event.type !== "measured" || event.targetCurrent === undefined)
        return;
      if (last?.side) known[last.side] += (event.at - last.at) / 1000;
      const wanted = Math.min(world.plant.car.cells.maximumCurrent(), car.dc?.maximumCurrent ?? 0);
      const power = Math.min(charger.dc?.maximumPower ?? 0, world.plant.charger.knobs.sharedPower);
      const cap = Math.min(charger.dc?.maximumCurrent ?? 0, power / event.voltage);
      // While it still rises nobody limits yet.
      const isRising = event.current < Math.min(wanted, cap) - CLEAR;
      const side = isRising || Math.abs(wanted - cap) < CLEAR ? undefined : wanted < cap ? "vehicle" : "charger";
      last = { at: event.at, side };
    },
  });
  if (charger.dc && share < 1) world.plant.charger.knobs.sharedPower = charger.dc.maximumPower * share;
  await world.clock.until(world.play());

  const heard = await listenTo(pieces);
  const said = { vehicle: 0, charger: 0 };
  for (const event of heard) {
    if (
      event.type === "interval" &&
      event.reason !== "ramp" &&
      (event.side === "vehicle" || event.side === "charger")
    ) {
      said[event.side] += event.end - event.start;
    }
  }
  return { car: car.name, charger: charger.name, known, said, limits: heard.find(({ type }) => type === "limits") };
}

let told = 0;

describe("who limited the power, as the simulation knows it and as the listener says it", () => {
  test.each(Array.from({ length: 100 }, (_, i) => 100 + i))("scenario %i", async (seed) => {
    const { known, said, ...rest } = await scenario(seed);
    const clear = known.vehicle + known.charger;
    if (clear < LEAST_SECONDS) return;
    told++;
    const share = ({ vehicle, charger }: typeof known) => vehicle / Math.max(1e-9, vehicle + charger);
    const difference = Math.abs(share(known) - share(said));
    expect(difference, JSON.stringify({ ...rest, known, said })).toBeLessThan(0.05);
  });

  test("nearly all of the scenarios are clear enough to be told", () => expect(told).toBeGreaterThan(90));
});
