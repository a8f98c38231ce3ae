import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { cable } from "./cable.ts";
import { LinkError } from "./port.ts";

const frame = (last: number) => Uint8Array.from({ length: 60 }, (_, i) => (i === 59 ? last : 0));
const lastOctets = (frames: readonly { readonly octets: Uint8Array }[]) => frames.map(({ octets }) => octets[59]);

test("what one sends all others hear, and he himself does not", async () => {
  const clock = simulatedClock();
  const wire = cable({ clock, delay: 3 });
  const [a, b, c] = [
    wire.plug("a", "02:00:00:00:00:0a"),
    wire.plug("b", "02:00:00:00:00:0b"),
    wire.plug("c", "02:00:00:00:00:0c"),
  ];
  const heard: string[] = [];
  for (const port of [a, b, c]) port.onFrame(() => heard.push(`${port.name} at ${clock.now()}`));

  a.send(frame(1));
  await clock.turn(10);

  expect(heard).toEqual(["b at 3", "c at 3"]);
});

test("a range of delays lets frames overtake each other, the same way for the same seed", async () => {
  const order = async (seed: number) => {
    const clock = simulatedClock();
    const wire = cable({ clock, delay: [0, 50], random: seededRandom(seed) });
    const [a, b] = [wire.plug("a", "02:00:00:00:00:0a"), wire.plug("b", "02:00:00:00:00:0b")];
    const heard: { readonly octets: Uint8Array }[] = [];
    b.onFrame((one) => heard.push(one));
    for (let i = 0; i < 20; i++) a.send(frame(i));
    await clock.turn(100);
    return lastOctets(heard);
  };
  expect(await order(1)).toEqual(await order(1));
  expect(await order(1)).not.toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test("loss and doubles come as often as asked for", async () => {
  const clock = simulatedClock();
  const wire = cable({ clock, loss: 0.2, duplication: 0.1, random: seededRandom(5) });
  const [a, b] = [wire.plug("a", "02:00:00:00:00:0a"), wire.plug("b", "02:00:00:00:00:0b")];
  let heard = 0;
  b.onFrame(() => heard++);
  for (let i = 0; i < 10_000; i++) a.send(frame(i));
  await clock.turn(10);
  expect(heard / 10_000).toBeGreaterThan(0.86);
  expect(heard / 10_000).toBeLessThan(0.9);
});

test("a pulled cable loses what is under way, says so, and comes back", async () => {
  const clock = simulatedClock();
  const wire = cable({ clock, delay: 5 });
  const [a, b] = [wire.plug("a", "02:00:00:00:00:0a"), wire.plug("b", "02:00:00:00:00:0b")];
  const told: string[] = [];
  b.onFrame(() => told.push("frame"));
  b.onState((state) => told.push(state));

  a.send(frame(1));
  wire.connect(false);
  await clock.turn(10);
  expect(() => a.send(frame(2))).toThrow(LinkError);
  wire.connect(true);
  a.send(frame(3));
  await clock.turn(10);

  expect(told).toEqual(["down", "up", "frame"]);
});
