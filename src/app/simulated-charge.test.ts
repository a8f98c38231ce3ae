import { expect, test } from "vitest";
import { listenTo } from "../../test/listening.ts";
import { type CarProfileName, carProfiles } from "../simulator/car-profiles.ts";
import { type ChargerProfileName, chargerProfiles } from "../simulator/charger-profiles.ts";
import { type Fault, faults } from "../simulator/faults.ts";
import { frameRecorder } from "./frame-recorder.ts";
import type { PlugEvent } from "./plug-events.ts";
import { type SimulationOptions, simulation } from "./simulated-charge.ts";

async function play(car: CarProfileName, charger: ChargerProfileName, more: Partial<SimulationOptions> = {}) {
  const events: PlugEvent[] = [];
  const pieces: Uint8Array[] = [];
  const recorder = frameRecorder("charger", (octets) => pieces.push(octets));
  const world = simulation({
    car: carProfiles[car],
    charger: chargerProfiles[charger],
    soc: 50,
    targetSoc: 51,
    tell: (event) => events.push(event),
    onFrame: ({ octets, time }) => recorder.frame(octets, time),
    ...more,
  });
  const outcome = await world.clock.until(world.play());
  return { world, outcome, events, pieces };
}

test.each([
  ["ioniq28", "alpitronic"],
  ["modelY", "teslaV3"],
  ["modelX", "abb"],
  ["polestar2", "compleo"],
  ["audiQ4", "kempower"],
  ["any", "numbat"],
] as const)("%s charges at %s from plug to unplug, and both say that it went well", async (car, charger) => {
  const { outcome } = await play(car, charger);
  expect(outcome.car.sessions).toMatchObject([{ isOrderly: true, by: "car" }]);
  expect(outcome.charger.sessions).toMatchObject([{ isOrderly: true, by: "car" }]);
});

test("a recording of it is read with every message that was said, and the right end", async () => {
  const { events, pieces } = await play("any", "any");
  const said = events.flatMap(({ from, event }) =>
    from === "talk" && event.side === "charger" && (event.type === "sent" || event.type === "received")
      ? [event.exi]
      : [],
  );
  const heard = await listenTo(pieces);
  const messages = heard.flatMap((event) => (event.type === "message" && event.exi ? [event.exi] : []));
  expect(messages).toEqual(said);
  expect(heard.filter(({ type }) => type === "unreadable")).toEqual([]);
  expect(heard.find(({ type }) => type === "session")).toMatchObject({
    ended: { by: "vehicle" },
    slac: { attempts: [{}] },
  });
});

test("the same seed gives the same recording, octet for octet; another seed another one", async () => {
  const octets = async (seed: number) => Buffer.concat((await play("any", "any", { seed })).pieces).toString("hex");
  const [one, again, other] = [await octets(3), await octets(3), await octets(4)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test("a power line that loses a tenth of all frames costs time, and nothing else", async () => {
  const { outcome } = await play("any", "any", { loss: 0.1, seed: 5 });
  expect(outcome.car.sessions.at(-1)).toMatchObject({ isOrderly: true });
});

test("each answer in a recording of it knows how long it took", async () => {
  const { events, pieces } = await play("any", "any");
  const told = events.flatMap(({ from, event }) =>
    from === "talk" && event.side === "car" && event.type === "received" && event.latency !== undefined
      ? [[event.message, event.latency / 1000] as const]
      : [],
  );
  const heard = (await listenTo(pieces)).flatMap((event) =>
    event.type === "message" && event.connection !== undefined ? [event] : [],
  );
  for (const { message, latency } of heard) expect(latency === undefined).toBe(message.endsWith("Req"));
  const answers = heard.filter(({ message, schema }) => message.endsWith("Res") && schema !== "app-handshake");
  expect(answers.map(({ message }) => message)).toEqual(told.map(([message]) => message));
  for (const [i, { latency = Number.NaN }] of answers.entries()) {
    // The car has the cable twice between its question and the answer.
    const seen = told[i]?.[1] ?? Number.NaN;
    expect(latency).toBeLessThanOrEqual(seen);
    expect(latency).toBeGreaterThan(seen - 0.005);
  }
});

test("a charger gives all of its power, although the car aims at a voltage far above its battery's", async () => {
  const { events } = await play("modelX", "any", { soc: 20, targetSoc: 21 });
  const given = events.flatMap(({ from, event }) =>
    from === "talk" && event.type === "measured" && event.side === "charger" ? [event.voltage * event.current] : [],
  );
  expect(Math.max(...given)).toBeGreaterThan(0.995 * 60_000);
  expect(Math.max(...given)).toBeLessThan(1.005 * 60_000);
});

const healthy = play("any", "any").then(({ events }) => JSON.stringify(events));
/** The contactors of the car are the only ones that can keep its battery at the plug. */
const isDangerous = ({ side, name }: Fault) => side === "car" && name === "contactors welded";
const everyFault = faults
  .filter(({ protocol, wire }) => protocol !== "din70121" && !wire)
  .map((fault) => [fault.side, fault.name, fault] as const);

test.each(everyFault)(
  "%s: %s is a fault here, too, and the car lets go of a plug that is safe alone",
  async (...[, , fault]) => {
    const { events, world } = await play("any", "any", { fault });
    expect(JSON.stringify(events) === (await healthy)).toBe(false);
    expect(world.plant.dcPath.cable().voltage > 60).toBe(isDangerous(fault));
    expect(world.plant.car.lock.isLocked()).toBe(isDangerous(fault));
  },
);
