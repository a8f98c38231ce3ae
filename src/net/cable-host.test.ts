import { expect, test } from "vitest";
import { randomInteger, randomOctets, seededRandom } from "../base/random.ts";
import { startRun } from "../base/run.ts";
import { type CableOptions, cable } from "../link/cable.ts";
import { readPacket } from "../messages/packet.ts";
import { simulatedClock } from "../simulator/clock.ts";
import { cableHost } from "./cable-host.ts";
import { type Stream, StreamReset } from "./host.ts";
import { answerDiscovery, discoverCharger, NoCharger } from "./sdp.ts";
import { ACK, PSH, segmentIn, tcpTemplate } from "./tcp-template.ts";

function desk(options: Partial<CableOptions> = {}) {
  const clock = simulatedClock();
  const random = seededRandom(4);
  const wire = cable({ clock, delay: 0.2, random, ...options });
  const frames: Uint8Array[] = [];
  wire.tap(({ octets }) => frames.push(octets));
  const [car, charger] = (["02:00:00:00:00:0a", "02:00:00:00:00:0c"] as const).map((mac) =>
    cableHost(wire.plug(mac, mac), { clock, random }),
  ) as [ReturnType<typeof cableHost>, ReturnType<typeof cableHost>];
  return { clock, run: startRun(clock), car, charger, frames, wire };
}

/** Reads until the other side has ended. */
async function readAll(stream: Stream, run: ReturnType<typeof startRun>): Promise<Uint8Array> {
  const all: number[] = [];
  for (;;) {
    const octets = await stream.read(run);
    if (!octets) return Uint8Array.from(all);
    all.push(...octets);
  }
}

const text = (words: string) => new TextEncoder().encode(words);
const content = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7) & 0xff);

async function transfer({ clock, run, car, charger }: ReturnType<typeof desk>) {
  const listener = await charger.listen(run);
  const accepted = new Promise<Stream>((resolve) => listener.onStream(resolve));
  const address = await charger.address(run);
  const out = await clock.until(car.connect({ address, port: listener.port }, run));
  const reading = accepted.then((stream) => readAll(stream, run));
  out.write(content);
  out.end();
  return clock.until(reading);
}

test("octets arrive whole and in order, over real frames with right checksums", async () => {
  const table = desk();
  expect(await transfer(table)).toEqual(content);
  const packets = table.frames.map((octets) => readPacket(octets));
  expect(packets.filter((packet) => "because" in packet || packet.kind === "other" || !packet.isIntact)).toEqual([]);
  expect(new Set(packets.map((packet) => ("kind" in packet ? packet.kind : "")))).toEqual(new Set(["icmpv6", "tcp"]));
});

test.each([1, 2, 3, 4, 5])(
  "a cable that loses, doubles and swaps frames costs time, nothing else (seed %i)",
  async (seed) => {
    const table = desk({ loss: 0.15, duplication: 0.1, delay: [0.1, 30], random: seededRandom(seed) });
    expect(await transfer(table)).toEqual(content);
  },
);

test("a port at which nobody listens refuses", async () => {
  const { clock, run, car, charger } = desk();
  const address = await charger.address(run);
  const connecting = clock.until(car.connect({ address, port: 50_000 }, run));
  await expect(connecting).rejects.toThrow("was refused: nobody listens there");
});

test("an address that nobody has is said to be unreachable", async () => {
  const { clock, run, car } = desk();
  const connecting = clock.until(car.connect({ address: "fe80::dead", port: 1 }, run));
  await expect(connecting).rejects.toThrow("nobody on the link has that address");
});

test("a connection that is torn down wakes whoever reads; one that dies silently is found out when something is sent", async () => {
  const { clock, run, car, charger, wire } = desk();
  const listener = await charger.listen(run);
  const streams: Stream[] = [];
  listener.onStream((stream) => streams.push(stream));
  const address = await charger.address(run);
  const to = { address, port: listener.port };
  const first = await clock.until(car.connect(to, run));
  await clock.turn(10);
  const reading = clock.until((streams[0] as Stream).read(run));
  first.abort();
  await expect(reading).rejects.toThrow(StreamReset);

  const second = await clock.until(car.connect(to, run));
  await clock.turn(10);
  wire.connect(false);
  second.write(text("is anybody there?"));
  await expect(clock.until(second.read(run))).rejects.toThrow("nothing is acknowledged any more");
});

test("the car finds the charger, and gives up after fifty questions where there is none", async () => {
  const { clock, run, car, charger, frames } = desk();
  const address = await charger.address(run);
  const discovery = await answerDiscovery(charger, { address, port: 61_341 }, run);

  expect(await clock.until(discoverCharger(car, run))).toEqual({ address, port: 61_341, isTls: false });

  discovery.close();
  frames.length = 0;
  const began = clock.now();
  await expect(clock.until(discoverCharger(car, run))).rejects.toThrow(NoCharger);
  expect(clock.now() - began).toBe(12_500);
  expect(frames).toHaveLength(50);
});

test("a car that asks for TLS is answered at once, with what the charger has", async () => {
  const { clock, run, car, charger } = desk();
  const address = await charger.address(run);
  const wishes: boolean[] = [];
  await answerDiscovery(charger, { address, port: 61_341 }, run, ({ wantsTls }) => wishes.push(wantsTls));
  expect((await clock.until(discoverCharger(car, run, { isTls: true }))).isTls).toBe(false);
  expect(wishes).toEqual([true]);
  expect(clock.now()).toBeLessThan(2);
});

test("segments made and read by where things lie are those of the layouts", () => {
  const ends = {
    sourceMac: "02:00:00:00:00:0a",
    destinationMac: "02:00:00:00:00:0c",
    source: "fe80::a",
    destination: "fe80::c",
    sourcePort: 50_000,
    destinationPort: 61_341,
  };
  const make = tcpTemplate(ends);
  const random = seededRandom(8);
  for (let i = 0; i < 500; i++) {
    const payload = randomOctets(randomInteger(0, 60, random), random);
    const numbers = {
      sequence: randomInteger(0, 0xffff_ffff, random),
      acknowledgement: randomInteger(0, 0xffff_ffff, random),
      window: randomInteger(0, 0xffff, random),
    };
    const frame = make(numbers, PSH | ACK, payload);
    expect(readPacket(frame)).toMatchObject({
      kind: "tcp",
      isIntact: true,
      tcp: { ...numbers, flags: ["PSH", "ACK"], payload },
    });
    expect(segmentIn(frame)).toEqual({
      sourcePort: 50_000,
      destinationPort: 61_341,
      ...numbers,
      flags: PSH | ACK,
      payload,
    });
    const broken = frame.slice();
    broken[randomInteger(54, frame.length - 1, random)]! ^= 1 << randomInteger(0, 7, random);
    const read = segmentIn(broken);
    const other = readPacket(broken);
    expect(read === undefined).toBe(!("kind" in other) || other.kind !== "tcp" || !other.isIntact);
  }
});
